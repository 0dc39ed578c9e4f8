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
# The page's own script and style stand in it; pictures and films may come from a CDN.
POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "connect-src 'self'; img-src 'self' https:; media-src 'self' https: blob:; base-uri 'none'"
)


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
    written = page.replace("{{video}}", json.dumps(shown).replace("<", "\\u003c"))
    return HTMLResponse(written, headers={"Content-Security-Policy": POLICY})
