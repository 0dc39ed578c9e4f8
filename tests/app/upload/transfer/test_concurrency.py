"""The number of connections, against links that behave in known ways."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest

from app.upload.transfer.concurrency import (
    Bounds,
    Parallelism,
    RateSample,
    Trial,
    after,
    in_flight,
    initial,
)
from app.upload.transfer.rate_limit import Speed

BOUNDS = Bounds()
MIB = 1024 * 1024
PART = 8 * MIB


def drive(rate_of: Callable[[int], float], windows: int) -> list[int]:
    """The connections chosen window by window on a link of which `rate_of` knows the rate."""
    now, chosen = initial(BOUNDS), []
    for _ in range(windows):
        now = after(now, RateSample(rate_of(now.connections), full=True), BOUNDS)
        chosen.append(now.connections)
    return chosen


def test_climbs_to_sixteen_while_each_connection_brings_its_share() -> None:
    """As on a lossy line, where every connection is slow by itself."""
    assert drive(lambda n: n * 0.24, 6) == [4, 8, 16, 16, 16, 16]


def test_stays_with_four_where_four_fill_the_line() -> None:
    """It tries once, goes back, and rests."""
    chosen = drive(lambda _: 100.0, 20)
    assert chosen[:5] == [4, 8, 8, 8, 4]
    assert set(chosen[5:]) == {4}


def test_stops_climbing_where_it_no_longer_helps() -> None:
    """Eight fill this line: more are given back."""
    assert drive(lambda n: min(n, 8) * 1.0, 12)[-1] == 8


def test_a_step_is_judged_when_its_connections_have_settled() -> None:
    """While they shake hands the rate says nothing about them."""
    now = Parallelism(4)
    for rate in (1.0, 1.0, 1.1, 2.0):
        now = after(now, RateSample(rate, full=True), BOUNDS)
    assert now.connections == 16


def test_a_step_that_proves_itself_early_is_not_the_measure_of_the_next() -> None:
    """Half way to its rate eight connections do for a step, yet sixteen must beat what eight
    come to in the end."""
    now = Parallelism(4)
    for rate in (1.0, 1.5, 2.0, 2.0, 2.0):
        now = after(now, RateSample(rate, full=True), BOUNDS)
    assert now.connections == 8


def test_a_busy_far_end_halves_it() -> None:
    """SlowDown means it."""
    assert after(Parallelism(16), RateSample(1, True, busy_answers=1), BOUNDS).connections == 8


def test_one_cut_connection_is_no_reason_to_shrink() -> None:
    """Half of them at once is."""
    now = Parallelism(8, rest=3)
    assert after(now, RateSample(1, True, cut_connections=1), BOUNDS).connections == 8
    assert after(now, RateSample(1, True, cut_connections=5), BOUNDS).connections == 4


def test_idle_windows_teach_nothing() -> None:
    """Too few parts to fill the connections say nothing about the line."""
    assert after(Parallelism(4), RateSample(1, full=False), BOUNDS) == Parallelism(4)


def test_bounds_hold() -> None:
    """However bad it gets, and from whatever start."""
    now = Parallelism(1)
    assert after(now, RateSample(0, True, busy_answers=9), BOUNDS).connections == 1
    assert initial(Bounds(start=4, most=2)).connections == 2


def sail(
    rate_of: Callable[[int], float],
    windows: int,
    begin: Parallelism | None = None,
    bounds: Bounds = BOUNDS,
) -> tuple[Parallelism, list[int]]:
    """The parts in sending, window by window, where all of them have 8 MiB."""
    now, sendings = begin or initial(bounds), []
    for _ in range(windows):
        rate = rate_of(in_flight(now, PART, bounds))
        now = after(now, RateSample(rate, full=True, part_bytes=PART, steady_rate=rate), bounds)
        sendings.append(in_flight(now, PART, bounds))
    return now, sendings


def slow(_: int) -> float:
    """A line that one connection fills with half a megabyte a second."""
    return 500_000


def lossy(sendings: int) -> float:
    """100 ms and 0.5 % of loss: every connection brings its share, and no more."""
    return sendings * 0.24 * MIB


@pytest.mark.parametrize(("mbit", "parts"), [(1, 1), (4, 1), (8, 2), (12, 4), (1000, 4), (None, 4)])
def test_a_limit_tells_how_many_parts_land_in_time(mbit: int | None, parts: int) -> None:
    """From the first part on, and never less than one."""
    limit = mbit * 1e6 / 8 if mbit else None
    assert in_flight(initial(BOUNDS, limit), PART, BOUNDS) == parts


def test_small_files_share_a_limited_line() -> None:
    """What lands in no time may go together."""
    assert in_flight(initial(BOUNDS, 500_000), 10_000, BOUNDS) == 4


def test_a_slow_line_comes_down_to_one_part_at_a_time() -> None:
    """It tries more once, then the fewest, and finds that these fill it as well."""
    _, sendings = sail(slow, 60)
    assert sendings[:4] == [4, 8, 8, 8]
    assert set(sendings[4:12]) == {1, 2}
    assert sendings[12:].count(2) < 10
    assert sendings[12:].count(1) + sendings[12:].count(2) == len(sendings[12:])


def test_a_slow_line_that_loses_keeps_what_it_needs() -> None:
    """Each part takes as long however few there are, so there are as many as help."""
    _, sendings = sail(lossy, 60)
    assert sendings[:3] == [4, 8, 16]
    assert set(sendings[3:]) == {16}


def test_four_at_most_come_down_to_one_as_well() -> None:
    """Where nothing more can be tried, fewer are; what loss needs comes back."""
    four = Bounds(most=4)
    assert set(sail(slow, 60, bounds=four)[1][4:]) == {1, 2}
    assert set(sail(lossy, 60, bounds=four)[1][8:]) == {4}


def test_another_line_is_learned_anew() -> None:
    """Sixteen were needed once; on a line that one fills they are not kept for ever."""
    now, _ = sail(lossy, 10)
    now, sendings = sail(slow, 60, now)
    assert set(sendings[-30:]) == {1, 2}
    assert set(sail(lossy, 60, now)[1][-20:]) == {16}


def test_a_limit_that_is_not_reached_is_climbed_to() -> None:
    """One connection lost too much for it: then the line tells how many, as without a limit."""
    _, sendings = sail(lossy, 6, initial(BOUNDS, limit=500_000))
    assert sendings[0] == 1
    assert sendings[-1] >= 2


def test_noise_is_no_proof() -> None:
    """In an hour on a line that wavers by a third, one or two parts are on their way."""
    chance, now, speed, sendings = Random(1), initial(BOUNDS), Speed(), []
    for _ in range(3600):
        rate = chance.uniform(350_000, 650_000)
        speed = speed.after(round(rate), 1.0)
        sample = RateSample(rate, True, part_bytes=PART, steady_rate=speed.bytes_per_second)
        now = after(now, sample, BOUNDS)
        sendings.append(in_flight(now, PART, BOUNDS))
    assert sorted(sendings)[3600 * 9 // 10] <= 2


def test_the_users_least_holds_under_a_limit() -> None:
    """Whoever asks for three connections has them."""
    assert in_flight(initial(Bounds(least=3), 1000), PART, Bounds(least=3)) == 3


def test_nothing_is_known_of_a_line_at_first() -> None:
    """So the start is neither bounded nor proven."""
    now = initial(BOUNDS)
    assert (now.pace, now.needed, now.trial) == (math.inf, 1, None)


@pytest.mark.parametrize(("cut", "connections"), [(4, 8), (5, 4)])
def test_more_than_half_have_to_be_cut(cut: int, connections: int) -> None:
    """Then it rests for five windows, and keeps what it knows of the pace."""
    sample = RateSample(1, False, cut_connections=cut)
    now = after(Parallelism(8, pace=9e9), sample, BOUNDS)
    assert now.connections == connections
    assert now.rest == (5 if cut == 5 else 0)
    assert now.pace == 9e9


def test_a_rest_is_counted_in_full_windows() -> None:
    """And so is the age of what proved itself."""
    now = after(Parallelism(4, rest=2), RateSample(1, True), BOUNDS)
    assert now == Parallelism(4, rest=1, age=1)


FROM_FOUR = Trial(Parallelism(4), sendings=4, bytes_per_second=1.0)
EIGHT = Parallelism(8, needed=8, trial=FROM_FOUR)


@pytest.mark.parametrize(("rest", "rate"), [(0, 1.25), (1, 1.5)])
def test_a_step_has_to_bring_its_share_of_what_was_hoped(rest: int, rate: float) -> None:
    """A quarter once it has settled, before that half; the next step has to beat it."""
    now = after(replace(EIGHT, rest=rest), RateSample(rate, True), BOUNDS)
    proven = Parallelism(8, needed=8, worth=rate)
    beat = rate if rest == 0 else 2.0
    assert now == Parallelism(16, needed=16, worth=rate, trial=Trial(proven, 8, beat), rest=2)


def test_a_step_that_brings_less_is_waited_for_and_then_taken_back() -> None:
    """What was seen is the pace, until a rest is over."""
    waiting = after(replace(EIGHT, rest=1), RateSample(1.49, True), BOUNDS)
    assert waiting == EIGHT
    assert after(EIGHT, RateSample(1.24, True), BOUNDS) == Parallelism(4, pace=1.24, rest=20)
    assert after(EIGHT, RateSample(0.5, True), BOUNDS) == Parallelism(4, pace=1.0, rest=20)


def test_a_lucky_second_proves_nothing_where_the_pace_is_known() -> None:
    """The rate over more windows has to be as good."""
    lucky = RateSample(9.0, True, steady_rate=1.0)
    assert after(replace(EIGHT, pace=5.0), lucky, BOUNDS).connections == 4
    assert after(EIGHT, lucky, BOUNDS).connections == 16


def test_a_step_must_beat_more_than_a_slow_moment() -> None:
    """The better of the last second and of the last few is its measure."""
    for rates in ((2.0, 3.0), (3.0, 2.0)):
        now = after(Parallelism(4), RateSample(rates[0], True, steady_rate=rates[1]), BOUNDS)
        assert now.trial == Trial(Parallelism(4, age=1), 4, 3.0)
        assert (now.connections, now.needed, now.rest) == (8, 8, 2)


@pytest.mark.parametrize(
    ("change", "rate", "is_doubted"),
    [
        ({}, 4.0, False),
        ({}, 3.9, True),
        ({"age": 599}, 8.0, False),
        ({"age": 600}, 8.0, True),
        ({"needed": 15}, 8.0, True),
        ({"worth": 0.0, "age": 600}, 8.0, False),
    ],
)
def test_what_proved_itself_is_doubted_in_time(
    change: dict[str, int], rate: float, is_doubted: bool
) -> None:
    """At less than half its rate, after ten minutes, or where all there are never did."""
    proven = replace(Parallelism(16, needed=16, worth=8.0), **change)  # type: ignore[arg-type]
    now = after(proven, RateSample(rate, True), BOUNDS)
    if is_doubted:
        assert now == Parallelism(16, needed=1, worth=rate, pace=rate, rest=2)
    else:
        assert now == replace(proven, age=proven.age + 1)
