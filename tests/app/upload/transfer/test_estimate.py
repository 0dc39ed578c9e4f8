"""The time left over traces: real lines are uneven, and what is told of them must not be."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import pytest

from app.upload.transfer.estimate import Rest, Told, finish_seconds, shares
from app.upload.transfer.fairness import Demand, next_upload
from app.upload.transfer.rate_limit import Speed

TICK = 0.1
MB = 1_000_000
Line = Callable[[float], float]
"""Bytes a second at a time."""


class Sent:
    """A file in parts, some of them on their way."""

    def __init__(self, size: int, part: int) -> None:
        count = -(-size // part)
        self.todo, self.flying = [part] * (count - 1) + [size - part * (count - 1)], list[float]()

    @property
    def rest(self) -> Rest:
        return Rest(round(sum(self.todo) + sum(self.flying)), len(self.todo) + len(self.flying))


def trace(
    line: Line, sizes: list[int], connections: int = 16, part: int = MB // 10
) -> Iterator[list[tuple[float | None, int]]]:
    """What is told of films of these sizes, tick by tick, until all are through, and what is left
    of them; parts go out as `next_upload` hands out connections, and share the line."""
    films, speed = [Sent(size, part) for size in sizes], Speed()
    told, now = [Told() for _ in sizes], 0.0
    while any(film.rest.left_bytes for film in films):
        now += TICK
        launch(films, connections)
        budget = line(now) * TICK
        speed = speed.after(round(budget), TICK)
        each = budget / sum(len(film.flying) for film in films)
        for film in films:
            film.flying = [left - each for left in film.flying if left > each]
        rests = [film.rest for film in films]
        ends = finish_seconds(rests, speed.bytes_per_second, connections, len(rests))
        told = [t.after(end or None, now) for t, end in zip(told, ends, strict=True)]
        yield [(t.seconds_left(now), r.left_bytes) for t, r in zip(told, rests, strict=True)]


def launch(films: list[Sent], connections: int) -> None:
    while True:
        demands = [Demand(str(n), len(f.todo), len(f.flying)) for n, f in enumerate(films)]
        demands = [demand for demand in demands if demand.ready or demand.in_flight]
        turn = sum(demand.in_flight for demand in demands)
        if (to := next_upload(demands, connections, turn)) is None:
            return
        films[int(to)].flying.append(films[int(to)].todo.pop())


def shown(told: list[list[tuple[float | None, int]]], film: int) -> list[float | None]:
    """What is told of one of them while something of it is left."""
    return [tick[film][0] for tick in told if tick[film][1]]


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
    told = list(trace(line, [30 * MB, 20 * MB, 10 * MB]))
    for film in range(3):
        seen = shown(told, film)
        for step, most in ((1, 0.5), (10, 2.0)):
            for was, left in pairwise(seen[::step]):
                assert was is None or left is None or left <= was + most


def test_what_is_told_is_true() -> None:
    """The first, the second and the third are through when it was said, though each gets faster
    when the one before it ends."""
    told = list(trace(noisy(3), [30 * MB, 30 * MB, 30 * MB]))
    at = int(10 / TICK)
    for film in range(3):
        seen = shown(told, film)
        assert seen[at] == pytest.approx((len(seen) - at) * TICK, rel=0.1)


def test_films_of_few_parts_are_told_of_truly() -> None:
    """Three side by side, none of which can use the whole line, and a long one behind them."""
    told = list(trace(noisy(5), [4 * MB, 4 * MB, 4 * MB, 60 * MB], connections=6, part=2 * MB))
    at = int(5 / TICK)
    for film in range(3):
        seen = shown(told, film)
        assert seen[at] == pytest.approx((len(seen) - at) * TICK, rel=0.2)


def test_it_is_told_once_it_was_steady_for_three_seconds() -> None:
    """Not before, and from then on."""
    seen = [left is not None for left in shown(list(trace(lambda _now: MB, [20 * MB])), 0)]
    assert not any(seen[: int(3 / TICK) - 1])
    assert all(seen[int(3.5 / TICK) : -1])


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
    ends = finish_seconds(3 * [Rest(100, 99)], 10.0, 16, 3)
    assert list(ends) == sorted(ends)
    assert ends[-1] == pytest.approx(30)
    assert ends[0] == pytest.approx(10 / (14 / 16))
    assert finish_seconds([Rest(100, 1)], 10.0, 16, 1) == (10.0,)
    assert finish_seconds([Rest(100, 1), Rest(50, 1)], 0.0, 16, 2) == (0.0, 0.0)
    assert finish_seconds([], 10.0, 1, 0) == ()


class Asked(list[Rest]):
    """Counts how often one of them is looked at."""

    looked = 0

    def __getitem__(self, place: Any) -> Any:
        self.looked += 1
        return super().__getitem__(place)


def test_ten_thousand_files_behind_cost_the_first_ones_nothing() -> None:
    """Ten times a second it is asked for those that are being sent; it is what it was with all."""
    chance = random.Random(7)
    files = [Rest(chance.randrange(MB), chance.randrange(20)) for _ in range(10_000)]
    few, whole = Asked(files), finish_seconds(files[:400], float(MB), 8, 400)

    assert finish_seconds(few, float(MB), 8, 3) == whole[:3]
    assert few.looked < 1000


@pytest.mark.parametrize(
    ("parts", "connections", "given"),
    [
        ([100], 16, [16]),
        ([100, 100, 100], 16, [14, 1, 1]),
        ([2, 2, 2], 16, [2, 2, 2]),
        ([2, 100, 100], 16, [2, 14]),
        ([100, 100], 2, [3, 1]),
        ([100], 2, [1]),
        (9 * [100], 8, [6, 1, 1]),
    ],
)
def test_the_line_is_divided_as_connections_are(
    parts: list[int], connections: int, given: list[int]
) -> None:
    """Files of few parts can't use more of them."""
    assert shares(parts, connections) == [each / sum(given) for each in given]
    if connections >= 4:
        films = [Sent(count, 1) for count in parts]
        launch(films, connections)
        assert [len(film.flying) for film in films if film.flying] == given
