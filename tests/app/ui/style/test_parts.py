"""Windows and menus keep to the room that there is."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from app.ui.style.parts import fit_screen, place_beside, popup_within
from app.ui.style.theme import Colours


def test_no_window_opens_larger_than_the_screen(qtbot: QtBot) -> None:
    """And there is still room for its title bar."""
    window = QWidget()
    qtbot.addWidget(window)
    screen = window.screen().availableSize()
    fit_screen(window, QSize(400, 300))
    assert window.size() == QSize(400, 300)
    fit_screen(window, screen * 2)
    assert window.width() == screen.width()
    assert window.height() < screen.height()


@pytest.mark.parametrize("at", [QPoint(10, 10), QPoint(595, 10), QPoint(10, 395), QPoint(-50, -9)])
def test_a_menu_stays_in_its_window(qtbot: QtBot, colours: Colours, at: QPoint) -> None:  # noqa: ARG001
    """Wherever in it the pointer is."""
    window = QWidget()
    qtbot.addWidget(window)
    window.setGeometry(100, 100, 600, 400)
    window.show()
    menu = QMenu(window)
    menu.addAction("Play next")
    popup_within(menu, window, window.mapToGlobal(at))
    qtbot.waitUntil(menu.isVisible)
    room = QRect(window.mapToGlobal(QPoint(0, 0)), window.size())
    assert room.contains(menu.geometry())
    menu.close()


def test_what_is_below_a_menu_stays_in_the_window_with_it(
    qtbot: QtBot,
    colours: Colours,  # noqa: ARG001
) -> None:
    """Also where the screen has room beside the window."""
    window = QWidget()
    qtbot.addWidget(window)
    window.setGeometry(100, 100, 400, 300)
    window.show()
    menu = QMenu(window)
    below = menu.addMenu("Playback")
    below.addAction("A command whose name is long")
    popup_within(menu, window, window.mapToGlobal(QPoint(380, 280)))
    qtbot.waitUntil(menu.isVisible)
    menu.setActiveAction(below.menuAction())
    QTest.keyClick(menu, Qt.Key.Key_Right)
    qtbot.waitUntil(below.isVisible)
    assert QRect(window.mapToGlobal(QPoint(0, 0)), window.size()).contains(below.geometry())
    assert not below.geometry().intersects(menu.geometry())
    menu.close()


@pytest.mark.parametrize(
    ("above", "left", "top", "place"),
    [
        (300, 396, 50, QPoint(396, 50)),  # it has room
        (450, 546, 50, QPoint(250, 50)),  # on the other side
        (50, -146, 350, QPoint(150, 300)),  # from right to left, and up
    ],
)
def test_a_menu_below_another_goes_to_its_other_side(
    above: int, left: int, top: int, place: QPoint
) -> None:
    """And no further up than it must."""
    beside, room = QRect(above, 0, 100, 200), QRect(0, 0, 600, 400)
    assert place_beside(QRect(left, top, 200, 100), beside, room) == place


def test_a_menu_too_large_for_the_window_stays_where_the_screen_has_room() -> None:
    """It covers neither the menu that it belongs to nor leaves the screen."""
    beside, room = QRect(100, 0, 100, 50), QRect(0, 0, 400, 400)
    assert place_beside(QRect(200, -60, 300, 900), beside, room) == QPoint(200, -60)
