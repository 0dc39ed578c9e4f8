"""Addresses: those of videos open videos, whatever is wrong with one is said in a sentence."""

from __future__ import annotations

from typing import cast

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QInputDialog, QMessageBox
from pytestqt.qtbot import QtBot

from app.errors import ServerRefused, ServerUnreachable
from app.player.engine.api import Clip, Phase, PlayerState
from app.server.connection import Connector
from app.ui.frame.dropping import given_address
from tests.app.ui.fake_player import FakeSession
from tests.app.ui.fakes import Running
from tests.app.ui.watching.fakes import (
    SERVER,
    FakeServer,
    ServerConnector,
    film,
    opened_by_link,
)

WATCH = f"{SERVER}/watch"


@pytest.fixture
def server() -> FakeServer:
    made = FakeServer(film("a"), film("b"), film("c"))
    made.viewing.listed["list"] = made.library
    viewing = made.viewing
    private = film("p", visibility="private", filename=None)
    viewing.opens["open"] = opened_by_link(private), None
    viewing.opens["part"] = opened_by_link(private, 10.0, 20.0), None
    viewing.opens["public"] = opened_by_link(film("a"), 10.0, 20.0), None
    viewing.opens["secret"] = opened_by_link(private), "sesame"
    viewing.opens["away"] = ServerUnreachable("films.example"), None
    viewing.opens["over"] = ServerRefused(404, "not_found", "This link leads nowhere."), None
    return made


@pytest.fixture
def connector(server: FakeServer) -> Connector:
    return ServerConnector(server)


def session_of(home: Running) -> FakeSession:
    return cast(FakeSession, home.window.player.session)


def open_and_wait(qtbot: QtBot, home: Running, address: str) -> FakeSession:
    home.window.url_opened.emit(address)
    player = home.window.player
    qtbot.waitUntil(lambda: player.session is not None and bool(session_of(home).opened))
    return session_of(home)


def test_a_link_opens_the_video_itself(qtbot: QtBot, home: Running) -> None:
    """Not its page, which is no film."""
    session = open_and_wait(qtbot, home, f"{WATCH}/a?t=1m5s")
    assert session.opened == ["a"]
    assert session.state.position_seconds == 65.0
    assert home.window.player.top.title.text() == "a"


def test_a_time_after_the_end_is_no_time(qtbot: QtBot, home: Running) -> None:
    """The video is played from where it was left."""
    session = open_and_wait(qtbot, home, f"{WATCH}/a?t=2m")
    assert session.state.position_seconds == 0.0


def test_another_address_is_played_as_a_film(qtbot: QtBot, home: Running) -> None:
    """As it always was."""
    session = open_and_wait(qtbot, home, "https://elsewhere.example/film.m3u8")
    assert session.opened == ["https://elsewhere.example/film.m3u8"]


def test_a_link_to_a_part_plays_that_part(qtbot: QtBot, home: Running) -> None:
    """The whole of what anybody may see is a button away."""
    session = open_and_wait(qtbot, home, f"{WATCH}/a?start=10&end=20")
    assert session.state.clip == Clip(10.0, 20.0)
    qtbot.waitUntil(home.window.player.controls.whole.isVisible)
    home.window.player.controls.whole.click()
    qtbot.waitUntil(lambda: not home.window.player.controls.whole.isVisible())


@pytest.mark.parametrize("part", ["start=100&end=200", "start=5&end=3", "start=80&end=200"])
def test_a_part_that_is_none_of_the_video_is_told(qtbot: QtBot, home: Running, part: str) -> None:
    """And all of it is played."""
    session = open_and_wait(qtbot, home, f"{WATCH}/a?{part}")
    assert session.state.clip is None
    assert "does not have" in home.window.toast.words.text()


def test_a_link_into_a_playlist_goes_on_with_it(qtbot: QtBot, home: Running) -> None:
    """From the video that it names."""
    open_and_wait(qtbot, home, f"{WATCH}/b?list=list")
    queueing = home.application.watching.queueing
    qtbot.waitUntil(lambda: [e.video.id for e in queueing.queue.ahead] == ["c"])


@pytest.mark.parametrize(
    ("address", "words"),
    [
        (f"{WATCH}/nobody", "The video of this link is private, or no longer there."),
        ("matinee://films.example/film", "This link names no video."),
        (f"{WATCH}/p?link=unknown", "There is no such video."),
        (f"{WATCH}/p?link=over", "This link leads nowhere."),
        (f"{WATCH}/p?link=away", "Can't reach films.example. Matinee goes on when it is back."),
    ],
)
def test_a_link_that_leads_nowhere_is_a_sentence(
    qtbot: QtBot, home: Running, address: str, words: str
) -> None:
    """And nothing else changes."""
    home.window.url_opened.emit(address)
    qtbot.waitUntil(lambda: home.window.toast.words.text() == words)
    assert home.page is home.window.home


def test_another_servers_link_leads_there_if_one_agrees(
    qtbot: QtBot, home: Running, server: FakeServer
) -> None:
    """The film opens as soon as one is there."""
    home.window.url_opened.emit("matinee://other.example/watch/b")
    qtbot.waitUntil(lambda: home.window.findChild(QMessageBox, "confirm_server") is not None)
    server.server_url = "https://other.example/"
    box = home.window.findChild(QMessageBox, "confirm_server")
    assert box is not None
    box.accept()
    qtbot.waitUntil(lambda: home.window.player.session is not None)
    qtbot.waitUntil(lambda: session_of(home).opened == ["b"])


def test_a_server_known_by_another_name_leaves_the_browser(
    qtbot: QtBot, home: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where one came to is not where the link leads."""
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    home.window.url_opened.emit("matinee://other.example/watch/a?t=5")
    qtbot.waitUntil(lambda: home.window.findChild(QMessageBox, "confirm_server") is not None)
    box = home.window.findChild(QMessageBox, "confirm_server")
    assert box is not None
    box.accept()
    toast = home.window.toast
    qtbot.waitUntil(lambda: "another server" in toast.words.text())
    toast.button.click()
    assert opened == ["https://other.example/watch/a?t=5"]


def test_a_link_waits_for_the_connection(qtbot: QtBot, running: Running) -> None:
    """The command line is read before there is one."""
    running.application.watching.open(f"{WATCH}/a")
    qtbot.waitUntil(lambda: running.window.player.session is not None)
    qtbot.waitUntil(lambda: session_of(running).opened == ["a"])


def test_a_share_link_gives_leave_to_watch(qtbot: QtBot, home: Running, server: FakeServer) -> None:
    """Also later, when leave runs out."""
    session = open_and_wait(qtbot, home, f"{WATCH}/p?link=open&start=5")
    assert (session.opened, session.state.clip) == (["p"], Clip(5.0, None))
    renewed = home.application.playing.playback_of("p")
    assert (renewed.video_id, server.viewing.opened) == ("p", ["open", "open"])


def test_a_play_by_a_share_link_is_reported_by_it(
    qtbot: QtBot, home: Running, server: FakeServer
) -> None:
    """So that it is counted though the film is private; later ones are their viewer's own."""
    playing, state = home.application.playing, PlayerState(Phase.PLAYING, "p")
    open_and_wait(qtbot, home, f"{WATCH}/p?link=open")
    playing.report(state)
    qtbot.waitUntil(lambda: server.reported_by == ["open"])
    playing.play(film("p"))
    playing.report(state)
    qtbot.waitUntil(lambda: server.reported_by == ["open", None])


@pytest.mark.parametrize(("link", "whole"), [("part", False), ("public", True)])
def test_a_shared_part_is_all_of_what_is_private(
    qtbot: QtBot, home: Running, link: str, whole: bool
) -> None:
    """Of what anybody may see it is not."""
    session = open_and_wait(qtbot, home, f"{WATCH}/p?link={link}")
    assert session.state.clip == Clip(10.0, 20.0, whole)


def answer(home: Running, password: str) -> None:
    (dialog,) = home.window.findChildren(QInputDialog, "link_password")
    dialog.setTextValue(password)
    dialog.accept()


def test_a_password_is_asked_for(qtbot: QtBot, home: Running) -> None:
    """A wrong one is said to be wrong."""
    home.window.url_opened.emit(f"{WATCH}/p?link=secret")
    for words, password in (("asks for its password", "wrong"), ("not right", "sesame")):
        qtbot.waitUntil(lambda words=words: words in label_of(home))  # type: ignore[misc]
        answer(home, password)
    qtbot.waitUntil(lambda: home.window.player.session is not None)
    qtbot.waitUntil(lambda: session_of(home).opened == ["p"])


def label_of(home: Running) -> str:
    dialogs = home.window.findChildren(QInputDialog, "link_password")
    return dialogs[0].labelText() if len(dialogs) == 1 else ""


@pytest.mark.parametrize(
    ("mime", "address"),
    [
        (["https://films.example/watch/a"], "https://films.example/watch/a"),
        (["matinee://films.example/watch/a"], "matinee://films.example/watch/a"),
        (["file:///films/a.mp4"], ""),
        (["https://a.example", "https://b.example"], ""),
        ([], ""),
    ],
)
def test_an_address_that_is_dragged(mime: list[str], address: str) -> None:
    """Alone; files are something else."""
    data = QMimeData()
    data.setUrls([QUrl(url) for url in mime])
    assert given_address(data) == address
    data.setUrls([])
    data.setText(" ".join(mime))
    assert given_address(data) == address


def test_a_link_is_pasted_where_one_searches(qtbot: QtBot, home: Running) -> None:
    """It opens like any other."""
    home.window.header.search.setFocus()
    QGuiApplication.clipboard().setText(f"{WATCH}/a?t=5")
    home.window.header.search.paste()
    qtbot.waitUntil(lambda: home.window.player.session is not None)
    qtbot.waitUntil(lambda: session_of(home).opened == ["a"])
