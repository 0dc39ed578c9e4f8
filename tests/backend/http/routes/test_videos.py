"""The library over the real wire."""

from __future__ import annotations

import time
from typing import Any

import pytest

from backend.catalogue.pictures import size_of
from backend.database.tables import VideoState
from backend.storage.api import Writing
from tests.backend.pictures import JPEG
from tests.backend.rows import set_video
from tests.backend.serving import Caller, Running


def titles(answer: Any) -> list[str]:
    return [video["title"] for video in answer["videos"]]


def test_a_new_video_has_all_that_a_card_shows(anna: Caller) -> None:
    """What the client's probe found is shown while the film is still on its way."""
    media = {"duration_seconds": 30.5, "width": 1920, "height": 1080, "video_codec": "h264"}
    upload = anna.create(5, filename="my_first-film.mp4", media=media)

    video = anna.json("GET", f"/api/videos/{upload['video_id']}")
    (channel,) = anna.json("GET", "/api/channels")["channels"]

    times = {video.pop("created_at")[:2], video.pop("updated_at")[:2]}
    assert times == {"20"}
    assert video == {
        "id": upload["video_id"],
        "title": "my first-film",
        "description": "",
        "tags": [],
        "language": None,
        "channel_id": channel["id"],
        "channel": {name: channel[name] for name in ("id", "handle", "name", "picture_url")},
        "views": 0,
        "published_at": None,
        "embedding": "everywhere",
        "filename": "my_first-film.mp4",
        "state": "uploading",
        "percent": 0.0,
        "seconds_left": None,
        "rungs": [],
        "playable": None,
        "error": None,
        "visibility": "private",
        "publish_at": None,
        "duration_seconds": 30.5,
        "width": 1920,
        "height": 1080,
        "size_bytes": 5,
        "poster_url": None,
        "storyboard_url": None,
        "position_seconds": 0.0,
        "captions": False,
        "revision": None,
        "replacement": None,
    }


@pytest.mark.parametrize("sort", ["newest", "oldest", "title", "longest", "largest"])
def test_pages_show_each_video_once(anna: Caller, sort: str) -> None:
    """Whatever the order, also among equals, and though one is deleted between two pages."""
    names = ["b", "a", "a", "c", "b"]
    for number, name in enumerate(names):
        anna.create(1, title=name, media={"duration_seconds": number // 2})

    seen: list[str] = []
    cursor = None
    while True:
        page = anna.json("GET", f"/api/videos?sort={sort}&limit=2", params={"cursor": cursor})
        seen += [video["id"] for video in page["videos"]]
        if (cursor := page["next_cursor"]) is None:
            break
        if len(seen) == 2:
            anna.json("DELETE", f"/api/videos/{seen[1]}")

    assert len(seen) == len(set(seen)) == 5


def test_sorts_as_asked(anna: Caller) -> None:
    """By time, by title, and by what they take."""
    for size, name in ((2, "b"), (1, "c"), (3, "a")):
        anna.create(size, title=name)

    assert titles(anna.json("GET", "/api/videos")) == ["a", "c", "b"]
    assert titles(anna.json("GET", "/api/videos?sort=oldest")) == ["b", "c", "a"]
    assert titles(anna.json("GET", "/api/videos?sort=title")) == ["a", "b", "c"]
    assert titles(anna.json("GET", "/api/videos?sort=largest")) == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("etude", ["Étude in C"]),
        ("ÉTUDE c", ["Étude in C"]),
        ("in e", ["Étude in C"]),
        ("100%", ["100% true_story"]),
        ("%", []),
        ("true_s", ["100% true_story"]),
        ("_", []),
        ("holiday", ["Étude in C"]),
        ("udes", []),
        ("tory ru", ["100% true_story"]),
        ("olid", ["Étude in C"]),
        ("\\", []),
        ("'; DROP TABLE videos", []),
        ("  ", ["100% true_story", "Étude in C"]),
    ],
)
def test_search_finds_words_without_case_and_accents(
    anna: Caller, query: str, found: list[str]
) -> None:
    """Every word must begin so, or else have it within, also in the file's name; signs are no
    words."""
    anna.create(1, title="Étude in C", filename="Holiday.mp4")
    anna.create(1, title="100% true_story", filename="y")

    assert titles(anna.json("GET", "/api/videos", params={"query": query})) == found


def test_what_is_found_within_words_goes_on(anna: Caller) -> None:
    """Page by page; whatever begins so leaves that to itself."""
    for number in range(3):
        anna.create(1, title=f"Sundown {number}")
    asked = {"query": "down", "limit": "2", "sort": "title"}
    page = anna.json("GET", "/api/videos", params=asked)
    rest = anna.json("GET", "/api/videos", params=asked | {"cursor": page["next_cursor"]})
    assert titles(page) + titles(rest) == [f"Sundown {number}" for number in range(3)]

    anna.create(1, title="Downtown")
    assert titles(anna.json("GET", "/api/videos", params=asked)) == ["Downtown"]


@pytest.mark.parametrize("cursor", ["x", "W10=", "WyJuZXdlc3QiLCJ4IiwxXQ==", "\x00", "é"])
def test_a_made_up_cursor_is_refused(anna: Caller, cursor: str) -> None:
    """It is an error of the request, not of the server."""
    answer = anna.fault("GET", "/api/videos", params={"cursor": cursor})
    assert answer == (400, "bad_cursor")


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=201", "limit=x", "state=x", "sort=x", "query=" + "x" * 301]
)
def test_wrong_questions_are_named(anna: Caller, query: str) -> None:
    """Each names the parameter."""
    answer = anna("GET", f"/api/videos?{query}")

    assert (answer.status_code, answer.json()["error"]) == (422, "invalid")
    assert query.partition("=")[0] in answer.json()["message"]


def test_filters_by_state_and_channel(anna: Caller) -> None:
    """Both together."""
    channel = anna.json("POST", "/api/channels", {"name": "Cats"})["id"]
    anna.create(1, title="on its way", channel_id=channel)
    anna.film(title="arrived", channel_id=channel)
    anna.film(title="elsewhere")

    answer = anna.json("GET", f"/api/videos?state=verifying&channel={channel}")

    assert titles(answer) == ["arrived"]


def test_only_what_is_named_changes(anna: Caller) -> None:
    """A patch leaves the rest alone, and search follows the new title."""
    path = f"/api/videos/{anna.create(1, title='old')['video_id']}"
    anna.json("PATCH", path, {"description": "two\nlines", "visibility": "unlisted"})

    changed = anna.json("PATCH", path, {"title": " new  name ", "publish_at": "2030-01-01T00:00Z"})

    known = {k: changed[k] for k in ("title", "description", "visibility", "publish_at")}
    assert known == {
        "title": "new name",
        "description": "two\nlines",
        "visibility": "unlisted",
        "publish_at": "2030-01-01T00:00:00.000+00:00",
    }
    assert titles(anna.json("GET", "/api/videos?query=new")) == ["new name"]
    assert anna.json("PATCH", path, {"publish_at": None})["publish_at"] is None


@pytest.mark.parametrize(
    "body",
    [
        {"title": ""},
        {"title": "x" * 301},
        {"title": "a\x00b"},
        {"title": "\ud800"},
        {"visibility": "secret"},
        {"publish_at": "tomorrow"},
        {"publish_at": "9999-12-31T23:59:59-14:00"},
        {"description": "x" * 20_001},
        {"channel_id": "no such channel"},
    ],
)
def test_refuses_what_cannot_be_kept(anna: Caller, body: dict[str, Any]) -> None:
    """With a sentence, and without a change."""
    path = f"/api/videos/{anna.create(1)['video_id']}"

    status, _ = anna.fault("PATCH", path, json=body)

    assert status in (404, 422)


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_no_video_has_a_nul_in_its_id(anna: Caller, method: str) -> None:
    """SQLite finds none, PostgreSQL can't even be asked; neither is a fault of the server."""
    assert anna.fault(method, "/api/videos/a%00b")[0] in (404, 422)


def test_a_deleted_video_is_gone_with_everything(server: Running, anna: Caller) -> None:
    """At once for people; its files and rows follow."""
    video_id = anna.film()
    anna.json("PUT", f"/api/videos/{video_id}/position", {"seconds": 3})
    key = anna("PUT", f"/api/videos/{video_id}/poster", data=JPEG).json()["poster_url"]
    assert anna("GET", key).content.startswith(b"\xff\xd8\xff")

    anna.json("DELETE", f"/api/videos/{video_id}")

    assert anna.fault("GET", f"/api/videos/{video_id}") == (404, "not_found")
    assert titles(anna.json("GET", "/api/videos")) == []
    assert ("cancel", video_id) in server.pipeline.told
    database, store = server.services.database, server.services.store
    deadline = time.monotonic() + 15
    while database.video(video_id) is not None:
        assert time.monotonic() < deadline
        server.services.cleanup.wake()
    assert [*store.keys(f"sources/{video_id}/"), *store.keys(f"media/{video_id}/")] == []
    assert anna.fault("GET", key) == (404, "not_found")


def test_remembers_where_each_account_stopped(server: Running, anna: Caller) -> None:
    """Anna's place in a public film is not Bert's."""
    bert = server.account()
    path = f"/api/videos/{anna.film()}"
    anna.json("PATCH", path, {"visibility": "public"})
    anna.json("PUT", f"{path}/position", {"seconds": 12.5})
    bert.json("PUT", f"{path}/position", {"seconds": 1})

    places = [who.json("GET", path)["position_seconds"] for who in (anna, bert)]
    assert places == [12.5, 1]
    assert anna.json("GET", "/api/videos")["videos"][0]["position_seconds"] == 12.5


@pytest.mark.parametrize("seconds", [-1, 1e9, "x", None])
def test_positions_are_seconds(anna: Caller, seconds: Any) -> None:
    """Nothing else."""
    path = f"/api/videos/{anna.create(1)['video_id']}/position"
    assert anna.fault("PUT", path, json={"seconds": seconds}) == (422, "invalid")


def test_what_is_gone_from_the_store_is_made_again(server: Running, anna: Caller) -> None:
    """Of a video that was ready, as long as its renditions are not where they were put."""
    video_id = anna.film()
    ready = {"state": VideoState.READY, "playable": "adaptive", "revision": "r1"}
    set_video(server.services.database, video_id, **ready)
    key = f"media/{video_id}/r1/hls/multivariant.m3u8"
    server.services.store.put(key, b"#EXTM3U", Writing("text/plain"))
    path = f"/api/videos/{video_id}/retry"
    anna.json("POST", path)
    assert ("retry", video_id) not in server.pipeline.told

    server.services.store.delete_prefix(f"media/{video_id}/")
    anna.json("POST", path)

    assert ("retry", video_id) in server.pipeline.told


def test_only_failed_videos_are_retried(server: Running, anna: Caller) -> None:
    """For the others there is nothing to try."""
    video_id = anna.film()
    path = f"/api/videos/{video_id}/retry"
    anna.json("POST", path)
    assert ("retry", video_id) not in server.pipeline.told

    set_video(server.services.database, video_id, state=VideoState.FAILED, error="It broke.")
    anna.json("POST", path)

    assert ("retry", video_id) in server.pipeline.told


def test_shows_why_a_video_failed(server: Running, anna: Caller) -> None:
    """The sentence, and whether trying again may help."""
    video_id = anna.film()
    set_video(
        server.services.database,
        video_id,
        state=VideoState.FAILED,
        error="It broke.",
        error_retryable=True,
    )

    error = anna.json("GET", f"/api/videos/{video_id}")["error"]

    assert error == {"message": "It broke.", "retryable": True}


PAGE = b"\xff\xd8\xff\xc0\x00\x11\x08\x00\x09\x00\x10<script>alert(1)</script>"


@pytest.mark.parametrize(
    "data", [b"", b"GIF89a", b"<svg>", PAGE, b"\xff\xd8\xff" + bytes(11 << 20)]
)
def test_a_poster_is_a_picture(anna: Caller, data: bytes) -> None:
    """JPEG, PNG or WebP, and not too large."""
    path = f"/api/videos/{anna.create(1)['video_id']}/poster"
    assert anna.fault("PUT", path, data=data) == (422, "not_a_picture")


def test_nothing_but_the_picture_is_kept_of_a_poster(anna: Caller) -> None:
    """Not where it was taken, nor a page that follows it."""
    taken = b"\xff\xe1\x00\x10Exif\0\0 at home"
    data = JPEG[:2] + taken + JPEG[2:] + b"<script>"
    path = f"/api/videos/{anna.create(1)['video_id']}/poster"

    kept = anna("GET", anna("PUT", path, data=data).json()["poster_url"]).content

    assert size_of(kept) == size_of(JPEG)
    assert b"at home" not in kept
    assert b"<script>" not in kept


def test_a_new_poster_replaces_the_old_one(server: Running, anna: Caller) -> None:
    """Under another address, since caches keep the first one for ever."""
    video_id = anna.create(1)["video_id"]
    path = f"/api/videos/{video_id}/poster"
    first = anna("PUT", path, data=JPEG).json()["poster_url"]
    second = anna("PUT", path, data=JPEG).json()["poster_url"]

    assert first != second
    assert anna("GET", second).headers["Content-Type"] == "image/jpeg"
    assert len(list(server.services.store.keys(f"media/{video_id}/"))) == 1


MATRIX = [
    ("GET", "", None),
    ("PATCH", "", {"title": "mine"}),
    ("DELETE", "", None),
    ("POST", "/retry", None),
    ("PUT", "/position", {"seconds": 1}),
    ("PUT", "/poster", None),
    ("GET", "/playback", None),
    ("GET", "/events", None),
]


@pytest.mark.parametrize(("method", "path", "body"), MATRIX)
def test_a_private_video_exists_for_its_owner_only(
    anna: Caller, bert: Caller, stranger: Caller, method: str, path: str, body: Any
) -> None:
    """Others get the same answer as for a video that never was."""
    video = f"/api/videos/{anna.create(1)['video_id']}"

    assert bert.fault(method, video + path, json=body) == (404, "not_found")
    assert stranger.fault(method, video + path, json=body)[0] in (401, 404)


def test_a_public_video_is_read_only_for_others(server: Running, anna: Caller) -> None:
    """They may look, and that is all; before its time not even that."""
    bert, stranger = server.account(), server.stranger()
    path = f"/api/videos/{anna.create(1)['video_id']}"
    anna.json("PATCH", path, {"visibility": "public", "publish_at": "2100-01-01T00:00:00Z"})
    assert stranger.fault("GET", path) == (404, "not_found")

    anna.json("PATCH", path, {"publish_at": "2001-01-01T00:00:00Z"})

    assert stranger.json("GET", path)["visibility"] == "public"
    assert bert.fault("PATCH", path, json={"title": "mine"}) == (404, "not_found")
    assert bert.fault("DELETE", path) == (404, "not_found")


def test_channels_come_and_go(anna: Caller, bert: Caller) -> None:
    """A deleted channel leaves its videos to the first one, which stays."""
    (first,) = anna.json("GET", "/api/channels")["channels"]
    channel = anna.json("POST", "/api/channels", {"name": " Cats "})
    path = f"/api/channels/{channel['id']}"
    upload = anna.create(1, channel_id=channel["id"])
    assert anna.json("PATCH", path, {"name": "Dogs"})["name"] == "Dogs"
    assert bert.fault("PATCH", path, json={"name": "Mine"}) == (404, "not_found")
    assert len(bert.json("GET", "/api/channels")["channels"]) == 1

    anna.json("DELETE", path)

    assert anna.json("GET", "/api/channels") == {"channels": [first]}
    assert anna.json("GET", f"/api/videos/{upload['video_id']}")["channel_id"] == first["id"]
    assert anna.fault("DELETE", f"/api/channels/{first['id']}") == (409, "default_channel")
