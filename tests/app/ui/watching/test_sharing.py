"""Sharing: what is on the clipboard is what was chosen."""

from __future__ import annotations

from typing import cast

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from app.links import WatchLink
from app.server.connection import Connector
from app.ui.cards.actions import Action
from app.ui.player.seeking.marks import Marks
from app.ui.share.dialog import ShareDialog
from app.ui.share.new_link import NewLink
from app.ui.style.dragging import as_address
from tests.app.ui.fake_player import FakeSession
from tests.app.ui.fakes import Running
from tests.app.ui.watching.fakes import SERVER, FakeServer, ServerConnector, film

OWN = film("own", visibility="private", filename="own.mp4")


@pytest.fixture
def server() -> FakeServer:
    return FakeServer(OWN)


@pytest.fixture
def connector(server: FakeServer) -> Connector:
    return ServerConnector(server)


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


def dialog_of(running: Running) -> ShareDialog:
    (dialog,) = running.window.findChildren(ShareDialog)
    return dialog


def test_the_link_to_a_video_is_copied(home: Running) -> None:
    """Without a word too much."""
    home.window.home.wanted.emit(Action.COPY_LINK, [film("a")])
    assert clipboard() == f"{SERVER}/watch/a"
    assert home.window.toast.words.text() == "Copied."


def test_the_players_key_copies_the_link_at_this_time(qtbot: QtBot, home: Running) -> None:
    """Whole seconds of it."""
    home.application.playing.play(film("a"))
    view = home.window.player
    cast(FakeSession, view.session).become(position_seconds=83.4)
    qtbot.waitUntil(lambda: view.state.position_seconds == 83.4)
    home.window.activateWindow()
    qtbot.waitUntil(view.hasFocus)
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(view, Qt.Key.Key_C, keys)
    assert clipboard() == f"{SERVER}/watch/a?t=83"


def test_what_plays_is_dragged_out_by_its_title(qtbot: QtBot, home: Running) -> None:
    """A video is its link, an address that alone, without what its site asks for."""
    dragged: list[str] = []
    home.application.watching.sharing.drag_out = lambda address, _picture: dragged.append(address)
    title = home.window.player.top.title
    way = QPoint(QApplication.startDragDistance() + 5, 5)
    home.application.playing.play(film("a"))
    for address in ("", "https://x/f.mp4|Referer=y"):
        if address:
            home.window.url_opened.emit(address)
        qtbot.waitUntil(title.isVisible)
        QTest.mousePress(title, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
        QTest.mouseMove(title, way)
        QTest.mouseRelease(title, Qt.MouseButton.LeftButton, pos=way)
    assert dragged == [f"{SERVER}/watch/a", "https://x/f.mp4"]
    assert as_address("file:///a%20b.mp4").urls()[0].toLocalFile() == "/a b.mp4"


def test_what_came_by_a_share_link_is_passed_on_by_it(home: Running) -> None:
    """As nothing else leads to what is private; else the plain address is the better one."""
    sharing = home.application.watching.sharing
    sharing.came_by(WatchLink(SERVER, "a", at_seconds=9.0, link_id="leave"))
    sharing.came_by(WatchLink(SERVER, "c", link_id="another"))
    for video, link in (
        (film("a", visibility="private"), "/watch/a?link=leave"),
        (film("a", visibility="private", filename="own.mp4"), "/watch/a"),
        (film("a", visibility="public"), "/watch/a"),
        (film("b", visibility="private"), "/watch/b"),
    ):
        sharing.copy_link(video)
        assert clipboard() == SERVER + link


def test_what_is_marked_in_the_player_is_shared(qtbot: QtBot, home: Running) -> None:
    """By the keys [ and ]."""
    home.application.playing.play(film("a"))
    view = home.window.player
    home.window.activateWindow()
    qtbot.waitUntil(view.hasFocus)
    for key, seconds in ((Qt.Key.Key_BracketLeft, 10.0), (Qt.Key.Key_BracketRight, 20.5)):
        cast(FakeSession, view.session).become(position_seconds=seconds)
        qtbot.waitUntil(lambda s=seconds: view.state.position_seconds == s)  # type: ignore[misc]
        QTest.keyClick(view, key)
    assert view.tools.marks == Marks(10.0, 20.5)
    view.top.share.click()
    assert dialog_of(home).address.text() == f"{SERVER}/watch/a?start=10&end=20.5"


def test_a_link_is_made_and_taken_back(qtbot: QtBot, home: Running, server: FakeServer) -> None:
    """It is copied at once, and stands in the list until it is taken back."""
    home.application.watching.sharing.share(OWN)
    dialog = dialog_of(home)
    dialog.form.password.setText("sesame")
    dialog.form.make.click()
    qtbot.waitUntil(dialog.links.isVisible)
    (link,) = server.viewing.given.values()
    assert (link.has_password, clipboard()) == (True, link.url)
    assert dialog.form.password.text() == ""
    (revoke,) = dialog.links.findChildren(QToolButton, "revoke")
    revoke.click()
    qtbot.waitUntil(lambda: not dialog.links.isVisible())
    assert server.viewing.given == {}


def test_what_the_server_refuses_is_said_in_the_dialog(qtbot: QtBot, home: Running) -> None:
    """In its words."""
    home.window.home.wanted.emit(Action.SHARE, [OWN])
    dialog = dialog_of(home)
    dialog.link_wanted.emit(NewLink(expires_at="yesterday"))
    qtbot.waitUntil(lambda: dialog.fault.text() == "A link ends in the future.")


def test_an_answer_that_comes_too_late_finds_nobody(
    qtbot: QtBot, home: Running, server: FakeServer
) -> None:
    """The dialog may be closed by then."""
    sharing = home.application.watching.sharing
    sharing.share(OWN)
    QGuiApplication.clipboard().clear()
    dialog_of(home).link_wanted.emit(NewLink())
    dialog_of(home).reject()
    qtbot.waitUntil(lambda: clipboard().endswith("link=link0"))
    assert len(server.viewing.given) == 1


def test_the_dialog_goes_with_the_account(qtbot: QtBot, home: Running) -> None:
    """Its links are nobody else's."""
    home.application.watching.sharing.share(OWN)
    home.application.accounts.sign_out()
    qtbot.waitUntil(lambda: home.window.findChildren(ShareDialog) == [])
