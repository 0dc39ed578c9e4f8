"""Commands as a menu: one below it for each group."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from app.ui.commands.command import CommandEntry
from app.ui.commands.shortcuts import shown_keys


def menu_from(parent: QWidget, name: str, entries: Iterable[CommandEntry]) -> QMenu:
    """Gone once it is closed. What stands first is at hand, without a way through a group."""
    menu = QMenu(parent)
    menu.setObjectName(name)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    groups = dict[str, QMenu]()
    offered = [entry for entry in entries if entry.in_menu]
    for entry in offered[:1]:
        add(menu, entry)
        menu.addSeparator()
    for entry in offered[1:]:
        if entry.group not in groups:
            groups[entry.group] = menu.addMenu(entry.group.replace("&", "&&"))
        add(groups[entry.group], entry)
    return menu


def add(menu: QMenu, entry: CommandEntry) -> None:
    words = entry.name.replace("&", "&&")
    keys = shown_keys(entry.keys[:1])
    action = QAction(f"{words}\t{keys}" if keys else words, menu)
    action.setEnabled(entry.enabled)
    if entry.on is not None:
        action.setCheckable(True)
        action.setChecked(entry.on)
    action.triggered.connect(partial(call, entry))
    menu.addAction(action)


def call(entry: CommandEntry, _checked: bool = False) -> None:
    entry.do()
