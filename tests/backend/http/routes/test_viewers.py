"""The catalogue, channels, playlists, history and guests over the real wire."""

from __future__ import annotations

import json
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest

from backend.database.tables import Video
from backend.http.guests import LOOKING, Guests, TooManyRequests
from backend.storage.api import Writing
from tests.backend.serving import Caller, Running, running

PRIVATE_WORDS = ("filename", "size_bytes", "error", "percent", "rungs", "cost", "revision")


def public_film(server: Running, owner: Caller, **values: Any) -> str:
    """Whole, watchable and public."""
    video_id = owner.film(title=values.pop("title", "Film"), filename="a secret name.mp4")
    server.services.store.put(
        f"media/{video_id}/r1/hls/multivariant.m3u8", b"#EXTM3U\n", Writing("x")
    )
    usual = {"state": "ready", "playable": "adaptive", "revision": "r1", "visibility": "public"}
    with server.services.database.write() as session:
        row = session.get_one(Video, video_id)
        for name, value in {**usual, "duration_seconds": 60.0, **values}.items():
            setattr(row, name, value)
    return video_id


def titles(page: Any) -> list[str]:
    return [video["title"] for video in page["videos"]]


def test_a_guest_finds_what_is_public(server: Running, anna: Caller, stranger: Caller) -> None:
    """With its channel and views, and nothing that is its owner's business."""
    video_id = public_film(server, anna, title="Zebras at dawn")
    (video,) = stranger.json("GET", "/api/catalogue?query=zebra")["videos"]

    assert video["id"] == video_id
    assert set(video["channel"]) == {"id", "handle", "name", "picture_url"}
    assert video["views"] == 0
    assert video["published_at"] is not None
    for document in (video, stranger.json("GET", f"/api/videos/{video_id}")):
        assert not set(PRIVATE_WORDS) & set(document)
        assert "secret" not in json.dumps(document)
    assert "filename" in anna.json("GET", f"/api/videos/{video_id}")


def test_the_pages_of_a_search_end(server: Running, anna: Caller) -> None:
    """By relevance and by date; each video once."""
    for number in range(5):
        public_film(server, anna, title=f"Giraffe {number}")
    for sort in ("relevance", "newest", "popular"):
        found: list[str] = []
        cursor: str | None = ""
        while cursor is not None:
            more = {"cursor": cursor} if cursor else {}
            params = {"query": "giraffe", "sort": sort, "limit": 2, **more}
            page = anna.json("GET", "/api/catalogue", params=params)
            found += titles(page)
            cursor = page["next_cursor"]
        assert sorted(found) == [f"Giraffe {number}" for number in range(5)]


@pytest.mark.parametrize(
    "cursor", ["nonsense", "W10=", "WyJhIiwgMSwgMl0=", "bnVsbA==", "é", "[[[[", "MQ=="]
)
def test_a_cursor_that_is_none_is_refused(stranger: Caller, cursor: str) -> None:
    """In one sentence, wherever it is given."""
    for path in ("/api/catalogue", "/api/catalogue?query=a"):
        assert stranger.fault("GET", path, params={"cursor": cursor}) == (400, "bad_cursor")


def test_a_cursor_of_another_list_is_refused(server: Running, anna: Caller) -> None:
    """Also of the same list with other filters."""
    for number in range(3):
        public_film(server, anna, title=f"Okapi {number}")
    cursor = anna.json("GET", "/api/catalogue?limit=1")["next_cursor"]
    assert len(anna.json("GET", "/api/catalogue", params={"cursor": cursor})["videos"]) > 0
    for path in (
        "/api/catalogue?sort=popular",
        "/api/catalogue?language=en",
        "/api/catalogue?query=okapi",
        "/api/subscriptions/videos",
        "/api/history",
        "/api/playlists",
        "/api/videos",
    ):
        assert anna.fault("GET", path, params={"cursor": cursor}) == (400, "bad_cursor"), path


@pytest.mark.parametrize("query", ["%", "'\"", "\x00", "🎬", "a" * 300, "OR AND NOT *", "'a':*"])
def test_no_search_breaks(anna: Caller, query: str) -> None:
    """It finds nothing, and says so by an empty page."""
    page = anna.json("GET", "/api/catalogue", params={"query": query, "language": "tlh"})
    assert page == {"videos": [], "next_cursor": None}
    anna.json("GET", "/api/suggestions", params={"query": query})
    anna.json("GET", "/api/history", params={"query": query})


def test_a_thousand_words_are_too_many(anna: Caller) -> None:
    """One sentence."""
    query = "word " * 1000
    assert anna.fault("GET", "/api/catalogue", params={"query": query})[0] in (400, 422)


# Channels


def test_a_channel_has_a_public_page(server: Running, anna: Caller, stranger: Caller) -> None:
    """By id and by handle, with what it shows."""
    body = {"name": "Anna's cats", "handle": "Annas.Cats"}
    channel = anna.json("POST", "/api/channels", body)
    assert channel["handle"] == "annas.cats"
    public_film(server, anna, title="Tabby", channel_id=channel["id"])
    public_film(server, anna, title="Hidden", channel_id=channel["id"], visibility="private")

    for name in (channel["id"], "annas.cats", "@Annas.Cats"):
        page = stranger.json("GET", f"/api/channels/{name}")
        assert (page["name"], page["followers"], page["own"]) == ("Anna's cats", 0, False)
        assert titles(stranger.json("GET", f"/api/channels/{name}/videos")) == ["Tabby"]
    suggested = stranger.json("GET", "/api/suggestions?query=anna's ca")["channels"]
    assert [found["handle"] for found in suggested] == ["annas.cats"]


@pytest.mark.parametrize(
    ("handle", "fault"),
    [
        ("Taken", (409, "handle_taken")),
        ("ta.ken", (409, "handle_taken")),
        ("tаken", (422, "bad_handle")),
        ("taken.", (422, "bad_handle")),
        ("no", (422, "bad_handle")),
        ("a\x00b", (422, "bad_handle")),
        ("x" * 31, (422, "bad_handle")),
    ],
)
def test_a_handle_that_misleads_is_refused(
    anna: Caller, bert: Caller, handle: str, fault: tuple[int, str]
) -> None:
    """When a channel is made and when it is renamed."""
    if "taken" not in [c["handle"] for c in anna.json("GET", "/api/channels")["channels"]]:
        anna("POST", "/api/channels", json={"name": "A", "handle": "taken"})
    body = {"name": "B", "handle": handle}
    (own,) = bert.json("GET", "/api/channels")["channels"]

    assert bert.fault("POST", "/api/channels", json=body) == fault
    assert bert.fault("PATCH", f"/api/channels/{own['id']}", json=body) == fault


def test_following_and_its_end(server: Running, anna: Caller, bert: Caller) -> None:
    """Counted once; a channel that is gone has no followers, and that is fine."""
    channel = anna.json("POST", "/api/channels", {"name": "Owls", "handle": "owls-of-anna"})
    path = f"/api/subscriptions/{channel['id']}"
    public_film(server, anna, title="Owl", channel_id=channel["id"])
    for _ in range(2):
        bert.json("PUT", path)

    (followed,) = bert.json("GET", "/api/subscriptions")["channels"]
    assert (followed["id"], followed["followers"], followed["following"]) == (
        channel["id"],
        1,
        True,
    )
    assert titles(bert.json("GET", "/api/subscriptions/videos")) == ["Owl"]

    anna.json("DELETE", f"/api/channels/{channel['id']}")
    assert bert.json("GET", "/api/subscriptions")["channels"] == []
    assert titles(bert.json("GET", "/api/subscriptions/videos")) == []
    assert bert.fault("PUT", path) == (404, "not_found")
    bert.json("DELETE", path)


def png(width: int, height: int, rows: int | None = None) -> bytes:
    """A picture with a comment that must not survive; with `rows` it ends after so many."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress((b"\0" + b"\x80\x20\x20" * width) * (rows or height))
    parts = (chunk(b"IHDR", header), chunk(b"tEXt", b"Comment\0secret"), chunk(b"IDAT", pixels))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts) + chunk(b"IEND", b"")


def test_a_channels_picture_is_written_anew(anna: Caller, stranger: Caller) -> None:
    """As a JPEG of a fixed size, without what else was in the file; the former one goes."""
    (channel,) = anna.json("GET", "/api/channels")["channels"]
    path = f"/api/channels/{channel['id']}"
    urls = [anna("PUT", f"{path}/picture", data=png(64, 32)).json()["picture_url"] for _ in "12"]
    banner = anna("PUT", f"{path}/banner", data=png(64, 32)).json()["banner_url"]

    assert stranger("GET", urls[0]).status_code == 404
    for url in (urls[1], banner):
        data = stranger("GET", url).content
        assert data.startswith(b"\xff\xd8\xff")
        assert b"secret" not in data
    anna.json("DELETE", f"{path}/picture")
    assert stranger("GET", urls[1]).status_code == 404


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no picture",
        b"\x89PNG\r\n\x1a\n" + b"x" * 100,
        b"RIFF....AVI ",
        png(30_000, 30_000, rows=1),
    ],
)
def test_what_is_no_picture_is_refused(anna: Caller, data: bytes) -> None:
    """In one sentence."""
    (channel,) = anna.json("GET", "/api/channels")["channels"]
    path = f"/api/channels/{channel['id']}/picture"
    assert anna.fault("PUT", path, data=data) == (422, "not_a_picture")


# Playlists and history


def test_a_playlist_keeps_its_order(server: Running, anna: Caller, stranger: Caller) -> None:
    """A move is by a neighbour's id; what is gone is shown to its owner only."""
    a, b, c = (public_film(server, anna, title=name) for name in "ABC")
    body = {"title": "All", "visibility": "public"}
    path = f"/api/playlists/{anna.json('POST', '/api/playlists', body)['id']}"
    for video in (a, b, c):
        anna.json("PUT", f"{path}/videos/{video}")
    anna.json("PUT", f"{path}/videos/{c}", {"after": None})
    anna.json("PUT", f"{path}/videos/{a}", {"after": b})
    anna.json("PATCH", f"/api/videos/{b}", {"visibility": "private"})
    anna.json("DELETE", f"/api/videos/{a}")

    seen = [(e["video_id"], e["missing"]) for e in anna.json("GET", path)["entries"]]
    assert seen == [(c, None), (b, None), (a, "deleted")]
    assert [e["video_id"] for e in stranger.json("GET", path)["entries"]] == [c]
    assert stranger.fault("PUT", f"{path}/videos/{c}") == (401, "not_signed_in")
    assert anna.fault("PUT", f"{path}/videos/{c}", json={"after": c}) == (422, "invalid")
    assert anna.fault("PUT", f"{path}/videos/{c}", json={"after": "none"}) == (
        404,
        "not_in_playlist",
    )


def test_another_s_hidden_film_is_said_to_be_hidden(
    server: Running, anna: Caller, bert: Caller
) -> None:
    """In bert's list of later."""
    video = public_film(server, anna)
    bert.json("PUT", f"/api/playlists/later/videos/{video}")
    anna.json("PATCH", f"/api/videos/{video}", {"visibility": "private"})

    (entry,) = bert.json("GET", "/api/playlists/later")["entries"]
    assert (entry["video"], entry["missing"]) == (None, "hidden")
    assert bert.fault("DELETE", "/api/playlists/later") == (409, "watch_later")
    bert.json("DELETE", f"/api/playlists/later/videos/{video}")
    assert bert.json("GET", "/api/playlists/later")["entries"] == []


def test_history_can_be_paused(server: Running, anna: Caller) -> None:
    """Nothing of what is watched then is kept."""
    first, second = public_film(server, anna), public_film(server, anna)
    anna.json("PUT", f"/api/videos/{first}/position", {"seconds": 20})
    assert anna.json("PATCH", "/api/me", {"history_paused": True})["history_paused"]
    anna.json("PUT", f"/api/videos/{second}/position", {"seconds": 20})
    report = {"seconds_by_rendition": {"720p": 30}}
    anna.json("POST", f"/api/videos/{second}/plays", report)

    history = anna.json("GET", "/api/history?unfinished=true")
    assert history["paused"]
    assert [entry["video_id"] for entry in history["videos"]] == [first]
    assert history["videos"][0]["video"]["position_seconds"] == 20
    anna.json("DELETE", "/api/history")
    assert anna.json("GET", "/api/history")["videos"] == []


def test_views_count_what_was_watched(server: Running, anna: Caller, stranger: Caller) -> None:
    """After ten seconds, once a viewer; guests too."""
    video = public_film(server, anna)
    path = f"/api/videos/{video}/plays"
    for caller, seconds in ((anna, 9), (anna, 10), (anna, 60), (stranger, 12), (stranger, 12)):
        caller.json("POST", path, {"seconds_by_rendition": {"720p": seconds}})
    assert stranger.json("GET", f"/api/videos/{video}")["views"] == 2


# Guests and the server


def test_a_server_says_what_it_is(stranger: Caller) -> None:
    """To anybody, so that clients know whether they fit."""
    said = stranger.json("GET", "/api/server")
    assert said == {
        "name": "Matinee",
        "version": said["version"],
        "api": 1,
        "guests": True,
        "signup": True,
        "oidc": False,
        "oidc_name": None,
    }


def test_a_server_may_want_no_guests(tmp_path: Path) -> None:
    """Then everything needs an account, but links that owners gave."""
    with running(tmp_path, guests=False) as server:
        anna, stranger = server.account(), server.stranger()
        video = public_film(server, anna)
        link = anna.json("POST", f"/api/videos/{video}/links", {})["id"]
        for path in ("/api/catalogue", f"/api/videos/{video}", f"/watch/{video}/playback"):
            assert stranger.fault("GET", path) == (401, "not_signed_in")
        assert stranger.json("GET", "/api/server")["guests"] is False
        assert stranger.json("POST", f"/api/links/{link}/open")["video"]["id"] == video
        assert titles(anna.json("GET", "/api/catalogue")) == ["Film"]


def test_a_guest_is_limited_by_address() -> None:
    """Others are not told of it."""
    limit = Guests(True, lambda: 0.0)
    for _ in range(int(LOOKING.burst)):
        limit.admit("192.0.2.1")
    with pytest.raises(TooManyRequests):
        limit.admit("192.0.2.1")
    limit.admit("192.0.2.2")


def test_the_name_of_a_file_leads_its_owner_only(
    server: Running, anna: Caller, stranger: Caller
) -> None:
    """To the film in their own library; others find nothing by it, not even a public one."""
    public_film(server, anna, title="Okapi")

    assert titles(anna.json("GET", "/api/videos?query=secret")) == ["Okapi"]
    for caller in (anna, stranger):
        assert titles(caller.json("GET", "/api/catalogue?query=secret")) == []
