"""What films cost here; nothing to show when they stay on the server's own disk."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from backend.database.pages import PricedFilm
from backend.database.tables import VideoState
from backend.http.dependencies import DatabaseDep, SignedIn, TariffDep
from backend.videos import costs
from backend.videos.costs import Film, Tariff

router = APIRouter(prefix="/api/costs", tags=["costs"])
MOST_LISTED = 500


class CostView(BaseModel):
    """In `currency`; `priced` says by which list."""

    convert: float
    keep_month: float
    watch_once: float
    currency: str
    priced: str


class VideoCost(BaseModel):
    video_id: str
    convert: float
    keep_month: float


class CostList(BaseModel):
    """`convert` was paid once, `keep_month` is due every month, both for all films; of these the
    dearest to keep are listed.

    Not `paid`: films lie on the server's own disk, and there is nothing to show.
    """

    paid: bool
    videos: list[VideoCost]
    convert: float
    keep_month: float
    currency: str
    priced: str


@router.get("/estimate")
def estimate(
    tariff: TariffDep,
    account: SignedIn,  # noqa: ARG001 - prices of the server are for its users
    size_bytes: Annotated[int, Query(ge=1)],
    duration_seconds: Annotated[float, Query(gt=0, le=86_400)],
    width: Annotated[int, Query(ge=0, le=16_384)] = 1920,
    height: Annotated[int, Query(ge=0, le=16_384)] = 1080,
) -> CostView:
    """Before an upload: once for converting, a month for keeping, once for watching."""
    prices = costs.load()
    film = Film(size_bytes, duration_seconds, min(width, height), lazy=tariff.lazy)
    found = costs.estimate(prices, film)
    return CostView(
        convert=round(found.convert, 4) if tariff.converts else 0.0,
        keep_month=round(found.keep_month, 4) if tariff.keeps else 0.0,
        watch_once=round(found.watch_once, 4) if tariff.keeps else 0.0,
        currency=prices.currency,
        priced=prices.label,
    )


@router.get("")
def running(database: DatabaseDep, tariff: TariffDep, account: SignedIn) -> CostList:
    """The account's videos, each and in total."""
    prices = costs.load()
    films = database.priced_films(account.id) if tariff.keeps else []
    found = [cost_of(prices, tariff, film) for film in films]
    return CostList(
        paid=tariff.keeps,
        videos=sorted(found, key=lambda cost: -cost.keep_month)[:MOST_LISTED],
        convert=round(sum(cost.convert for cost in found), 4),
        keep_month=round(sum(cost.keep_month for cost in found), 4),
        currency=prices.currency,
        priced=prices.label,
    )


def cost_of(prices: costs.Prices, tariff: Tariff, video: PricedFilm) -> VideoCost:
    """A video that is not ready yet has its original only."""
    short_side = min(video.width or 0, video.height or 0)
    film = Film(video.size_bytes, video.duration_seconds or 0.0, short_side, lazy=tariff.lazy)
    ready = video.state == VideoState.READY
    stored = film.size_bytes + (costs.all_renditions(film) if ready else 0)
    return VideoCost(
        video_id=video.id,
        convert=round(costs.convert(prices, film), 4) if ready and tariff.converts else 0.0,
        keep_month=round(costs.keep(prices, stored), 4),
    )
