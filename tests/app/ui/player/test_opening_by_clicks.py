"""A card is opened by one click or by two, and plays after both."""

from __future__ import annotations

from typing import cast

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.known_servers import Profile
from app.player.engine.api import Phase
from app.server.client import Client
from app.server.connection import Connection, Connector
from app.server.videos import Account
from tests.app.ui.fake_player import FakeSession
from tests.app.ui.fakes import FakeClient, FakeConnector, Running

LEFT = Qt.MouseButton.LeftButton


class WithAFilm(FakeConnector):
    def connect(self, _profile: Profile) -> Connection:
        return Connection("", cast(Client, FakeClient("film")), Account("owner", "Owner"))


@pytest.fixture
def connector() -> Connector:
    return WithAFilm()


@pytest.fixture
def card(qtbot: QtBot, home: Running) -> QPoint:
    """The middle of the only card, in the window."""
    grid = home.window.library.list.grid
    qtbot.waitUntil(lambda: grid.model() is not None and grid.model().rowCount() == 1)
    cell = grid.visualRect(grid.model().index(0, 0))
    home.window.player.prepare()
    return grid.viewport().mapTo(home.window, cell.center() - QPoint(0, cell.height() // 4))


def session_of(home: Running) -> FakeSession:
    return cast(FakeSession, home.window.player.session)


def test_a_double_click_opens_it_and_does_nothing_else(home: Running, card: QPoint) -> None:
    """Its second click lands in the player, which is neither paused nor full screen by it."""
    QTest.mouseDClick(home.window.windowHandle(), LEFT, pos=card)
    assert home.page is home.window.player
    assert session_of(home).opened == ["film"]
    assert session_of(home).state.phase is Phase.PLAYING
    assert not home.window.isFullScreen()


def test_so_does_a_slow_one(home: Running, card: QPoint) -> None:
    """Whose two clicks are nothing but clicks for Qt."""
    handle = home.window.windowHandle()
    QTest.mouseClick(handle, LEFT, pos=card)
    QTest.mouseClick(handle, LEFT, pos=card + QPoint(0, 60))
    assert session_of(home).state.phase is Phase.PLAYING


def test_a_click_after_that_pauses(home: Running, card: QPoint) -> None:
    """As clicks on a picture do."""
    home.window.player.gestures.patience_ms = 0
    QTest.mouseClick(home.window.windowHandle(), LEFT, pos=card)
    QTest.mouseClick(home.window.windowHandle(), LEFT, pos=card + QPoint(0, 60))
    assert session_of(home).state.phase is Phase.PAUSED
