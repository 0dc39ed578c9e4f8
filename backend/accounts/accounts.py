"""Passwords, bearer tokens and signatures. Nothing here is stored or logged in the clear."""

from __future__ import annotations

import base64
import hashlib
import hmac
import logging
import secrets
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from threading import Lock

from backend.database.database import Database
from backend.database.tables import Account, Token
from backend.errors import BackendError, Conflict, NotAllowed, NotFound

SCRYPT = {"n": 2**14, "r": 8, "p": 1}
OWNER_EMAIL = "owner@localhost"
"""Of the machine's owner, who has no password; nobody can register it."""
OWNER_ELSE = "owner"
"""For a machine where somebody had registered the other address before that was forbidden; nobody
can register this one, which has no @."""
DAY = 86_400
LEAST_PASSWORD = 8
log = logging.getLogger(__name__)


class WrongPassword(BackendError):
    status = 401
    code = "wrong_password"

    sentence = "wrong_password"


class WrongCurrentPassword(BackendError):
    """Not a 401: whoever asks stays signed in."""

    status = 403
    code = "wrong_password"

    sentence = "wrong_current_password"


class BadEmail(BackendError):
    status = 422
    code = "bad_email"

    sentence = "bad_email"


class BadPassword(BackendError):
    status = 422
    code = "bad_password"

    def __init__(self) -> None:
        super().__init__("bad_password", least=LEAST_PASSWORD)


class EmailTaken(BackendError):
    status = 409
    code = "email_taken"

    sentence = "email_taken"


class SlowDown(BackendError):
    status = 429
    code = "slow_down"
    retryable = True

    def __init__(self, seconds: int) -> None:
        super().__init__("slow_down", seconds=seconds)
        self.retry_after_seconds = seconds


def fresh_id() -> str:
    """100 random bits that are safe in a URL, a store key and a file name."""
    return base64.b32encode(secrets.token_bytes(13)).decode().rstrip("=").lower()[:20]


def address_of(text: str) -> str:
    """An e-mail address in its one form; raises BadEmail."""
    address = text.strip().lower()
    name, _, host = address.rpartition("@")
    if not name or not host or " " in address:
        raise BadEmail
    return address


def checked_password(password: str) -> str:
    """Raises BadPassword for one that is guessed too soon."""
    if len(password) < LEAST_PASSWORD:
        raise BadPassword
    return password


def hash_password(password: str) -> str:
    salt = secrets.token_bytes(16)
    return f"scrypt${salt.hex()}${scrypt(password, salt).hex()}"


def password_matches(password: str, stored: str) -> bool:
    _, salt, digest = stored.split("$")
    return hmac.compare_digest(scrypt(password, bytes.fromhex(salt)), bytes.fromhex(digest))


def scrypt(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, **SCRYPT, dklen=32)


def hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class Attempts:
    """Slows the guessing of passwords: after `free` failures a wait that doubles with each."""

    def __init__(self, clock: Callable[[], float], free: int = 5, most: int = 10_000) -> None:
        self._clock = clock
        self._free = free
        self._most = most
        self._failures: OrderedDict[str, tuple[int, float]] = OrderedDict()
        self._lock = Lock()

    def check(self, name: str) -> None:
        with self._lock:
            failures, last = self._failures.get(name, (0, 0.0))
        wait = min(900, 2.0 ** (failures - self._free)) if failures >= self._free else 0
        if (left := last + wait - self._clock()) > 0:
            raise SlowDown(int(left) + 1)

    def failed(self, name: str) -> None:
        with self._lock:
            failures, _ = self._failures.pop(name, (0, 0.0))
            self._failures[name] = (failures + 1, self._clock())
            if len(self._failures) > self._most:
                self._failures.popitem(last=False)

    def passed(self, name: str) -> None:
        with self._lock:
            self._failures.pop(name, None)


class Accounts:
    """Signs people in and out. A token is known for `CACHED_SECONDS` without asking the database,
    so signing out on another process takes that long to reach this one.
    """

    CACHED_SECONDS = 10
    CACHED = 1000
    SEEN_SECONDS = 3600
    SHOWN = 100

    def __init__(
        self, database: Database, local_secret: str | None, session_days: float, signup: bool
    ) -> None:
        """With `signup` whoever wants to may register."""
        self._database = database
        self.signup = signup
        self._local_secret = local_secret
        self._session_seconds = session_days * DAY
        self._attempts = Attempts(database.clock)
        self._known: OrderedDict[str, tuple[Account, float]] = OrderedDict()
        self._decoy = hash_password(secrets.token_hex(8))

    def register(self, email: str, password: str, name: str | None) -> Account:
        """Without a name it is called as its address begins."""
        if not self.signup:
            raise NotAllowed("no_new_accounts")
        address = address_of(email)
        if address == OWNER_EMAIL:
            raise EmailTaken
        name = name or address.partition("@")[0]
        account = self._new(address, name, hash_password(checked_password(password)))
        if not self._database.add_account(account):
            raise EmailTaken
        return account

    def by_password(self, email: str, password: str) -> Account:
        """Takes as long for an unknown address as for a wrong password."""
        email = address_of(email)
        self._attempts.check(email)
        account = self._database.account_by_email(email)
        stored = account.password_hash if account and account.password_hash else self._decoy
        if not password_matches(password, stored) or account is None:
            self._attempts.failed(email)
            raise WrongPassword
        self._attempts.passed(email)
        return account

    def by_local_secret(self, secret: str) -> Account:
        """The owner of this machine, made on first use; only the bundled backend has a secret."""
        if self._local_secret is None or not hmac.compare_digest(
            secret.encode(), self._local_secret.encode()
        ):
            raise WrongPassword
        owner = self._owner_at(OWNER_EMAIL)
        if owner.password_hash is None:
            return owner
        log.warning("Account %s has the owner's address and a password: it is another's", owner.id)
        return self._owner_at(OWNER_ELSE)

    def _owner_at(self, address: str) -> Account:
        if (known := self._database.account_by_email(address)) is not None:
            return known
        owner = self._new(address, "Owner", None)
        # Another request may have made it a moment ago.
        return owner if self._database.add_account(owner) else self._owner_at(address)

    def change_password(self, account: Account, token: str, current: str, new: str) -> None:
        """Whoever knew the former one is signed out, on all devices but the one with `token`."""
        known = self._database.account(account.id)
        if known is None or known.password_hash is None:
            raise Conflict("no_password")
        self._attempts.check(known.email)
        if not password_matches(current, known.password_hash):
            self._attempts.failed(known.email)
            raise WrongCurrentPassword
        self._attempts.passed(known.email)
        fresh = hash_password(checked_password(new))
        with self._database.write():
            self._database.set_account(account.id, password_hash=fresh)
            ended = self._database.delete_tokens(account.id, but=hash_token(token))
        self._forget(ended)

    def open_session(self, account: Account, device: str = "") -> str:
        token = secrets.token_urlsafe(32)
        now = self._database.clock()
        row = Token(token_hash=hash_token(token), id=fresh_id(), account_id=account.id)
        row.device, row.created_at, row.seen_at = device, now, now
        row.expires_at = now + self._session_seconds
        self._database.add(row)
        return token

    def close_session(self, token: str) -> None:
        digest = hash_token(token)
        self._database.delete_token(digest)
        self._forget([digest])

    def sessions(self, account: Account) -> Sequence[Token]:
        """The devices that are signed in, the last seen first; of very many, those alone."""
        return self._database.tokens(account.id, self.SHOWN)

    def end_session(self, account: Account, session_id: str) -> None:
        """Sign another device out; raises NotFound for one that is none of the account's."""
        if not (ended := self._database.delete_tokens(account.id, token_id=session_id)):
            raise NotFound("no_such_session")
        self._forget(ended)

    def end_others(self, account: Account, token: str) -> None:
        """Sign all devices out but the one with `token`."""
        self._forget(self._database.delete_tokens(account.id, but=hash_token(token)))

    def _forget(self, hashes: Iterable[str]) -> None:
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

    def _new(self, email: str, name: str, password_hash: str | None) -> Account:
        return Account(
            id=fresh_id(),
            email=email,
            name=name,
            password_hash=password_hash,
            created_at=self._database.clock(),
        )
