"""Changes of videos as Server-Sent Events, at most four a second."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from backend.database.database import Database
from backend.database.tables import Account
from backend.errors import Unavailable
from backend.http.dependencies import DatabaseDep, FeedDep, SignedIn, ViewsDep
from backend.http.feed import Feed
from backend.http.schemas import VideoView
from backend.http.views import VideoViews
from backend.videos import access

router = APIRouter(prefix="/api", tags=["events"])
APART_SECONDS = 0.25
LOOK_SECONDS = 5.0
Answer = TypeVar("Answer")


@router.get("/events")
async def all_events(
    database: DatabaseDep, feed: FeedDep, views: ViewsDep, account: SignedIn
) -> StreamingResponse:
    """`data: {video}` at each change of one of the account's videos, its deletion too."""
    return Stream(database, feed, views, account, None).answer()


@router.get("/videos/{video_id}/events")
async def events(
    database: DatabaseDep, feed: FeedDep, views: ViewsDep, account: SignedIn, video_id: str
) -> StreamingResponse:
    """`data: {video}` now and at each change."""
    await run_in_threadpool(access.own_video, database, account, video_id)
    return Stream(database, feed, views, account, video_id).answer()


@dataclass(frozen=True, slots=True)
class Stream:
    """One listener, and what is looked at for it; without a `video_id` all of the account's."""

    database: Database
    feed: Feed
    views: VideoViews
    account: Account
    video_id: str | None

    def answer(self) -> StreamingResponse:
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(self._lines(), media_type="text/event-stream", headers=headers)

    async def _lines(self) -> AsyncIterator[str]:
        """The feed tells what this process changed at once; what others changed is looked up. What
        a database that is away keeps from being told is told afterwards."""
        with self.feed.subscribe(self.account.id, self.video_id) as subscription:
            yield ": hello\n\n"
            untold, seen = {self.video_id} if self.video_id else set(), self.database.clock()
            while not subscription.closed:
                if (told := await unless_away(self._load, untold)) is None:
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
                    now = self.database.clock()
                    if (found := await unless_away(self._changed_since, seen)) is not None:
                        untold, seen = found, now

    def _load(self, video_ids: Iterable[str]) -> list[VideoView]:
        rows = [self.database.video(video_id) for video_id in video_ids]
        return self.views.several(self.account, [row for row in rows if row is not None])

    def _changed_since(self, then: float) -> set[str]:
        found = self.database.changed_since(self.account.id, then)
        return found & {self.video_id} if self.video_id else found


async def unless_away(call: Callable[..., Answer], *args: Any) -> Answer | None:
    """On a thread; None while the database is away."""
    try:
        return await run_in_threadpool(call, *args)
    except Unavailable:
        return None
