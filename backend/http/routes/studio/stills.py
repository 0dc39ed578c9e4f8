"""What can be seen in an own video: a picture of a moment, and where chapters may begin."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from backend.http.dependencies import DatabaseDep, SignedIn, StillsDep
from backend.http.schemas.editing import SuggestedStarts
from backend.http.store_threads import asks_store
from backend.videos import access

router = APIRouter(prefix="/api/videos/{video_id}", tags=["studio"])
A_JPEG: dict[int | str, dict[str, Any]] = {200: {"content": {"image/jpeg": {}}}}
Seconds = Annotated[float, Query(ge=0, le=86_400)]


@router.get("/frame", response_class=Response, responses=A_JPEG)
@asks_store
def frame(
    database: DatabaseDep,
    stills: StillsDep,
    account: SignedIn,
    video_id: str,
    seconds: Seconds = 0.0,
) -> Response:
    """The picture at that moment, as large as a poster may be."""
    video = access.own_video(database, account, video_id)
    return Response(stills.picture(video, seconds), media_type="image/jpeg")


@router.get("/chapters/suggested")
@asks_store
def suggest_chapters(
    database: DatabaseDep, stills: StillsDep, account: SignedIn, video_id: str
) -> SuggestedStarts:
    """By what is seen; changes nothing."""
    video = access.own_video(database, account, video_id)
    return SuggestedStarts(starts=list(stills.chapter_starts(video)))
