"""The page on which keys are changed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.keymap import Keymap
from app.ui.dialogs.keys import KeysEditor
from app.ui.style.theme import Colours

NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def editor(qtbot: QtBot, colours: Colours) -> KeysEditor:  # noqa: ARG001 (the looks)
    editor = KeysEditor(Keymap())
    qtbot.addWidget(editor)
    editor.show()
    return editor


def press(editor: KeysEditor, command: str, key: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
    button = editor.buttons[command]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    QTest.keyClick(button, key, held)


def test_a_key_is_changed_by_pressing_another(editor: KeysEditor) -> None:
    """Only in that row."""
    press(editor, "mute", Qt.Key.Key_X, Qt.KeyboardModifier.ControlModifier)
    assert editor.keymap.own == {"mute": ("Ctrl+X",)}
    assert editor.buttons["mute"].text() == "Ctrl+X"


def test_what_is_pressed_twice_is_said(editor: KeysEditor) -> None:
    """In a sentence, until it is solved."""
    press(editor, "statistics", Qt.Key.Key_M)
    assert editor.sentence.text() == (
        "M is for “Mute” and “Statistics”: only the first one has it."
    )
    press(editor, "statistics", Qt.Key.Key_Delete)
    assert editor.sentence.isHidden()
    assert editor.buttons["statistics"].text() == "None"


def test_escape_leaves_it_as_it_was(editor: KeysEditor) -> None:
    """It can't be taken: it always leads out of the film."""
    press(editor, "mute", Qt.Key.Key_Escape)
    assert editor.keymap == Keymap()
    assert editor.buttons["mute"].text() == "M"


def test_all_can_be_reset(editor: KeysEditor) -> None:
    """A row by itself, or all; the preset stays."""
    press(editor, "mute", Qt.Key.Key_X)
    press(editor, "queue", Qt.Key.Key_Y)
    editor.resets["mute"].click()
    assert editor.keymap.own == {"queue": ("Y",)}
    editor.reset.click()
    assert editor.keymap == Keymap()
    assert not editor.reset.isEnabled()


def test_a_preset_is_chosen(editor: KeysEditor) -> None:
    """All rows show its keys."""
    editor.presets.setCurrentIndex(1)
    editor.presets.activated.emit(1)
    assert editor.keymap == Keymap("mpv")
    assert editor.buttons["slower"].text() == "["
