"""Leave to do one thing once: to have an account here, or to choose a new password for one."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from backend.accounts.errors import EmailTaken, NoSuchInvitation, NoSuchReset
from backend.accounts.roles import Role
from backend.accounts.sessions import DAY, hash_token
from backend.database.database import Database
from backend.database.schema.entry import OneTimeToken
from backend.database.tables import Account
from backend.errors import NotFound
from backend.ids import fresh_id
from backend.signing import HmacSigner

INVITATION, PASSWORD = "invitation", "password"
INVITATION_DAYS, PASSWORD_DAYS = 7.0, 1.0
FIRST_DAYS = 3650.0
FIRST = ("first administrator",)
"""What is signed to make that invitation's token."""
SHOWN = 200


@dataclass(frozen=True, slots=True)
class Issued:
    """`token` is shown once."""

    row: OneTimeToken
    token: str


class Invitations:
    """Blocks; safe from any thread."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def invite(self, role: Role, quota_bytes: int | None, days: float) -> Issued:
        return self._issue(INVITATION, days, role=role, quota_bytes=quota_bytes)

    def for_first_administrator(self, signer: HmacSigner) -> str | None:
        """The same one for all processes that share the secret, and at each start until it is
        used; None from then on. One by a former secret counts no more."""
        token, *former = signer.signatures(*FIRST)
        digest = hash_token(token)
        with self._database.write():
            self._withdraw_first(former)
            if not self._database.has_one_time_token(digest):
                self._issue(INVITATION, FIRST_DAYS, token, role=Role.ADMINISTRATOR)
        return token if self._database.one_time_token(digest, INVITATION) else None

    def withdraw_first(self, signer: HmacSigner) -> None:
        """Somebody administers the server, however they came in; or the secret was found out."""
        self._withdraw_first(signer.signatures(*FIRST))

    def _withdraw_first(self, tokens: Iterable[str]) -> None:
        for token in tokens:
            if row := self._database.one_time_token(hash_token(token), INVITATION):
                self._database.delete_one_time_tokens(INVITATION, token_id=row.id)

    def open_ones(self) -> Sequence[OneTimeToken]:
        """Those that nobody has used, the latest first; of very many, those alone."""
        return self._database.one_time_tokens(INVITATION, SHOWN)

    def read(self, token: str) -> OneTimeToken:
        """Raises NoSuchInvitation."""
        row = self._database.one_time_token(hash_token(token), INVITATION)
        if row is None:
            raise NoSuchInvitation
        return row

    def add(
        self, account: Account, row: OneTimeToken | None, store: Callable[[Account], bool]
    ) -> Account:
        """A new account as somebody is invited to it, if they are: it is there and the invitation
        used, or neither. Raises EmailTaken where `store` says no, and NoSuchInvitation."""
        if row is not None:
            account.role, account.quota_bytes = row.role, row.quota_bytes
        with self._database.write():
            if not store(account):
                raise EmailTaken
            if row is not None:
                self.accept(row, account.id)
        return account

    def accept(self, row: OneTimeToken, account_id: str) -> None:
        """Raises NoSuchInvitation where somebody else was a moment earlier."""
        if not self._database.use_one_time_token(row, account_id):
            raise NoSuchInvitation

    def withdraw(self, invitation_id: str) -> None:
        """Raises NotFound for one that is used or was never given."""
        if not self._database.delete_one_time_tokens(INVITATION, token_id=invitation_id):
            raise NotFound("no_such_invitation")

    def reset(self, account_id: str) -> Issued:
        """Leave to choose a new password; a former one counts no more."""
        with self._database.write():
            self._database.delete_one_time_tokens(PASSWORD, account_id=account_id)
            return self._issue(PASSWORD, PASSWORD_DAYS, account_id=account_id)

    def read_reset(self, token: str) -> OneTimeToken:
        """Raises NoSuchReset."""
        row = self._database.one_time_token(hash_token(token), PASSWORD)
        if row is None or row.account_id is None:
            raise NoSuchReset
        return row

    def use_reset(self, row: OneTimeToken, account_id: str) -> None:
        """Raises NoSuchReset where somebody else was a moment earlier."""
        if not self._database.use_one_time_token(row, account_id):
            raise NoSuchReset

    def _issue(self, purpose: str, days: float, token: str | None = None, **what: object) -> Issued:
        token, now = token or secrets.token_urlsafe(24), self._database.clock()
        row = OneTimeToken(id=fresh_id(), token_hash=hash_token(token), purpose=purpose, **what)
        row.created_at, row.expires_at = now, now + days * DAY
        self._database.add(row)
        return Issued(row, token)
