"""What can be done anywhere in the window: found by its name, and its keys shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from app.keymap import Keymap
from app.ui.commands.command import CommandEntry, UiCommand
from app.ui.commands.palette import CommandPalette
from app.ui.commands.sheet import KeySheet
from app.ui.commands.shortcuts import Shortcuts
from app.ui.frame.frame import Frame
from app.ui.frame.header import Header
from app.ui.frame.sidebar import ENTRIES
from app.ui.navigation.places import Place
from app.ui.style.words import told, translate


class PlayerCommands(Protocol):
    def bind(self, keymap: Keymap) -> None: ...
    def entries(self) -> list[CommandEntry]: ...


class PlayerPage(Protocol):
    @property
    def commander(self) -> PlayerCommands: ...
    def leave(self) -> None: ...
    def isVisible(self) -> bool: ...


class CommandWindow(Protocol):
    """The main window, as far as it is known here."""

    @property
    def home(self) -> Frame: ...
    @property
    def header(self) -> Header: ...
    @property
    def player(self) -> PlayerPage: ...
    def window(self) -> QWidget: ...
    def ask_files(self) -> None: ...


class Commanding:
    """Opens the palette and the sheet of keys, in the player with the player's own commands."""

    def __init__(
        self, window: CommandWindow, keymap: Keymap, change_keys: Callable[[], None]
    ) -> None:
        self._window, self._player = window, window.player
        self._change_keys = change_keys
        group = translate("Window", "Matinee")
        find, keys = translate("Window", "Find a command…"), translate("Window", "All keys…")
        self._shortcuts = Shortcuts(
            window.home,
            (
                UiCommand[Commanding]("palette", group, find, show_palette),
                UiCommand[Commanding]("sheet", group, keys, show_sheet),
            ),
            lambda command: command.do(self),
        )
        self.follow(keymap)

    def follow(self, keymap: Keymap) -> None:
        """The keys may have changed."""
        self._player.commander.bind(keymap)
        self._shortcuts.bind(keymap.keys)

    def show_palette(self) -> None:
        player = self._player.commander.entries() if self._player.isVisible() else []
        CommandPalette(self._window.window(), [*player, *self._own_entries()])

    def show_sheet(self) -> None:
        """The player's keys too, wherever one asks."""
        player, own = self._player.commander.entries(), self._own_entries()
        order = (player, own) if self._player.isVisible() else (own, player)
        sheet = KeySheet(self._window.window(), [entry for part in order for entry in part])
        sheet.change_wanted.connect(self._change_keys)

    def _own_entries(self) -> list[CommandEntry]:
        """Places first, then what the menu has."""
        window, group = self._window, translate("Window", "Matinee")
        upload = translate("Window", "Upload videos…")
        return [
            *self._places(),
            CommandEntry(upload, group, window.ask_files, ("Ctrl+U",)),
            *(
                CommandEntry(act.text(), group, act.trigger, keys_of(act), act.isEnabled())
                for act in window.header.menu.actions()
                if act.text() and act.isVisible()
            ),
        ]

    def _places(self) -> list[CommandEntry]:
        buttons = self._window.home.sidebar.buttons
        there = [(kind, told(words)) for kind, _, words in ENTRIES if not buttons[kind].isHidden()]
        group = translate("Window", "Places")
        return [
            CommandEntry(
                translate("Window", "Go to {place}", place=words),
                group,
                lambda kind=kind: self._go(Place(kind)),  # type: ignore[misc]
                (f"Ctrl+{number}",),
            )
            for number, (kind, words) in enumerate(there, start=1)
        ]

    def _go(self, place: Place) -> None:
        if self._player.isVisible():
            self._player.leave()
        self._window.home.go(place)


def keys_of(action: QAction) -> tuple[str, ...]:
    return tuple(key.toString() for key in action.shortcuts())


def show_palette(commanding: Commanding) -> str:
    commanding.show_palette()
    return ""


def show_sheet(commanding: Commanding) -> str:
    commanding.show_sheet()
    return ""
