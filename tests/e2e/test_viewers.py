"""Two people and a guest at one server: found, followed, watched, shared, taken away."""

from __future__ import annotations

import json
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.backend.http.pages import chromium
from tests.backend.http.pages.chromium import Tab
from tests.e2e.driven import Driven, until
from tests.e2e.test_accounts import Hosted, hosted, sign_in
from tests.e2e.test_first_light import complaints

pytestmark = pytest.mark.slow
__all__ = ["hosted"]

SECONDS = 12
VIDEO = "document.querySelector('video')"
NO_KEYRING = {"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}


@pytest.fixture
def films(tmp_path: Path) -> tuple[Path, Path]:
    """Two that differ."""
    paths = tmp_path / "Harbour.mp4", tmp_path / "Lighthouse.mp4"
    for number, path in enumerate(paths):
        source = f"testsrc=s=320x180:r=10:d={SECONDS},hue=h={90 * number}"
        command = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", source, "-pix_fmt", "yuv420p"]
        subprocess.run([*command, str(path)], check=True)
    return paths


class People:
    """Opens the application for one after the other; all end with the test."""

    def __init__(self, folder: Path, server: str) -> None:
        self.folder, self._server = folder, server
        self._open = ExitStack()
        self.logs: list[Path] = []

    def open(self, name: str, *arguments: str, alone: bool = False, settings: str = "") -> Driven:
        """`alone`: not told of the server."""
        data = self.folder / name
        data.mkdir(exist_ok=True)
        if not alone:
            (data / "settings.toml").write_text(f'server = "{self._server}"\n{settings}')
        self.logs.append(data / "stderr.log")
        options = ["--data-dir", str(data), *arguments]
        return self._open.enter_context(Driven(options, self.logs[-1], NO_KEYRING))

    def close(self) -> None:
        self._open.close()


@pytest.fixture
def people(tmp_path: Path, hosted: Hosted) -> Iterator[People]:
    people = People(tmp_path, hosted.url)
    yield people
    people.close()


def patch(hosted: Hosted, token: str, video_id: str, **changes: str) -> None:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    url, body = f"{hosted.url}/api/videos/{video_id}", json.dumps(changes).encode()
    request = urllib.request.Request(url, body, headers, method="PATCH")
    urllib.request.urlopen(request).close()


def plays_from(state: dict[str, Any], seconds: float) -> bool:
    return bool(state["position_seconds"] > seconds)


def titles(cards: list[dict[str, Any]]) -> list[str]:
    return [card["title"] for card in cards]


def test_found_followed_watched_shared_and_taken_away(
    hosted: Hosted, people: People, films: tuple[Path, Path]
) -> None:
    """Everything that a viewer does, in the order of an evening."""
    ann, ben = hosted.register("ann@example.org"), hosted.register("ben@example.org")
    harbour, lighthouse = uploaded(people, hosted, ann, films)
    channel = hosted.ask("channels", ann)["channels"][0]["id"]
    patch(hosted, ann, harbour, visibility="public")

    viewer = people.open("ben")
    sign_in(viewer, "ben@example.org")
    follow(viewer, channel)
    patch(hosted, ann, lighthouse, visibility="public")
    words = ("read", "toast_words", "text")
    viewer.until(words, lambda said: "Lighthouse" in said, 30, "word of the new film")

    viewer.do("text_into", "search", "harb")
    viewer.until(("cards",), lambda cards: titles(cards) == ["Harbour"], 30, "what was searched")
    viewer.do("open_card", 0)
    viewer.until(("player",), lambda state: plays_from(state, 0), 60, "the beginning")
    viewer.do("key", "3")
    viewer.until(("player",), lambda state: plays_from(state, SECONDS / 3), 60, "a third")
    viewer.do("key", "Escape")
    assert viewer.quit() == 0

    viewer = people.open("ben")
    sign_in(viewer, "ben@example.org")
    viewer.do("go", "home")
    viewer.until(("cards",), lambda cards: titles(cards) == ["Harbour"], 30, "what to go on with")
    viewer.do("wish", "watch_later", 0)
    later = ("playlists/later",)
    until(lambda: hosted.ask(*later, ben)["size"], lambda size: size == 1, 30, "the playlist")
    viewer.do("open_card", 0)
    viewer.until(("player",), lambda state: plays_from(state, SECONDS / 3 - 1), 60, "going on")
    viewer.do("key", "Space")
    viewer.do("key", "C", "Control", "Shift")
    link = viewer.until(("clipboard",), lambda text: "?t=" in text, 10, "the link")

    guest = people.open("guest", link, alone=True)
    guest.until(("answer_box", "confirm_server"), lambda _: True, 30, "the question")
    seconds = float(link.rpartition("=")[2])
    guest.until(("player",), lambda state: plays_from(state, seconds), 60, "the guest's film")

    with in_a_browser(people.folder / "chromium") as page:
        page.open(link)
        page.until(f"{VIDEO}.currentTime > {seconds} && {VIDEO}.readyState >= 3")

        patch(hosted, ann, harbour, visibility="private")
        page.expected.append("404")
        page.open(f"{link}&again")
        page.until(f"!{VIDEO} && document.body.innerText.length > 0")
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(link)
    viewer.until(("exists", "player_error"), bool, 30, "that it was taken away")
    guest.until(("exists", "player_error"), bool, 30, "that it was taken away")
    viewer.do("click", "back")  # another window has the keyboard
    viewer.until(("cards",), lambda cards: "Harbour" not in titles(cards), 30, "no card of it")
    assert [complaints(log) for log in people.logs] == [""] * len(people.logs)


def uploaded(
    people: People, hosted: Hosted, token: str, films: tuple[Path, Path]
) -> tuple[str, str]:
    """Ids of two films that Ann drops onto her window."""
    owner = people.open("ann")
    sign_in(owner, "ann@example.org")
    owner.do("drop", *map(str, films))
    owner.until(
        ("cards",), lambda cards: [c["state"] for c in cards] == ["ready"] * 2, 120, "ready films"
    )
    assert owner.quit() == 0
    ids = {video["title"]: video["id"] for video in hosted.ask("videos", token)["videos"]}
    return ids["Harbour"], ids["Lighthouse"]


@contextmanager
def in_a_browser(profile: Path) -> Iterator[Tab]:
    """Somebody who has no Matinee."""
    with closing(chromium.start(profile)) as browser, browser.visitor() as tab:
        yield tab


def follow(viewer: Driven, channel: str) -> None:
    viewer.do("go", f"channel/{channel}")
    viewer.until(("read", "follow", "text"), lambda text: text == "Follow", 30, "the channel")
    viewer.do("click", "follow")
    viewer.until(("read", "follow", "text"), lambda text: text == "Following", 30, "following")
