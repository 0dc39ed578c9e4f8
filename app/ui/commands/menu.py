"""Commands as a menu: one below it for each group."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QMenu, QWidget

from app.ui.commands.command import CommandEntry
from app.ui.commands.shortcuts import shown_keys
from app.ui.style.menus import MenuEntry, add_entry, menu_of


def menu_from(parent: QWidget, name: str, entries: Iterable[CommandEntry]) -> QMenu:
    """What stands first is at hand, without a way through a group."""
    menu = menu_of(parent, name)
    groups = dict[str, QMenu]()
    offered = [entry for entry in entries if entry.in_menu]
    for entry in offered[:1]:
        add_entry(menu, line_of(entry))
        menu.addSeparator()
    for entry in offered[1:]:
        if entry.group not in groups:
            groups[entry.group] = menu.addMenu(entry.group.replace("&", "&&"))
        add_entry(groups[entry.group], line_of(entry))
    return menu


def line_of(entry: CommandEntry) -> MenuEntry:
    keys = shown_keys(entry.keys[:1])
    return MenuEntry("", entry.name, entry.do, entry.enabled, keys, entry.on)
