"""How long it will take: told only once it is steady, and then without jumps. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.upload.transfer.fairness import ONE_IN

# A line that kept its pace for so long is told of; one that lost it for so long is not any more.
STEADY_SECONDS = 3.0
# An estimate within this factor of what is told is the same estimate.
SAME = 1.5
# What is told leans to the fresh estimate over this time.
LEAN_SECONDS = 10.0
# Nobody minds a difference of so few seconds.
GRACE_SECONDS = 5.0


def finish_seconds(
    left: Sequence[int], bytes_per_second: float, connections: int
) -> tuple[float, ...]:
    """When each file is whole, in the order of their turn: the line is divided as `next_upload`
    divides its connections, and who ends leaves it to those behind."""
    ends = [0.0] * len(left)
    rest = {place: float(count) for place, count in enumerate(left)}
    now = 0.0
    while rest and bytes_per_second >= 1:
        rates = shares(list(rest)[: 1 + max(1, connections // ONE_IN)], connections)
        passed = min(rest[place] / share for place, share in rates.items()) / bytes_per_second
        now += passed
        for place, share in rates.items():
            rest[place] -= passed * share * bytes_per_second
            if rest[place] < 1:
                ends[place] = now
                del rest[place]
    return tuple(ends)


def shares(places: Sequence[int], connections: int) -> dict[int, float]:
    """Of the line, for those that have a part of it."""
    first, *others = places
    each = 1 / max(ONE_IN, connections)
    return {first: 1 - each * len(others), **dict.fromkeys(others, each)}


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of the time left: when it `ends` (on the clock that it is fed with). `since`:
    from when on the fresh estimates agreed with it, or, once it is shown, from when on they did
    not."""

    ends: float | None = None
    since: float | None = None
    at: float = 0.0
    is_shown: bool = False

    def seconds_left(self, now: float) -> float | None:
        if not self.is_shown or self.ends is None:
            return None
        return max(0.0, self.ends - now)

    def after(self, fresh: float | None, now: float) -> Told:
        """`fresh`: seconds as estimated now, None where nothing moves."""
        agrees = fresh is not None and self.ends is not None and same(fresh, self.ends - now)
        if agrees and fresh is not None and self.ends is not None:
            lean = 1 - math.exp(-max(0.0, now - self.at) / LEAN_SECONDS)
            ends = self.ends + (now + fresh - self.ends) * lean
            return self._agreed(ends, now)
        if self.is_shown:
            since = now if self.since is None else self.since
            if now - since < STEADY_SECONDS:
                return replace(self, since=since, at=now)
        return Told(None if fresh is None else now + fresh, now, now)

    def _agreed(self, ends: float, now: float) -> Told:
        if self.is_shown:
            return Told(ends, None, now, is_shown=True)
        since = now if self.since is None else self.since
        if now - since < STEADY_SECONDS:
            return Told(ends, since, now)
        return Told(ends, None, now, is_shown=True)


def same(one: float, other: float) -> bool:
    low, high = sorted((max(0.0, one), max(0.0, other)))
    return high <= low * SAME or high - low <= GRACE_SECONDS
