"""Leave to watch."""

from __future__ import annotations

import logging
from typing import Annotated

from fastapi import APIRouter, Query, Response

from backend.http import views
from backend.http.dependencies import Here, Visitor
from backend.http.schemas import PlaybackView, PlayBody
from backend.videos import access

logger = logging.getLogger(__name__)
router = APIRouter(tags=["playback"])


@router.get("/api/videos/{video_id}/playback")
def playback(
    here: Here, account: Visitor, video_id: str, height: Annotated[int, Query(ge=0)] = 0
) -> PlaybackView:
    """Where the video can be watched now; private ones by their owner only.

    `height` is how many lines the viewer can show: where tall rungs are made on demand only,
    this is the demand.
    """
    video = access.visible_video(here.database, account, video_id)
    if here.settings.lazy_rungs and access.lacks_lines(video, height):
        here.pipeline.demanded(video.id)
    return views.playback(here, account, video)


@router.post("/api/videos/{video_id}/plays", status_code=204)
def report_play(here: Here, account: Visitor, video_id: str, body: PlayBody) -> Response:
    """How a play went: into the metrics and, as one line, into the log."""
    video = access.visible_video(here.database, account, video_id)
    here.metrics.count_play(body)
    logger.info("play", extra={"video_id": video.id, "play": body.model_dump()})
    return Response(status_code=204)
