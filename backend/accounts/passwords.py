"""Passwords: checked before they are chosen, and kept as slow hashes only."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from backend.accounts.errors import LEAST_PASSWORD, BadPassword, TooManyAtOnce

SCRYPT = {"n": 2**14, "r": 8, "p": 1}
"""Of hashes from before Argon2."""
FORMER_PREFIX = "scrypt$"
"""How those begin."""
AT_ONCE = 2
"""Each takes a core and its memory for as long as it lasts."""
WAITING = 24
"""More than that would keep the threads that everybody is answered by."""


@dataclass(frozen=True, slots=True)
class Cost:
    memory_kib: int
    rounds: int
    lanes: int = 1


OWASP = Cost(memory_kib=19 * 1024, rounds=2)
"""Argon2id as OWASP's Password Storage Cheat Sheet asks for at the least: 19 MiB, two rounds, one
lane (cheatsheetseries.owasp.org)."""


def checked_password(password: str) -> str:
    """Raises BadPassword for one that is guessed too soon."""
    if len(password) < LEAST_PASSWORD:
        raise BadPassword
    return password


class Passwords:
    """Argon2id. Blocks; safe from any thread. Raises TooManyAtOnce rather than let many wait."""

    def __init__(self, cost: Cost = OWASP, are_former: Callable[[], bool] = lambda: False) -> None:
        """`are_former` says whether anybody still has a hash from before Argon2."""
        self._hasher = PasswordHasher(cost.rounds, cost.memory_kib, cost.lanes)
        self._nobodys, self._nobodys_former = nobodys(cost), nobodys_former()
        self._ask_former, self._are_former = are_former, True
        self._line, self._turn = BoundedSemaphore(AT_ONCE + WAITING), BoundedSemaphore(AT_ONCE)

    def hash(self, password: str) -> str:
        with self._turned():
            return self._hasher.hash(password)

    def matches(self, password: str, stored: str | None) -> bool:
        """Where nothing is stored it takes as long as for a wrong password; and where somebody's
        hash is from before Argon2, as long for all others: nobody can be told by the time."""
        with self._turned():
            is_former = stored is not None and stored.startswith(FORMER_PREFIX)
            matches = self._argon2_matches(password, None if is_former else stored)
            if is_former or self._are_former_left():
                former = stored if stored is not None and is_former else self._nobodys_former
                matches = scrypt_matches(password, former) or matches
            return matches

    def _argon2_matches(self, password: str, stored: str | None) -> bool:
        try:
            self._hasher.verify(stored or self._nobodys, password)
        except VerifyMismatchError:
            return False
        return stored is not None

    def _are_former_left(self) -> bool:
        """None are made any more: once there are none, nobody is asked again."""
        self._are_former = self._are_former and self._ask_former()
        return self._are_former

    def is_outdated(self, stored: str) -> bool:
        """Whether it is to be made anew while the password is at hand."""
        return stored.startswith(FORMER_PREFIX) or self._hasher.check_needs_rehash(stored)

    @contextmanager
    def _turned(self) -> Iterator[None]:
        if not self._line.acquire(blocking=False):
            raise TooManyAtOnce
        try:
            with self._turn:
                yield
        finally:
            self._line.release()


def nobodys(cost: Cost) -> str:
    """The hash of no password, which costs what the others cost; to make it costs nothing."""
    salt, digest = (unpadded(secrets.token_bytes(size)) for size in (16, 32))
    return f"$argon2id$v=19$m={cost.memory_kib},t={cost.rounds},p={cost.lanes}${salt}${digest}"


def nobodys_former() -> str:
    """The same from before Argon2."""
    return f"{FORMER_PREFIX}{secrets.token_hex(16)}${secrets.token_hex(32)}"


def unpadded(data: bytes) -> str:
    return base64.b64encode(data).decode().rstrip("=")


def scrypt_matches(password: str, stored: str) -> bool:
    _, salt, digest = stored.split("$")
    given = hashlib.scrypt(password.encode(), salt=bytes.fromhex(salt), **SCRYPT, dklen=32)
    return hmac.compare_digest(given, bytes.fromhex(digest))
