"""Limits for times of the week, as the settings keep them: one line a time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time
from typing import Any

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
LINE = re.compile(
    r"(?P<days>[A-Z][a-z]{2}(?:[-,][A-Z][a-z]{2})*) "
    r"(?P<start>\d\d:\d\d)-(?P<stop>\d\d:\d\d) (?P<mbit>\d+(?:\.\d+)?)"
)
MOST_LINES = 20
MOST_MBIT = 10_000.0


@dataclass(frozen=True, slots=True)
class LimitLine:
    """Some days of the week, Monday being 0, from a time to a time; `stop` is on the day
    after unless it comes after `start`. `mbit` is 0 where there is no limit then."""

    days: tuple[int, ...]
    start: time
    stop: time
    mbit: float

    def __str__(self) -> str:
        return f"{days_text(self.days)} {self.start:%H:%M}-{self.stop:%H:%M} {self.mbit:g}"

    @property
    def bytes_per_second(self) -> int | None:
        return max(1, round(self.mbit * 1e6 / 8)) if self.mbit else None

    @classmethod
    def parse(cls, words: str) -> LimitLine:
        """Raises ValueError for what is no such line."""
        if (found := LINE.fullmatch(words)) is None or float(found["mbit"]) > MOST_MBIT:
            raise ValueError(words)
        start, stop = time.fromisoformat(found["start"]), time.fromisoformat(found["stop"])
        return cls(days_of(found["days"]), start, stop, float(found["mbit"]))


@dataclass(frozen=True, slots=True)
class Timetable:
    """The first line that holds counts."""

    lines: tuple[LimitLine, ...] = ()

    def to_toml(self) -> list[str]:
        return list(map(str, self.lines))

    @classmethod
    def from_toml(cls, texts: Any) -> Timetable:
        """Raises ValueError for what is no timetable."""
        if not isinstance(texts, list) or len(texts) > MOST_LINES:
            raise ValueError(texts)
        return cls(tuple(LimitLine.parse(str(words)) for words in texts))


def runs_of(days: tuple[int, ...]) -> list[tuple[int, int]]:
    """Days that follow one another, each run by its first and its last."""
    runs: list[tuple[int, int]] = []
    for day in sorted(set(days)):
        if runs and runs[-1][1] == day - 1:
            runs[-1] = runs[-1][0], day
        else:
            runs.append((day, day))
    return runs


def days_text(days: tuple[int, ...]) -> str:
    return ",".join(
        DAYS[first] if first == last else f"{DAYS[first]}-{DAYS[last]}"
        for first, last in runs_of(days)
    )


def days_of(words: str) -> tuple[int, ...]:
    """Raises ValueError for what is no day."""
    found: list[int] = []
    for run in words.split(","):
        first, _, last = run.partition("-")
        start, stop = DAYS.index(first), DAYS.index(last or first)
        if stop < start:
            raise ValueError(words)
        found += range(start, stop + 1)
    return tuple(sorted(set(found)))
