"""Which seconds of a film are kept. Pure."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.errors import MatineeError

SHORTEST_SECONDS = 0.001
FURTHEST_SECONDS = 1e8
NEARLY_SECONDS = 0.5
"""So far behind its end a film is as good as meant: sound and picture end at times of their own."""
SIXTY = 60


class TrimError(MatineeError):
    """Why a film can't be trimmed like that."""


class BadRange(TrimError):
    def __init__(self, text: str) -> None:
        super().__init__("“{text}” is no range of times, such as 0:10-1:25.5.", text=text)


class BackwardRange(TrimError):
    def __init__(self, text: str) -> None:
        super().__init__("The range {text} ends before it begins.", text=text)


class NothingKept(TrimError):
    def __init__(self) -> None:
        super().__init__("Nothing of the film would be left. Keep at least one part of it.")


@dataclass(frozen=True, slots=True, order=True)
class Range:
    """Of a film, in seconds: `start` is in it, `stop` is not."""

    start: float
    stop: float

    @property
    def seconds(self) -> float:
        return self.stop - self.start


@dataclass(frozen=True, slots=True)
class Recipe:
    """What is to be made of a file; `exact` has the frames at the edges encoded anew."""

    ranges: tuple[Range, ...]
    exact: bool = False

    def to_text(self) -> str:
        return json.dumps({"ranges": [[r.start, r.stop] for r in self.ranges], "exact": self.exact})

    @classmethod
    def of_text(cls, text: str) -> Recipe:
        found = json.loads(text)
        return cls(tuple(Range(*pair) for pair in found["ranges"]), found["exact"])


def ranges_of(text: str) -> tuple[Range, ...]:
    """Of "0:10-1:25.5,2:00-": times in seconds or as a clock has them; the film's ends may be left
    out. Raises BadRange and BackwardRange."""
    return tuple(_range(part.strip()) for part in text.split(","))


def _range(text: str) -> Range:
    start, dash, stop = text.partition("-")
    try:
        if not dash or text == "-":
            raise ValueError
        found = Range(_seconds(start, 0.0), _seconds(stop, FURTHEST_SECONDS))
    except ValueError:
        raise BadRange(text) from None
    if found.stop <= found.start:
        raise BackwardRange(text)
    return found


def _seconds(text: str, otherwise: float) -> float:
    fields = text.strip().split(":")
    if fields == [""]:
        return otherwise
    if len(fields) > 3 or any(not field[:1].isdigit() for field in fields):
        raise ValueError
    total = 0.0
    for field in fields:
        total = total * SIXTY + float(field)
    if not math.isfinite(total):
        raise ValueError
    return total


def overlap(ranges: Iterable[Range]) -> bool:
    """Whether a moment is in more than one of them, which are taken as one then."""
    return any(later.start < earlier.stop for earlier, later in pairwise(sorted(ranges)))


def outside(ranges: Iterable[Range], duration_seconds: float) -> list[Range]:
    """Those that name a moment which the film has not; its open end is none."""
    last = duration_seconds + NEARLY_SECONDS
    return [r for r in ranges if r.start >= last or last < r.stop < FURTHEST_SECONDS]


def played_at(parts: Sequence[Range], seconds: float) -> float:
    """How much of what is kept comes before a moment of the film."""
    return sum(max(0.0, min(part.stop, seconds) - part.start) for part in parts)


def kept(ranges: Iterable[Range], duration_seconds: float) -> tuple[Range, ...]:
    """In order, those that overlap or touch as one, and only what there is of the film. Raises
    NothingKept."""
    merged: list[Range] = []
    shortest = min(SHORTEST_SECONDS, duration_seconds)  # a single picture may last for no time
    for each in sorted(ranges):
        start, stop = max(0.0, each.start), min(duration_seconds, each.stop)
        if not stop - start >= shortest:
            continue
        if merged and start <= merged[-1].stop:
            start, stop = merged[-1].start, max(stop, merged.pop().stop)
        merged.append(Range(start, stop))
    if not merged:
        raise NothingKept
    return tuple(merged)
