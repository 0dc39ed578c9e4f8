"""Everybody × every standing of a video × every route that can name one.

The routes come from the server itself, so that a new one fails until it says here what it needs.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.routing import APIRoute

from backend.database.database import Database
from backend.database.tables import Video, VideoState
from backend.server import ROUTES
from backend.storage.api import Writing
from backend.videos.access import RIGHTS, Relation, Right, Standing
from tests.backend.pictures import JPEG
from tests.backend.serving import Caller, Running, running

PAST, FUTURE = 1_000_000.0, 4e9
READY: dict[str, Any] = {"state": "ready", "playable": "adaptive", "revision": "r1"}
ROWS: dict[Standing, dict[str, Any]] = {
    Standing.PRIVATE: {**READY, "visibility": "private"},
    Standing.UNLISTED: {**READY, "visibility": "unlisted"},
    Standing.PUBLIC: {**READY, "visibility": "public"},
    Standing.SCHEDULED: {**READY, "visibility": "public", "publish_at": FUTURE},
    Standing.PROCESSING: {"state": "processing", "playable": None, "visibility": "public"},
    Standing.FAILED: {"state": "failed", "playable": None, "visibility": "public"},
    Standing.DELETED: {**READY, "state": VideoState.DELETED, "visibility": "public"},
    Standing.UNPUBLISHED: {**READY, "visibility": "private", "published_at": PAST},
}

ITSELF = "/api/videos/{video_id}"
NEEDS: dict[tuple[str, str], Right] = {
    ("GET", ITSELF): Right.SEE,
    ("PATCH", ITSELF): Right.OWN,
    ("DELETE", ITSELF): Right.OWN,
    ("POST", f"{ITSELF}/retry"): Right.OWN,
    ("POST", f"{ITSELF}/undelete"): Right.OWN,
    ("PUT", f"{ITSELF}/source"): Right.OWN,
    ("DELETE", f"{ITSELF}/source"): Right.OWN,
    ("GET", f"{ITSELF}/versions"): Right.OWN,
    ("POST", f"{ITSELF}/versions/{{number}}/restore"): Right.OWN,
    ("GET", f"{ITSELF}/original"): Right.OWN,
    ("PUT", f"{ITSELF}/poster"): Right.OWN,
    ("DELETE", f"{ITSELF}/poster"): Right.OWN,
    ("GET", f"{ITSELF}/chapters"): Right.OWN,
    ("GET", f"{ITSELF}/chapters/suggested"): Right.OWN,
    ("GET", f"{ITSELF}/frame"): Right.OWN,
    ("GET", f"{ITSELF}/subtitles"): Right.OWN,
    ("PUT", f"{ITSELF}/position"): Right.SEE,
    ("GET", f"{ITSELF}/events"): Right.OWN,
    ("PUT", f"{ITSELF}/subtitles/{{language}}"): Right.OWN,
    ("DELETE", f"{ITSELF}/subtitles/{{language}}"): Right.OWN,
    ("GET", f"{ITSELF}/archive"): Right.OWN,
    ("POST", f"{ITSELF}/archive"): Right.OWN,
    ("POST", f"{ITSELF}/restore"): Right.OWN,
    ("GET", f"{ITSELF}/playback"): Right.SEE,
    ("POST", f"{ITSELF}/plays"): Right.SEE,
    ("GET", f"{ITSELF}/statistics"): Right.OWN,
    ("GET", f"{ITSELF}/heat"): Right.SEE,
    ("GET", f"{ITSELF}/links"): Right.OWN,
    ("POST", f"{ITSELF}/links"): Right.OWN,
    ("PUT", "/api/playlists/{playlist_id}/videos/{video_id}"): Right.SEE,
    ("GET", "/watch/{video_id}"): Right.SEE,
    ("HEAD", "/watch/{video_id}"): Right.SEE,
    ("POST", "/watch/{video_id}"): Right.SEE,
    ("GET", "/embed/{video_id}"): Right.SEE,
    ("HEAD", "/embed/{video_id}"): Right.SEE,
    ("POST", "/embed/{video_id}"): Right.SEE,
    ("GET", "/watch/{video_id}/playback"): Right.SEE,
    ("GET", "/watch/{video_id}/hls/{path:path}"): Right.SEE,
}
OF_ONE_OWN: set[tuple[str, str]] = {
    ("DELETE", "/api/playlists/{playlist_id}/videos/{video_id}"),
    ("DELETE", "/api/history/{video_id}"),
}
"""Taking it off a list of one's own, whatever has become of it."""
BY_TOKEN = {("GET", "/media/{token}/{path:path}"), ("HEAD", "/media/{token}/{path:path}")}
FOR_GUESTS = {
    ("GET", ITSELF),
    ("GET", f"{ITSELF}/playback"),
    ("POST", f"{ITSELF}/plays"),
    ("GET", f"{ITSELF}/heat"),
    *(route for route in NEEDS if route[1].startswith(("/watch", "/embed"))),
}
BODIES: dict[tuple[str, str], dict[str, Any]] = {
    ("PUT", f"{ITSELF}/position"): {"json": {"seconds": 1}},
    ("PATCH", ITSELF): {"json": {}},
    ("POST", f"{ITSELF}/plays"): {"json": {}},
    ("POST", f"{ITSELF}/links"): {"json": {}},
    ("PUT", f"{ITSELF}/source"): {"json": {"filename": "film.mp4", "size_bytes": 3}},
    ("PUT", f"{ITSELF}/poster"): {"data": JPEG},
    ("PUT", f"{ITSELF}/subtitles/{{language}}"): {
        "data": b"1\n00:00:01,000 --> 00:00:02,000\nHello\n"
    },
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("matrix")) as started:
        yield started


@pytest.fixture(scope="module")
def callers(served: Running) -> dict[Relation, Caller]:
    people = {
        Relation.OWNER: served.account(),
        Relation.FOLLOWER: served.account(),
        Relation.OTHER: served.account(),
        Relation.GUEST: served.stranger(),
    }
    channel = people[Relation.OWNER].json("GET", "/api/channels")["channels"][0]["id"]
    people[Relation.FOLLOWER].json("PUT", f"/api/subscriptions/{channel}")
    return people


def routes(served: Running) -> set[tuple[str, str]]:
    """All that can name a video; the document's, and the pages that are not in it."""
    found = {
        (method, route.path)
        for module in ROUTES
        for route in module.router.routes
        if isinstance(route, APIRoute)
        for method in route.methods or ()
        if "{video_id}" in route.path or "{token}" in route.path
    }
    document = served.stranger().json("GET", "/openapi.json")["paths"]
    found |= {
        (method.upper(), path)
        for path, methods in document.items()
        for method in methods
        if "{video_id}" in path
    }
    return {(method, path) for method, path in found if not path.startswith("/store/")}


def test_every_route_says_what_it_needs(served: Running) -> None:
    """A new route that can name a video is in one of the tables above."""
    assert routes(served) == set(NEEDS) | OF_ONE_OWN | BY_TOKEN


def film(served: Running, callers: dict[Relation, Caller], place: Standing) -> str:
    """A fresh film of the owner's that stands there."""
    owner = callers[Relation.OWNER]
    video_id = str(owner.create(3)["video_id"])
    store = served.services.store
    for path in ("hls/multivariant.m3u8", "poster.jpg"):
        store.put(f"media/{video_id}/r1/{path}", b"#EXTM3U\n", Writing("x"))
    stand(served.services.database, video_id, place)
    return video_id


def stand(database: Database, video_id: str, place: Standing) -> None:
    with database.write() as session:
        row = session.get_one(Video, video_id)
        for name, value in ROWS[place].items():
            setattr(row, name, value)


@pytest.mark.parametrize("place", list(Standing), ids=str)
def test_who_reaches_what(
    served: Running, callers: dict[Relation, Caller], place: Standing
) -> None:
    """Who may not gets the answer of a video that does not exist; everybody else another one."""
    wrong = []
    video_id = film(served, callers, place)
    for (method, path), need in sorted(NEEDS.items()):
        for relation, caller in callers.items():
            expected = expectation(relation, RIGHTS[place][relation], need, (method, path))
            if (seen := ask(caller, method, path, video_id)) != expected:
                wrong.append((method, path, relation, seen, expected))
            if seen == "there" and method not in ("GET", "HEAD"):
                video_id = film(served, callers, place)
    assert wrong == []


def ask(caller: Caller, method: str, path: str, video_id: str) -> str:
    named = path.replace("{video_id}", video_id).replace("{language}", "de")
    named = named.replace("{playlist_id}", "later").replace("{path:path}", "multivariant.m3u8")
    named = named.replace("{number}", "1")
    is_stream = path.endswith("/events")
    with caller(method, named, stream=is_stream, **BODIES.get((method, path), {})) as answer:
        is_endless = is_stream and answer.ok
        text = "no such video" if method == "HEAD" else "" if is_endless else answer.text
        return verdict(answer.status_code, text)


def expectation(relation: Relation, right: Right, need: Right, route: tuple[str, str]) -> str:
    if relation == Relation.GUEST and route not in FOR_GUESTS:
        return "sign in"
    return "there" if right >= need else "no such video"


def verdict(status: int, text: str) -> str:
    if status == 401:
        return "sign in"
    missing = status == 404 and "no such video" in text
    assert status < 500, text
    return "no such video" if missing else "there"


def test_media_links_follow_what_becomes_of_a_film(
    served: Running, callers: dict[Relation, Caller]
) -> None:
    """Given while it was public: they work as long as their holder may see it, and not longer."""
    wrong = []
    for place in Standing:
        video_id = film(served, callers, Standing.PUBLIC)
        links = {
            relation: caller.json("GET", f"/api/videos/{video_id}/playback")["url"]
            for relation, caller in callers.items()
        }
        stand(served.services.database, video_id, place)
        for relation, url in links.items():
            works = callers[Relation.GUEST]("GET", url).status_code == 200
            if works != (RIGHTS[place][relation] >= Right.SEE):
                wrong.append((place, relation, works))
    assert wrong == []


LISTS = {
    "/api/catalogue?limit=200": Right.FIND,
    "/api/catalogue?query={video_id}&limit=200": Right.FIND,
    "/api/catalogue?query={video_id}&sort=newest": Right.FIND,
    "/api/channels/{channel}/videos?limit=200": Right.FIND,
    "/api/subscriptions/videos?limit=200": Right.FIND,
    "/api/playlists/{playlist}": Right.SEE,
    "/api/history": Right.SEE,
}


@pytest.mark.parametrize("place", list(Standing), ids=str)
def test_who_is_shown_what_in_lists(
    served: Running, callers: dict[Relation, Caller], place: Standing
) -> None:
    """Whoever may find it, wherever it is looked for; in lists of their own, whoever may see it.
    Its owner finds what is private by a search only."""
    video_id = film(served, callers, place)
    owner = callers[Relation.OWNER]
    channel = owner.json("GET", "/api/channels")["channels"][0]["id"]
    body = {"title": "Everything", "visibility": "public"}
    playlist = owner.json("POST", "/api/playlists", body)["id"]
    database = served.services.database
    with database.write() as session:
        session.get_one(Video, video_id).title = f"Film {video_id}"
    database.place_entry(playlist, video_id, None)
    wrong = []
    for relation, caller in callers.items():
        account = None if relation == Relation.GUEST else caller.json("GET", "/api/me")["id"]
        if account is not None:
            database.set_position(account, video_id, 1.0)
        for path, need in LISTS.items():
            if account is None and ("subscriptions" in path or "history" in path):
                continue
            named = path.format(video_id=video_id, channel=channel, playlist=playlist)
            shown = video_id in ids(caller.json("GET", named))
            right = RIGHTS[place][relation]
            expected = right >= need
            if relation == Relation.OWNER and need == Right.FIND and "query" not in path:
                expected = place == Standing.PUBLIC and "subscriptions" not in path
            elif relation != Relation.FOLLOWER and "subscriptions" in path:
                expected = False
            if shown != expected:
                wrong.append((path, relation, shown))
    assert wrong == []


def ids(page: Any) -> set[str]:
    """Of the videos that are shown in a page, not only named."""
    rows = page.get("videos") or page.get("entries") or []
    return {
        str(video["id"])
        for row in rows
        if (video := row.get("video", row if "id" in row else None))
    }
