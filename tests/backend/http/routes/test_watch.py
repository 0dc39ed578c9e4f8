"""The page for browsers, on the embedded server and in front of a CDN that checks signatures."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest
import requests

from backend.config.cloud import CloudFrontKey
from backend.database.tables import VideoState
from backend.delivery.cloudfront import CloudFront
from backend.http import opening
from backend.http.pages.rendering import web_files, web_version
from backend.storage.api import Writing
from backend.transcode.api import Playable
from tests.backend.aws import keys, proxy
from tests.backend.aws.proxy import Proxy
from tests.backend.rows import set_video
from tests.backend.serving import Caller, Running, running

CDN = "cdn.example.org"
MULTIVARIANT = b"#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n360p/media.m3u8\n"
MEDIA = b"#EXTM3U\n#EXTINF:4,\n00000.ts\n#EXT-X-ENDLIST\n"
DATA = re.compile(r'id="data">(.*?)</script>', re.DOTALL)


def film(server: Running, owner: Caller) -> str:
    """An unlisted film with one rung."""
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
    owner: Caller
    video_id: str
    allowed: bool

    def get(self, path: str = "") -> requests.Response:
        return self.server.stranger()("GET", f"/watch/{self.video_id}{path}")

    def post(self, path: str, form: dict[str, str]) -> requests.Response:
        return self.server.stranger()("POST", f"/watch/{self.video_id}{path}", data=form)

    def link(self, **values: Any) -> str:
        """Of a share link, its id."""
        link = self.owner.json("POST", f"/api/videos/{self.video_id}/links", values)
        return str(link["id"])


@pytest.fixture(params=["films.example.org", "films.example.com"])
def page(request: pytest.FixtureRequest, server: Running, tmp_path: Path) -> Iterator[Page]:
    owner, services = server.account(), server.services
    video_id = film(server, owner)
    server.app.state.services = replace(
        services,
        settings=replace(services.settings, public_url=f"https://{request.param}"),
        delivery=CloudFront(CloudFrontKey(CDN, "K", keys.key_file(tmp_path)), 3600),
    )
    yield Page(server, owner, video_id, request.param.endswith(".org"))
    server.app.state.services = services


def given(answer: requests.Response) -> SimpleCookie:
    jar: SimpleCookie = SimpleCookie()
    for value in answer.raw.headers.getlist("Set-Cookie"):
        jar.load(value)
    return jar


def test_a_browser_reaches_every_file(page: Page, cdn: Proxy) -> None:
    """By cookies where the domains allow them, else by playlists with signed addresses."""
    playback = page.get("/playback?own_hls=true")
    view, jar = playback.json(), given(playback)
    relayed = page.get("/hls/360p/media.m3u8")
    [segment] = [line for line in relayed.text.splitlines() if ".ts" in line]

    assert cdn.get(segment).status_code == 200
    assert relayed.headers["Cache-Control"] == "no-store"
    assert page.get("/hls/multivariant.m3u8").content == MULTIVARIANT
    assert (view["credentials"], bool(jar)) == (page.allowed, page.allowed)
    bare = segment.partition("?")[0]
    cookies = {name: morsel.value for name, morsel in jar.items()}
    assert cdn.get(bare, cookies).status_code == (200 if page.allowed else 403)
    assert cdn.get(bare.replace(page.video_id, "another"), cookies).status_code == 403


def test_nobody_else_gets_cookies(page: Page) -> None:
    """The page's own player carries the signature in its requests."""
    assert not given(page.get())
    assert not given(page.get("/playback"))
    assert page.get("/playback").json()["query"].startswith("Policy=")


def test_the_page_may_reach_the_cdn_and_nothing_else(page: Page) -> None:
    """Its policy names the origins of the film, and no script but its own."""
    policy = page.get().headers["Content-Security-Policy"]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))

    assert rules["connect-src"] == rules["img-src"] == f"'self' https://{CDN}"
    assert rules["media-src"] == f"'self' https://{CDN} blob:"
    assert (rules["default-src"], rules["script-src"]) == ("'none'", "'self'")
    assert rules["frame-ancestors"] == "'none'"


def test_playlists_by_a_link_lead_on(page: Page) -> None:
    """A private film's playlists name each other with the link, or the next would be refused."""
    set_video(page.server.services.database, page.video_id, visibility="private")
    link = page.link(password="open sesame")
    assert page.get(f"/playback?link={link}").status_code == 403
    form = page.post(f"?link={link}", {"password": "open sesame"})
    carried = DATA.search(form.text)
    assert carried is not None
    again = json.loads(carried[1])["again"].removeprefix(f"/watch/{page.video_id}/playback")

    view = page.get(f"/playback{again}").json()
    first = page.get(view["relay_url"].removeprefix(f"/watch/{page.video_id}"))
    [rung] = [line for line in first.text.splitlines() if "m3u8" in line and line[0] != "#"]
    segments = page.get(f"/hls/{rung}").text

    assert f"https://{CDN}/media/{page.video_id}/r1/hls/360p/00000.ts?Policy=" in segments
    page.server.services.database.revoke_link(link)
    assert page.get(f"/hls/{rung}").status_code == 404


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


def test_the_embedded_server_needs_neither(server: Running, anna: Caller, stranger: Caller) -> None:
    """Its permission stands in the path."""
    path = f"/watch/{film(server, anna)}/playback?own_hls=true"
    view = stranger.json("GET", path)

    assert (view["credentials"], view["relay_url"]) == (False, None)
    assert stranger("GET", view["url"]).content == MULTIVARIANT
    assert view["file_url"].endswith("/progressive.mp4")


@dataclass(frozen=True)
class Site:
    """A film on the embedded server, its owner, and somebody else."""

    owner: Caller
    stranger: Caller
    video_id: str

    def set(self, **words: str) -> None:
        self.owner.json("PATCH", f"/api/videos/{self.video_id}", words)

    def rule(self, path: str) -> str:
        """Who may frame a page."""
        policy = self.stranger("GET", path).headers["Content-Security-Policy"]
        return policy.partition("frame-ancestors ")[2]

    def text(self, path: str) -> str:
        return self.stranger("GET", path).text


@pytest.fixture
def site(server: Running, anna: Caller, stranger: Caller) -> Site:
    return Site(anna, stranger, film(server, anna))


def test_who_may_show_a_film_in_a_frame(site: Site) -> None:
    """Everybody, unless its owner says otherwise; the film's own page nobody."""
    embed = f"/embed/{site.video_id}"
    assert (site.rule(embed), site.rule(f"/watch/{site.video_id}")) == ("*", "'none'")
    site.set(embedding="example.org, https://*.example.com")
    assert site.rule(embed) == "'self' example.org https://*.example.com"
    assert 'property="og:video"' not in site.text(f"/watch/{site.video_id}")

    site.set(embedding="nowhere")
    answer = site.stranger("GET", embed)
    assert (answer.status_code, "not shown on other sites" in answer.text) == (403, True)
    assert site.rule(embed) == "*"
    assert site.owner.fault(
        "PATCH", f"/api/videos/{site.video_id}", json={"embedding": "x; script-src *"}
    ) == (422, "invalid")


def test_private_films_are_in_no_frame(site: Site) -> None:
    """Neither their owner's word nor a link changes that."""
    link = site.owner.json("POST", f"/api/videos/{site.video_id}/links", {})["id"]
    site.set(visibility="private", embedding="everywhere")

    assert site.stranger("GET", f"/watch/{site.video_id}?link={link}").status_code == 200
    assert site.stranger("GET", f"/embed/{site.video_id}?link={link}").status_code == 403
    assert site.stranger("GET", f"/embed/{site.video_id}").status_code == 404


def test_a_part_leads_to_the_whole_film_where_that_is_anybodys(site: Site) -> None:
    """Whoever has a link to a part of what others may not see yet would find nothing there."""
    part = {"start_seconds": 1, "end_seconds": 2}
    link = site.owner.json("POST", f"/api/videos/{site.video_id}/links", part)["id"]
    path, whole = f"/watch/{site.video_id}?link={link}", 'class="whole"'
    assert whole in site.text(path)
    site.set(visibility="private")
    assert whole not in site.text(path)
    site.set(visibility="public", publish_at="2999-01-01T00:00:00Z")
    assert whole not in site.text(path)


def test_what_other_sites_show_of_a_film(site: Site) -> None:
    """Its title, its words, its picture and its player; search engines pass over the unlisted."""
    url = site.stranger.url
    site.set(title='"Ours" & <yours>', description="Two\nlines")
    page = site.text(f"/watch/{site.video_id}")
    for tag in (
        'property="og:title" content="&quot;Ours&quot; &amp; &lt;yours&gt;"',
        'property="og:description" content="Two lines"',
        f'property="og:url" content="{url}/watch/{site.video_id}"',
        f'property="og:video" content="{url}/embed/{site.video_id}"',
        'name="robots" content="noindex"',
    ):
        assert f"<meta {tag}>" in page
    site.set(visibility="public")
    assert "noindex" not in site.text(f"/watch/{site.video_id}")


def test_the_way_to_the_application_keeps_what_it_understands(site: Site) -> None:
    """The place, the list, the link and the part; nothing else."""
    host = site.stranger.url.removeprefix("http://")
    page = site.text(f"/watch/{site.video_id}?t=1m&list=l&utm_source=x&start=2")
    assert f'href="matinee://{host}/watch/{site.video_id}?t=1m&amp;list=l&amp;start=2"' in page


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("start=9&end=3", "A clip ends after it starts."),
        ("start=99", "A clip lies within the film."),
        ("t=x&start=&end=%00&link=", "This link leads nowhere, or not any more."),
        ("link=" + "x" * 5000, "This link leads nowhere, or not any more."),
        ("t=99999999999", "<h1>film</h1>"),
    ],
)
def test_a_strange_address_is_answered_with_a_page(
    server: Running, site: Site, query: str, said: str
) -> None:
    """With one sentence where it means nothing."""
    set_video(server.services.database, site.video_id, duration_seconds=60.0)
    answer = site.stranger("GET", f"/watch/{site.video_id}?{query}")
    assert answer.headers["Content-Type"].startswith("text/html")
    assert answer.status_code in (200, 404)
    assert said in answer.text


def test_a_pass_is_for_one_link_and_ends(site: Site, server: Running) -> None:
    """Neither another link's, nor a changed one, nor an old one opens anything."""
    now, signer = server.services.database.clock(), server.services.signer
    made = [
        site.owner.json("POST", f"/api/videos/{site.video_id}/links", {"password": "x"})["id"]
        for _ in range(2)
    ]
    rows = [server.services.database.link(link) for link in made]
    assert rows[0] is not None
    assert rows[1] is not None
    good = opening.pass_for(signer, rows[0], now)
    old = opening.pass_for(signer, rows[0], now - opening.PASS_SECONDS - 1)
    other = opening.pass_for(signer, rows[1], now)

    def status(given: str) -> int:
        path = f"/watch/{site.video_id}/playback"
        return site.stranger("GET", path, params={"link": made[0], "pass": given}).status_code

    assert [status(given) for given in (good, old, other, f"9{good}", "", "x.y")] == [
        200, 403, 403, 403, 403, 403
    ]  # fmt: skip


def test_guessing_a_links_password_gets_slower(site: Site) -> None:
    """With a page that says so, and still has the form."""
    made = site.owner.json("POST", f"/api/videos/{site.video_id}/links", {"password": "x"})
    path = f"/watch/{site.video_id}?link={made['id']}"
    tries = [site.stranger("POST", path, data={"password": "y"}) for _ in range(6)]
    assert [answer.status_code for answer in tries] == [403] * 5 + [429]
    assert "Too many attempts." in tries[-1].text
    assert 'type="password"' in tries[-1].text
    assert int(tries[-1].headers["Retry-After"]) > 0
    assert site.stranger("POST", path, data={"password": "z" * 9999}).status_code == 413


def test_whoever_has_a_link_need_not_sign_in(tmp_path: Path) -> None:
    """Where guests are not let in, everybody else is told to."""
    with running(tmp_path, guests=False) as server:
        owner, stranger = server.account(), server.stranger()
        video_id = film(server, owner)
        link = owner.json("POST", f"/api/videos/{video_id}/links", {})["id"]
        shut = stranger("GET", f"/watch/{video_id}")
        assert (shut.status_code, "those who sign in" in shut.text) == (401, True)
        assert f"matinee://{stranger.url.removeprefix('http://')}/watch/" in shut.text
        assert stranger("GET", f"/watch/{video_id}?link={link}").status_code == 200
        assert stranger("GET", f"/watch/other?link={link}").status_code == 404


def test_scripts_are_kept_as_long_as_they_are_the_same(stranger: Caller) -> None:
    """Packed for whoever can unpack; under another hash they are somebody else's version."""
    path = f"/web/{web_version()}"
    script = stranger("GET", f"{path}/watch.js", headers={"Accept-Encoding": "gzip"})
    assert script.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert (script.headers["Content-Encoding"], script.headers["Content-Type"]) == (
        "gzip", "text/javascript; charset=utf-8"
    )  # fmt: skip
    assert script.content == web_files()["watch.js"].data
    assert stranger("GET", "/web/other/watch.js").headers["Cache-Control"] == "no-store"
    for name in ("watch.html", "..%2f..%2fpyproject.toml", "none.js"):
        assert stranger("GET", f"{path}/{name}").status_code == 404
