"""The pages as a visitor has them: in a real browser, on the real server, with a real film."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.app.player.ladder import FRAME_RATE
from tests.backend.http.pages.chromium import Chromium, Tab
from tests.backend.http.pages.conftest import SECONDS, Cinema
from tests.backend.rows import set_video
from tests.e2e.driven import until

VIDEO = "document.getElementById('video')"
NOTICE = "document.getElementById('notice').textContent"
PLAYING = f"{VIDEO}.currentTime > 0.1 && !{VIDEO}.paused && {VIDEO}.readyState >= 3"
MOST_BYTES = 150_000
AXE = Path(__file__).parents[4] / ".cache" / "axe.js"
NUMBER = """(() => {
    const [video, canvas] = [document.getElementById('video'), document.createElement('canvas')];
    [canvas.width, canvas.height] = [320, 180];
    const paper = canvas.getContext('2d');
    paper.drawImage(video, 0, 0, 320, 180);
    const row = paper.getImageData(0, 22, 320, 1).data;
    return Array.from({length: 16}, (_, bit) => (row[4 * (bit * 20 + 10)] > 127) << bit)
        .reduce((sum, part) => sum + part);
})()"""
"""What is written in the picture that is shown."""


def frame_at(seconds: float) -> int:
    """The one that is shown then: the first comes two late, for what is decoded before it."""
    return max(0, int(seconds * FRAME_RATE) - 2)


def paused_at(tab: Tab) -> float:
    tab.until(f"{VIDEO}.paused && !{VIDEO}.seeking")
    return float(tab.run(f"{VIDEO}.currentTime"))


def test_plays_by_itself_and_says_what_it_is(cinema: Cinema, tab: Tab) -> None:
    """Title, channel, description; times in it lead to a place of the film."""
    video_id = cinema.film(views=1204)
    words = {"description": "See 0:09 and https://example.org/x.\n<b>bold</b>"}
    cinema.owner.json("PATCH", f"/api/videos/{video_id}", words)
    tab.open(cinema.url(f"/watch/{video_id}"))
    tab.until(PLAYING)

    shown = tab.run("document.body.innerText")
    assert tab.run("document.title") == "A film of numbers – Matinee"
    for piece in ("A film of numbers", "Somebody", "1,204 views", "<b>bold</b>"):
        assert piece in shown
    tab.press("k")
    tab.click("a[data-seconds='9']")
    tab.until(f"{VIDEO}.currentTime >= 9 && !{VIDEO}.paused")
    assert tab.run("[...document.querySelectorAll('.description a')].length") == 2


def test_quality_follows_the_line(cinema: Cinema, tab: Tab) -> None:
    """More on a fast line, less when it gets slow: more of a film than is fetched ahead."""
    tab.call("Network.setCacheDisabled", cacheDisabled=True)
    tab.open(cinema.url(f"/watch/{cinema.repeated_film(20)}"))
    tab.until(PLAYING)
    tab.run(f"{VIDEO}.playbackRate = 8")
    tab.until(f"{VIDEO}.videoHeight === 360")
    tab.throttle(250_000)
    tab.press("9")
    tab.until(f"{VIDEO}.videoHeight === 180 && {VIDEO}.currentTime > 288")


def test_quality_can_be_chosen(cinema: Cinema, tab: Tab) -> None:
    """Automatic says what it shows; what is chosen is seen at once, and stays."""
    tab.open(cinema.url(f"/watch/{cinema.film()}"))
    label = "document.getElementById('quality').options[0]?.label"
    tab.until(f"{PLAYING} && {VIDEO}.videoHeight === 180 && {label} === 'Auto (180p)'")
    labels = tab.run("[...document.getElementById('quality').options].map((o) => o.label)")
    assert labels == ["Auto (180p)", "360p", "270p", "180p"]
    tab.click("#settings")
    tab.run(
        "(() => { const list = document.getElementById('quality'); list.value = '2';"
        " list.dispatchEvent(new Event('change')); })()"
    )
    tab.until(f"{VIDEO}.videoHeight === 360 && {VIDEO}.currentTime < 4")
    assert tab.run("document.getElementById('quality').value") == "2"


def test_who_can_show_more_has_it_made(cinema: Cinema, tab: Tab) -> None:
    """Where tall renditions are made on demand only; once the film plays."""
    server, video_id = cinema.server, cinema.film(width=1920, height=1080)
    settings = replace(server.services.settings, lazy_rungs=True)
    server.app.state.services = replace(server.services, settings=settings)
    sharp = {"width": 960, "height": 720, "deviceScaleFactor": 2, "mobile": False}
    tab.call("Emulation.setDeviceMetricsOverride", **sharp)
    tab.open(cinema.url(f"/watch/{video_id}"))
    tab.until(PLAYING)
    until(lambda: ("demanded", video_id) in server.pipeline.told, bool, 20, "the demand")
    server.app.state.services = server.services


def test_seeks_exactly(cinema: Cinema, tab: Tab) -> None:
    """By a time in the address, by keys, and by the bar."""
    tab.open(cinema.url(f"/watch/{cinema.film()}?t=0m5s"))
    tab.until(f"{PLAYING} && {VIDEO}.currentTime >= 5")
    assert tab.run(f"{VIDEO}.currentTime") < 8
    tab.press("k")
    moves: tuple[tuple[Callable[[], None], float], ...] = (
        (lambda: tab.press("5"), SECONDS / 2),
        (lambda: tab.press("j"), 0.0),
        (lambda: tab.press("ArrowRight"), 5.0),
        (lambda: tab.press("l"), 15.0),
        (lambda: tab.press("ArrowLeft"), 10.0),
        (lambda: tab.click("#seek", 0.25), SECONDS / 4),
    )
    for act, seconds in moves:
        act()
        assert paused_at(tab) == pytest.approx(seconds, abs=0.15)
        tab.until(f"{VIDEO}.readyState >= 2")
        wanted = frame_at(tab.run(f"{VIDEO}.currentTime"))
        tab.until(f"Math.abs({NUMBER} - {wanted}) <= 1")


def test_the_keys_that_people_know(cinema: Cinema, tab: Tab) -> None:
    """Play, sound, speed, captions, full screen; a list that is open keeps its own keys."""
    tab.open(cinema.url(f"/watch/{cinema.film()}"))
    tab.until(PLAYING)
    for key, then in (
        (" ", f"{VIDEO}.paused"),
        ("k", f"!{VIDEO}.paused"),
        ("m", f"{VIDEO}.muted"),
        ("m", f"!{VIDEO}.muted"),
        ("ArrowDown", f"Math.abs({VIDEO}.volume - 0.95) < 0.001"),
        ("ArrowUp", f"{VIDEO}.volume === 1"),
        (">", f"{VIDEO}.playbackRate === 1.25"),
        ("<", f"{VIDEO}.playbackRate === 1"),
        ("c", f"{VIDEO}.textTracks[0].mode === 'showing'"),
        ("f", "document.fullscreenElement !== null"),
        ("f", "document.fullscreenElement === null"),
    ):
        tab.press(key)
        tab.until(then)
    tab.run("document.getElementById('settings').click()")
    tab.run("document.getElementById('speed').focus()")
    tab.press("k")
    assert not tab.run(f"{VIDEO}.paused")
    tab.press("Escape")
    tab.until("document.getElementById('menu').hidden")


def test_captions_are_the_browsers_own(cinema: Cinema, tab: Tab) -> None:
    """So that they look as its settings say; the next film remembers that they are wanted."""
    tab.open(cinema.url(f"/watch/{cinema.film()}"))
    tab.until(PLAYING)
    assert tab.run(f"{VIDEO}.textTracks[0].mode") == "disabled"
    tab.click("#captions")
    words = f"{VIDEO}.textTracks[0].activeCues?.[0]?.text"
    assert tab.until(words) == "The first half."
    tab.until(f"{VIDEO}.textTracks[0].activeCues[0].line < 0")  # above the buttons
    tab.press("9")
    tab.until(f"{words} === 'The second half.'")

    tab.open(cinema.url(f"/watch/{cinema.film()}"))
    tab.until(f"{VIDEO}.textTracks[0]?.mode === 'showing'")


def test_the_bar_shows_what_is_there(cinema: Cinema, tab: Tab) -> None:
    """A picture of the place under the pointer, the chapter's name, and chapters to go to."""
    tab.open(cinema.url(f"/watch/{cinema.film()}"))
    tab.until(f"{PLAYING} && document.querySelectorAll('#marks span').length === 1")
    tab.point("#seek", 0.8)
    tab.until("!document.getElementById('preview').hidden")

    tile, named, at = "#preview .tile", "#preview .named", "#preview .at"
    style = tab.run(f"document.querySelector('{tile}').style.cssText")
    assert "sheet-001.jpg" in style
    assert "-480px" in style
    assert tab.run(f"document.querySelector('{named}').textContent") == "Heads & tails"
    assert tab.run(f"document.querySelector('{at}').textContent") == "0:12"
    chapters = tab.run("[...document.getElementById('chapters').options].map((o) => o.label)")
    assert chapters == ["0:00 The beginning", "0:06 Heads & tails"]


@pytest.mark.parametrize("by", ["link", "address"])
def test_a_clip_stops_where_it_should(cinema: Cinema, tab: Tab, by: str) -> None:
    """At its end to the frame; played again it begins at its own beginning."""
    video_id = cinema.film()
    url = cinema.url(f"/watch/{video_id}?start=6&end=0m6.5s")
    if by == "link":
        url = cinema.link(video_id, start_seconds=6, end_seconds=6.5)
    tab.open(url)
    tab.until(f"{VIDEO}.currentTime > 6")
    assert paused_at(tab) == pytest.approx(6.5, abs=0.001)
    assert tab.run("document.getElementById('length').textContent") == "0:00"
    tab.until(f"{VIDEO}.readyState >= 2")
    tab.until(f"{NUMBER} === {frame_at(6.5)}")

    tab.press("k")
    tab.until(f"{VIDEO}.currentTime < 6.4")
    assert paused_at(tab) == pytest.approx(6.5, abs=0.001)
    tab.press("0")
    assert paused_at(tab) == pytest.approx(6, abs=0.1)


def test_a_part_that_is_none_is_told(cinema: Cinema, tab: Tab) -> None:
    """And the whole film is played."""
    tab.open(cinema.url(f"/watch/{cinema.film()}?start=9&end=3"))
    tab.until(PLAYING)
    assert (
        tab.run("document.getElementById('notice').textContent") == "A clip ends after it starts."
    )


def test_private_is_refused_with_a_page(cinema: Cinema, tab: Tab) -> None:
    """As if there were no such film, with a way to the application for those who have one."""
    tab.expected = ["404"]
    video_id = cinema.film(visibility="private")
    tab.open(cinema.url(f"/watch/{video_id}?t=4&x=5"))

    assert tab.run("document.querySelector('h1').textContent") == "There is no such video."
    host = cinema.server.url.removeprefix("http://")
    way = tab.run("document.querySelector('a.open').href")
    assert way == f"matinee://{host}/watch/{video_id}?t=4"
    assert tab.run("getComputedStyle(document.querySelector('a.open')).fontWeight") == "600"


def test_a_password_is_asked_for(cinema: Cinema, tab: Tab) -> None:
    """Before anything is told of the film; a wrong one is refused with a sentence."""
    tab.expected = ["403"]
    tab.open(cinema.link(cinema.film(visibility="private"), password="open sesame"))
    assert "numbers" not in tab.run("document.documentElement.outerHTML")
    for word in ("sesame", "open sesame"):
        tab.until("document.activeElement.id === 'password'")
        tab.type(word)
        tab.press("Enter")
        tab.until(
            "!!document.getElementById('video') || document.body.innerText.includes('not this')"
        )
    tab.until(PLAYING)


def test_a_film_that_is_not_ready_begins_when_it_is(cinema: Cinema, tab: Tab) -> None:
    """The page says so, and asks again."""
    tab.expected = ["409"]
    video_id = cinema.film(state="processing", playable=None)
    tab.open(cinema.url(f"/watch/{video_id}"))
    tab.until(f"{NOTICE}.includes('watched yet')")
    set_video(cinema.server.services.database, video_id, playable="adaptive")

    tab.until(PLAYING)
    assert tab.run(NOTICE) == ""


def test_a_film_that_is_taken_back_stops_with_a_sentence(cinema: Cinema, tab: Tab) -> None:
    """Once what was fetched is played; a server that is away is waited for."""
    tab.expected = ["404", "ERR_INTERNET_DISCONNECTED"]
    tab.call("Network.setCacheDisabled", cacheDisabled=True)
    video_id = cinema.repeated_film(60)
    tab.open(cinema.url(f"/watch/{video_id}"))
    tab.until(PLAYING)
    tab.call(
        "Network.emulateNetworkConditions",
        **{"offline": True, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1},
    )
    tab.until(f"{NOTICE}.includes('goes on when it is back')")
    tab.unthrottle()
    tab.until(f"{NOTICE} === ''")

    set_video(cinema.server.services.database, video_id, visibility="private")
    tab.press("9")
    tab.until(f"{NOTICE} === 'There is no such video.' && {VIDEO}.paused")


def test_without_hls_the_plain_file(cinema: Cinema, tab: Tab) -> None:
    """Where the library is missing, or the browser can't use it."""
    tab.expected = ["ERR_BLOCKED_BY_CLIENT"]
    tab.call("Network.setBlockedURLs", urls=["*hls.js"])
    tab.open(cinema.url(f"/watch/{cinema.film()}?t=4"))
    tab.until(f"{PLAYING} && {VIDEO}.currentTime > 4 && {VIDEO}.src.endsWith('progressive.mp4')")


def test_an_embedded_film_waits_to_be_played(cinema: Cinema, tab: Tab) -> None:
    """Nothing of it is fetched before; its title leads to its page."""
    video_id = cinema.film()
    tab.open(cinema.url(f"/embed/{video_id}"))
    data = "JSON.parse(document.getElementById('data').textContent)"
    assert tab.run(f"{data}.source") == "embed"
    assert not [url for url in tab.transferred() if url.endswith((".ts", ".m3u8", "hls.js"))]
    link = tab.run("document.querySelector('h1 a').href")
    assert link == cinema.url(f"/watch/{video_id}")
    tab.click("#big")
    tab.until(PLAYING)


def test_a_play_is_a_view(cinema: Cinema, tab: Tab) -> None:
    """Once a third of a short film was watched, told when the page goes; and one play, though the
    page went and came back."""
    video_id = cinema.film(duration_seconds=1.0)
    tab.open(cinema.url(f"/watch/{video_id}"))
    tab.until(f"{VIDEO}.currentTime > 0.4")
    tab.run("dispatchEvent(new Event('pagehide'))")
    tab.until(f"{VIDEO}.currentTime > 0.9")
    tab.open(cinema.url(f"/watch/{video_id}"))

    tab.until(
        f"fetch('/api/videos/{video_id}').then((a) => a.json()).then((video) => video.views === 1)"
    )
    told = cinema.owner.json("GET", f"/api/videos/{video_id}/statistics")
    assert (told["total"]["plays"], told["total"]["sources"]["page"]) == (1, 1)
    assert told["retention"]["shares"][0] == 1


def test_a_play_by_a_share_link_is_a_view(cinema: Cinema, tab: Tab) -> None:
    """Of a private film, which only its owner can ask how often it was seen."""
    video_id = cinema.film(duration_seconds=1.0, visibility="private")
    tab.open(cinema.link(video_id))
    tab.until(f"{VIDEO}.currentTime > 0.9")
    tab.open(cinema.link(video_id))
    film = f"/api/videos/{video_id}"
    until(lambda: cinema.owner.json("GET", film)["views"], lambda n: n == 1, 20, "the view")


@pytest.mark.parametrize("page", ["watch", "embed", "plain", "password"])
def test_axe_finds_nothing_serious(cinema: Cinema, tab: Tab, page: str) -> None:
    """In the dark and in the light."""
    tab.expected = ["404", "403"]
    open_page(cinema, tab, page)
    tab.run(AXE.read_text())
    for scheme in ("dark", "light"):
        tab.prefer(scheme)
        assert grave(tab) == []


def open_page(cinema: Cinema, tab: Tab, page: str) -> None:
    match page:
        case "plain":
            tab.open(cinema.url("/watch/none"))
        case "password":
            tab.open(cinema.link(cinema.film(visibility="private"), password="open sesame"))
        case _:
            video_id = cinema.film()
            words = {"description": "At 0:04, see https://example.org/"}
            cinema.owner.json("PATCH", f"/api/videos/{video_id}", words)
            tab.open(cinema.url(f"/{page}/{video_id}"))
            tab.click("#settings")


def grave(tab: Tab) -> list[Any]:
    """What axe calls serious or critical."""
    found = tab.run("axe.run({resultTypes: ['violations']}).then((found) => found.violations)")
    return [
        (fault["id"], [node["html"] for node in fault["nodes"]])
        for fault in found
        if fault["impact"] in ("serious", "critical")
    ]


def test_a_page_is_small(cinema: Cinema, browser: Chromium) -> None:
    """All that a first visit brings over the wire, packed as it is, but the film and pictures; also
    with a long description."""
    video_id = cinema.film()
    words = " ".join(f"{number * 7919 % 100_003:x}" for number in range(2000))[:10_000]
    cinema.owner.json("PATCH", f"/api/videos/{video_id}", {"description": words})
    with browser.visitor() as tab:
        tab.open(cinema.url(f"/watch/{video_id}"))
        tab.until(PLAYING)
        sent = tab.transferred()
    page = {url: size for url, size in sent.items() if "/media/" not in url}
    assert any(url.endswith("hls.js") for url in page)
    assert sum(page.values()) <= MOST_BYTES, page
    assert {url for url in sent if not url.startswith((cinema.server.url, "blob:", "?"))} == set()
