"""What a film's or a channel's owner knows of its viewers: sums, and nobody."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request, Response

from backend.catalogue import figures
from backend.catalogue.figures import Day
from backend.catalogue.retention import curve, heat
from backend.database.database import Database
from backend.database.pages import PricedFilm
from backend.errors import BackendError
from backend.http.answers import ready
from backend.http.dependencies import DatabaseDep, SignedIn, TariffDep, Visitor
from backend.http.routes.costs import cost_of
from backend.http.routes.viewers.channels import own_channel
from backend.http.schemas.figures import (
    DayView,
    FiguresView,
    HeatView,
    QualityView,
    RetentionView,
    SourcesView,
    SpentView,
    TotalView,
)
from backend.videos import access, costs
from backend.videos.costs import Prices, Tariff

router = APIRouter(prefix="/api", tags=["statistics"])
EARLIEST, LATEST = date(2000, 1, 1), date(9000, 1, 1)
CSV = "text/csv"
YEAR_DAYS = 365
COLUMNS = (
    *("day", "views", "plays", "watch_seconds", "average_part"),
    *("from_app", "from_page", "from_embed", "from_elsewhere"),
    *("starts", "start_seconds", "stalls", "stalled_seconds", "failures"),
)


class BackwardDays(BackendError):
    status = 422
    code = "invalid"
    sentence = "backward_days"


@dataclass(frozen=True, slots=True)
class TableAsked:
    """`first` is None for all there is; `table` is which one a CSV file has."""

    first: date | None
    last: date | None
    is_csv: bool
    table: Literal["days", "retention"]


async def asked(
    request: Request,
    first: Annotated[date | None, Query(alias="from", ge=EARLIEST, le=LATEST)] = None,
    last: Annotated[date | None, Query(alias="to", ge=EARLIEST, le=LATEST)] = None,
    form: Annotated[Literal["json", "csv"] | None, Query(alias="format")] = None,
    table: Literal["days", "retention"] = "days",
) -> TableAsked:
    if first is not None and last is not None and first > last:
        raise BackwardDays
    wants_csv = CSV in request.headers.get("accept", "")
    return TableAsked(first, last, form == "csv" if form else wants_csv, table)


TableAskedDep = Annotated[TableAsked, Depends(asked)]
ANSWERS: dict[int | str, dict[str, Any]] = {200: {"content": {CSV: {}}}}


@router.get("/videos/{video_id}/statistics", response_model=FiguresView, responses=ANSWERS)
def video_statistics(
    database: DatabaseDep, tariff: TariffDep, account: SignedIn, asked: TableAskedDep, video_id: str
) -> Response:
    """A film's figures; for its owner."""
    video = access.own_video(database, account, video_id)
    view = figures_of(database, video.id, asked, video.duration_seconds)
    return answer(view, asked, tariff, lambda: [PricedFilm.of(video)])


@router.get("/videos/{video_id}/heat")
def video_heat(database: DatabaseDep, visitor: Visitor, video_id: str) -> HeatView:
    """Which parts are watched most, in the last year; for whoever may watch it."""
    video = access.visible_video(database, visitor, video_id)
    today = figures.day_of(database.clock())
    plays, sums = database.retention_of(video.id, today - YEAR_DAYS, today)
    return HeatView(parts=heat(sums, plays))


@router.get("/channels/{channel_id}/statistics", response_model=FiguresView, responses=ANSWERS)
def channel_statistics(
    database: DatabaseDep,
    tariff: TariffDep,
    account: SignedIn,
    asked: TableAskedDep,
    channel_id: str,
) -> Response:
    """Of all that was watched while it was in this channel; for its owner."""
    channel = own_channel(database, account, channel_id)
    view = figures_of(database, channel.id, asked, None)
    return answer(view, asked, tariff, lambda: database.priced_films(account.id, channel.id))


def answer(
    view: FiguresView, asked: TableAsked, tariff: Tariff, films: Callable[[], list[PricedFilm]]
) -> Response:
    if asked.is_csv:
        table = retention_rows(view) if asked.table == "retention" else day_rows(view)
        return csv_answer(table)
    if tariff.keeps:
        view.cost = spent(costs.load(), tariff, films(), view.total)
    return ready(view)


def figures_of(
    database: Database, subject: str, asked: TableAsked, duration: float | None
) -> FiguresView:
    today = figures.day_of(database.clock())
    last = today if asked.last is None else figures.number_of(asked.last)
    first = figures.number_of(asked.first or EARLIEST)
    days = database.days_of(subject, first, last)
    if asked.first is None:
        first = min(days, default=last)
    plays, sums = database.retention_of(subject, first, last)
    since = figures.date_of(first).replace(day=1)
    return FiguresView(
        first=figures.date_of(first),
        last=figures.date_of(last),
        duration_seconds=duration,
        total=TotalView(**view_of(figures.total(list(days.values())))),
        days=[DayView(day=figures.date_of(day), **view_of(each)) for day, each in days.items()],
        retention=RetentionView(since=since, plays=plays, shares=curve(sums, plays)),
        cost=None,
    )


def view_of(day: Day) -> dict[str, Any]:
    return {
        "views": int(day["views"]),
        "plays": int(day["plays"]),
        "watch_seconds": round(day["watched"], 1),
        "average_part": rounded(figures.average_part(day)),
        "sources": SourcesView(
            **{source: int(day[f"from_{source}"]) for source in figures.SOURCES},
            other=int(figures.elsewhere(day)),
        ),
        "quality": QualityView(
            starts=int(sum(day[name] for name in figures.STARTS)),
            start_seconds=rounded(figures.median_start(day)),
            stalls=int(day["stalls"]),
            stalled_seconds=round(day["stalled"], 1),
            stalls_per_hour=rounded(figures.stalls_per_hour(day)),
            failures=int(day["failures"]),
            rungs={k: round(share, 4) for k, share in figures.rung_shares(day).items()},
        ),
    }


def rounded(number: float | None) -> float | None:
    return None if number is None else round(number, 4)


def spent(prices: Prices, tariff: Tariff, films: list[PricedFilm], total: TotalView) -> SpentView:
    found = [cost_of(prices, tariff, film) for film in films]
    seconds = {k: share * total.watch_seconds for k, share in total.quality.rungs.items()}
    return SpentView(
        convert=round(sum(cost.convert for cost in found), 4),
        keep_month=round(sum(cost.keep_month for cost in found), 4),
        deliver=round(costs.watched(prices, seconds), 4),
        currency=prices.currency,
        priced=prices.label,
    )


# CSV


def day_rows(view: FiguresView) -> list[dict[str, object]]:
    return [day_row(day) for day in view.days]


def day_row(day: DayView) -> dict[str, object]:
    row = day.model_dump()
    sources, quality = row.pop("sources"), row.pop("quality")
    named = {f"from_{k}".replace("_other", "_elsewhere"): n for k, n in sources.items()}
    shares = quality.pop("rungs")
    every = {name: shares.get(name, 0.0) for name in rung_names()}
    return {name: (row | named | quality)[name] for name in COLUMNS} | every


def rung_names() -> list[str]:
    return [*(f"{height}p" for height in figures.HEIGHTS), "other"]


def retention_rows(view: FiguresView) -> list[dict[str, object]]:
    """Where in the film, as a share of its length or, of one film, in seconds."""
    shares, length = view.retention.shares, view.duration_seconds
    where = "from_seconds" if length else "from_share"
    step = (length or 1.0) / max(1, len(shares))
    return [{where: round(step * n, 4), "share": share} for n, share in enumerate(shares)]


def csv_answer(rows: Sequence[Mapping[str, object]]) -> Response:
    out = io.StringIO()
    if rows:
        table = csv.DictWriter(out, list(rows[0]))
        table.writeheader()
        table.writerows(rows)
    return Response(out.getvalue(), media_type=CSV)
