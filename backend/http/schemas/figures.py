"""The JSON of plays, and of the figures that they add up to."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field

from backend.catalogue.figures import Play
from backend.http.schemas.common import Body, Count, RungName, Seconds

MOST_SPANS = 1000


class PlayBody(Body):
    """How a play went, measured by the player (the terms of CTA-2066).

    `source` is where the viewer watched: app, page or embed. `watched` are the parts of the film
    that this play showed and had not shown before; what it showed again only adds to the seconds.
    `continued`: the same play was reported before, up to where this report begins.
    """

    source: Annotated[str, Field(max_length=20)] = ""
    continued: bool = False
    watched: Annotated[list[tuple[Seconds, Seconds]], Field(max_length=MOST_SPANS)] | None = None
    startup_seconds: Seconds | None = None
    error: Annotated[str, Field(max_length=500)] | None = None
    rebuffers: Count = 0
    rebuffer_seconds: Seconds = 0.0
    switches: Count = 0
    seconds_by_rendition: dict[RungName, Seconds] = Field({}, max_length=32)
    dropped_frames: Count = 0
    bytes_received: Count = 0
    bytes_wasted: Count = 0
    failures: Count = 0
    throughput_bps: Annotated[float, Field(ge=0, le=1e13, allow_inf_nan=False)] | None = None

    def play(self) -> Play:
        return Play(
            source=self.source,
            continued=self.continued,
            startup_seconds=self.startup_seconds,
            stalls=self.rebuffers,
            stalled_seconds=self.rebuffer_seconds,
            failed=self.error is not None,
            seconds=self.seconds_by_rendition,
            watched=self.watched,
        )


class SourcesView(BaseModel):
    """Plays, by where they were; `other` is what did not say so."""

    app: int
    page: int
    embed: int
    other: int


class QualityView(BaseModel):
    """`start_seconds` is the median, from counts by length; `rungs` are shares of the time
    watched."""

    starts: int
    start_seconds: float | None
    stalls: int
    stalled_seconds: float
    stalls_per_hour: float | None
    failures: int
    rungs: dict[str, float]


class TotalView(BaseModel):
    """`views` counts a viewer once in half an hour, `plays` whenever a player began.
    `average_part` is of the film, from 0 to 1; null if no player told."""

    views: int
    plays: int
    watch_seconds: float
    average_part: float | None
    sources: SourcesView
    quality: QualityView


class DayView(TotalView):
    day: date


class RetentionView(BaseModel):
    """`shares[i]` of the `plays` showed the i-th part of the film, all parts being equally long.
    It is kept by the month: `since` is the first day that it is about."""

    since: date
    plays: int
    shares: list[float]


class HeatView(BaseModel):
    """How often each part of the film is watched, all parts being equally long, beside the one that
    is watched most. Empty where too few watched it to tell without telling of somebody."""

    parts: list[float]


class SpentView(BaseModel):
    """What the server pays, by a dated list: once, every month, and for what was watched."""

    convert: float
    keep_month: float
    deliver: float
    currency: str
    priced: str


class FiguresView(BaseModel):
    """Of the days `first` to `last`, in UTC; `days` are those on which there was anything. `cost`
    is null where the server pays nothing."""

    first: date
    last: date
    duration_seconds: float | None
    total: TotalView
    days: list[DayView]
    retention: RetentionView
    cost: SpentView | None
