"""What a key has just done, on the picture for a moment."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtWidgets import QLabel, QWidget

from app.ui.style.parts import timer

ECHO_MS = 1000
DOWN = 0.14
"""So far down the picture, where neither bar is."""


class KeyEcho(QLabel):
    said = Signal(str)

    def __init__(self, view: QWidget) -> None:
        super().__init__(view)
        self.setObjectName("echo")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._room = QRect()
        self._going = timer(self, ECHO_MS, self.hide)
        self.hide()

    def say(self, words: str) -> None:
        if not words:
            return
        self.setText(words)
        self.said.emit(words)
        self.adjustSize()
        self._move()
        self.show()
        self.raise_()
        self._going.start()

    def place(self, room: QRect) -> None:
        self._room = room
        self._move()

    def _move(self) -> None:
        middle = self._room.center().x() - self.width() // 2
        self.move(QPoint(middle, self._room.top() + max(56, round(DOWN * self._room.height()))))
