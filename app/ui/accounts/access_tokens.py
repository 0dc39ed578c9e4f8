"""The part of the account's dialog about its tokens for scripts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.errors import MatineeError
from app.server.account_calls import AccessToken
from app.ui.accounts.fields import Field, NamedRows, Section, fault_label, plain, tell
from app.ui.style import text
from app.ui.style.parts import given
from app.ui.style.words import told, translate


class AccessTokensPart(Section):
    add_wanted = Signal(str, str)
    """A name, and what it is for."""
    revoke_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__(translate("Account", "Access tokens"))
        words = plain("quiet")
        words.setText(
            translate("Account", "For scripts, instead of your password. Each is for one thing.")
        )
        self._rows = NamedRows()
        self.name = Field("token_name", translate("Account", "What the script is called"))
        self.scope = given(QComboBox(), "token_scope")
        self.scope.setAccessibleName(translate("Account", "What the token is for"))
        for scope in ("upload", "watch"):
            self.scope.addItem(scope_words(scope), scope)
        self.fault = fault_label("token_fault")
        self.made = MadeToken()
        self.column.addWidget(words)
        self.column.addLayout(self._rows)
        for widget in (self.name, self.scope, self.fault, self.made):
            self.column.addWidget(widget)
        self.button = self.add_button("add_token", translate("Account", "Make a token"))
        self.button.clicked.connect(self._submit)
        self.name.edit.textChanged.connect(self._check)
        self._check()

    def show_tokens(self, tokens: Sequence[AccessToken], now: datetime | None = None) -> None:
        self._rows.empty()
        for token in tokens:
            words = facts(token, now or datetime.now(UTC))
            self._rows.add(token.name, words, self._button(token))

    def show_made(self, token: str) -> None:
        self.name.clear()
        self.made.show_token(token)
        self._check()

    def refuse(self, error: MatineeError) -> None:
        self._check()
        tell(self.fault, told(error.sentence))

    def _button(self, token: AccessToken) -> QPushButton:
        label = translate("Account", "Revoke")
        button = given(QPushButton(label), "revoke_token", autoDefault=False)
        button.setAccessibleName(translate("Account", "Revoke {token}", token=token.name))
        button.clicked.connect(lambda: self._revoke(button, token))
        return button

    def _revoke(self, button: QPushButton, token: AccessToken) -> None:
        button.setEnabled(False)
        tell(self.fault, "")
        self.revoke_wanted.emit(token.id)

    def _check(self) -> None:
        self.button.setEnabled(bool(self.name.text.strip()))

    def _submit(self) -> None:
        self.button.setEnabled(False)
        tell(self.fault, "")
        self.made.hide()
        self.add_wanted.emit(self.name.text.strip(), self.scope.currentData())


class MadeToken(QWidget):
    """A token that was just made, to be copied."""

    def __init__(self) -> None:
        super().__init__()
        label = translate("Account", "The new token")
        self.edit = given(QLineEdit(), "new_token", readOnly=True, accessibleName=label)
        copy = given(QPushButton(translate("Account", "Copy")), "copy_token", autoDefault=False)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.edit.text()))
        words = plain("quiet")
        words.setText(translate("Account", "Copy it now: nobody can see it again."))
        across = QHBoxLayout()
        across.addWidget(self.edit, 1)
        across.addWidget(copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(across)
        column.addWidget(words)
        self.hide()

    def show_token(self, token: str) -> None:
        self.edit.setText(token)
        self.edit.setCursorPosition(0)
        self.show()


def facts(token: AccessToken, now: datetime) -> str:
    used = translate("Account", "last used {ago}", ago=text.ago(token.seen_at, now))
    never = translate("Account", "never used")
    return text.join(scope_words(token.scope), never if token.seen_at == token.created_at else used)


def scope_words(scope: str) -> str:
    match scope:
        case "upload":
            return translate("Account", "Uploading")
        case "watch":
            return translate("Account", "Watching")
        case _:
            return scope
