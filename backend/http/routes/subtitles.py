"""Subtitles of the owner's own, beside those that came with the film."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from backend.accounts.accounts import fresh_id
from backend.database.tables import Account, Subtitle
from backend.errors import NotFound
from backend.http import views
from backend.http.dependencies import Here, Services, SignedIn
from backend.http.routes.bodies import limited_body
from backend.http.schemas import SubtitleView
from backend.storage.api import Writing
from backend.transcode.outputs.subtitles import MOST_BYTES, NotSubtitles, to_webvtt
from backend.videos import access

router = APIRouter(prefix="/api/videos/{video_id}/subtitles", tags=["subtitles"])
Language = Annotated[str, Path(pattern="^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,3}$")]
Label = Annotated[str, Query(max_length=100, pattern=r"^[^\x00-\x1f]*$")]


@router.put("/{language}")
async def set_subtitles(
    here: Here,
    account: SignedIn,
    request: Request,
    video_id: str,
    language: Language,
    label: Label = "",
) -> SubtitleView:
    """An SRT, ASS or WebVTT file as the body; replaces the track of that language."""
    data = await limited_body(request, MOST_BYTES, NotSubtitles)
    return await run_in_threadpool(keep, here, account, video_id, language, label, data)


@router.delete("/{language}", status_code=204)
def delete_subtitles(here: Here, account: SignedIn, video_id: str, language: Language) -> Response:
    """Take a track away."""
    access.own_video(here.database, account, video_id)
    tracks = {row.language: row for row in here.database.subtitles(video_id)}
    if (row := tracks.get(language)) is None:
        raise NotFound("There are no subtitles in this language.")
    here.database.delete_subtitle(video_id, language)
    forget(here, row)
    return Response(status_code=204)


def keep(
    here: Services, account: Account, video_id: str, language: str, label: str, data: bytes
) -> SubtitleView:
    """Under a fresh key, so that caches may keep each for ever."""
    access.own_video(here.database, account, video_id)
    track = to_webvtt(data)
    former = [row for row in here.database.subtitles(video_id) if row.language == language]
    key = f"media/{video_id}/subtitles-{fresh_id()}/track.vtt"
    here.store.put(key, track.encode(), Writing("text/vtt; charset=utf-8"))
    row = Subtitle(video_id=video_id, language=language, label=label or language, key=key, own=True)
    here.database.set_subtitle(row)
    for old in former:
        forget(here, old)
    return views.subtitle_view(here, row)


def forget(here: Services, row: Subtitle) -> None:
    """The film's own tracks stay with their revision; an uploaded one is nobody's now."""
    if row.own:
        here.store.delete_prefix(row.key.rpartition("/")[0] + "/")
