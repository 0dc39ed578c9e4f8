"""Menus from tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from app.ui.style import icons
from app.ui.style.parts import given


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A line of a menu, as it is written; `keys` only stand beside it."""

    icon: str
    label: str
    do: Callable[[], object]
    enabled: bool = True
    keys: str = ""


def menu_of(parent: QWidget, name: str, *entries: MenuEntry) -> QMenu:
    """A menu that is gone once it is closed."""
    menu = given(QMenu(parent), name)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for entry in entries:
        words = entry.label.replace("&", "&&")
        label = f"{words}\t{entry.keys}" if entry.keys else words
        action = QAction(icons.icon(entry.icon), label, menu)
        action.setEnabled(entry.enabled)
        action.triggered.connect(lambda _on=False, do=entry.do: do())
        menu.addAction(action)
    return menu


def below(button: QWidget) -> QPoint:
    """Where on the screen a button's menu begins."""
    return button.mapToGlobal(button.rect().bottomLeft())
