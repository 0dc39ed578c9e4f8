"""Passwords, bearer tokens and signatures. Nothing here is stored or logged in the clear."""

from __future__ import annotations

import base64
import hashlib
import hmac
import logging
import secrets
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from backend.database.database import Database
from backend.database.tables import Account, Token
from backend.errors import BackendError, NotAllowed

SCRYPT = {"n": 2**14, "r": 8, "p": 1}
OWNER_EMAIL = "owner@localhost"
"""Of the machine's owner, who has no password; nobody can register it."""
OWNER_ELSE = "owner"
"""For a machine where somebody had registered the other address before that was forbidden; nobody
can register this one, which has no @."""
DAY = 86_400
log = logging.getLogger(__name__)


class WrongPassword(BackendError):
    status = 401
    code = "wrong_password"

    sentence = "wrong_password"


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

    def register(self, email: str, password: str, name: str) -> Account:
        if not self.signup:
            raise NotAllowed("no_new_accounts")
        if email.lower() == OWNER_EMAIL:
            raise EmailTaken
        account = self._new(email, name, hash_password(password))
        if not self._database.add_account(account):
            raise EmailTaken
        return account

    def by_password(self, email: str, password: str) -> Account:
        """Takes as long for an unknown address as for a wrong password."""
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

    def open_session(self, account: Account) -> str:
        token = secrets.token_urlsafe(32)
        now = self._database.clock()
        row = Token(token_hash=hash_token(token), account_id=account.id, created_at=now)
        row.expires_at = now + self._session_seconds
        self._database.add(row)
        return token

    def close_session(self, token: str) -> None:
        self._known.pop(hash_token(token), None)
        self._database.delete_token(hash_token(token))

    def known(self, token: str) -> Account | None:
        """The account of a token that was looked up a moment ago; touches no database."""
        account, until = self._known.get(hash_token(token), (None, 0.0))
        return account if until > self._database.clock() else None

    def look_up(self, token: str) -> Account | None:
        digest = hash_token(token)
        if account := self._database.account_by_token(digest):
            self._known[digest] = (account, self._database.clock() + self.CACHED_SECONDS)
            while len(self._known) > self.CACHED:
                self._known.popitem(last=False)
        return account

    def _new(self, email: str, name: str, password_hash: str | None) -> Account:
        return Account(
            id=fresh_id(),
            email=email,
            name=name,
            password_hash=password_hash,
            created_at=self._database.clock(),
        )
