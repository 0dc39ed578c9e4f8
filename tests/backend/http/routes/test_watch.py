"""The page for browsers, on the embedded server and in front of a CDN that checks signatures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from http.cookies import SimpleCookie
from pathlib import Path

import pytest
import requests

from backend.config.cloud import CloudFrontKey
from backend.database.tables import VideoState
from backend.delivery.cloudfront import CloudFront
from backend.storage.api import Writing
from backend.transcode.api import Playable
from tests.backend.aws import keys, proxy
from tests.backend.aws.proxy import Proxy
from tests.backend.rows import set_video
from tests.backend.serving import Caller, Running, running

CDN = "cdn.example.org"
MULTIVARIANT = b"#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n360p/media.m3u8\n"
MEDIA = b"#EXTM3U\n#EXTINF:4,\n00000.ts\n#EXT-X-ENDLIST\n"


def film(server: Running) -> str:
    """An unlisted film with one rung."""
    owner = server.account()
    video_id = owner.film(b"the original")
    prefix = f"media/{video_id}/r1/hls"
    server.services.store.put(f"{prefix}/multivariant.m3u8", MULTIVARIANT, Writing("x"))
    server.services.store.put(f"{prefix}/360p/media.m3u8", MEDIA, Writing("x"))
    set_video(
        server.services.database,
        video_id,
        state=VideoState.READY,
        playable=Playable.ADAPTIVE,
        revision="r1",
    )
    owner.json("PATCH", f"/api/videos/{video_id}", {"visibility": "unlisted"})
    return video_id


@pytest.fixture
def cdn(tmp_path: Path) -> Iterator[Proxy]:
    rule = Writing("video/mp2t").cache_control
    with proxy.caching_proxy(tmp_path, keys.public_key(), rule, CDN) as started:
        yield started


@dataclass(frozen=True)
class Page:
    """A film's page at a server behind CloudFront; `allowed`: its domain may give cookies."""

    server: Running
    video_id: str
    allowed: bool

    def get(self, path: str = "") -> requests.Response:
        return self.server.stranger()("GET", f"/watch/{self.video_id}{path}")


@pytest.fixture(params=["films.example.org", "films.example.com"])
def page(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Page]:
    with running(tmp_path) as started:
        video_id, services = film(started), started.services
        started.app.state.services = replace(
            services,
            settings=replace(services.settings, public_url=f"https://{request.param}"),
            delivery=CloudFront(CloudFrontKey(CDN, "K", keys.key_file(tmp_path)), 3600),
        )
        yield Page(started, video_id, request.param.endswith(".org"))


def given(answer: requests.Response) -> SimpleCookie:
    jar: SimpleCookie = SimpleCookie()
    for value in answer.raw.headers.getlist("Set-Cookie"):
        jar.load(value)
    return jar


def test_a_browser_reaches_every_file(page: Page, cdn: Proxy) -> None:
    """By cookies where the domains allow them, else by playlists with signed addresses."""
    playback = page.get("/playback")
    view, jar = playback.json(), given(playback)
    relayed = page.get("/hls/360p/media.m3u8")
    [segment] = [line for line in relayed.text.splitlines() if ".ts" in line]

    assert cdn.get(segment).status_code == 200
    assert relayed.headers["Cache-Control"] == "no-store"
    assert page.get("/hls/multivariant.m3u8").content == MULTIVARIANT
    assert (view["credentials"], bool(jar)) == (page.allowed, page.allowed)
    assert (view["url"] == view["relay_url"]) is not page.allowed
    bare = segment.partition("?")[0]
    cookies = {name: morsel.value for name, morsel in jar.items()}
    assert cdn.get(bare, cookies).status_code == (200 if page.allowed else 403)
    assert cdn.get(bare.replace(page.video_id, "another"), cookies).status_code == 403


def test_the_page_itself_brings_the_cookies(page: Page) -> None:
    """So the first request of its player has them."""
    expected = {"CloudFront-Policy", "CloudFront-Signature", "CloudFront-Key-Pair-Id"}

    assert set(given(page.get())) == (expected if page.allowed else set())


@pytest.mark.parametrize(
    "path", ["multivariant.ts", "../plan.m3u8", "a/b/c.m3u8", "360p/00000.ts", "nothing.m3u8"]
)
def test_nothing_but_playlists_is_relayed(page: Page, path: str) -> None:
    """And no path leads out of the film."""
    assert page.get(f"/hls/{path}").status_code in (404, 422)


def test_private_films_give_nothing_away(page: Page) -> None:
    """Neither page, nor cookies, nor playlists."""
    set_video(page.server.services.database, page.video_id, visibility="private")

    for path in ("", "/playback", "/hls/multivariant.m3u8"):
        answer = page.get(path)
        assert answer.status_code == 404
        assert not given(answer)


def test_the_embedded_server_needs_neither(server: Running, stranger: Caller) -> None:
    """Its permission stands in the path."""
    view = stranger.json("GET", f"/watch/{film(server)}/playback")

    assert (view["credentials"], view["relay_url"]) == (False, None)
    assert stranger("GET", view["url"]).content == MULTIVARIANT
    assert view["file_url"].endswith("/progressive.mp4")
