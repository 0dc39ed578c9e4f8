"""What administrators do about accounts, over HTTP or on the server's own command line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from backend.accounts.errors import EmailTaken, LastAdministrator, NoSuchAccount
from backend.accounts.invitations import Invitations, Issued
from backend.accounts.roles import Role, may_create
from backend.accounts.sessions import Sessions
from backend.database.database import Database
from backend.database.queries import Place
from backend.database.tables import Account


class Administration:
    """Blocks; safe from any thread."""

    def __init__(self, database: Database, sessions: Sessions, invitations: Invitations) -> None:
        self._database, self._sessions = database, sessions
        self.invitations = invitations

    def has_administrator(self) -> bool:
        return self._database.count_accounts(Role.ADMINISTRATOR) > 0

    def accounts(self, after: Place | None, limit: int) -> Sequence[Account]:
        """The latest first."""
        return self._database.account_page(after, limit)

    def account(self, name: str) -> Account:
        """By its id or its address; raises NoSuchAccount."""
        found = self._database.account(name) or self._database.account_by_email(name.lower())
        if found is None:
            raise NoSuchAccount
        return found

    def used_bytes(self, account: Account) -> int:
        return self._database.used_bytes(account.id)

    def add(self, account: Account) -> None:
        """Raises EmailTaken."""
        if not self._database.add_account(account, channel=may_create(account)):
            raise EmailTaken

    def set_role(self, account_id: str, role: Role) -> Account:
        """Raises NoSuchAccount, LastAdministrator."""
        return self._change(account_id, role != Role.ADMINISTRATOR, role=role)

    def set_quota(self, account_id: str, quota_bytes: int | None) -> Account:
        """None for what the server gives everybody. Raises NoSuchAccount."""
        return self._change(account_id, False, quota_bytes=quota_bytes)

    def enable(self, account_id: str) -> Account:
        """Its scripts are let in again, too. Raises NoSuchAccount."""
        return self._change(account_id, False, disabled_at=None)

    def disable(self, account_id: str) -> Account:
        """All its devices are signed out at once, and nothing lets it in until it is enabled.
        Raises NoSuchAccount, LastAdministrator."""
        with self._database.write():
            changed = self._change(account_id, True, disabled_at=self._database.clock())
            ended = self._database.delete_tokens(account_id)
        self._sessions.forget([*ended, *(row.token_hash for row in self._sessions.issued(changed))])
        return changed

    def sign_out(self, account_id: str) -> None:
        """All its devices and scripts; it may come in again."""
        with self._database.write():
            ended = [
                *self._database.delete_tokens(account_id),
                *self._database.delete_scoped_tokens(account_id),
            ]
        self._sessions.forget(ended)

    def sign_out_all(self) -> None:
        self._sessions.forget(self._database.delete_all_tokens())

    def reset_password(self, account_id: str) -> Issued:
        """A token to choose a new one by. Raises NoSuchAccount."""
        return self.invitations.reset(self.account(account_id).id)

    def _change(self, account_id: str, is_loss: bool, **changes: Any) -> Account:
        """With `is_loss` it is no administrator from then on who can come in."""
        with self._database.write():
            if is_loss and self._database.lock_accounts(Role.ADMINISTRATOR) == [account_id]:
                raise LastAdministrator
            changed = self._database.set_account(account_id, **changes)
        if changed is None:
            raise NoSuchAccount
        return changed
