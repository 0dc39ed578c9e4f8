"""What charts show, as values; pure."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

from app.server.figures import Figures, Totals

MOST_BARS = 370
"""Of more days than these, each bar is a week."""
WEEK, DAY = 7, timedelta(days=1)
STEPS = (1, 2, 4, 6, 8, 10)
"""Ends of scales whose half is a round number, too."""


class Period(IntEnum):
    """How many days back; 0: all there is."""

    WEEK = 7
    MONTH = 28
    QUARTER = 90
    ALL = 0

    def first_day(self, today: date) -> date | None:
        return today - DAY * (self - 1) if self else None


@dataclass(frozen=True, slots=True)
class Layer:
    """What stands on the layers before it; `shade` is from 0, faint, to 1."""

    values: tuple[float, ...]
    shade: float = 1.0


@dataclass(frozen=True, slots=True)
class Plot:
    """One chart: bars, or an area below a line. Each place has a label, and words for what stands
    there; `top` is the end of the scale, which `scale` puts into words."""

    layers: tuple[Layer, ...]
    labels: tuple[str, ...]
    words: tuple[str, ...]
    top: float
    scale: Callable[[float], str]
    is_line: bool = False

    def __len__(self) -> int:
        return len(self.labels)


@dataclass(frozen=True, slots=True)
class Bar:
    """The days from `first` to `last`; of more than one they are added up."""

    first: date
    last: date
    days: tuple[Totals, ...]

    @property
    def views(self) -> int:
        return sum(day.views for day in self.days)

    @property
    def watch_seconds(self) -> float:
        return sum(day.watch_seconds for day in self.days)

    def rung_seconds(self, name: str) -> float:
        return sum(day.quality.rungs.get(name, 0.0) * day.watch_seconds for day in self.days)


def bars_of(figures: Figures) -> list[Bar]:
    """Every day, also those on which nobody came."""
    count = (figures.last - figures.first).days + 1
    step = 1 if count <= MOST_BARS else WEEK
    return [bar_from(figures, figures.first + DAY * n, step) for n in range(0, count, step)]


def bar_from(figures: Figures, first: date, step: int) -> Bar:
    days = [first + DAY * n for n in range(step) if first + DAY * n <= figures.last]
    there = tuple(figures.days[day] for day in days if day in figures.days)
    return Bar(first, days[-1], there)


def rungs_of(figures: Figures) -> list[str]:
    """Those that were watched, the lowest first; what has no height before all."""
    return sorted(figures.total.quality.rungs, key=height_of)


def height_of(rung: str) -> int:
    digits = rung.removesuffix("p")
    return int(digits) if digits.isdecimal() else 0


def nice_top(values: Sequence[float], least: float = 1.0) -> float:
    """The end of a scale that has room for all: one of the steps, with noughts behind."""
    most = max((least, *values))
    power = 10.0 ** math.floor(math.log10(most))
    return next(step * power for step in STEPS if step * power >= most * (1 - 1e-9))
