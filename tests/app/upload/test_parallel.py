"""The number of connections, against links that behave in known ways."""

from __future__ import annotations

from collections.abc import Callable

from app.upload.parallel import Bounds, Parallelism, Sample, after, initial

BOUNDS = Bounds()


def drive(rate_of: Callable[[int], float], windows: int) -> list[int]:
    """The connections chosen window by window on a link of which `rate_of` knows the rate."""
    now, chosen = initial(BOUNDS), []
    for _ in range(windows):
        now = after(now, Sample(rate_of(now.connections), full=True), BOUNDS)
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
        now = after(now, Sample(rate, full=True), BOUNDS)
    assert now.connections == 16


def test_a_step_that_proves_itself_early_is_not_the_measure_of_the_next() -> None:
    """Half way to its rate eight connections do for a step, yet sixteen must beat what eight
    come to in the end."""
    now = Parallelism(4)
    for rate in (1.0, 1.5, 2.0, 2.0, 2.0):
        now = after(now, Sample(rate, full=True), BOUNDS)
    assert now.connections == 8


def test_a_busy_far_end_halves_it() -> None:
    """SlowDown means it."""
    assert after(Parallelism(16), Sample(1, True, busy_answers=1), BOUNDS).connections == 8


def test_one_cut_connection_is_no_reason_to_shrink() -> None:
    """Half of them at once is."""
    now = Parallelism(8, rest=3)
    assert after(now, Sample(1, True, cut_connections=1), BOUNDS).connections == 8
    assert after(now, Sample(1, True, cut_connections=5), BOUNDS).connections == 4


def test_idle_windows_teach_nothing() -> None:
    """Too few parts to fill the connections say nothing about the line."""
    assert after(Parallelism(4), Sample(1, full=False), BOUNDS) == Parallelism(4)


def test_bounds_hold() -> None:
    """However bad it gets, and from whatever start."""
    now = Parallelism(1)
    assert after(now, Sample(0, True, busy_answers=9), BOUNDS).connections == 1
    assert initial(Bounds(start=4, most=2)).connections == 2
