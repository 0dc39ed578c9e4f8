"""What films cost here; nothing to show when they stay on the server's own disk."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from backend.database.pages import Wanted
from backend.database.tables import Video, VideoState
from backend.http.dependencies import Here, SignedIn
from backend.videos import costs
from backend.videos.costs import Film

router = APIRouter(prefix="/api/costs", tags=["costs"])
PAGE = 500


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
    """`convert` was paid once, `keep_month` is due every month; the dearest to keep come first.

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
    here: Here,
    account: SignedIn,  # noqa: ARG001 - prices of the server are for its users
    size_bytes: Annotated[int, Query(ge=1)],
    duration_seconds: Annotated[float, Query(gt=0, le=86_400)],
    width: Annotated[int, Query(ge=0, le=16_384)] = 1920,
    height: Annotated[int, Query(ge=0, le=16_384)] = 1080,
) -> CostView:
    """Before an upload: once for converting, a month for keeping, once for watching."""
    prices = costs.load()
    lazy = here.settings.lazy_rungs
    film = Film(size_bytes, duration_seconds, min(width, height), lazy=lazy)
    found = costs.estimate(prices, film)
    convert = found.convert if here.cloud.mediaconvert else 0.0
    paid = here.cloud.store == "s3" and here.cloud.s3_endpoint is None
    return CostView(
        convert=round(convert, 4),
        keep_month=round(found.keep_month, 4) if paid else 0.0,
        watch_once=round(found.watch_once, 4) if paid else 0.0,
        currency=prices.currency,
        priced=prices.label,
    )


@router.get("")
def running(here: Here, account: SignedIn) -> CostList:
    """The account's videos, each and in total."""
    prices = costs.load()
    paid = here.cloud.store == "s3" and here.cloud.s3_endpoint is None
    rows = here.database.video_page(Wanted(account.id), None, PAGE) if paid else []
    converted, lazy = bool(here.cloud.mediaconvert), here.settings.lazy_rungs
    found = [cost_of(prices, row, converted=converted, lazy=lazy) for row in rows]
    return CostList(
        paid=paid,
        videos=sorted(found, key=lambda cost: -cost.keep_month),
        convert=round(sum(cost.convert for cost in found), 4),
        keep_month=round(sum(cost.keep_month for cost in found), 4),
        currency=prices.currency,
        priced=prices.label,
    )


def cost_of(prices: costs.Prices, video: Video, *, converted: bool, lazy: bool) -> VideoCost:
    """A video that is not ready yet has its original only."""
    lines = min(video.width or 0, video.height or 0)
    film = Film(video.size_bytes, video.duration_seconds or 0.0, lines, lazy=lazy)
    ready = video.state == VideoState.READY
    stored = film.size_bytes + (costs.all_renditions(film) if ready else 0)
    return VideoCost(
        video_id=video.id,
        convert=round(costs.convert(prices, film), 4) if ready and converted else 0.0,
        keep_month=round(costs.keep(prices, stored), 4),
    )
