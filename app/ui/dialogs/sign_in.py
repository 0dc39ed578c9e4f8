"""Signing in to a server that is not this computer's own."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.ui.style.parts import IconView, given
from app.ui.style.words import translate


class SignInPage(QWidget):
    """Asks for e-mail and password; `wanted` carries them."""

    wanted = Signal(str, str)
    local_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.heading = given(QLabel(translate("SignIn", "Sign in")), "heading")
        self.server = given(QLabel(), "quiet")
        self.email = given(QLineEdit(), "email", accessibleName=translate("SignIn", "E-mail"))
        self.password = given(
            QLineEdit(), "password", accessibleName=translate("SignIn", "Password")
        )
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.fault = given(QLabel(), "bad", wordWrap=True)
        self.fault.setMinimumHeight(36)
        self.button = given(QPushButton(translate("SignIn", "Sign in")), "sign_in", enabled=False)
        self.button.setProperty("kind", "primary")
        self.local = QPushButton(translate("SignIn", "Use this computer instead"))
        self.button.clicked.connect(self._submit)
        self.local.clicked.connect(self.local_wanted)
        for field in (self.email, self.password):
            field.returnPressed.connect(self._submit)
            field.textChanged.connect(self._check)
        self._lay_out()

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        form.addRow(translate("SignIn", "E-mail"), self.email)
        form.addRow(translate("SignIn", "Password"), self.password)
        box = QWidget()
        box.setFixedWidth(360)
        inside = QVBoxLayout(box)
        inside.setSpacing(10)
        inside.addWidget(self.heading)
        inside.addWidget(self.server)
        inside.addLayout(form)
        for widget in (self.fault, self.button, self.local):
            inside.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.addWidget(box, 0, Qt.AlignmentFlag.AlignCenter)

    def ask(self, server: str, fault: str = "") -> None:
        self.server.setText(server)
        self.fault.setText(fault)
        self.password.clear()
        self._check()
        (self.password if self.email.text() else self.email).setFocus()

    def _check(self) -> None:
        self.button.setEnabled(bool(self.email.text().strip() and self.password.text()))

    def _submit(self) -> None:
        if self.button.isEnabled():
            self.button.setEnabled(False)
            self.fault.setText("")
            self.wanted.emit(self.email.text().strip(), self.password.text())


class StartPage(QWidget):
    """Shown until the backend answers, and when it doesn't."""

    retry_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.picture = IconView(64)
        self.words = QLabel(wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter)
        self.button = given(
            QPushButton(translate("SignIn", "Try again")), "try_again", visible=False
        )
        self.button.setProperty("kind", "primary")
        self.button.clicked.connect(self.retry_wanted)
        layout = QVBoxLayout(self)
        layout.setSpacing(16)
        layout.addStretch(1)
        layout.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self.words)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)
        self.say(translate("SignIn", "Starting…"))

    def say(self, words: str) -> None:
        self._show("film", "accent_text", words, retry=False)

    def say_failed(self, words: str) -> None:
        self._show("warning", "bad", words, retry=True)

    def _show(self, picture: str, colour: str, words: str, *, retry: bool) -> None:
        self.picture.show_icon(picture, colour)
        self.words.setText(words)
        self.button.setVisible(retry)
        if retry:
            self.button.setFocus()
