"""Media, playback and the watch page over the real wire."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backend.database.tables import Subtitle, VideoState
from backend.storage.api import Writing
from backend.transcode.api import Playable
from tests.backend.rows import set_video
from tests.backend.serving import Caller, Running

SEGMENT = bytes(range(256)) * 8
PLAYLIST = b"#EXTM3U\n"


@pytest.fixture
def film(server: Running, anna: Caller) -> str:
    """A ready video with one revision of two files."""
    video_id = anna.film(b"the original")
    store = server.services.store
    store.put(f"media/{video_id}/r1/hls/multivariant.m3u8", PLAYLIST, Writing("x"))
    store.put(f"media/{video_id}/r1/hls/360p/00000.ts", SEGMENT, Writing("video/mp2t"))
    set_video(
        server.services.database,
        video_id,
        state=VideoState.READY,
        playable=Playable.ADAPTIVE,
        revision="r1",
        revision_complete=True,
        poster_key=f"media/{video_id}/r1/poster.jpg",
    )
    return video_id


@pytest.fixture
def base(anna: Caller, film: str) -> str:
    playback = anna.json("GET", f"/api/videos/{film}/playback")
    return str(playback["url"]).removesuffix("multivariant.m3u8")


def test_playback_leads_to_the_revision(server: Running, anna: Caller, film: str) -> None:
    """Everything that the player needs, with addresses that need no token."""
    row = Subtitle(video_id=film, language="de", label="Deutsch")
    row.key, row.own = f"media/{film}/subs-1/de.vtt", True
    server.services.database.set_subtitle(row)
    anna.json("PUT", f"/api/videos/{film}/position", {"seconds": 4})

    playback = anna.json("GET", f"/api/videos/{film}/playback")

    assert (playback["kind"], playback["complete"]) == ("hls", True)
    assert playback["position_seconds"] == 4
    assert playback["expires_in_seconds"] > 3600
    assert server.stranger()("GET", playback["url"]).content == PLAYLIST
    assert playback["poster_url"].endswith("/poster.jpg")
    (track,) = playback["subtitles"]
    assert (track["language"], track["label"]) == ("de", "Deutsch")
    assert ("wanted", film, 4) in server.pipeline.told


@pytest.mark.parametrize(
    ("lazy", "lines", "height", "told"),
    [
        (True, 1080, 1080, True),
        (True, 1056, 1440, True),
        (True, 1080, 720, False),
        (True, 720, 1080, False),
        (False, 1080, 1080, False),
    ],
)
def test_a_tall_player_makes_tall_rungs(
    server: Running, anna: Caller, film: str, lazy: bool, lines: int, height: int, told: bool
) -> None:
    """Only where they are made on demand, the film has them, and the player can show them."""
    set_video(server.services.database, film, width=1920, height=lines)
    settings = replace(server.services.settings, lazy_rungs=lazy)
    server.app.state.services = replace(server.services, settings=settings)

    anna.json("GET", f"/api/videos/{film}/playback?height={height}")

    server.app.state.services = server.services
    assert (("demanded", film) in server.pipeline.told) is told


def test_the_original_is_for_its_owner_only(server: Running, anna: Caller) -> None:
    """Before there is a ladder, its owner watches the file itself."""
    bert = server.account()
    video_id = anna.film(b"the original")
    path = f"/api/videos/{video_id}"
    assert anna.fault("GET", f"{path}/playback") == (409, "not_watchable_yet")
    set_video(server.services.database, video_id, playable=Playable.PROGRESSIVE)
    anna.json("PATCH", path, {"visibility": "public"})

    playback = anna.json("GET", f"{path}/playback")

    assert (playback["kind"], playback["complete"]) == ("progressive", False)
    answer = anna("GET", playback["url"], headers={"Range": "bytes=4-"})
    assert (answer.status_code, answer.content) == (206, b"original")
    assert answer.headers["Content-Type"] == "video/mp4"
    assert "immutable" not in answer.headers["Cache-Control"]
    assert bert.fault("GET", f"{path}/playback") == (409, "not_watchable_yet")


def leaves(caller: Caller, film: str) -> list[str]:
    """The addresses by which its owner watches a film."""
    playback = caller.json("GET", f"/api/videos/{film}/playback")
    return [playback["url"], caller.json("GET", f"/api/videos/{film}/original")["url"]]


def test_an_owners_leave_ends_with_the_session(server: Running, anna: Caller, film: str) -> None:
    """On that device alone; what others may see, they still see."""
    entry, account_id = server.services.entry, anna.json("GET", "/api/me")["id"]
    account = server.services.database.account(account_id)
    assert account is not None
    script = anna.json("POST", "/api/tokens", {"name": "Script", "scope": "watch"})
    others = [server.stranger(entry.sessions.open(account)) for _ in range(2)]
    away, stays = (leaves(each, film) for each in others)
    watched = server.stranger(script["token"]).json("GET", f"/api/videos/{film}/playback")["url"]
    guest = server.stranger()

    def seen(urls: list[str]) -> list[int]:
        return [guest("GET", url).status_code for url in urls]

    assert seen([*away, *stays, watched]) == [200] * 5
    others[0]("DELETE", "/api/session")
    anna("DELETE", f"/api/tokens/{script['id']}")
    assert guest.fault("GET", away[0]) == (403, "link_expired")
    assert seen([*away, watched, *stays]) == [403, 403, 403, 200, 200]
    entry.administration.disable(account_id)
    assert seen(stays) == [403, 403]


def test_an_owner_without_a_session_of_ours_has_leave_while_let_in(
    server: Running, anna: Caller, film: str
) -> None:
    """Who comes by an issuer's own token, which ends by itself in minutes."""
    account_id = anna.json("GET", "/api/me")["id"]
    account = server.services.database.account(account_id)
    assert account is not None
    url = server.services.views.own(account, film).poster_url
    assert url is not None
    playlist = url.replace("poster.jpg", "hls/multivariant.m3u8")

    assert server.stranger()("GET", playlist).status_code == 200
    server.services.entry.administration.disable(account_id)
    assert server.stranger()("GET", playlist).status_code == 403


def test_the_original_is_offered_beside_a_growing_ladder(
    server: Running, anna: Caller, film: str
) -> None:
    """To its owner, who could watch it before, and only until the ladder is whole."""
    path = f"/api/videos/{film}"
    assert anna.json("GET", f"{path}/playback")["original"] is None
    making = {"state": VideoState.PROCESSING, "revision_complete": False}
    set_video(server.services.database, film, **making)
    anna.json("PATCH", path, {"visibility": "public"})

    original = anna.json("GET", f"{path}/playback")["original"]

    assert anna("GET", original["url"]).content == b"the original"
    assert server.account().json("GET", f"{path}/playback")["original"] is None
    assert server.stranger().json("GET", f"{path}/playback")["original"] is None


@pytest.mark.parametrize(
    ("asked", "status", "start", "stop"),
    [
        (None, 200, 0, 2048),
        ("bytes=0-", 206, 0, 2048),
        ("bytes=0-0", 206, 0, 1),
        ("bytes=100-199", 206, 100, 200),
        ("bytes=2000-9999", 206, 2000, 2048),
        ("bytes=-48", 206, 2000, 2048),
        ("bytes=-9999", 206, 0, 2048),
        ("bytes=9-5", 200, 0, 2048),
        ("bytes=0-1,5-6", 200, 0, 2048),
        ("lines=1-2", 200, 0, 2048),
        ("bytes=-", 200, 0, 2048),
        ("bytes=0-" + "9" * 5000, 206, 0, 2048),
        ("bytes=-" + "9" * 5000, 206, 0, 2048),
        ("bytes=٣-٤", 200, 0, 2048),
    ],
)
def test_ranges(
    anna: Caller, base: str, asked: str | None, status: int, start: int, stop: int
) -> None:
    """As RFC 9110 has them; what is not understood gives the whole."""
    headers = {"Range": asked.encode()} if asked else {}

    answer = anna("GET", f"{base}360p/00000.ts", headers=headers)
    head = anna("HEAD", f"{base}360p/00000.ts", headers=headers)

    assert (answer.status_code, answer.content) == (status, SEGMENT[start:stop])
    assert answer.headers["Content-Length"] == head.headers["Content-Length"] == str(stop - start)
    expected = f"bytes {start}-{stop - 1}/2048" if status == 206 else None
    assert answer.headers.get("Content-Range") == head.headers.get("Content-Range") == expected
    assert head.content == b""


@pytest.mark.parametrize(
    "asked", ["bytes=2048-", "bytes=-0", "bytes=99999999999999999999-", f"bytes={'9' * 5000}-"]
)
def test_a_range_beyond_the_end(anna: Caller, base: str, asked: str) -> None:
    """416, with the true size."""
    answer = anna("GET", f"{base}360p/00000.ts", headers={"Range": asked})

    assert (answer.status_code, answer.headers["Content-Range"]) == (416, "bytes */2048")
    assert answer.json()["error"] == "range_not_satisfiable"


def test_caches_are_told_the_truth(anna: Caller, base: str) -> None:
    """A segment never changes, a growing playlist does; both can be asked about again."""
    segment = anna("GET", f"{base}360p/00000.ts")
    playlist = anna("GET", f"{base}multivariant.m3u8")
    again = anna("GET", f"{base}360p/00000.ts", headers={"If-None-Match": segment.headers["ETag"]})
    resumed = {"Range": "bytes=5-", "If-Range": '"another"'}

    assert segment.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert segment.headers["Content-Type"] == "video/mp2t"
    assert playlist.headers["Cache-Control"] == "private, max-age=1"
    assert playlist.headers["Content-Type"] == "application/vnd.apple.mpegurl"
    assert (again.status_code, again.content) == (304, b"")
    assert anna("GET", f"{base}360p/00000.ts", headers=resumed).content == SEGMENT


@pytest.mark.parametrize(
    ("visibility", "who"), [("private", "private"), ("unlisted", "private"), ("public", "public")]
)
def test_a_cache_on_the_way_keeps_only_what_is_public(
    server: Running, anna: Caller, film: str, visibility: str, who: str
) -> None:
    """By its owner's address, a viewer's or a link's: what it is now counts."""
    anna.json("PATCH", f"/api/videos/{film}", {"visibility": visibility})
    link = anna.json("POST", f"/api/videos/{film}/links", {})["id"]
    stranger = server.stranger()
    ways = [
        anna.json("GET", f"/api/videos/{film}/playback")["url"],
        stranger.json("POST", f"/api/links/{link}/open")["playback"]["url"],
    ]
    if visibility != "private":
        ways.append(stranger.json("GET", f"/api/videos/{film}/playback")["url"])

    for url in ways:
        assert stranger("GET", url).headers["Cache-Control"] == f"{who}, max-age=1"


def test_a_segment_that_is_not_made_yet_is_wanted(
    server: Running, anna: Caller, film: str, base: str
) -> None:
    """404 now; the pipeline hears where the viewer is."""
    assert anna.fault("GET", f"{base}360p/00042.ts") == (404, "not_found")
    assert ("wanted", film, 168) in server.pipeline.told


@pytest.mark.parametrize(
    "path", ["../../../../sources", "%2e%2e/x", "..%2f..%2fsecret", "x%00y", "a//b", "é", "x" * 300]
)
def test_no_path_leads_elsewhere(anna: Caller, base: str, path: str) -> None:
    """Nothing but files of this revision, whatever the path says."""
    assert anna("GET", base + path).status_code in (400, 403, 404)


@pytest.mark.parametrize("place", [0, 25, -3])
def test_a_changed_token_opens_nothing(anna: Caller, base: str, place: int) -> None:
    """Neither another video, nor another revision, nor a longer time."""
    token = base.split("/")[2]
    letter = "x" if token[place] != "x" else "y"
    forged = f"{token[:place]}{letter}{token[place:][1:]}"

    assert anna.fault("GET", f"/media/{forged}/hls/multivariant.m3u8") == (403, "link_expired")


def test_a_page_for_browsers(server: Running, anna: Caller, film: str) -> None:
    """Public films only, and no words of anybody's can break out of the page."""
    stranger = server.stranger()
    shut = stranger("GET", f"/watch/{film}")
    assert (shut.status_code, "There is no such video." in shut.text) == (404, True)
    title = "</script><b>&$title"
    anna.json("PATCH", f"/api/videos/{film}", {"visibility": "unlisted", "title": title})
    row = Subtitle(video_id=film, language="de", label=title, key=f"media/{film}/s/de.vtt")
    server.services.database.set_subtitle(row)

    page = stranger("GET", f"/watch/{film}")

    assert page.headers["Content-Type"].startswith("text/html")
    assert "<b>" not in page.text
    assert "<h1>&lt;/script&gt;&lt;b&gt;&amp;$title</h1>" in page.text
    assert "\\u003c/script>\\u003cb>&$title" in page.text
