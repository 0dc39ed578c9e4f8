"""How far a film is watched: a row of buckets, each a part of its length, that plays add to.

One play adds to a bucket the share of that part which it showed, at most 1: what it showed twice
counts once. Watching again is another play, and counts again, on both sides of the division: so a
share of the curve, a bucket's sum over the number of plays, is never more than 1.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Sequence

BUCKETS = 200
UNITS = 100
"""A bucket that a play showed whole; sums are whole numbers, so that they add up for ever."""
MOST = 2**32 - 1
HEAT_PLAYS, HEAT_STEPS = 50, 20
LAYOUT = struct.Struct(f"<{BUCKETS}I")

Span = tuple[float, float]


def united(spans: Iterable[Span], duration: float) -> list[Span]:
    """What they cover of a film, in order, without what overlaps or lies outside."""
    result: list[Span] = []
    for start, end in sorted((max(0.0, a), min(duration, b)) for a, b in spans):
        if end <= start:
            continue
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(result[-1][1], end))
        else:
            result.append((start, end))
    return result


def share_of(spans: Sequence[Span], duration: float) -> float:
    """Of the film's length; the spans are united."""
    return min(1.0, sum(end - start for start, end in spans) / duration)


def buckets_of(spans: Sequence[Span], duration: float) -> list[int]:
    """What one play adds; the spans are united."""
    covered = [0.0] * BUCKETS
    for start, end in spans:
        first, last = start / duration * BUCKETS, end / duration * BUCKETS
        for number in range(int(first), min(BUCKETS, int(last) + 1)):
            covered[number] += max(0.0, min(last, number + 1) - max(first, number))
    return [min(UNITS, round(share * UNITS)) for share in covered]


def joined(one: Sequence[int], other: Sequence[int]) -> list[int]:
    return [min(MOST, a + b) for a, b in zip(one, other, strict=True)]


def curve(sums: Sequence[int], plays: int) -> list[float]:
    """The share of plays that showed each part. Reports that contradict each other lift none
    above 1."""
    return [min(1.0, round(each / UNITS / plays, 4)) for each in sums] if plays else []


def heat(sums: Sequence[int], plays: int) -> list[float]:
    """For everybody: how often each part is shown beside the one shown most, two buckets to a part.
    Of few plays nothing, and of more only in steps: nobody shall see what one viewer did."""
    parts = [a + b for a, b in zip(sums[::2], sums[1::2], strict=True)]
    if plays < HEAT_PLAYS or not (most := max(parts)):
        return []
    return [round(part / most * HEAT_STEPS) / HEAT_STEPS for part in parts]


def packed(sums: Sequence[int]) -> bytes:
    """A film that few watch takes some dozen bytes, one that all watch 800."""
    return zlib.compress(LAYOUT.pack(*sums), 6)


def unpacked(data: bytes | None) -> list[int]:
    return list(LAYOUT.unpack(zlib.decompress(data))) if data else [0] * BUCKETS
