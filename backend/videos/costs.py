"""What a film costs on AWS, by a dated price list. Pure; money is in the list's currency.

The lists in `resources/prices-*.json` say where each price was read, none of them in AWS's live
list; date and region travel with every figure. Prices in steps are `[[up to, price], …]`, the last
one open; sizes count in GB of 2³⁰ bytes, as AWS bills them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backend.transcode.plan.ladder import (
    LAZY_LINE,
    SEGMENT_SECONDS,
    TALL_TARGETS,
    TARGETS,
    TOLERANCE,
)

GB = 1 << 30
RESOURCES = Path(__file__).parents[2] / "resources"
FAST = 30.5
"""Frames a second above which MediaConvert counts a minute more than once."""

Steps = Sequence[tuple[float | None, float]]
AUDIO_BITS = 128_000
TYPICAL_SHARE = 0.75
"""Of a rung's target: what quality-based encoding uses of it on average."""


@dataclass(frozen=True, slots=True)
class Prices:
    """One dated list."""

    date: str
    region: str
    currency: str
    table: Mapping[str, Any]

    @property
    def label(self) -> str:
        return f"{self.currency}, {self.region}, list of {self.date}"


@dataclass(frozen=True, slots=True)
class Film:
    """What is known before the upload. `short_side` 0 is sound alone."""

    size_bytes: int
    duration_seconds: float
    short_side: int
    frame_rate: float = 25.0
    lazy: bool = False
    """Only what is made at once: tall rungs wait for somebody who wants them."""

    @property
    def minutes(self) -> float:
        return self.duration_seconds / 60

    @property
    def rungs(self) -> tuple[int, ...]:
        fitting = tuple(line for line in TARGETS if line <= self.short_side * TOLERANCE)
        made = tuple(line for line in fitting if line <= LAZY_LINE or not self.lazy)
        return made or (360,)


@dataclass(frozen=True, slots=True)
class Estimate:
    """Once for converting; a month for keeping; once for a viewing at the top rung."""

    convert: float
    keep_month: float
    watch_once: float


@dataclass(frozen=True, slots=True)
class Tariff:
    """What of the list this server pays for, and how it makes rungs."""

    keeps: bool = False
    converts: bool = False
    lazy: bool = False


@dataclass(frozen=True, slots=True)
class Fleet:
    """A library of equal films; `views` is of each film in a month, watched to the end."""

    films: int
    film: Film
    views: float
    new_share: float = 0.1
    """Of the films, how many are converted in a month."""


@dataclass(frozen=True, slots=True)
class Bill:
    """A month."""

    keep: float
    convert: float
    deliver: float
    machines: float

    @property
    def total(self) -> float:
        return self.keep + self.convert + self.deliver + self.machines


def load(folder: Path = RESOURCES) -> Prices:
    """The newest list."""
    table = json.loads(max(folder.glob("prices-*.json")).read_text("utf-8"))
    return Prices(table["date"], table["region"], table["currency"], table)


def stepped(amount: float, steps: Steps) -> float:
    """The price of `amount` when each step has a price of its own."""
    total, done = 0.0, 0.0
    for top, price in steps:
        here = amount - done if top is None else min(amount, top) - done
        total += max(0.0, here) * price
        done = amount if top is None else max(done, min(amount, top))
    return total


def per_step(line: float, steps: Steps) -> float:
    """The price of the step that `line` lies in."""
    return next(price for top, price in steps if top is None or line < top)


def rendition_bytes(film: Film, rung: int) -> float:
    video = TARGETS[rung] * TYPICAL_SHARE if film.short_side else 0.0
    return (video + AUDIO_BITS) * film.duration_seconds / 8


def all_renditions(film: Film) -> float:
    return sum(rendition_bytes(film, rung) for rung in film.rungs)


def convert(prices: Prices, film: Film) -> float:
    """MediaConvert's minutes: one output a rung, by its size and rate."""
    seconds = max(film.duration_seconds, float(prices.table["transcode_least_seconds"]))
    factor = float(prices.table["transcode_fast_factor"]) if film.frame_rate > FAST else 1.0
    steps = prices.table["transcode_minute"]["h264"]
    return sum(per_step(rung, steps) for rung in film.rungs) * seconds / 60 * factor


def keep(prices: Prices, stored: float, archived: float = 0.0) -> float:
    """A month of so many bytes."""
    standard = stepped(stored / GB, prices.table["storage_gb_month"]["standard"])
    return standard + stepped(archived / GB, prices.table["storage_gb_month"]["archive"])


def deliver(prices: Prices, sent: float, requests: float, way: str = "cloudfront") -> float:
    """So many bytes in so many requests within one month."""
    traffic = stepped(sent / GB, prices.table["delivery_gb"][way])
    return traffic + requests / 10_000 * float(prices.table["delivery_requests_10000"])


def estimate(prices: Prices, film: Film) -> Estimate:
    """Shown before an upload."""
    segments = film.duration_seconds / SEGMENT_SECONDS
    return Estimate(
        convert=convert(prices, film),
        keep_month=keep(prices, film.size_bytes + all_renditions(film)),
        watch_once=deliver(prices, rendition_bytes(film, film.rungs[-1]), segments),
    )


def watched(prices: Prices, seconds: Mapping[str, float]) -> float:
    """For what viewers were sent: seconds by the rung's name; what is none counts as the lowest."""
    rates = {f"{line}p": rate for line, rate in (TARGETS | TALL_TARGETS).items()}
    lowest = TARGETS[min(TARGETS)]
    bits = {name: rates.get(name, lowest) * TYPICAL_SHARE + AUDIO_BITS for name in seconds}
    sent = sum(bits[name] * each / 8 for name, each in seconds.items())
    return deliver(prices, sent, sum(seconds.values()) / SEGMENT_SECONDS)


def bill(prices: Prices, fleet: Fleet) -> Bill:
    """A month of a library; originals older than a month lie in the infrequent tier."""
    film, count = fleet.film, fleet.films
    cool = film.size_bytes * count * (1 - fleet.new_share) / GB
    warm = film.size_bytes * count * fleet.new_share + all_renditions(film) * count
    watched = rendition_bytes(film, film.rungs[-1]) * fleet.views * count
    requests = film.duration_seconds / SEGMENT_SECONDS * fleet.views * count
    size = "large" if count > 100_000 else "small"
    database = "shared" if count < 100 else size
    return Bill(
        keep=keep(prices, warm)
        + stepped(cool, prices.table["storage_gb_month"]["intelligent_infrequent"])
        + count / 1000 * float(prices.table["tiering_monitor_1000_objects_month"]),
        convert=convert(prices, film) * count * fleet.new_share,
        deliver=deliver(prices, watched, requests),
        machines=float(
            prices.table["backend_month"][size] + prices.table["database_month"][database]
        ),
    )
