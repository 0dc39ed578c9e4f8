"""What a play adds, and what sums say; no report, however odd, adds more than a play can."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.catalogue.figures import (
    MOST_SECONDS,
    NAMES,
    Play,
    addition,
    average_part,
    date_of,
    day_of,
    elsewhere,
    median_start,
    month_of,
    number_of,
    rung_of,
    rung_shares,
    stalls_per_hour,
    total,
)
from backend.catalogue.retention import (
    BUCKETS,
    UNITS,
    buckets_of,
    curve,
    joined,
    packed,
    share_of,
    united,
    unpacked,
)

SPANS = st.lists(st.tuples(st.floats(0, 1e8), st.floats(0, 1e8)), max_size=30)
FILM = 100.0


def day(**figures: float) -> dict[str, float]:
    return {name: figures.get(name, 0) for name in NAMES}


def test_what_overlaps_is_united_and_what_lies_outside_is_cut() -> None:
    """In whatever order a player tells it, and whichever way round."""
    told = [(50, 60), (0, 10), (5, 20), (90, 1000), (200, 300), (40, 30), (60, 61)]
    assert united(told, FILM) == [(0, 20), (50, 61), (90, 100)]


def test_a_play_adds_a_bucket_for_what_it_showed() -> None:
    """Of those at the edges, a part."""
    buckets = buckets_of(united([(0, 25.1)], FILM), FILM)
    assert buckets[:51] == [UNITS] * 50 + [20]
    assert set(buckets[51:]) == {0}


@given(SPANS, st.floats(0.01, 1e8))
def test_no_play_adds_more_than_itself(spans: list[tuple[float, float]], duration: float) -> None:
    """To any bucket, whatever it tells of any film."""
    merged = united(spans, duration)
    buckets = buckets_of(merged, duration)
    assert len(buckets) == BUCKETS
    assert all(0 <= each <= UNITS for each in buckets)
    assert 0 <= share_of(merged, duration) <= 1


def test_the_curve_is_of_all_plays() -> None:
    """Two of three saw the beginning, one the end; what contradicts itself stays at the top."""
    half = buckets_of([(0, 50)], FILM)
    sums = joined(joined(half, buckets_of([(0, 100)], FILM)), [0] * BUCKETS)
    shares = curve(sums, 3)
    assert (shares[0], shares[-1]) == (0.6667, 0.3333)
    assert curve(sums, 1)[0] == 1
    assert curve(sums, 0) == []


def test_buckets_are_kept_in_little_room() -> None:
    """Whole, and never more than four bytes each."""
    steady = buckets_of([(0, 60)], FILM)
    noisy = [(n * 7919) % 2**32 for n in range(BUCKETS)]
    for each in (steady, noisy):
        assert unpacked(packed(each)) == each
    assert len(packed(steady)) < 60
    assert len(packed(noisy)) <= 4 * BUCKETS + 20
    assert unpacked(None) == [0] * BUCKETS


def test_a_play_adds_to_its_day() -> None:
    """What it was, where it was, how long it took to begin and what was watched."""
    play = Play(
        source="page",
        startup_seconds=0.3,
        stalls=2,
        stalled_seconds=1.5,
        seconds={"720p": 30.0, "288p": 5.0, "mine": 1.0},
        watched=[(0, 30), (10, 36)],
    )
    added = addition(play, FILM, viewed=True)
    assert added.day == {
        **{"views": 1, "plays": 1, "measured": 1, "from_page": 1, "start_500": 1},
        **{"stalls": 2, "stalled": 1.5, "watched": 36.0, "parts": 0.36},
        **{"rung_720": 30.0, "rung_240": 5.0, "rung_other": 1.0},
    }
    assert added.plays == 1


def test_the_rest_of_a_play_is_no_other_play() -> None:
    """It adds what was watched, and nothing to divide by."""
    rest = Play(source="page", continued=True, seconds={"720p": 10.0}, watched=[(50, 60)])
    added = addition(rest, FILM, viewed=False)
    assert added.day == {"watched": 10.0, "rung_720": 10.0, "parts": 0.1}
    assert added.plays == 0
    assert added.buckets is not None


@pytest.mark.parametrize("duration", [None, 0.0])
def test_of_a_film_without_a_length_no_part_is_known(duration: float | None) -> None:
    """It still was watched."""
    added = addition(Play(watched=[(0, 9)], seconds={"720p": 9.0}), duration, viewed=False)
    assert added.day == {"plays": 1, "watched": 9.0, "rung_720": 9.0}
    assert added.buckets is None


@given(
    st.builds(
        Play,
        source=st.sampled_from(["app", "tv", "", "views"]),
        startup_seconds=st.none() | st.floats(0, 1e8),
        stalls=st.integers(0, 2**62),
        stalled_seconds=st.floats(0, 1e8),
        seconds=st.dictionaries(st.text(max_size=9), st.floats(0, 1e8), max_size=32),
        watched=st.none() | SPANS,
    ),
    st.none() | st.floats(0, 1e8),
)
def test_no_report_adds_more_than_a_day(play: Play, duration: float | None) -> None:
    """Also one of years, or of nothing; and only columns that there are."""
    added = addition(play, duration, viewed=True).day
    assert set(added) <= set(NAMES)
    assert all(math.isfinite(amount) and amount > 0 for amount in added.values())
    assert added.get("watched", 0) <= MOST_SECONDS * 1.000001
    assert added.get("parts", 0) <= 1


@pytest.mark.parametrize(
    ("name", "column"),
    [
        *[("720p", "rung_720"), ("144p", "rung_240"), ("800p", "rung_720")],
        *[("4320p", "rung_2160"), ("0p", "rung_other"), ("original", "rung_other")],
        *[("720p\n", "rung_other"), ("٧٢٠p", "rung_other"), ("", "rung_other")],
    ],
)
def test_each_rung_has_a_column(name: str, column: str) -> None:
    """Also those that only some films have."""
    assert rung_of(name) == column


def test_what_days_say() -> None:
    """Sums, and what follows from them."""
    days = [
        day(plays=3, measured=2, parts=1.5, from_app=2, start_500=1, stalls=1, watched=1800),
        day(plays=1, measured=2, parts=0.5, start_500=3, rung_720=30, rung_other=10, watched=1800),
    ]
    figures = total(days)
    assert average_part(figures) == 0.5
    assert elsewhere(figures) == 2
    assert stalls_per_hour(figures) == 1
    assert rung_shares(figures) == {"720p": 0.75, "other": 0.25}
    assert median_start(figures) == 0.375
    nothing: list[Any] = [average_part, median_start, stalls_per_hour]
    assert [say(day()) for say in nothing] == [None] * 3
    assert median_start(day(start_longer=3)) == 16


def test_days_and_months_are_those_of_the_calendar() -> None:
    """In UTC, across the end of a year."""
    last = day_of(1_798_761_599.9)
    assert str(date_of(last)) == "2026-12-31"
    assert number_of(date_of(last)) == last
    assert month_of(last + 1) - month_of(last) == 1
    assert month_of(last + 1) % 12 == 0
