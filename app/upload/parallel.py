"""How many connections: climbs while it helps, shrinks when it hurts. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

WINDOW_SECONDS = 1.0
# A step must bring a quarter of what it would bring if connections were all that counts.
WORTH = 0.25
# And half of it to be believed before it has settled: a single second says little.
EARLY_WORTH = 0.5
# New connections shake hands and speed up for so long before their worth shows.
SETTLING_WINDOWS = 2
# After a step that brought nothing, so many windows pass before the next try.
REST_WINDOWS = 20


@dataclass(frozen=True, slots=True)
class Bounds:
    start: int = 4
    most: int = 16
    least: int = 1


@dataclass(frozen=True, slots=True)
class Sample:
    """One window. `full` says that every allowed connection was busy, and no limit held."""

    bytes_per_second: float
    full: bool
    busy_answers: int = 0  # SlowDown, 429, 5xx and stalls: the far end has too much
    cut_connections: int = 0  # resets happen; only many of them mean something


@dataclass(frozen=True, slots=True)
class Parallelism:
    """`before` and `rate_before` are where the last step came from, while it is on trial."""

    connections: int
    before: int | None = None
    rate_before: float = 0.0
    rest: int = 0


def initial(bounds: Bounds) -> Parallelism:
    return Parallelism(min(max(bounds.start, bounds.least), bounds.most), rest=1)


def after(now: Parallelism, sample: Sample, bounds: Bounds) -> Parallelism:
    """The number of connections for the next window."""
    if sample.busy_answers or sample.cut_connections > now.connections // 2:
        return Parallelism(max(bounds.least, now.connections // 2), rest=REST_WINDOWS // 4)
    if not sample.full:
        return now
    is_proven = now.before is not None and was_worth_it(now, sample.bytes_per_second)
    if now.rest and not is_proven:
        return replace(now, rest=now.rest - 1)
    if now.before is not None and not is_proven:
        return Parallelism(now.before, rest=REST_WINDOWS)
    return climbed(now, max(sample.bytes_per_second, hoped(now) if now.rest else 0.0), bounds)


def climbed(now: Parallelism, bytes_per_second: float, bounds: Bounds) -> Parallelism:
    more = min(bounds.most, now.connections * 2)
    if more == now.connections:
        return Parallelism(now.connections)
    return Parallelism(more, now.connections, bytes_per_second, SETTLING_WINDOWS)


def hoped(now: Parallelism) -> float:
    """The rate if connections are all that counts; what a step that proved its worth before it
    had settled may still come to."""
    assert now.before is not None
    return now.rate_before * now.connections / now.before


def was_worth_it(now: Parallelism, bytes_per_second: float) -> bool:
    """Good news counts at once, bad news once the new connections have settled."""
    worth = EARLY_WORTH if now.rest else WORTH
    return bytes_per_second >= now.rate_before + worth * (hoped(now) - now.rate_before)
