"""The window while a command sends the account's films."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.server.connection import Connection
from app.settings import Settings
from app.ui.accounts.open_accounts import Uploads
from app.ui.shell.owning import BY_A_COMMAND
from app.upload.engine.progress import Listener
from app.upload.errors import JournalInUse
from tests.app.ui.fakes import Running


class Command:
    """Has the journal, until it ends."""

    def __init__(self, home: Running, monkeypatch: pytest.MonkeyPatch) -> None:
        self.is_sending, accounts = True, home.application.accounts.open
        self._open = accounts._queues.open
        monkeypatch.setattr(accounts, "_queues", replace(accounts._queues, open=self.open))

    def open(self, connection: Connection, listener: Listener, settings: Settings) -> Uploads:
        if self.is_sending:
            raise JournalInUse
        return self._open(connection, listener, settings)


def test_the_window_takes_over_when_the_command_ends(
    qtbot: QtBot, home: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Films are there at once, with the reason why nothing is sent from here; what is given
    meanwhile is kept, and goes out then."""
    command, window = Command(home, monkeypatch), home.window
    home.application.owning._again.setInterval(1)
    home.application.start()
    qtbot.waitUntil(lambda: window.notice.words.text() == BY_A_COMMAND, timeout=5_000)
    assert home.page is window.home
    window.drop([Path("/films/early.mp4")])
    assert window.toast.words.text() == BY_A_COMMAND
    home.application._show_line(None)
    assert window.notice.isVisible()
    assert len(home.queues) == 1

    command.is_sending = False

    qtbot.waitUntil(lambda: home.has_added("early.mp4"), timeout=5_000)
    assert window.notice.isHidden()
    assert len(home.queues) == 2


def test_who_leaves_meanwhile_leaves_no_queue_open(
    qtbot: QtBot, home: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command ends just when the account is closed."""
    command, accounts = Command(home, monkeypatch), home.application.accounts.open
    home.application.start()
    qtbot.waitUntil(lambda: home.window.notice.isVisible(), timeout=5_000)
    account = home.application.present
    assert account is not None
    accounts.close(account)
    command.is_sending = False
    assert not accounts.take_over(account, Settings())
    assert home.queue.asked[-1] == ("close", "")
