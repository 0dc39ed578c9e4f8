"""Leave to watch."""

from __future__ import annotations

import logging
from typing import Annotated

from fastapi import APIRouter, Query, Response

from backend.database.database import Database
from backend.database.tables import Account, Video
from backend.database.videos import Showing
from backend.errors import NotSignedIn
from backend.http import opening
from backend.http.answers import ready
from backend.http.dependencies import (
    DatabaseDep,
    MetricsDep,
    PipelineDep,
    RungsOnDemand,
    ViewerDep,
    ViewsDep,
    Visitor,
    Watcher,
    quick,
)
from backend.http.schemas.common import PlaybackView
from backend.http.schemas.figures import PlayBody
from backend.videos import access

logger = logging.getLogger(__name__)
router = APIRouter(tags=["playback"])


@router.get("/api/videos/{video_id}/playback", response_model=PlaybackView)
@quick()
def playback(
    database: DatabaseDep,
    views: ViewsDep,
    pipeline: PipelineDep,
    on_demand: RungsOnDemand,
    account: Visitor,
    video_id: str,
    height: Annotated[int, Query(ge=0)] = 0,
    version: Annotated[int | None, Query(ge=1, le=2**31)] = None,
) -> Response:
    """Where the video can be watched now; private ones by their owner only.

    `height` is how many lines the viewer can show: where tall rungs are made on demand only,
    this is the demand. `version` is for the owner, who may look at each source that is kept.
    """
    if version is not None:
        return ready(views.playback(account, version_of(database, account, video_id, version), 0.0))
    video = access.showing(database, account, video_id)
    if on_demand and access.lacks_lines(video, height):
        pipeline.demanded(video.id)
    pipeline.wanted(video.id, video.position_seconds)
    return ready(views.playback(account, video, video.position_seconds))


def version_of(database: Database, account: Account | None, video_id: str, number: int) -> Video:
    """Raises NoSuchVideo, NoSuchVersion."""
    access.visible_video(database, account, video_id)
    if account is None:
        raise NotSignedIn
    return access.own_version(database, account, video_id, number)


@router.post("/api/videos/{video_id}/plays", status_code=204)
def report_play(
    database: DatabaseDep,
    metrics: MetricsDep,
    viewer: ViewerDep,
    account: Watcher,
    video_id: str,
    body: PlayBody,
    link: Annotated[str | None, Query()] = None,
) -> Response:
    """How a play went: into the metrics and the figures of film and channel, as one line into the
    log, and perhaps a view. A player that reports more than once says that it goes on. `link` is
    the share link by which it was watched; what is watched by one is not for the history."""
    video: Showing | Video
    if link is None:
        video = access.showing(database, account, video_id)
    else:
        _, video = opening.linked_film(database, link, video_id)
    play = body.play()
    watched = sum(play.seconds.values())
    with database.write():
        if account is not None and link is None and watched > 0:
            database.add_watched(account.id, video.id, watched)
        database.count_play(video.id, viewer, play)
    metrics.count_play(body)
    told = body.model_dump(exclude={"watched"})
    logger.info("play", extra={"video_id": video.id, "play": told})
    return Response(status_code=204)
