"""Who is signed in, on which devices and by which scripts. Only the hashes of tokens are stored."""

from __future__ import annotations

import hashlib
import secrets
from collections import OrderedDict
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass

from backend.accounts.errors import AccountDisabled, TooManyTokens
from backend.accounts.roles import Scope
from backend.database.database import Database
from backend.database.tables import Account, Token
from backend.errors import BackendError, NotFound
from backend.ids import fresh_id

DAY = 86_400
FOR_EVER = 1e11
PREFIX = "matinee_"
"""Lets scanners find a script's token where it should not be."""


def hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def nobody(_hashes: Collection[str]) -> None:
    """Nobody listens."""


Elsewhere = Callable[[str], tuple[Account, float] | None]
"""Whose a token is that we have not issued, and until when it counts."""


def no_owner(_token: str) -> None:
    """Nobody else issues any."""


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whose a token is, and what it is for."""

    account: Account
    scope: Scope


class Sessions:
    """A token is known for `CACHED_SECONDS` without asking the database, so signing out on another
    process takes that long to reach this one. `on_end` hears the hashes of those that this one
    ended.
    """

    CACHED_SECONDS = 1
    CACHED = 1000
    SEEN_SECONDS = 3600
    SHOWN = 100

    def __init__(
        self,
        database: Database,
        session_days: float,
        on_end: Callable[[Collection[str]], None] = nobody,
    ) -> None:
        self._database, self._on_end = database, on_end
        self.elsewhere: Elsewhere = no_owner
        self._session_seconds = session_days * DAY
        self._known: OrderedDict[str, tuple[Bearer, float]] = OrderedDict()

    # Devices

    def open(self, account: Account, device: str = "", place: str = "") -> str:
        """Sign in; `place` is where from, as `Limiter` has it. Raises AccountDisabled."""
        if account.disabled_at is not None:
            raise AccountDisabled
        until = self._database.clock() + self._session_seconds
        return self._add(account, device, until, secrets.token_urlsafe(32), network=place)

    def close(self, token: str) -> None:
        digest = hash_token(token)
        self._database.delete_token(digest)
        self.forget([digest])

    def of(self, account: Account) -> Sequence[Token]:
        """The devices that are signed in, the last seen first; of very many, those alone."""
        return self._database.tokens(account.id, self.SHOWN)

    def end(self, account: Account, session_id: str) -> None:
        """Sign another device out; raises NotFound for one that is none of the account's."""
        if not (ended := self._database.delete_tokens(account.id, token_id=session_id)):
            raise NotFound("no_such_session")
        self.forget(ended)

    def end_others(self, account: Account, token: str) -> None:
        """Sign all devices out but the one with `token`."""
        self.forget(self._database.delete_tokens(account.id, but=hash_token(token)))

    # Scripts

    def issue(self, account: Account, name: str, scope: Scope, days: float | None) -> str:
        """A token for a script, which is shown once; without `days` for as long as it is wanted.
        Raises TooManyTokens."""
        with self._database.write():
            self._database.lock_account(account.id)
            if len(self._database.tokens(account.id, self.SHOWN, scoped=True)) >= self.SHOWN:
                raise TooManyTokens
            until = FOR_EVER if days is None else self._database.clock() + days * DAY
            token = PREFIX + secrets.token_urlsafe(32)
            return self._add(account, name, until, token, scope=scope)

    def issued(self, account: Account) -> Sequence[Token]:
        return self._database.tokens(account.id, self.SHOWN, scoped=True)

    def revoke(self, account: Account, token_id: str) -> None:
        """Raises NotFound for one that is none of the account's."""
        if not (ended := self._database.delete_scoped_tokens(account.id, token_id)):
            raise NotFound("no_such_token")
        self.forget(ended)

    def forget(self, hashes: Collection[str]) -> None:
        """These have ended, or stand for something else now: ask the database again."""
        for digest in hashes:
            self._known.pop(digest, None)
        self._on_end(hashes)

    # Who asks

    def known(self, token: str) -> Bearer | None:
        """Whose a token is that was looked up a moment ago; touches no database."""
        bearer, until = self._known.get(hash_token(token), (None, 0.0))
        return bearer if until > self._database.clock() else None

    def look_up(self, token: str) -> Bearer | None:
        digest, now = hash_token(token), self._database.clock()
        if (found := self._database.account_by_token(digest)) is None:
            return self._look_elsewhere(token, digest)
        account, row = found
        if now - row.seen_at >= self.SEEN_SECONDS:
            # Whoever only reads is not to be kept from it by a full disk.
            with suppress(BackendError):
                self._database.note_seen(digest)
        account.session_id = row.id
        return self._remember(digest, Bearer(account, Scope(row.scope)))

    def _look_elsewhere(self, token: str, digest: str) -> Bearer | None:
        if (found := self.elsewhere(token)) is None:
            return None
        account, until = found
        return self._remember(digest, Bearer(account, Scope.ALL), until)

    def _remember(self, digest: str, bearer: Bearer, until: float = FOR_EVER) -> Bearer:
        self._known[digest] = (bearer, min(until, self._database.clock() + self.CACHED_SECONDS))
        while len(self._known) > self.CACHED:
            self._known.popitem(last=False)
        return bearer

    def counts(self, token: str) -> bool:
        """Whether somebody is still let in by it, to within `CACHED_SECONDS`; blocks."""
        return (self.known(token) or self.look_up(token)) is not None

    def _add(self, account: Account, name: str, until: float, token: str, **more: str) -> str:
        now = self._database.clock()
        row = Token(token_hash=hash_token(token), id=fresh_id(), account_id=account.id, **more)
        row.device, row.created_at, row.seen_at, row.expires_at = name, now, now, until
        self._database.add(row)
        return token
