"""How long it will take: told only once it is steady, and then without jumps. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice

from app.upload.transfer.fairness import ONE_IN

# A line that kept its pace for so long is told of; one that lost it for so long is not any more.
STEADY_SECONDS = 3.0
# An estimate within this factor of what is told is the same estimate.
SAME = 1.5
# What is told leans to the fresh estimate over this time.
LEAN_SECONDS = 10.0
# Nobody minds a difference of so few seconds.
GRACE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Rest:
    """What of a file is not there yet; more connections than it has parts are of no use to it."""

    left_bytes: int
    parts: int


def finish_seconds(
    files: Sequence[Rest], bytes_per_second: float, connections: int, wanted: int
) -> tuple[float, ...]:
    """When each of the first so many `wanted` files is whole, in the order of their turn: the line
    is divided as `next_upload` divides its connections, and who ends leaves it to those behind."""
    ends = [0.0] * len(files)
    left = {place: float(file.left_bytes) for place, file in enumerate(files)}
    now = 0.0
    while next(iter(left), wanted) < wanted and bytes_per_second >= 1:
        # No others have a share: to look at all of ten thousand for each that ends takes its time.
        parts = [files[place].parts for place in islice(left, 2 * connections + 2)]
        rates = dict(zip(left, shares(parts, connections), strict=False))
        passed = min(left[place] / share for place, share in rates.items()) / bytes_per_second
        now += passed
        for place, share in rates.items():
            left[place] -= passed * share * bytes_per_second
            if left[place] < 1:
                ends[place] = now
                del left[place]
    return tuple(ends[:wanted])


def shares(parts: Sequence[int], connections: int) -> list[float]:
    """Of the line, for the first of the files with so many parts left: as many as have any. Who
    can't use all of it leaves the rest to the next; who can leaves one connection to each of a
    few."""
    if connections < ONE_IN:
        return [1 - 1 / ONE_IN, 1 / ONE_IN] if len(parts) > 1 else [1.0]
    given, free = list[int](), connections
    for place, count in enumerate(map(partial(max, 1), parts)):
        followers = min(len(parts) - place - 1, connections // ONE_IN)
        taken = min(count, connections - followers, free)
        given.append(taken)
        free -= taken
        if taken < count or not free:
            given += [1] * free
            break
    return [each / sum(given) for each in given]


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
