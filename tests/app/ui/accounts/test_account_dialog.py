"""The account's own dialog: what it asks for, and what it says."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.errors import ServerRefused, ServerUnreachable
from app.server.account_calls import AccessToken, Device
from app.server.videos import Account
from app.ui.accounts.account_dialog import AccountDialog
from app.ui.style.theme import Colours

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
PHONE = Device("2", "", "2026-05-01T12:00:00Z", "2026-05-01T12:00:00Z")
LAPTOP = Device("1", "Laptop", "2026-05-01T12:00:00Z", "2026-05-04T12:00:00Z", current=True)


@pytest.fixture
def dialog(qtbot: QtBot, colours: Colours) -> AccountDialog:  # noqa: ARG001 (it dresses)
    dialog = AccountDialog(Account("a", "Ann", "ann@example.org"), "videos.example.org")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def click(button: QPushButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_it_says_who_and_where_one_is(dialog: AccountDialog) -> None:
    """Name, address and server."""
    assert dialog.who.text() == "Ann"
    assert dialog.where.text() == "ann@example.org · videos.example.org"


def test_another_name(qtbot: QtBot, dialog: AccountDialog) -> None:
    """Only one that is another; a refusal is beside it."""
    part = dialog.name_part
    assert not part.button.isEnabled()
    part.field.edit.setText(" Anna ")
    with qtbot.waitSignal(dialog.rename_wanted) as wanted:
        click(part.button)
    assert wanted.args == ["Anna"]
    part.refuse(ServerUnreachable("there"))
    assert part.field.fault.text().startswith("Can't reach there.")
    dialog.show_account(Account("a", "Anna"))
    assert (dialog.who.text(), part.button.isEnabled()) == ("Anna", False)


def test_another_password(qtbot: QtBot, dialog: AccountDialog) -> None:
    """Nothing of either stays once it is changed."""
    part = dialog.password_part
    part.current.edit.setText("old")
    assert not part.button.isEnabled()
    part.new.edit.setText("new")
    with qtbot.waitSignal(dialog.password_wanted) as wanted:
        click(part.button)
    assert wanted.args == ["old", "new"]
    part.show_changed()
    assert (part.current.text, part.new.text) == ("", "")
    assert part.outcome.isVisible()


@pytest.mark.parametrize(
    ("code", "where"),
    [("wrong_password", "current"), ("bad_password", "new"), ("slow_down", "neither")],
)
def test_a_refused_password_says_which(dialog: AccountDialog, code: str, where: str) -> None:
    """And stays to be mended."""
    part = dialog.password_part
    part.current.edit.setText("old")
    part.new.edit.setText("new")
    part.refuse(ServerRefused(403, code, "No."))
    labels = {"current": part.current.fault, "new": part.new.fault, "neither": part.fault}
    assert {name for name, label in labels.items() if label.isVisible()} == {where}
    assert (part.current.text, part.new.text) == ("old", "new")


def texts(dialog: AccountDialog) -> list[str]:
    rows = dialog.devices_part.findChildren(QWidget, "device")
    shown = (row for row in rows if row.isVisible())
    return [label.text() for row in shown for label in row.findChildren(QLabel)]


def test_devices(qtbot: QtBot, dialog: AccountDialog) -> None:
    """This one first, which is not signed out here; each other can be, once."""
    part = dialog.devices_part
    part.show_devices([PHONE, LAPTOP], NOW)
    both = ["Laptop", "this device", "A device without a name", "last used 3 days ago"]
    qtbot.waitUntil(lambda: texts(dialog) == both)
    (button,) = part.findChildren(QPushButton, "sign_device_out")
    with qtbot.waitSignal(dialog.sign_out_wanted) as wanted:
        click(button)
    assert (wanted.args, button.isEnabled()) == (["2"], False)
    with qtbot.waitSignal(dialog.sign_others_out_wanted):
        click(part.others)
    part.show_devices([LAPTOP], NOW)
    qtbot.waitUntil(lambda: texts(dialog) == ["Laptop", "this device"])
    assert part.others.isHidden()
    part.refuse(ServerUnreachable("there"))
    assert part.fault.text().startswith("Can't reach there.")


NIGHTLY = AccessToken("9", "Nightly", "upload", "2026-05-01T12:00:00Z", "2026-05-03T12:00:00Z")
UNUSED = AccessToken("8", "Telly", "watch", "2026-05-01T12:00:00Z", "2026-05-01T12:00:00Z")


def test_tokens_say_what_they_are_for(qtbot: QtBot, dialog: AccountDialog) -> None:
    """And when they were last used; each can be revoked."""
    part = dialog.tokens_part
    part.show_tokens([NIGHTLY, UNUSED], NOW)
    shown = [label.text() for label in part.findChildren(QLabel) if " · " in label.text()]
    assert shown == ["Uploading · last used 1 day ago", "Watching · never used"]
    button = part.findChildren(QPushButton, "revoke_token")[0]
    assert button.accessibleName() == "Revoke Nightly"
    with qtbot.waitSignal(dialog.revoke_wanted) as wanted:
        click(button)
    assert wanted.args == ["9"]


def test_a_token_is_made_and_shown_once(qtbot: QtBot, dialog: AccountDialog) -> None:
    """By its name and what it is for."""
    part = dialog.tokens_part
    assert not part.button.isEnabled()
    part.name.edit.setText(" Nightly ")
    part.scope.setCurrentIndex(1)
    with qtbot.waitSignal(dialog.token_wanted) as wanted:
        click(part.button)
    assert wanted.args == ["Nightly", "watch"]
    part.show_made("matinee_secret")
    assert (part.made.isVisible(), part.made.edit.text()) == (True, "matinee_secret")
    part.name.edit.setText("Another")
    click(part.button)
    assert not part.made.isVisible()
    part.refuse(ServerRefused(409, "conflict", "You have too many."))
    assert (part.fault.text(), part.button.isEnabled()) == ("You have too many.", True)
