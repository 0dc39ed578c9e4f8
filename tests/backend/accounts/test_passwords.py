"""Passwords as hashes; their cost here is next to nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event

import pytest
from argon2 import extract_parameters
from argon2.exceptions import VerifyMismatchError

from backend.accounts import passwords
from backend.accounts.errors import TooManyAtOnce
from backend.accounts.passwords import AT_ONCE, OWASP, SCRYPT, WAITING, Passwords, nobodys
from tests.backend.serving import CHEAP, hash_password
from tests.waiting import until

SALT = b"sixteen bytes of"
OLD = hashlib.scrypt(b"correct horse", salt=SALT, **SCRYPT, dklen=32)
FORMER = f"scrypt${SALT.hex()}${OLD.hex()}"


def test_only_the_password_itself_matches() -> None:
    """And nobody's matches nothing."""
    stored = hash_password("correct horse")
    hashes = Passwords(CHEAP)
    assert stored.startswith("$argon2id$")
    assert "horse" not in stored
    assert [hashes.matches(text, stored) for text in ("correct horse", "a guess")] == [True, False]
    assert not hashes.matches("correct horse", None)


def test_a_hash_costs_what_owasp_asks_for() -> None:
    """Also nobody's, so that who has no account can't be told by the time that it takes."""
    cost = extract_parameters(nobodys(OWASP))
    assert (cost.memory_cost, cost.time_cost, cost.parallelism) == (19456, 2, 1)
    assert extract_parameters(nobodys(CHEAP)) == extract_parameters(hash_password("x"))


def test_hashes_of_former_days_still_match() -> None:
    """And are to be made anew, as those are of another cost."""
    hashes = Passwords(CHEAP)
    assert hashes.matches("correct horse", FORMER)
    assert not hashes.matches("a guess", FORMER)
    assert [hashes.is_outdated(each) for each in (FORMER, nobodys(OWASP), nobodys(CHEAP))] == [
        *(True, True, False)
    ]


@pytest.mark.parametrize("are_left", [True, False])
def test_a_former_hash_costs_all_the_same(monkeypatch: pytest.MonkeyPatch, are_left: bool) -> None:
    """Who has one, who has none and who has no account can't be told by the time that it takes;
    once nobody has one, that time is saved."""
    work: list[str] = []

    def scrypt(*_: object, **__: object) -> bytes:
        work.append("scrypt")
        return b""

    class Noting:
        def __init__(self, *_: object) -> None:
            pass

        def verify(self, *_: object) -> None:
            work.append("argon2")
            raise VerifyMismatchError

    monkeypatch.setattr(passwords, "PasswordHasher", Noting)
    monkeypatch.setattr(hashlib, "scrypt", scrypt)
    answers = iter([are_left] * (2 if are_left else 1))
    hashes = Passwords(CHEAP, lambda: next(answers))
    costs = list[list[str]]()
    for stored in (FORMER, nobodys(CHEAP), None) if are_left else (nobodys(CHEAP), None):
        assert not hashes.matches("a guess", stored)
        costs.append(work.copy())
        work.clear()
    assert costs == ([["argon2", "scrypt"]] * 3 if are_left else [["argon2"]] * 2)


class Slow:
    """Hashes for as long as it is told to."""

    def __init__(self) -> None:
        self.begun, self.go_on = 0, Event()

    def hash(self, _: str) -> str:
        self.begun += 1
        assert self.go_on.wait(20)
        return "a hash"


@contextmanager
def releasing(event: Event) -> Iterator[None]:
    """Whatever comes of the block: who waits for the event goes on."""
    try:
        yield
    finally:
        event.set()


def test_two_are_made_at_a_time_and_few_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever would wait for many is told to come again."""
    slow, served, too_many = Slow(), AT_ONCE + WAITING, 4
    monkeypatch.setattr(passwords, "PasswordHasher", lambda *_: slow)
    hashes = Passwords(CHEAP)
    with ThreadPoolExecutor(served + too_many) as pool, releasing(slow.go_on):
        made = [pool.submit(hashes.hash, "x") for _ in range(served + too_many)]
        until(lambda: sum(each.done() for each in made) == too_many and slow.begun == AT_ONCE)
        refused = [each for each in made if each.done()]
        begun = slow.begun
    assert begun == AT_ONCE
    assert all(isinstance(each.exception(), TooManyAtOnce) for each in refused)
    assert [each.result() for each in made if each not in refused] == ["a hash"] * served
    assert hashes.hash("x") == "a hash"
