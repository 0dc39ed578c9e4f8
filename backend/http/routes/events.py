"""Changes of videos as Server-Sent Events, at most four a second."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from typing import Any, TypeVar

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from backend.database.tables import Account
from backend.errors import Unavailable
from backend.http import views
from backend.http.dependencies import Here, Services, SignedIn
from backend.http.schemas import VideoView
from backend.videos import access

router = APIRouter(prefix="/api", tags=["events"])
APART_SECONDS = 0.25
LOOK_SECONDS = 5.0
Answer = TypeVar("Answer")


@router.get("/events")
async def all_events(here: Here, account: SignedIn) -> StreamingResponse:
    """`data: {video}` at each change of one of the account's videos, its deletion too."""
    return stream(here, account, None)


@router.get("/videos/{video_id}/events")
async def events(here: Here, account: SignedIn, video_id: str) -> StreamingResponse:
    """`data: {video}` now and at each change."""
    await run_in_threadpool(access.own_video, here.database, account, video_id)
    return stream(here, account, video_id)


def stream(here: Services, account: Account, video_id: str | None) -> StreamingResponse:
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    lines = changes(here, account, video_id)
    return StreamingResponse(lines, media_type="text/event-stream", headers=headers)


async def changes(here: Services, account: Account, video_id: str | None) -> AsyncIterator[str]:
    """The feed tells what this process changed at once; what others changed is looked up. What a
    database that is away keeps from being told is told afterwards."""
    with here.feed.subscribe(account.id, video_id) as subscription:
        yield ": hello\n\n"
        untold, seen = {video_id} if video_id else set(), here.database.clock()
        while not subscription.closed:
            if (told := await unless_away(load, here, account, untold)) is None:
                yield ": waiting, too\n\n"
                untold |= await subscription.changes(LOOK_SECONDS)
                continue
            for video in told:
                yield f"data: {video.model_dump_json()}\n\n"
            if untold:
                await asyncio.sleep(APART_SECONDS)
            else:
                yield ": still here\n\n"
            untold = await subscription.changes(LOOK_SECONDS)
            if not untold and not subscription.closed:
                now = here.database.clock()
                found = await unless_away(here.database.changed_since, account.id, seen)
                if found is not None:
                    untold, seen = found & {video_id} if video_id else found, now


async def unless_away(call: Callable[..., Answer], *args: Any) -> Answer | None:
    """On a thread; None while the database is away."""
    try:
        return await run_in_threadpool(call, *args)
    except Unavailable:
        return None


def load(here: Services, account: Account, video_ids: Iterable[str]) -> list[VideoView]:
    rows = [here.database.video(video_id) for video_id in video_ids]
    return views.views(here, account, [row for row in rows if row is not None])
