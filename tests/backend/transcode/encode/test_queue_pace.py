"""Films that take turns at the encoder: the time left of each knows the others."""

from __future__ import annotations

from itertools import pairwise

import pytest

from backend.transcode.encode.queue_pace import FilmWork, QueuePace

TICK = 0.5


def encoded(lengths: list[float], rate: float) -> list[list[float | None]]:
    """What is told of each film, tick by tick, while the one that is least far has its turn."""
    done = [0.0 for _ in lengths]
    pace, now, told = QueuePace(), 0.0, list[list[float | None]]()
    while any(d < whole for d, whole in zip(done, lengths, strict=True)):
        now += TICK
        least = min(range(len(lengths)), key=lambda n: done[n] / lengths[n])
        done[least] = min(lengths[least], done[least] + rate * TICK)
        films = {
            str(n): FilmWork(whole, done[n]) for n, whole in enumerate(lengths) if done[n] < whole
        }
        pace = pace.after(films, now)
        told.append(
            [pace.seconds_left if done[n] < whole else None for n, whole in enumerate(lengths)]
        )
    return told


def test_with_three_films_at_work_nothing_jumps() -> None:
    """From the first telling on it counts down, though each film waits most of the time."""
    for film in range(3):
        seen = [tick[film] for tick in encoded([60.0, 120.0, 90.0], 0.5) if tick[film] is not None]
        assert len(seen) > 900
        assert all(
            later is not None and earlier is not None and later < earlier + 2
            for earlier, later in pairwise(seen)
        )


def test_what_is_told_is_true() -> None:
    """All are done when the work of all is done."""
    told = encoded([60.0, 60.0], 0.5)
    at = 40
    assert told[at][0] == pytest.approx((len(told) - at - 1) * TICK, rel=0.05)


def test_it_is_told_once_it_was_steady() -> None:
    """Before, it would be a guess; and while nothing moves there is none."""
    told = encoded([60.0], 1.0)
    assert [tick[0] for tick in told[:10]] == 10 * [None]
    assert told[12][0] is not None
    still = QueuePace()
    for second in range(10):
        still = still.after({"a": FilmWork(60.0, 30.0)}, float(second))
    assert still.seconds_left is None


def test_films_that_come_are_told_of_when_it_is_steady_again() -> None:
    """Nothing is told in between, so nothing jumps."""
    pace, seen = QueuePace(), list[float | None]()
    for second in range(60):
        films = {"a": FilmWork(600.0, float(second))}
        if second >= 30:
            films["b"] = FilmWork(600.0, 0.0)
        pace = pace.after(films, float(second))
        seen.append(pace.seconds_left)
    assert seen[29] == pytest.approx(571, rel=0.01)
    assert seen[30:34] == 4 * [None]
    assert seen[40] == pytest.approx(1160, rel=0.01)


def test_a_pause_between_films_is_not_counted() -> None:
    """Nor what was done of a film before it was known."""
    pace = QueuePace()
    for second in range(10):
        pace = pace.after({"a": FilmWork(60.0, float(second))}, float(second))
    pace = pace.after({}, 10.0)
    for second in range(1000, 1010):
        pace = pace.after({"b": FilmWork(60.0, 30.0 + second - 1000)}, float(second))
    assert pace.seconds_left == pytest.approx(21.0)
