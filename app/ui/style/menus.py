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
    """A line of a menu, as it is written; `keys` only stand beside it, `on` is there for what is on
    or off."""

    icon: str
    label: str
    do: Callable[[], object]
    enabled: bool = True
    keys: str = ""
    on: bool | None = None


def menu_of(parent: QWidget, name: str, *entries: MenuEntry) -> QMenu:
    """A menu that is gone once it is closed."""
    menu = given(QMenu(parent), name)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for entry in entries:
        add_entry(menu, entry)
    return menu


def add_entry(menu: QMenu, entry: MenuEntry) -> None:
    words = entry.label.replace("&", "&&")
    action = QAction(f"{words}\t{entry.keys}" if entry.keys else words, menu)
    if entry.icon:
        action.setIcon(icons.icon(entry.icon))
    action.setEnabled(entry.enabled)
    if entry.on is not None:
        action.setCheckable(True)
        action.setChecked(entry.on)
    action.triggered.connect(lambda _on=False: entry.do())
    menu.addAction(action)


def below(button: QWidget) -> QPoint:
    """Where on the screen a button's menu begins."""
    return button.mapToGlobal(button.rect().bottomLeft())
