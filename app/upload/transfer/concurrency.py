"""How many parts are on their way: as many as the line needs, and no more than land in time.

Climbs while it helps, shrinks when it hurts. Pure.
"""

from __future__ import annotations

import math
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
# What proved itself at one rate has to do so again at half of it, or after ten minutes: by then
# noise has passed for proof.
FADED = 0.5
DOUBTED_WINDOWS = 600


@dataclass(frozen=True, slots=True)
class Bounds:
    """Where the line allows it, parts land within `landing_seconds`: a kill costs what was sent
    of those that have not."""

    start: int = 4
    most: int = 16
    least: int = 1
    landing_seconds: float = 25.0


@dataclass(frozen=True, slots=True)
class RateSample:
    """One window. `full` says that every allowed connection was busy, and no limit held."""

    bytes_per_second: float
    full: bool
    busy_answers: int = 0  # SlowDown, 429, 5xx and stalls: the far end has too much
    cut_connections: int = 0  # resets happen; only many of them mean something
    part_bytes: float = 1.0  # the mean of the parts on their way
    steady_rate: float | None = None  # over more windows than this one

    @property
    def steady(self) -> float:
        return self.bytes_per_second if self.steady_rate is None else self.steady_rate


@dataclass(frozen=True, slots=True)
class Parallelism:
    """`connections` are those that small parts may use. So many as are `needed` brought `worth`
    bytes a second where fewer did not, or are on trial to, `age` windows ago. `pace` is known to
    be all there is: a limit, or what more connections did not raise."""

    connections: int
    needed: int = 1
    worth: float = 0.0
    age: int = 0
    pace: float = math.inf
    trial: Trial | None = None
    rest: int = 0


@dataclass(frozen=True, slots=True)
class Trial:
    """Where a step came from, to go back to if it brings nothing."""

    back: Parallelism
    sendings: int
    bytes_per_second: float


def initial(bounds: Bounds, limit: float | None = None) -> Parallelism:
    start = min(max(bounds.start, bounds.least), bounds.most)
    return Parallelism(start, pace=math.inf if limit is None else limit, rest=1)


def in_flight(now: Parallelism, part_bytes: float, bounds: Bounds) -> int:
    """How many parts of that size may be on their way at a time."""
    land_in_time = int(min(now.connections, now.pace * bounds.landing_seconds / part_bytes))
    return max(bounds.least, min(now.needed, now.connections), land_in_time)


def after(now: Parallelism, sample: RateSample, bounds: Bounds) -> Parallelism:
    """What holds for the next window."""
    sendings = in_flight(now, sample.part_bytes, bounds)
    if sample.busy_answers or sample.cut_connections > sendings // 2:
        few = max(bounds.least, sendings // 2)
        return Parallelism(few, pace=now.pace, rest=REST_WINDOWS // 4)
    if not sample.full:
        return now
    if now.trial is not None:
        return judged(now, now.trial, sample, bounds)
    now = replace(now, age=now.age + 1)
    if now.rest:
        return replace(now, rest=now.rest - 1)
    if is_doubtful(now, sendings, sample.steady, bounds):
        now = doubted(now, sample.steady, bounds)
        if in_flight(now, sample.part_bytes, bounds) < sendings:
            return now
    # A step must beat more than a moment that happened to be slow.
    return climbed(now, sendings, max(sample.bytes_per_second, sample.steady), bounds)


def climbed(now: Parallelism, sendings: int, rate: float, bounds: Bounds) -> Parallelism:
    more = min(bounds.most, sendings * 2)
    if more <= sendings:
        return now
    trial = Trial(now, sendings, rate)
    wide = max(now.connections, more)
    return replace(now, connections=wide, needed=more, trial=trial, rest=SETTLING_WINDOWS)


def judged(now: Parallelism, trial: Trial, sample: RateSample, bounds: Bounds) -> Parallelism:
    """Good news counts at once, bad news once the new connections have settled."""
    rate, rate_before = sample.bytes_per_second, trial.bytes_per_second
    if math.isfinite(now.pace):
        # Later tries come again and again: one of them would meet with a lucky second.
        rate = min(rate, sample.steady)
    hoped = rate_before * now.needed / trial.sendings
    worth = EARLY_WORTH if now.rest else WORTH
    if rate >= rate_before + worth * (hoped - rate_before):
        proven = replace(now, worth=rate, age=0, pace=max(now.pace, rate), trial=None, rest=0)
        # Before it has settled it may still come to what was hoped: the next must beat that.
        return climbed(proven, now.needed, max(rate, hoped if now.rest else 0.0), bounds)
    if now.rest:
        return replace(now, rest=now.rest - 1)
    back = replace(trial.back, pace=max(rate, rate_before), rest=REST_WINDOWS)
    if in_flight(back, sample.part_bytes, bounds) < trial.sendings:
        # Whether so few fill the line is the next thing to learn.
        return replace(back, rest=SETTLING_WINDOWS)
    return back


def is_doubtful(now: Parallelism, sendings: int, rate: float, bounds: Bounds) -> bool:
    """It seems another line than the one that needed so many, or nobody knows whether it does."""
    if now.needed < sendings >= bounds.most:
        return True
    return rate < now.worth * FADED or (now.worth > 0 and now.age > DOUBTED_WINDOWS)


def doubted(now: Parallelism, rate: float, bounds: Bounds) -> Parallelism:
    return replace(now, needed=bounds.least, worth=rate, age=0, pace=rate, rest=SETTLING_WINDOWS)
