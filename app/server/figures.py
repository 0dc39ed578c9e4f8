"""How often and how a film or a channel's films are watched: frozen values from JSON, and the calls
for them. There are sums in them, and no viewer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from app.server.transport import Transport
from app.server.videos import known_fields


class Subject(StrEnum):
    """What figures are of, as the paths of the API have it."""

    VIDEO = "videos"
    CHANNEL = "channels"


class Table(StrEnum):
    DAYS = "days"
    RETENTION = "retention"


@dataclass(frozen=True, slots=True)
class PlaySources:
    """Plays, by where they were; `other` did not say so."""

    app: int = 0
    page: int = 0
    embed: int = 0
    other: int = 0


@dataclass(frozen=True, slots=True)
class PlayQuality:
    """`start_seconds` is a median, `rungs` shares of the time watched; None: nobody told."""

    starts: int = 0
    start_seconds: float | None = None
    stalls: int = 0
    stalled_seconds: float = 0.0
    stalls_per_hour: float | None = None
    failures: int = 0
    rungs: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Totals:
    """`views` counts a viewer once in half an hour; `average_part` is of the film, from 0 to 1."""

    views: int = 0
    plays: int = 0
    watch_seconds: float = 0.0
    average_part: float | None = None
    sources: PlaySources = field(default_factory=PlaySources)
    quality: PlayQuality = field(default_factory=PlayQuality)

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Totals:
        return cls(
            **known_fields(cls, document)
            | {
                "sources": PlaySources(**known_fields(PlaySources, document["sources"])),
                "quality": PlayQuality(**known_fields(PlayQuality, document["quality"])),
            }
        )


@dataclass(frozen=True, slots=True)
class Retention:
    """`shares[i]` of the plays showed the i-th part of the film, all being equally long. It is of
    whole months, from `since` on."""

    since: date
    plays: int = 0
    shares: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Spent:
    """What the server pays for it: once, every month, and for what was watched."""

    convert: float
    keep_month: float
    deliver: float
    priced: str


@dataclass(frozen=True, slots=True)
class Figures:
    """Of the days `first` to `last`, in UTC; `days` has those on which there was anything."""

    first: date
    last: date
    retention: Retention
    duration_seconds: float | None = None
    total: Totals = field(default_factory=Totals)
    days: Mapping[date, Totals] = field(default_factory=dict)
    cost: Spent | None = None

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Figures:
        kept, cost = document["retention"], document["cost"]
        since = date.fromisoformat(kept["since"])
        return cls(
            date.fromisoformat(document["first"]),
            date.fromisoformat(document["last"]),
            Retention(since, kept["plays"], tuple(kept["shares"])),
            document["duration_seconds"],
            Totals.from_json(document["total"]),
            {date.fromisoformat(day["day"]): Totals.from_json(day) for day in document["days"]},
            Spent(**known_fields(Spent, cost)) if cost else None,
        )


class FigureCalls:
    """Part of a `Client`. `first` is the day to begin with; None: all there is."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def figures(self, of: Subject, name: str, first: date | None = None) -> Figures:
        asked = {"from": first.isoformat()} if first else {}
        return Figures.from_json(self._transport.call("GET", path_of(of, name), params=asked))

    def heat(self, video_id: str) -> tuple[float, ...]:
        """How often each part is watched, beside the one that is watched most; () where too few
        watched it."""
        return tuple(self._transport.call("GET", f"videos/{video_id}/heat").get("parts", ()))

    def table(self, of: Subject, name: str, table: Table, first: date | None = None) -> bytes:
        """The same as CSV."""
        asked = {"format": "csv", "table": str(table)}
        asked |= {"from": first.isoformat()} if first else {}
        return self._transport.send("GET", path_of(of, name), params=asked).content


def path_of(of: Subject, name: str) -> str:
    return f"{of}/{name}/statistics"
