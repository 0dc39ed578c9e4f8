"""How many connections: climbs while it helps, shrinks when it hurts. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

WINDOW_SECONDS = 1.0
# A step must bring a quarter of what it would bring if connections were all that counts.
WORTH = 0.25
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
    if now.rest:
        return replace(now, rest=now.rest - 1)
    if now.before is not None and not was_worth_it(now, sample.bytes_per_second):
        return Parallelism(now.before, rest=REST_WINDOWS)
    more = min(bounds.most, now.connections * 2)
    if more == now.connections:
        return replace(now, before=None)
    return Parallelism(more, now.connections, sample.bytes_per_second, SETTLING_WINDOWS)


def was_worth_it(now: Parallelism, bytes_per_second: float) -> bool:
    assert now.before is not None
    hoped = now.connections / now.before - 1
    return bytes_per_second >= now.rate_before * (1 + WORTH * hoped)
