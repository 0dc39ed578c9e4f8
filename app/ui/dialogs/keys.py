"""The player's keys, each to be changed by pressing another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QKeyCombination, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.keymap import Keymap, Keys, conflicts
from app.ui.commands.shortcuts import shown_keys
from app.ui.player.commands.deck import PlayerCommand
from app.ui.player.commands.table import player_commands
from app.ui.style.parts import given, restyle, tool_button
from app.ui.style.words import translate

FIXED = ("escape",)
MODIFIERS = (
    Qt.Key.Key_Shift,
    Qt.Key.Key_Control,
    Qt.Key.Key_Alt,
    Qt.Key.Key_AltGr,
    Qt.Key.Key_Meta,
)
CLEARS = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
KEYS_WIDTH = 130


class KeyButton(QPushButton):
    """Shows keys; pressed, it waits for another."""

    pressed_keys = Signal(tuple)

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self._keys: Keys = ()
        self._waits = False
        self.setMinimumWidth(KEYS_WIDTH)
        self.clicked.connect(self._wait)

    def show_keys(self, keys: Keys) -> None:
        self._keys, self._waits = keys, False
        self.setText(shown_keys(keys) or translate("Keys", "None"))
        self.setAccessibleName(f"{self._name}: {self.text()}")

    def _wait(self) -> None:
        self._waits = True
        self.setText(translate("Keys", "Press a key…"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._waits:
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Escape:
            self.show_keys(self._keys)
        elif event.key() in CLEARS and not event.modifiers():
            self.pressed_keys.emit(())
        elif (key := key_of(event)) is not None:
            self.pressed_keys.emit((key,))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.show_keys(self._keys)

    def focusNextPrevChild(self, following: bool) -> bool:
        """Tab is a key like others while it waits for one."""
        return not self._waits and super().focusNextPrevChild(following)


def key_of(event: QKeyEvent) -> str | None:
    """In the form of a keymap; None for a modifier alone. What Shift makes of a sign is in it."""
    key = Qt.Key(event.key())
    if key in MODIFIERS or key == Qt.Key.Key_unknown:
        return None
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    sign = event.text()
    if sign.isprintable() and sign.strip() and not sign.isalnum():
        held &= ~Qt.KeyboardModifier.ShiftModifier
    return QKeySequence(QKeyCombination(held, key)).toString()


class KeysEditor(QWidget):
    """A row for each command, and a sentence for each key that has two."""

    def __init__(self, keymap: Keymap) -> None:
        super().__init__()
        self.keymap = keymap
        self._all = player_commands()
        self._commands = [c for c in self._all if c.id not in FIXED and not c.series]
        self.buttons: dict[str, KeyButton] = {}
        self.resets: dict[str, QToolButton] = {}
        self.presets = self._preset_box()
        self.reset = given(QPushButton(translate("Keys", "Reset all")), "reset_keys")
        self.reset.clicked.connect(lambda: self._become(Keymap(self.keymap.preset)))
        self.sentence = given(QLabel(wordWrap=True), "key_conflicts", kind="bad")
        top = QHBoxLayout()
        top.addWidget(QLabel(translate("Keys", "As in")))
        top.addWidget(self.presets)
        top.addStretch(1)
        top.addWidget(self.reset)
        words = translate(
            "Keys", "Click a row's keys, then press the new one. Delete takes them away."
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(top)
        layout.addWidget(given(QLabel(words, wordWrap=True), "quiet"))
        layout.addWidget(self.sentence)
        for group in dict.fromkeys(command.group for command in self._commands):
            layout.addWidget(self._group(group))
        self._become(keymap)

    def _preset_box(self) -> QComboBox:
        box = given(QComboBox(), "key_preset", accessibleName=translate("Keys", "Keys as in"))
        box.addItem("YouTube", "youtube")
        box.addItem("mpv", "mpv")
        box.activated.connect(
            lambda _index: self._become(replace(self.keymap, preset=box.currentData()))
        )
        return box

    def _group(self, name: str) -> QWidget:
        group = QWidget()
        grid = QGridLayout(group)
        grid.setContentsMargins(0, 8, 0, 0)
        grid.setColumnStretch(0, 1)
        grid.addWidget(given(QLabel(name), "sheet_group"), 0, 0, 1, 3)
        rows = [command for command in self._commands if command.group == name]
        for number, command in enumerate(rows, start=1):
            self._row(grid, number, command)
        return group

    def _row(self, grid: QGridLayout, number: int, command: PlayerCommand) -> None:
        name = command.id
        button = KeyButton(command.name)
        button.pressed_keys.connect(lambda keys: self._become(self.keymap.with_keys(name, keys)))
        undo = tool_button(
            "reset_key",
            "undo",
            translate("Keys", "As in the preset"),
            lambda: self._become(self.keymap.as_preset(name)),
            16,
        )
        grid.addWidget(QLabel(command.name, wordWrap=True), number, 0)
        grid.addWidget(button, number, 1)
        grid.addWidget(undo, number, 2)
        grid.setColumnMinimumWidth(2, 32)
        self.buttons[name], self.resets[name] = button, undo

    def _become(self, keymap: Keymap) -> None:
        self.keymap = keymap
        self.presets.setCurrentIndex(self.presets.findData(keymap.preset))
        self.reset.setEnabled(bool(keymap.own))
        twice = conflicts(keymap, [command.id for command in self._all])
        for name, button in self.buttons.items():
            button.show_keys(keymap.keys(name))
            self.resets[name].setVisible(name in keymap.own)
            restyle(button, "bad" if any(name in names for names in twice.values()) else "")
        self.sentence.setText("\n".join(sentences(twice, self._all)))
        self.sentence.setVisible(bool(twice))


def sentences(twice: Mapping[str, Sequence[str]], commands: Sequence[PlayerCommand]) -> list[str]:
    names = {command.id: command.name for command in commands}
    return [
        translate(
            "Keys",
            "{key} is for “{first}” and “{second}”: only the first one has it.",
            key=shown_keys((key,)),
            first=names[holders[0]],
            second=names[holders[1]],
        )
        for key, holders in twice.items()
    ]
