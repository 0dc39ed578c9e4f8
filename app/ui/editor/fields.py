"""Fields for what is said of films: one value, or several that differ."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from app.ui.editor import checks
from app.ui.editor.model import MIXED
from app.ui.style.parts import given, timer
from app.ui.style.words import translate

MOST_PASTED = 100_000
PAUSE_MS = 700
"""So long after the last letter, what was typed is said."""


class EditField(QWidget):
    """`said` carries the name and what is to be so from now on, for all films at once."""

    said = Signal(str, object)
    dirtied = Signal()
    """Something was typed that was not said yet, or can't be."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.fault = given(QLabel(wordWrap=True), "bad")
        self.fault.setTextFormat(Qt.TextFormat.PlainText)
        self.fault.hide()
        self.lines = QVBoxLayout(self)
        self.lines.setContentsMargins(0, 0, 0, 0)
        self.lines.setSpacing(4)

    @property
    def is_dirty(self) -> bool:
        return False

    def show_value(self, value: Any) -> None:
        """What the films have in common, or MIXED."""

    def flush(self) -> None:
        """Say what was typed."""

    @property
    def is_stuck(self) -> bool:
        """What was typed can't be said as it is."""
        return not self.fault.isHidden()

    def complain(self, words: str) -> None:
        if self.fault.text() != words:
            self.fault.setText(words)
            self.fault.setVisible(bool(words))
            self.dirtied.emit()


class BoundedText(QPlainTextEdit):
    """Takes no text that would stand the window still at each letter; it stays where it is from."""

    refused = Signal(int)
    """So many characters."""

    def insertFromMimeData(self, source: QMimeData) -> None:
        length = len(source.text())
        if length > MOST_PASTED:
            self.refused.emit(length)
        else:
            super().insertFromMimeData(source)


class TypedField(EditField):
    """A line or a text. What can't be saved stays as it was typed, and says why."""

    def __init__(
        self,
        name: str,
        editor: QLineEdit | QPlainTextEdit,
        label: str,
        read: Callable[[str], Any],
        write: Callable[[Any], str],
        fault_of: Callable[[Any], str],
    ) -> None:
        super().__init__(name)
        self._read, self._write, self._fault_of = read, write, fault_of
        self._shown = ""
        self.editor = given(editor, editor.objectName() or name, accessibleName=label)
        self._usual = editor.placeholderText()
        self._pause = timer(self, PAUSE_MS, self.flush)
        editor.installEventFilter(self)
        if isinstance(editor, QLineEdit):
            editor.textEdited.connect(lambda _text: self._typed())
            editor.editingFinished.connect(self.flush)
        else:
            editor.setTabChangesFocus(True)
            editor.textChanged.connect(self._typed)
        if isinstance(editor, BoundedText):
            editor.refused.connect(lambda length: self.complain(checks.paste_fault(length)))
        self.lines.addWidget(editor)
        self.lines.addWidget(self.fault)

    @property
    def text(self) -> str:
        editor = self.editor
        return editor.text() if isinstance(editor, QLineEdit) else editor.toPlainText()

    @property
    def is_dirty(self) -> bool:
        return self.text != self._shown

    def show_value(self, value: Any) -> None:
        mixed = value is MIXED
        words = "" if mixed or value is None else self._write(value)
        self.editor.setPlaceholderText(different() if mixed else self._usual)
        self._shown = words
        if self.text != words:
            if isinstance(self.editor, QLineEdit):
                self.editor.setText(words)
            else:
                self.editor.setPlainText(words)
        self.complain("")

    def flush(self) -> None:
        self._pause.stop()
        if not self.is_dirty:
            return
        words = self.text
        value = self._read(words)
        fault = self._fault_of(value)
        self.complain(fault)
        if not fault:
            self._shown = words
            self.said.emit(self.name, value)

    def _typed(self) -> None:
        if self.is_dirty:
            self._pause.start()
            self.dirtied.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self.flush()
        return super().eventFilter(watched, event)


class ChoiceField(EditField):
    """One of several."""

    def __init__(self, name: str, label: str, options: Sequence[tuple[Any, str]] = ()) -> None:
        super().__init__(name)
        self.box = given(QComboBox(), name, accessibleName=label)
        self._options: Sequence[tuple[Any, str]] = ()
        self._value: Any = None
        self.box.activated.connect(lambda _index: self._chosen())
        self.lines.addWidget(self.box)
        self.offer(options)

    def offer(self, options: Sequence[tuple[Any, str]]) -> None:
        self._options = options
        self.show_value(self._value)

    def show_value(self, value: Any) -> None:
        """What was chosen elsewhere stands in it as it is."""
        self._value = value
        options = list(self._options)
        if value is MIXED:
            options.insert(0, (MIXED, different()))
        elif value not in [key for key, _ in options] and value is not None:
            options.append((value, str(value)))
        self.box.clear()
        for key, words in options:
            self.box.addItem(words, key)
        keys = [key for key, _ in options]
        self.box.setCurrentIndex(keys.index(value) if value in keys else -1)

    def _chosen(self) -> None:
        value = self.box.currentData()
        if value is not MIXED and value != self._value:
            self._value = value
            self.said.emit(self.name, value)


def different() -> str:
    """Where films have several values."""
    return translate("Editor", "Different values")
