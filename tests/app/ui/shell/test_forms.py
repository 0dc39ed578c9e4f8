"""One window that is small, on top, full or large, and never another window."""

from __future__ import annotations

from typing import cast

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.player.engine.api import Phase
from app.ui.player.forms.places import in_corner, mini_place, pip_place
from app.ui.player.forms.window_forms import ON_TOP, WindowForms
from tests.app.ui.fake_player import FakeSession
from tests.app.ui.fakes import FILM, Running

SCREEN = QRect(0, 0, 1600, 1000)


def test_small_is_in_the_corner_where_lines_end() -> None:
    """As wide as the window allows, in the shape of a film."""
    assert mini_place(QRect(0, 0, 1200, 800), right_to_left=False) == QRect(824, 582, 360, 202)
    assert mini_place(QRect(0, 0, 1200, 800), right_to_left=True).left() == 16
    assert mini_place(QRect(0, 0, 380, 360), right_to_left=False).width() == 240


def test_a_picture_comes_back_where_it_was() -> None:
    """Unless that screen is gone."""
    kept = QRect(100, 100, 400, 225)
    assert pip_place(kept, [SCREEN], SCREEN) == kept
    gone = kept.translated(5000, 0)
    corner = in_corner(SCREEN, QSize(480, 270))
    assert pip_place(gone, [SCREEN], SCREEN) == pip_place(None, [SCREEN], SCREEN) == corner


@pytest.fixture
def forms(qtbot: QtBot, home: Running) -> WindowForms:
    """With a film that plays."""
    home.application.playing.play(FILM)
    qtbot.waitUntil(lambda: home.window.player.state.phase is Phase.PLAYING)
    home.window.activateWindow()
    qtbot.waitUntil(home.window.player.hasFocus)
    return home.window.forms


def test_small_over_the_pages_and_large_again(home: Running, forms: WindowForms) -> None:
    """It plays on, is where it was in the tree, and goes with the window."""
    window, player = home.window, home.window.player
    parent, number = player.parent(), int(window.winId())
    QTest.keyClick(player, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    assert window.pages.currentWidget() is window.home
    assert (player.isVisible(), player.parent(), int(window.winId())) == (True, parent, number)
    assert player.geometry() == mini_place(window.pages.rect(), right_to_left=False)
    assert (forms.mini_bar.isVisible(), player.controls.isVisible()) == (True, False)
    window.resize(800, 600)
    assert player.geometry() == mini_place(window.pages.rect(), right_to_left=False)
    assert cast(FakeSession, player.session).state.phase is Phase.PLAYING

    QTest.mouseClick(forms.mini_bar.large, Qt.MouseButton.LeftButton)
    assert window.pages.currentWidget() is player
    assert player.geometry() == window.pages.rect()
    assert (forms.mini_bar.isVisible(), player.controls.isVisible()) == (False, True)


def test_small_is_paused_and_stopped_by_its_own_buttons(
    qtbot: QtBot, home: Running, forms: WindowForms
) -> None:
    """What is stopped is gone."""
    player = home.window.player
    forms.toggle_mini()
    QTest.mouseClick(forms.mini_bar.play, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: player.state.phase is Phase.PAUSED)
    QTest.mouseClick(forms.mini_bar.stop, Qt.MouseButton.LeftButton)
    assert (player.isVisible(), forms.is_mini) == (False, False)
    assert home.page is home.window.home


def test_another_film_is_large(home: Running, forms: WindowForms) -> None:
    """Whoever chooses one wants to see it."""
    forms.toggle_mini()
    home.application.playing.play(FILM)
    assert home.window.pages.currentWidget() is home.window.player
    assert not forms.is_mini


def test_a_picture_in_picture_is_the_same_window(home: Running, forms: WindowForms) -> None:
    """Without a frame and on top; it comes back to its size, and remembers where it was small."""
    window, player = home.window, home.window.player
    number, large = int(window.winId()), window.geometry()
    QTest.keyClick(player, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert (int(window.winId()), forms.is_pip) == (number, True)
    assert window.windowHandle().flags() & ON_TOP == ON_TOP
    assert window.size() == QSize(480, 270)
    window.setGeometry(QRect(QPoint(60, 50), QSize(400, 225)))
    QTest.keyClick(player, Qt.Key.Key_Escape)
    assert (int(window.winId()), forms.is_pip, player.isVisible()) == (number, False, True)
    assert not window.windowHandle().flags() & ON_TOP
    assert window.size() == large.size()
    forms.toggle_pip()
    assert window.size() == QSize(400, 225)


def test_one_form_gives_way_to_another(home: Running, forms: WindowForms) -> None:
    """Full screen from picture in picture, small from full screen; leaving ends any of them."""
    window, player = home.window, home.window.player
    forms.toggle_pip()
    player.toggle_full_screen()
    assert (forms.is_pip, window.isFullScreen()) == (False, True)
    forms.toggle_mini()
    assert (forms.is_mini, window.isFullScreen()) == (True, False)
    forms.toggle_mini()
    forms.toggle_pip()
    player.leave()
    assert (forms.is_pip, window.minimumWidth()) == (False, 380)


def test_the_next_screen_of_one_is_the_same(home: Running, forms: WindowForms) -> None:
    """It is full screen all the same."""
    forms.fill_next_screen()
    assert home.window.isFullScreen()
    home.window.player.toggle_full_screen()
    assert not home.window.isFullScreen()
