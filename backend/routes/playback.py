"""Leave to watch, and a page for browsers."""

from __future__ import annotations

import json
from importlib.resources import files

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from backend import videos
from backend.schemas import PlaybackView
from backend.services import Here, Visitor

router = APIRouter(tags=["playback"])


@router.get("/api/videos/{video_id}/playback")
def playback(here: Here, account: Visitor, video_id: str) -> PlaybackView:
    """Where the video can be watched now; private ones by their owner only."""
    return videos.playback(here, account, videos.visible_video(here, account, video_id))


@router.get("/watch/{video_id}", include_in_schema=False)
def watch(here: Here, account: Visitor, video_id: str) -> HTMLResponse:
    """A page for browsers; what it shows is public or unlisted."""
    video = videos.visible_video(here, account, video_id)
    shown = {"id": video.id, "title": video.title, "description": video.description}
    page = files("backend").joinpath("pages/watch.html").read_text("utf-8")
    # Inside <script>, "</" would end it; JSON has another way to write "<".
    return HTMLResponse(page.replace("{{video}}", json.dumps(shown).replace("<", "\\u003c")))
