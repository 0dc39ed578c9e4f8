"""The accounts that are connected."""

from __future__ import annotations

from typing import cast

import pytest

from app.edits.outbox import Listener as DraftListener
from app.edits.outbox import Outbox
from app.errors import CantWrite
from app.known_servers import Profile
from app.server.connection import Connection
from app.settings import Settings
from app.ui.accounts.open_accounts import OpenAccount, OpenAccounts, Queues, Uploads
from app.ui.background import Background, Scope
from app.upload.engine.progress import Listener


class FakeConnection:
    account, profile = "somebody", Profile("https://films.example", "ann")

    def __init__(self) -> None:
        self.closed = False

    def close(self) -> None:
        self.closed = True


def full_disk(_connection: Connection, _listener: Listener, _settings: Settings) -> Uploads:
    raise CantWrite("journal.sqlite", "No space left on device")


def no_edits(_connection: Connection, _listener: DraftListener) -> Outbox:
    raise AssertionError


@pytest.mark.parametrize("behind", [True, False])
def test_a_journal_that_can_not_be_opened_leaves_no_connection(
    background: Background, behind: bool
) -> None:
    """Neither on the screen nor behind it."""
    queues = Queues(full_disk, lambda _profile: True, no_edits)
    accounts, scope = OpenAccounts(queues), Scope(background)
    fake = FakeConnection()
    connection = cast(Connection, fake)
    begin = accounts.go_on if behind else accounts.reach
    with pytest.raises(CantWrite):
        begin(fake.profile, lambda: connection, Settings(), scope)
    assert fake.closed
    assert accounts.at(fake.profile) is None


@pytest.mark.parametrize("fault", [None, CantWrite("edits.db", "no space")])
def test_what_is_typed_last_is_kept_before_the_account_is_closed(fault: CantWrite | None) -> None:
    """Whatever else is under way; and where it can't be kept, all is closed nevertheless."""
    done: list[str] = []

    def keep() -> None:
        done.append("kept")
        if fault is not None:
            raise fault

    class Edits:
        def close(self) -> None:
            done.append("closed")

    fake = FakeConnection()
    account = OpenAccount(cast(Connection, fake), lambda: None)
    account.edits = cast(Outbox, Edits())
    account.before_closing = keep
    account.close()
    assert done == ["kept", "closed"]
    assert fake.closed
