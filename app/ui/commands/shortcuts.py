"""Commands on keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Generic

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.ui.commands.command import On, UiCommand

PRESSES_BUTTONS = ("Space", "Return", "Enter")
"""On a focused button they press that button, so elsewhere they mean nothing of ours."""


class Shortcuts(Generic[On]):
    """Keys of a widget and of what is in it."""

    def __init__(
        self,
        widget: QWidget,
        commands: Sequence[UiCommand[On]],
        run: Callable[[UiCommand[On]], object],
    ) -> None:
        self._widget, self._commands, self._run = widget, commands, run
        self._shortcuts: list[QShortcut] = []

    def bind(self, keys_of: Callable[[str], Iterable[str]]) -> None:
        """Instead of the keys before; of two commands with one key the first has it."""
        for shortcut in self._shortcuts:
            shortcut.setParent(None)
            shortcut.deleteLater()
        bound = dict[str, UiCommand[On]]()
        for command in self._commands:
            for key in keys_of(command.id):
                bound.setdefault(key, command)
        self._shortcuts = [self._shortcut(key, command) for key, command in bound.items()]

    def _shortcut(self, key: str, command: UiCommand[On]) -> QShortcut:
        shortcut = QShortcut(QKeySequence(key), self._widget)
        shortcut.setContext(
            Qt.ShortcutContext.WidgetShortcut
            if key in PRESSES_BUTTONS
            else Qt.ShortcutContext.WidgetWithChildrenShortcut
        )
        shortcut.activated.connect(partial(self._run, command))
        return shortcut


def shown_keys(keys: Sequence[str]) -> str:
    """As the reader's keyboard has them."""
    native = QKeySequence.SequenceFormat.NativeText
    return ", ".join(QKeySequence(key).toString(native) for key in keys)
