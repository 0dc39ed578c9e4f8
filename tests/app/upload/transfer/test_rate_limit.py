"""The limit, its timetable, and estimates: numbers in, numbers out."""

from __future__ import annotations

from datetime import datetime, time

import pytest

from app.upload.transfer.rate_limit import Speed, TokenBucket, Window, limit_at, steadied

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


def test_the_time_left_is_told_after_three_seconds() -> None:
    """Before, it would be a guess."""
    speed = Speed()
    told = []
    for _ in range(5):
        speed = speed.after(1000, 1.0)
        told.append(speed.seconds_left(10_000))
    assert told[:2] == [None, None]
    assert told[2:] == pytest.approx([10, 10, 10])


def test_the_shown_time_counts_down_through_noise() -> None:
    """Estimates that jump by a fifth move it by no more than a few seconds a step."""
    shown: float | None = 100.0
    for step in range(50):
        fresh = (100 - step) * (1.2 if step % 2 else 0.8)
        before, shown = shown, steadied(shown, fresh, 1.0)
        assert before is not None
        assert shown is not None
        assert abs(shown - (before - 1)) < 6


def test_a_new_situation_is_shown_at_once() -> None:
    """Ten times as long is no noise."""
    assert steadied(10, 100, 1) == 100
