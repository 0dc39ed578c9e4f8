"""The dialog of one's account: name, password, devices."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from app.errors import MatineeError
from app.ui.accounts.account_dialog import AccountDialog
from tests.app.ui.fakes import Running
from tests.app.ui.switching.town import (
    ANN,
    BEN,
    Town,
    choose,
    entries,
    visit,
)


@pytest.fixture
def dialog(qtbot: QtBot, ann: Running) -> AccountDialog:
    choose(ann, "Account and devices…")
    dialog = ann.window.findChild(AccountDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: bool(dialog.devices_part.others.isVisible()))
    return dialog


def test_the_account_is_changed(qtbot: QtBot, ann: Running, dialog: AccountDialog) -> None:
    """Its name is another one everywhere; devices go from the list."""
    dialog.rename_wanted.emit("Anna")
    qtbot.waitUntil(lambda: dialog.who.text() == "Anna")
    assert "Anna · here.example" in entries(ann)
    assert ann.window.header.account.toolTip() == "Anna on here.example"
    dialog.sign_out_wanted.emit("2")
    qtbot.waitUntil(dialog.devices_part.others.isHidden)
    dialog.password_wanted.emit("old", "new")
    qtbot.waitUntil(dialog.password_part.outcome.isVisible)


def test_another_name_stays(qtbot: QtBot, ann: Running, dialog: AccountDialog) -> None:
    """Also with somebody who was elsewhere meanwhile."""
    dialog.rename_wanted.emit("Anna")
    qtbot.waitUntil(lambda: dialog.who.text() == "Anna")
    visit(qtbot, ann, BEN)
    visit(qtbot, ann, ANN)
    assert "Anna · here.example" in entries(ann)
    assert ann.window.header.account.toolTip() == "Anna on here.example"


def test_what_fails_is_told_in_the_dialog(
    qtbot: QtBot, town: Town, dialog: AccountDialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the list is as the server has it."""

    def fail(*_: object) -> None:
        raise MatineeError("No.")

    calls = town.clients[ANN].account  # type: ignore[attr-defined]
    for name in ("rename", "change_password", "sign_device_out"):
        monkeypatch.setattr(calls, name, fail)
    dialog.rename_wanted.emit("Anna")
    dialog.password_wanted.emit("old", "new")
    dialog.sign_out_wanted.emit("2")
    parts: tuple[Callable[[], str], ...] = (
        dialog.name_part.field.fault.text,
        dialog.password_part.fault.text,
        dialog.devices_part.fault.text,
    )
    for part in parts:
        qtbot.waitUntil(lambda part=part: part() == "No.")  # type: ignore[misc]


def test_the_dialog_goes_with_its_account(qtbot: QtBot, ann: Running) -> None:
    """Nobody sees another's devices."""
    choose(ann, "Account and devices…")
    visit(qtbot, ann, BEN)
    qtbot.waitUntil(lambda: ann.window.findChildren(QDialog) == [])
