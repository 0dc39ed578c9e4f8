"""The account: its name, its password, the devices that are signed in to it, and its tokens for
scripts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.errors import MatineeError, ServerRefused
from app.server.account_calls import Device
from app.server.videos import Account
from app.ui.accounts.access_tokens import AccessTokensPart
from app.ui.accounts.fields import Field, NamedRows, Section, fault_label, plain, tell
from app.ui.style import text
from app.ui.style.parts import given, scrolling
from app.ui.style.words import told, translate

SIZE = 460, 620


class AccountDialog(QDialog):
    """Asks for changes by signals, and is told what came of them."""

    rename_wanted = Signal(str)
    password_wanted = Signal(str, str)
    sign_out_wanted = Signal(str)
    """A device, by its id."""
    sign_others_out_wanted = Signal()
    token_wanted = Signal(str, str)
    revoke_wanted = Signal(str)

    def __init__(self, account: Account, host: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("account_dialog")
        self.setWindowTitle(translate("Account", "Account"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.who, self.where = plain("title"), plain("quiet")
        self.where.setText(text.join(account.email or "", host))
        self.name_part, self.password_part = NamePart(), PasswordPart()
        self.devices_part, self.tokens_part = DevicesPart(), AccessTokensPart()
        self.show_account(account)
        self._lay_out()
        self.name_part.wanted.connect(self.rename_wanted)
        self.password_part.wanted.connect(self.password_wanted)
        self.devices_part.sign_out_wanted.connect(self.sign_out_wanted)
        self.tokens_part.add_wanted.connect(self.token_wanted)
        self.tokens_part.revoke_wanted.connect(self.revoke_wanted)
        self.devices_part.others.clicked.connect(self.sign_others_out_wanted)

    def _lay_out(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(24, 20, 24, 12)
        column.setSpacing(24)
        head = QVBoxLayout()
        head.setSpacing(4)
        head.addWidget(self.who)
        head.addWidget(self.where)
        column.addLayout(head)
        column.addWidget(self.name_part)
        column.addWidget(self.password_part)
        column.addWidget(self.devices_part)
        column.addWidget(self.tokens_part)
        column.addStretch(1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolling(inside), 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(24, 0, 24, 16)
        foot.addWidget(buttons)
        layout.addLayout(foot)
        parent = self.parentWidget()
        room = parent.size() if parent else self.size()
        self.resize(min(SIZE[0], room.width()), min(SIZE[1], room.height()))

    def show_account(self, account: Account) -> None:
        """Also after it has another name."""
        self.who.setText(account.name)
        self.name_part.show_name(account.name)


class NamePart(Section):
    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__(translate("Account", "Name"))
        self._name = ""
        self.field = Field("new_name", translate("Account", "What Matinee calls you"))
        self.column.addWidget(self.field)
        self.button = self.add_button("rename", translate("Account", "Change the name"))
        self.button.clicked.connect(self._submit)
        self.field.edit.textChanged.connect(self._check)
        self._check()

    def show_name(self, name: str) -> None:
        self._name = name
        self.field.edit.setText(name)
        self._check()

    def refuse(self, error: MatineeError) -> None:
        self._check()
        self.field.point_at(told(error.sentence))

    def _check(self) -> None:
        self.button.setEnabled(self.field.text.strip() not in ("", self._name))

    def _submit(self) -> None:
        self.button.setEnabled(False)
        self.wanted.emit(self.field.text.strip())


class PasswordPart(Section):
    wanted = Signal(str, str)
    """The current one, and the new one."""

    def __init__(self) -> None:
        super().__init__(translate("Account", "Password"))
        self.current = Field("current_password", translate("Account", "Current one"), secret=True)
        self.new = Field("new_password", translate("Account", "New one"), secret=True)
        self.outcome = given(plain("password_changed"), kind="good", visible=False)
        self.fault = fault_label("password_fault")
        for widget in (self.current, self.new, self.fault, self.outcome):
            self.column.addWidget(widget)
        self.button = self.add_button(
            "change_password", translate("Account", "Change the password")
        )
        self.button.clicked.connect(self._submit)
        for field in (self.current, self.new):
            field.edit.textChanged.connect(self._check)
        self._check()

    def show_changed(self) -> None:
        self.current.clear()
        self.new.clear()
        words = translate(
            "Account", "The password is changed. All other devices have been signed out."
        )
        tell(self.outcome, words)

    def refuse(self, error: MatineeError) -> None:
        self._check()
        words, code = told(error.sentence), error.code if isinstance(error, ServerRefused) else ""
        match code:
            case "wrong_password":
                self.current.point_at(words)
            case "bad_password":
                self.new.point_at(words)
            case _:
                tell(self.fault, words)

    def _check(self) -> None:
        self.button.setEnabled(bool(self.current.text and self.new.text))

    def _submit(self) -> None:
        self.button.setEnabled(False)
        for label in (self.fault, self.outcome):
            tell(label, "")
        self.wanted.emit(self.current.text, self.new.text)


class DevicesPart(Section):
    sign_out_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__(translate("Account", "Devices that are signed in"))
        self.fault = fault_label("devices_fault")
        self._rows = NamedRows()
        self.column.addWidget(self.fault)
        self.column.addLayout(self._rows)
        self.others = self.add_button(
            "sign_others_out", translate("Account", "Sign out all others")
        )
        self.others.hide()

    def show_devices(self, devices: Sequence[Device], now: datetime | None = None) -> None:
        self._rows.empty()
        for device in sorted(devices, key=lambda each: not each.current):
            self._add(device, now or datetime.now(UTC))
        self.others.setVisible(len(devices) > 1)

    def refuse(self, error: MatineeError) -> None:
        tell(self.fault, told(error.sentence))

    def _add(self, device: Device, now: datetime) -> None:
        name = device.device or translate("Account", "A device without a name")
        if device.current:
            self._rows.add(name, translate("Account", "this device"), None)
        else:
            seen = translate("Account", "last used {ago}", ago=text.ago(device.seen_at, now))
            self._rows.add(name, seen, self._button(device))

    def _button(self, device: Device) -> QPushButton:
        label = translate("Account", "Sign out")
        button = given(QPushButton(label), "sign_device_out", autoDefault=False)
        button.setAccessibleName(
            translate("Account", "Sign out {device}", device=device.device or device.id)
        )
        button.clicked.connect(lambda: self._sign_out(button, device))
        return button

    def _sign_out(self, button: QPushButton, device: Device) -> None:
        button.setEnabled(False)
        tell(self.fault, "")
        self.sign_out_wanted.emit(device.id)
