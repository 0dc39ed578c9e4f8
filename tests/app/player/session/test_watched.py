"""What of a film a play has shown."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.player.session.watched import MOST_SPANS, Coverage, united

TICK = 0.1


def play(watched: Coverage, places: Sequence[float], speed: float = 1.0) -> Coverage:
    """Observed a tick apart."""
    for place in places:
        watched = watched.went_to(place, TICK * speed, speed)
    return watched


def steps(start: float, end: float, step: float = TICK) -> list[float]:
    count = round((end - start) / step)
    return [round(start + step * n, 3) for n in range(count + 1)]


def test_what_is_played_is_one_part() -> None:
    """Also over a pause."""
    watched = play(play(Coverage(), steps(0, 5)).stopped(), steps(5, 9))
    assert watched.spans == ((0, 9),)


def test_a_seek_begins_another_part() -> None:
    """What lies between is not watched, and what is watched again is there once."""
    watched = play(Coverage(), [*steps(0, 5), *steps(60, 70), *steps(2, 6)])
    assert watched.spans == ((0, 6), (60, 70))


def test_twice_as_fast_is_watched_as_well() -> None:
    """And a tick that comes late is no seek."""
    fast = play(Coverage(), steps(0, 10, 1.5), speed=16)
    late = Coverage().went_to(1.0, TICK, 1.0).went_to(4.0, 3.0, 1.0)
    assert (fast.spans[0][0], fast.spans[0][1] > 8, late.spans) == (0, True, ((1.0, 4.0),))


def test_a_glance_is_nothing() -> None:
    """Seeking along, a picture at a time."""
    assert play(Coverage(), [10, 50, 90, 20]).spans == ()


@given(st.lists(st.tuples(st.floats(0, 1e6), st.floats(0, 1e6)), max_size=400))
def test_parts_stay_few_and_apart(spans: list[tuple[float, float]]) -> None:
    """However often somebody seeks."""
    parts = united(spans)
    assert len(parts) <= MOST_SPANS
    assert all(one[1] < other[0] for one, other in pairwise(parts))


def test_of_too_many_the_longest_stay() -> None:
    """In order still."""
    spans = [(10.0 * n, 10.0 * n + 1 + n % 2) for n in range(2 * MOST_SPANS)]
    parts = united(spans)
    assert len(parts) == MOST_SPANS
    assert {end - start for start, end in parts} == {2}
    assert list(parts) == sorted(parts)
