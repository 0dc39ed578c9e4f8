"""Windows and menus keep to the room that there is."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from app.ui.style.parts import fit_screen, popup_within
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
