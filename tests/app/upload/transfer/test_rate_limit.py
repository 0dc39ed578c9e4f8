"""The limit, its timetable, and estimates: numbers in, numbers out."""

from __future__ import annotations

from datetime import datetime, time

import pytest

from app.upload.transfer.rate_limit import Speed, TokenBucket, Window, limit_at

WORKDAYS = frozenset(range(5))


def sent_in(bucket: TokenBucket, seconds: float, at: float = 0.0) -> int:
    """What a greedy sender gets through, on a clock of its own."""
    sent, now = 0, at
    while now < at + seconds:
        granted, delay = bucket.take(256 * 1024, now)
        sent += granted
        now += max(delay, 0.0001)
    return sent


def test_no_limit_grants_everything() -> None:
    """And asks nobody to wait."""
    assert TokenBucket(None, 0).take(1000, 0) == (1000, 0.0)


@pytest.mark.parametrize("rate", [10_000, 1_000_000, 50_000_000])
def test_a_limit_is_kept(rate: int) -> None:
    """Over ten seconds, to within its burst."""
    assert sent_in(TokenBucket(rate, 0), 10) == pytest.approx(10 * rate, rel=0.05)


def test_a_limit_changes_while_it_runs() -> None:
    """The new rate holds from that moment."""
    bucket = TokenBucket(1_000_000, 0)
    sent_in(bucket, 5)
    bucket.set_rate(100_000, 5)
    assert sent_in(bucket, 10, at=5) == pytest.approx(1_000_000, rel=0.1)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2026, 11, 23, 12), 100),  # Monday noon
        (datetime(2026, 11, 23, 23), None),  # Monday night
        (datetime(2026, 11, 24, 3), None),  # still Monday's night
        (datetime(2026, 11, 28, 12), 999),  # Saturday
    ],
)
def test_the_timetable_knows_nights_and_weekends(moment: datetime, expected: int | None) -> None:
    """A window that runs past midnight belongs to the day it opened on."""
    windows = [
        Window(WORKDAYS, time(8), time(20), 100),
        Window(WORKDAYS, time(20), time(8), None),
    ]
    assert limit_at(moment, windows, 999) == expected


def test_a_bucket_gives_what_has_gathered() -> None:
    """A quarter of a second at most; too little is waited for, to the moment."""
    bucket = TokenBucket(1000, 0.0)
    assert bucket.take(1000, 0.0) == (0, 0.0625)
    assert bucket.take(1000, 0.0625) == (62, 0.0)
    assert bucket.take(10, 0.0625) == (0, 0.0095)
    assert bucket.take(10, 1.0) == (10, 0.0)
    assert bucket.take(1000, 1.0) == (240, 0.0)


def test_a_slow_bucket_gives_a_byte_at_a_time() -> None:
    """A rate of nothing at all asks to be asked again."""
    bucket = TokenBucket(2, 0.0)
    assert bucket.take(1000, 0.0) == (0, 0.125)
    assert bucket.take(1000, 0.5) == (1, 0.0)
    assert TokenBucket(0, 0.0).take(1000, 5.0) == (0, 0.25)


def test_what_gathered_is_kept_within_the_new_rate() -> None:
    """Nothing gathers without a limit."""
    bucket = TokenBucket(1000, 0.0)
    bucket.set_rate(100, 10.0)
    assert bucket.take(1000, 10.0) == (25, 0.0)
    bucket.set_rate(None, 10.0)
    assert not bucket.is_limited
    bucket.set_rate(1000, 20.0)
    assert bucket.is_limited
    assert bucket.take(1000, 20.0) == (0, 0.0625)


@pytest.mark.parametrize(
    ("moment", "holds"),
    [
        (datetime(2026, 11, 22, 21, 59), False),  # Sunday, before it opens
        (datetime(2026, 11, 22, 22), True),
        (datetime(2026, 11, 23, 5, 59), True),  # Monday, before it closes
        (datetime(2026, 11, 23, 6), False),
        (datetime(2026, 11, 23, 22), False),
        (datetime(2026, 11, 24, 3), False),
        (datetime(2026, 11, 22, 3), False),  # the night from Saturday
    ],
)
def test_sundays_night_ends_on_monday(moment: datetime, holds: bool) -> None:
    """And no other night is its."""
    assert Window(frozenset({6}), time(22), time(6), 1).holds(moment) is holds


@pytest.mark.parametrize(("hour", "holds"), [(7, False), (8, True), (19, True), (20, False)])
def test_a_window_of_the_day_has_its_start_and_not_its_stop(hour: int, holds: bool) -> None:
    """On its days."""
    window = Window(WORKDAYS, time(8), time(20), 1)
    assert window.holds(datetime(2026, 11, 23, hour)) is holds
    assert not window.holds(datetime(2026, 11, 28, hour))


@pytest.mark.parametrize(
    ("moment", "holds"),
    [
        (datetime(2026, 11, 22, 5, 59), False),
        (datetime(2026, 11, 22, 6), True),
        (datetime(2026, 11, 23, 5, 59), True),
        (datetime(2026, 11, 23, 6), False),
    ],
)
def test_a_window_that_ends_when_it_begins_is_a_day_long(moment: datetime, holds: bool) -> None:
    """From Sunday at six."""
    assert Window(frozenset({6}), time(6), time(6), 1).holds(moment) is holds


def test_a_speed_weighs_what_is_recent() -> None:
    """By half every four seconds, and without a bias towards its start."""
    speed = Speed().after(400, 4.0)
    assert speed.bytes_per_second == 100
    assert speed.after(800, 4.0).bytes_per_second == pytest.approx(500 / 3)
    assert speed.after(800, 0.0) == speed
    assert Speed().bytes_per_second == 0.0
