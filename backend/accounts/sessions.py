"""Who is signed in, on which devices. Only the hashes of tokens are stored."""

from __future__ import annotations

import hashlib
import secrets
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from contextlib import suppress

from backend.database.database import Database
from backend.database.tables import Account, Token
from backend.errors import BackendError, NotFound
from backend.ids import fresh_id

DAY = 86_400


def hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class Sessions:
    """A token is known for `CACHED_SECONDS` without asking the database, so signing out on another
    process takes that long to reach this one.
    """

    CACHED_SECONDS = 10
    CACHED = 1000
    SEEN_SECONDS = 3600
    SHOWN = 100

    def __init__(self, database: Database, session_days: float) -> None:
        self._database = database
        self._session_seconds = session_days * DAY
        self._known: OrderedDict[str, tuple[Account, float]] = OrderedDict()

    def open(self, account: Account, device: str = "") -> str:
        token = secrets.token_urlsafe(32)
        now = self._database.clock()
        row = Token(token_hash=hash_token(token), id=fresh_id(), account_id=account.id)
        row.device, row.created_at, row.seen_at = device, now, now
        row.expires_at = now + self._session_seconds
        self._database.add(row)
        return token

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

    def forget(self, hashes: Iterable[str]) -> None:
        """These have ended: they are not to be known any more."""
        for digest in hashes:
            self._known.pop(digest, None)

    def known(self, token: str) -> Account | None:
        """The account of a token that was looked up a moment ago; touches no database."""
        account, until = self._known.get(hash_token(token), (None, 0.0))
        return account if until > self._database.clock() else None

    def look_up(self, token: str) -> Account | None:
        digest = hash_token(token)
        if (found := self._database.account_by_token(digest)) is None:
            return None
        account, seen_at = found
        if self._database.clock() - seen_at >= self.SEEN_SECONDS:
            # Whoever only reads is not to be kept from it by a full disk.
            with suppress(BackendError):
                self._database.note_seen(digest)
        self._known[digest] = (account, self._database.clock() + self.CACHED_SECONDS)
        while len(self._known) > self.CACHED:
            self._known.popitem(last=False)
        return account

    def counts(self, token: str) -> bool:
        """Whether somebody is still signed in by it, to within `CACHED_SECONDS`; blocks."""
        return (self.known(token) or self.look_up(token)) is not None
