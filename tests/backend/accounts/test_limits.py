"""How often somebody may guess: by the network and by what is guessed at."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path

import pytest
from sqlalchemy import func, select

from backend.accounts.errors import SlowDown
from backend.accounts.limits import (
    FROM_HERE,
    FROM_STRANGERS,
    OF_A_NETWORK,
    REGISTERING,
    Left,
    Limit,
    Limiter,
    changed_by,
    left_now,
    seconds_to_wait,
)
from backend.accounts.rates import Rate
from backend.database.database import Database
from backend.database.schema.entry import Allowance
from backend.signing import HmacSigner
from tests.backend.serving import database_at

HERE, THERE = "192.0.2.1", "198.51.100.7"
SLOW, QUICK = Limit("slow", Rate(5, 1 / 64)), Limit("quick", Rate(2, 1.0))


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def database(tmp_path: Path, clock: Clock) -> Iterator[Database]:
    with closing(Database(database_at(tmp_path), clock)) as opened:
        yield opened


@pytest.fixture
def limiter(database: Database) -> Limiter:
    return Limiter(database, HmacSigner.by("a secret"))


def guesses(limiter: Limiter, address: str, subject: str = "anne") -> int:
    """How many are let through until one is not."""
    for count in range(1000):
        try:
            limiter.guess(subject, address)
        except SlowDown:
            return count
    raise AssertionError


def test_what_is_left_grows_with_time() -> None:
    """Up to where it began; what is not known yet is whole, and a clock that is set back takes
    nothing away."""
    kept = {"slow": Left(0.5, 100.0)}
    assert left_now(QUICK, kept, 100) == 2
    assert [left_now(SLOW, kept, now) for now in (100, 132, 1e6, 40)] == [0.5, 1.0, 5, 0.5]


def test_one_waits_for_the_last_of_all() -> None:
    """Until each has one left."""
    kept = {"slow": Left(0.5, 100.0), "quick": Left(0.0, 100.0)}
    assert [seconds_to_wait([SLOW, QUICK], kept, now) for now in (100, 116, 132)] == [32, 16, 0]
    assert changed_by(-1, [SLOW, QUICK], {}, 5.0) == {"slow": Left(4, 5.0), "quick": Left(1, 5.0)}


def test_a_stranger_keeps_nobody_out_but_himself(limiter: Limiter, clock: Clock) -> None:
    """Guesses are counted by the network; later there is another one."""
    assert guesses(limiter, HERE) == FROM_HERE.burst
    limiter.guess("anne", THERE).was_right()
    clock.now += 60
    assert guesses(limiter, HERE) == 1


def test_nobody_goes_through_all_accounts(limiter: Limiter) -> None:
    """One network has so many guesses at all of them together."""
    seen = 0
    with suppress(SlowDown):
        while True:
            limiter.guess(f"account {seen}", HERE)
            seen += 1
    assert seen == OF_A_NETWORK.burst


def test_where_many_networks_guess_at_one_account(limiter: Limiter) -> None:
    """Others wait, but not those where the account is signed in."""
    count = sum(guesses(limiter, f"203.0.113.{n}") for n in range(40))
    assert count == FROM_STRANGERS.burst
    assert guesses(limiter, THERE) == 0
    limiter.guess("anne", THERE, is_known=True)
    limiter.guess("bert", THERE)


def test_guesses_at_the_same_time_are_counted_each(limiter: Limiter, database: Database) -> None:
    """Before they are looked at, and for all processes together."""
    others = [limiter, Limiter(database, HmacSigner.by("a secret"))]

    def guess(number: int) -> bool:
        try:
            others[number % 2].guess("anne", HERE)
        except SlowDown:
            return False
        return True

    with ThreadPoolExecutor(20) as pool:
        assert sum(pool.map(guess, range(60))) == FROM_HERE.burst


def test_right_ones_are_given_back(limiter: Limiter) -> None:
    """Whoever comes in begins anew, and what nobody looked at does not count."""
    for _ in range(100):
        limiter.guess("anne", HERE).was_none()
    for _ in range(4):
        limiter.guess("anne", HERE)
    limiter.guess("anne", HERE).was_right()
    assert guesses(limiter, HERE) == FROM_HERE.burst


def test_registrations_are_counted_by_network(limiter: Limiter) -> None:
    for _ in range(int(REGISTERING.burst)):
        limiter.registration(HERE)
    with pytest.raises(SlowDown) as refused:
        limiter.registration(HERE)
    limiter.registration(THERE)
    assert refused.value.retry_after_seconds == 60


def test_nothing_is_kept_for_ever(limiter: Limiter, database: Database, clock: Clock) -> None:
    """Nor does it tell who was where."""

    def names() -> list[str]:
        with database.read() as session:
            return list(session.scalars(select(Allowance.name)))

    limiter.guess("anne", HERE)
    assert len(names()) == 3
    assert not any("anne" in name or HERE in name for name in names())
    clock.now += 61
    database.delete_expired_tokens()
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Allowance)) == 0
