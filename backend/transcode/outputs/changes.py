"""Where scenes change, by pictures of a few bytes, and where of that chapters may begin; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

Thumb = bytes
"""A tiny picture; all of a film have as many bytes."""
AROUND = 3
"""So many pictures on either side make a scene: in a dialogue two alternate, and none begins."""
LEAST_STRENGTH = 16.0
"""In levels of 255: below, the light changes, or somebody moves."""
CUT_STRENGTH, CUT_RATIO = 12.0, 3.0
"""How much a picture has to differ from the one before, and how much more than others do."""
MOST_STARTS = 12
LEAST_SECONDS = 20.0
"""Shorter ones are no chapters."""


@dataclass(frozen=True, slots=True)
class SceneChange:
    """Between the pictures at `after_seconds` and `seconds`."""

    seconds: float
    after_seconds: float
    strength: float


def changes(times: Sequence[float], thumbs: Sequence[Thumb]) -> tuple[SceneChange, ...]:
    """What differs from the picture before, by how much its scene differs from that before."""
    known = list(zip(times, thumbs, strict=False))
    found = []
    for at in range(1, len(known)):
        before = mean_of(thumbs[max(0, at - AROUND) : at])
        after = mean_of(thumbs[at : at + AROUND])
        strength = min(difference(before, after), difference(thumbs[at - 1], thumbs[at]))
        if strength >= LEAST_STRENGTH:
            found.append(SceneChange(known[at][0], known[at - 1][0], strength))
    return tuple(found)


def cut_among(thumbs: Sequence[Thumb]) -> int | None:
    """The number of the picture that a cut leads to; None where one turns into the other."""
    steps = [difference(a, b) for a, b in pairwise(thumbs)]
    if not steps:
        return None
    most = max(steps)
    others = (sum(steps) - most) / max(1, len(steps) - 1)
    is_cut = most >= CUT_STRENGTH and most >= CUT_RATIO * others
    return steps.index(most) + 1 if is_cut else None


def strongest(
    found: Sequence[SceneChange], duration_seconds: float, most: int = MOST_STARTS
) -> tuple[SceneChange, ...]:
    """Those that chapters may begin at besides the film itself: the greatest changes, far enough
    from one another and from both ends; in their order."""
    apart = max(LEAST_SECONDS, duration_seconds / (2 * most))
    chosen: list[SceneChange] = []
    for change in sorted(found, key=lambda change: -change.strength):
        taken = [0.0, duration_seconds, *(each.seconds for each in chosen)]
        if len(chosen) < most - 1 and all(abs(change.seconds - at) >= apart for at in taken):
            chosen.append(change)
    return tuple(sorted(chosen, key=lambda change: change.seconds))


def mean_of(thumbs: Sequence[Thumb]) -> Thumb:
    return bytes(sum(column) // len(thumbs) for column in zip(*thumbs, strict=True))


def difference(one: Thumb, other: Thumb) -> float:
    """Of a point, on average."""
    return sum(abs(a - b) for a, b in zip(one, other, strict=True)) / max(1, len(one))
