"""Chapters of a film, as its owner writes them: lines of the description, or a list; pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

MOST_CHAPTERS = 200
LEAST_IN_TEXT = 3
"""Fewer times in a description are mentions, not chapters; as on YouTube."""
LONGEST_TITLE = 200
LINE = re.compile(
    r"[\s\-–•*(\[]*((?:\d{1,3}:)?[0-5]?\d:[0-5]\d)[)\]]*(?:\s*[-–—:.|]+\s|\s)\s*(\S.*)"
)


class ChapterMark(NamedTuple):
    """Where a chapter begins, and its title; it ends where the next one begins."""

    start_seconds: float
    title: str


def in_text(description: str) -> tuple[ChapterMark, ...]:
    """The chapters that a description lists: "0:00 Intro" and at least two more such lines, the
    first of them at the beginning, each later than the one before. None otherwise."""
    found = [mark for line in description.splitlines() if (mark := mark_of(line)) is not None]
    listed = len(found) >= LEAST_IN_TEXT and found[0].start_seconds == 0 and is_in_order(found)
    return tuple(found[:MOST_CHAPTERS]) if listed else ()


def mark_of(line: str) -> ChapterMark | None:
    if (match := LINE.fullmatch(line.strip())) is None:
        return None
    seconds = 0
    for part in match[1].split(":"):
        seconds = seconds * 60 + int(part)
    return ChapterMark(float(seconds), match[2].strip()[:LONGEST_TITLE])


def is_in_order(marks: Sequence[ChapterMark]) -> bool:
    """Each later than the one before."""
    starts = [mark.start_seconds for mark in marks]
    return all(later > earlier for earlier, later in pairwise(starts))


def to_json(marks: Iterable[ChapterMark]) -> str:
    return json.dumps([list(mark) for mark in marks])


def from_json(text: str) -> tuple[ChapterMark, ...]:
    return tuple(ChapterMark(*mark) for mark in json.loads(text))
