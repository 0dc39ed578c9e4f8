"""The time left over traces: real lines are uneven, and what is told of them must not be."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest

from app.upload.transfer.estimate import Told, finish_seconds
from app.upload.transfer.rate_limit import Speed

TICK = 0.1
MB = 1_000_000
Line = Callable[[float], float]
"""Bytes a second at a time."""


def trace(line: Line, sizes: list[int], connections: int = 16) -> Iterator[list[float | None]]:
    """What is told of films of these sizes, tick by tick, until the first one is through; bytes go
    to the files as the scheduler hands out connections."""
    left, speed = [float(size) for size in sizes], Speed()
    told = [Told() for _ in sizes]
    now = 0.0
    while any(count > 0 for count in left):
        now += TICK
        budget = line(now) * TICK
        speed = speed.after(round(budget), TICK)
        open_ones = [n for n, count in enumerate(left) if count > 0]
        for n in reversed(open_ones[1 : 1 + connections // 4]):
            left[n] -= budget / connections
        left[open_ones[0]] -= budget * (1 - len(open_ones[1 : 1 + connections // 4]) / connections)
        ends = finish_seconds([round(max(0, c)) for c in left], speed.bytes_per_second, connections)
        told = [t.after(end or None, now) for t, end in zip(told, ends, strict=True)]
        yield [t.seconds_left(now) if left[n] > 0 else None for n, t in enumerate(told)]


def noisy(seed: int) -> Line:
    """Half a megabyte a second, a third up and down from one tick to the next."""
    chance = random.Random(seed)
    return lambda _now: 0.5 * MB * chance.uniform(0.66, 1.33)


def waves(now: float) -> float:
    """As Wi-Fi does it: slower and faster by a quarter, over half a minute."""
    return 0.5 * MB * (1 + 0.25 * math.sin(now / 5))


def bursts(now: float) -> float:
    """A part a second lands at once, as behind a proxy that buffers."""
    return 5 * MB if now % 1 < TICK else 0.0


@pytest.mark.parametrize("line", [lambda _now: 0.5 * MB, noisy(1), noisy(2), waves, bursts])
def test_a_steady_line_is_told_of_steadily(line: Line) -> None:
    """With three films at work, from the first telling to the last: none grows by more than half a
    second from one tick to the next, nor by more than two from one second to the next."""
    before: list[float | None] = [None, None, None]
    second: list[list[float | None]] = []
    for tick, now in enumerate(trace(line, [30 * MB, 20 * MB, 10 * MB])):
        if tick % 10 == 0:
            second.append(now)
        for was, left in zip(before, now, strict=True):
            assert was is None or left is None or left < was + 0.5
        before = now
    for earlier, later in pairwise(second):
        for a, b in zip(earlier, later, strict=True):
            assert a is None or b is None or b <= a + 2


def test_what_is_told_is_true() -> None:
    """The first, the second and the third are through when it was said, though each gets faster
    when the one before it ends."""
    told = list(trace(noisy(3), [30 * MB, 30 * MB, 30 * MB]))
    at = int(10 / TICK)
    ends = [
        next((t for t, left in enumerate(told) if t > at and left[n] is None), len(told))
        for n in range(3)
    ]
    for n in range(3):
        left = told[at][n]
        assert left is not None
        assert left == pytest.approx((ends[n] - at) * TICK, rel=0.1)


def test_it_is_told_once_it_was_steady_for_three_seconds() -> None:
    """Not before, and from then on."""
    shown = [left[0] is not None for left in trace(lambda _now: MB, [20 * MB])]
    assert not any(shown[: int(3 / TICK) - 1])
    assert all(shown[int(3.5 / TICK) : -1])


def test_a_line_that_breaks_is_told_of_no_more() -> None:
    """For three seconds it counts down, then nothing is told until it is steady again."""
    told = Told()
    for tick in range(60):
        told = told.after(100 - tick * TICK, tick * TICK)
    assert told.seconds_left(6.0) == pytest.approx(94, abs=0.5)
    for tick in range(60, 80):
        told = told.after(None, tick * TICK)
    assert told.seconds_left(8.0) == pytest.approx(92, abs=0.5)
    for tick in range(80, 120):
        told = told.after(None, tick * TICK)
    assert told.seconds_left(12.0) is None


def test_a_line_that_became_ten_times_slower_is_told_anew() -> None:
    """Without a jump: nothing is told in between."""
    told, seen = Told(), list[float | None]()
    for tick in range(200):
        now = tick * TICK
        fresh = 100 - now if now < 8 else 10 * (100 - 8) - (now - 8)
        told = told.after(fresh, now)
        seen.append(told.seconds_left(now))
    last_old = max(n for n, left in enumerate(seen) if left is not None and left < 100)
    first_new = min(n for n, left in enumerate(seen) if left is not None and left > 500)
    assert first_new - last_old >= 3 / TICK


def test_files_end_in_the_order_of_their_turn() -> None:
    """Who is behind waits for those before it, and all of them take what all their bytes take."""
    ends = finish_seconds([100, 100, 100], 10.0, 16)
    assert list(ends) == sorted(ends)
    assert ends[-1] == pytest.approx(30)
    assert ends[0] == pytest.approx(10 / (14 / 16))
    assert finish_seconds([100], 10.0, 16) == (10.0,)
    assert finish_seconds([100, 50], 0.0, 16) == (0.0, 0.0)
    assert finish_seconds([], 10.0, 1) == ()
