"""What a play adds to a film's figures, and what these say. Nothing here knows who watched."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from backend.catalogue.retention import Span, buckets_of, share_of, united

DAY = 86400
EPOCH = date(1970, 1, 1).toordinal()
MOST_SECONDS = 86400.0
"""Of one report: what a player can have shown in a day."""
MOST_STALLS = 1000
SOURCES = ("app", "page", "embed")
START_BOUNDS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
"""Seconds up to which a start counts in a column; there is one more for what takes longer."""
STARTS = (*(f"start_{round(1000 * bound)}" for bound in START_BOUNDS), "start_longer")
HEIGHTS = (240, 360, 480, 720, 1080, 1440, 2160)
RUNGS = (*(f"rung_{height}" for height in HEIGHTS), "rung_other")
COUNTS = (
    *("views", "plays", "measured", *(f"from_{source}" for source in SOURCES)),
    *(*STARTS, "stalls", "failures"),
)
"""Whole numbers of a day. `measured`: the plays that told which parts they showed; `views` counts a
viewer once in half an hour, `plays` each time that a player began."""
AMOUNTS = ("watched", "parts", "stalled", *RUNGS)
"""Sums of a day: seconds, and in `parts` shares of the film."""
NAMES = (*COUNTS, *AMOUNTS)

Day = Mapping[str, float]
"""The figures of a day, or of several, by these names."""


@dataclass(frozen=True, slots=True)
class Play:
    """What a player reported: of a play, or, `continued`, of what came after its last report.

    `seconds` are by the name of the rung; `watched` are the parts of the film that the play had
    not shown before, None if the player does not tell.
    """

    source: str = ""
    continued: bool = False
    startup_seconds: float | None = None
    stalls: int = 0
    stalled_seconds: float = 0.0
    failed: bool = False
    seconds: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    watched: Sequence[Span] | None = None


@dataclass(frozen=True, slots=True)
class Addition:
    """What a play adds: to its day's figures what is not zero, and to its month's buckets."""

    day: Day
    plays: int
    buckets: Sequence[int] | None


def addition(play: Play, duration: float | None, *, viewed: bool) -> Addition:
    """Within bounds, whatever was reported."""
    begun = not play.continued
    told = play.watched is not None and duration is not None and duration > 0
    spans = united(play.watched or (), duration or 0.0) if told else []
    counts = {
        "views": viewed,
        "plays": begun,
        "measured": begun and told,
        f"from_{play.source}": begun and play.source in SOURCES,
        "stalls": min(play.stalls, MOST_STALLS),
        "failures": play.failed,
    }
    if play.startup_seconds is not None:
        counts[STARTS[bisect_left(START_BOUNDS, play.startup_seconds)]] = 1
    amounts = {
        **by_rung(play.seconds),
        "parts": share_of(spans, duration) if spans and duration else 0.0,
        "stalled": min(play.stalled_seconds, MOST_SECONDS),
    }
    named = {**{name: int(number) for name, number in counts.items()}, **amounts}
    buckets = buckets_of(spans, duration) if spans and duration else None
    return Addition({k: v for k, v in named.items() if v}, int(begun and told), buckets)


def by_rung(seconds: Mapping[str, float]) -> dict[str, float]:
    """Never more than a day in all."""
    total = sum(seconds.values())
    factor = min(1.0, MOST_SECONDS / total) if total else 0.0
    result = {"watched": total * factor}
    for name, amount in seconds.items():
        column = rung_of(name)
        result[column] = result.get(column, 0.0) + amount * factor
    return result


def rung_of(name: str) -> str:
    """The column of a rung: what is between two of the usual heights counts for the lower one."""
    found = re.fullmatch("([0-9]{1,5})p", name, re.ASCII)
    if found is None or not (height := int(found[1])):
        return RUNGS[-1]
    return f"rung_{max((each for each in HEIGHTS if each <= height), default=HEIGHTS[0])}"


def day_of(moment: float) -> int:
    """Days since the epoch, in UTC, wherever viewers are."""
    return int(moment // DAY)


def date_of(day: int) -> date:
    return date.fromordinal(EPOCH + day)


def number_of(when: date) -> int:
    """Its day, as `day_of` has it."""
    return when.toordinal() - EPOCH


def month_of(day: int) -> int:
    """Twelve times the year, and the months before it."""
    when = date_of(day)
    return 12 * when.year + when.month - 1


# What they say


def total(days: Sequence[Day]) -> Day:
    return {name: math.fsum(day[name] for day in days) for name in NAMES}


def average_part(figures: Day) -> float | None:
    """Of the film, that a play shows; None if none told."""
    return ratio(figures["parts"], figures["measured"], most=1.0)


def elsewhere(figures: Day) -> float:
    """Plays of players that don't say where they are."""
    return figures["plays"] - sum(figures[f"from_{source}"] for source in SOURCES)


def median_start(figures: Day) -> float | None:
    """Within its column the starts count as evenly spread; of what took longer than the last bound
    there is only that to say."""
    starts = [figures[name] for name in STARTS]
    half, passed, low = sum(starts) / 2, 0.0, 0.0
    for count, high in zip(starts, START_BOUNDS, strict=False):
        if half and passed + count >= half:
            return low + (high - low) * (half - passed) / count
        passed, low = passed + count, high
    return low if half else None


def stalls_per_hour(figures: Day) -> float | None:
    return ratio(figures["stalls"] * 3600, figures["watched"])


def rung_shares(figures: Day) -> dict[str, float]:
    """Of the time watched, by the rung's usual name; those that were watched at all."""
    seconds = {name.removeprefix("rung_"): figures[name] for name in RUNGS}
    whole = sum(seconds.values())
    return {
        f"{name}p" if name != "other" else name: amount / whole
        for name, amount in seconds.items()
        if amount
    }


def ratio(part: float, whole: float, most: float = math.inf) -> float | None:
    return min(most, part / whole) if whole else None
