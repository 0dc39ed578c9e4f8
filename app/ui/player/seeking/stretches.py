"""What a seek bar is made of: stretches of the film, by how soon they can be seen; pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from operator import attrgetter

from app.player.engine.api import Clip
from app.server.editing import Chapter

Span = tuple[float, float]


class BarLook(Enum):
    OUTSIDE = auto()
    """Not of the part that is played."""
    UNMADE = auto()
    MADE = auto()
    BUFFERED = auto()
    PLAYED = auto()


@dataclass(frozen=True, slots=True)
class BarStretch:
    span: Span
    look: BarLook


@dataclass(frozen=True, slots=True)
class BarTimes:
    """In seconds. `made` is None where all of the film is."""

    position: float = 0.0
    duration: float = 0.0
    buffered: Sequence[Span] = ()
    made: float | None = None


def stretches(times: BarTimes, clip: Clip | None) -> list[BarStretch]:
    """In the order of painting: what comes later lies over what came before."""
    first, last = bounds(times, clip)
    made = last if times.made is None else times.made
    found = [
        BarStretch((0.0, first), BarLook.OUTSIDE),
        BarStretch((last, times.duration), BarLook.OUTSIDE),
        BarStretch((first, min(made, last)), BarLook.MADE),
        BarStretch((max(first, made), last), BarLook.UNMADE),
        *(BarStretch((max(first, a), min(last, b)), BarLook.BUFFERED) for a, b in times.buffered),
        BarStretch((first, min(times.position, last)), BarLook.PLAYED),
    ]
    return [each for each in found if each.span[0] < each.span[1]]


def bounds(times: BarTimes, clip: Clip | None) -> Span:
    """Where what is played begins and ends."""
    if clip is None:
        return 0.0, times.duration
    return clip.start_seconds, clip.kept(times.duration)


def chapter_around(chapters: Sequence[Chapter], seconds: float, end: float) -> Span | None:
    """The one that runs then; None where there is none, or nothing besides it."""
    begun = bisect_right(chapters, seconds, key=attrgetter("start_seconds"))
    if not begun or len(chapters) < 2:
        return None
    following = chapters[begun].start_seconds if begun < len(chapters) else end
    return chapters[begun - 1].start_seconds, following
