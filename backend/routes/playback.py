"""Leave to watch."""

from __future__ import annotations

from fastapi import APIRouter

from backend import videos
from backend.schemas import PlaybackView
from backend.services import Here, Visitor

router = APIRouter(tags=["playback"])


@router.get("/api/videos/{video_id}/playback")
def playback(here: Here, account: Visitor, video_id: str) -> PlaybackView:
    """Where the video can be watched now; private ones by their owner only."""
    return videos.playback(here, account, videos.visible_video(here, account, video_id))
