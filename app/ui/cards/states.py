"""What stands where there are no cards: a few words, and the one thing to do."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from app.ui.style.parts import IconView, given

PICTURE = 56


class StatePage(QWidget):
    """A picture, a heading, a sentence, and a button if there is a `label` for it."""

    pressed = Signal()

    def __init__(self, name: str, picture: str, heading: str, words: str, label: str = "") -> None:
        super().__init__()
        self.setObjectName(name)
        self.heading = given(QLabel(heading, wordWrap=True), "state_heading")
        self.words = given(QLabel(words, wordWrap=True), "quiet")
        for line in (self.heading, self.words):
            line.setTextFormat(Qt.TextFormat.PlainText)
            line.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.button = given(QPushButton(label), f"{name}_button", kind="primary")
        self.button.setVisible(bool(label))
        self.button.clicked.connect(self.pressed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 32, 24, 32)
        layout.setSpacing(12)
        layout.addStretch(1)
        icon = IconView(PICTURE).show_icon(picture, "quiet")
        layout.addWidget(icon, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self.heading)
        layout.addWidget(self.words)
        layout.addSpacing(8)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(2)

    def say(self, heading: str, words: str) -> None:
        self.heading.setText(heading)
        self.words.setText(words)
