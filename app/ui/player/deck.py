"""The player's view, as its commands know it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from app.keymap import Keymap
from app.links import path_of
from app.player.engine.api import PlayerState
from app.server.editing import Chapter
from app.ui.commands.command import CommandEntry, entries_of
from app.ui.commands.menu import menu_from
from app.ui.commands.shortcuts import Shortcuts
from app.ui.player.commands.deck import PlaybackCalls, PlayerCommand, Wish
from app.ui.player.commands.table import player_commands
from app.ui.style.parts import popup_within


def not_offered() -> bool:
    return False


@dataclass(slots=True)
class ViewDeck:
    """What the view shows last, and what it does when it is wished for."""

    ask: Callable[[Callable[[PlaybackCalls], None]], None]
    wishes: dict[Wish, Callable[[], object]]
    switches: dict[Wish, Callable[[], bool]]
    state: PlayerState = field(default_factory=PlayerState)
    chapters: Sequence[Chapter] = ()
    has_link: bool = False
    can_keep: bool = False
    address: str = ""
    """Of what plays, where no server has it."""

    @property
    def has_file(self) -> bool:
        return path_of(self.address) is not None

    def want(self, wish: Wish) -> None:
        """What belongs to a window is not there without one."""
        self.wishes.get(wish, not_offered)()

    def offers(self, wish: Wish) -> bool:
        return wish in self.wishes

    def is_on(self, wish: Wish) -> bool:
        return self.switches.get(wish, not_offered)()


class Commander:
    """Has commands done, as keys and menus ask for them; `told` hears what happened, and `before`
    that something will."""

    def __init__(
        self,
        view: QWidget,
        deck: ViewDeck,
        before: Callable[[], None],
        told: Callable[[str], None],
    ) -> None:
        self._view, self._deck, self._before, self._told = view, deck, before, told
        self._commands = player_commands()
        self._shortcuts = Shortcuts(view, self._commands, self.run)
        self.bind(Keymap())

    def bind(self, keymap: Keymap) -> None:
        self._keymap = keymap
        self._shortcuts.bind(keymap.keys)

    def run(self, command: PlayerCommand) -> None:
        self._before()
        if command.possible(self._deck):
            self._told(command.do(self._deck))

    def entries(self) -> list[CommandEntry]:
        """All that can be done now, for a list or a menu."""
        return entries_of(self._commands, self._deck, self._keymap.keys, self.run)

    def open_menu(self, at: QPoint) -> None:
        menu = menu_from(self._view, "player_menu", self.entries())
        popup_within(menu, self._view.window(), at)
