"""What is there before a server is."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from app.ui.style.parts import IconView, given
from app.ui.style.words import translate


class StartPage(QWidget):
    """Shown until the backend answers, and when it doesn't."""

    retry_wanted = Signal()
    elsewhere_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.picture = IconView(64)
        self.words = QLabel(wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter)
        self.button = given(
            QPushButton(translate("SignIn", "Try again")),
            "try_again",
            visible=False,
            kind="primary",
        )
        self.button.clicked.connect(self.retry_wanted)
        self.elsewhere = given(
            QPushButton(translate("SignIn", "Go to another server…")),
            "elsewhere",
            visible=False,
            kind="link",
        )
        self.elsewhere.clicked.connect(self.elsewhere_wanted)
        layout = QVBoxLayout(self)
        layout.setSpacing(16)
        layout.addStretch(1)
        layout.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self.words)
        for button in (self.button, self.elsewhere):
            layout.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)
        self.say(translate("SignIn", "Starting…"))

    def say(self, words: str) -> None:
        self._show("film", "accent_text", words, retry=False)

    def say_failed(self, words: str) -> None:
        self._show("warning", "bad", words, retry=True)

    def _show(self, picture: str, colour: str, words: str, *, retry: bool) -> None:
        self.picture.show_icon(picture, colour)
        self.words.setText(words)
        for button in (self.button, self.elsewhere):
            button.setVisible(retry)
        if retry:
            self.button.setFocus()
