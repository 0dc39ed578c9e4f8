"""Subtitles of the owner's own, beside those that came with the film."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from backend.database.database import Database
from backend.database.tables import Account, Subtitle
from backend.database.videos import Track
from backend.errors import NotFound
from backend.http.dependencies import DatabaseDep, ExtrasDep, SignedIn, ViewsDep
from backend.http.routes.bodies import limited_body
from backend.http.schemas.common import SubtitleView
from backend.http.schemas.editing import OwnSubtitleView, SubtitleList
from backend.http.store_threads import asks_store, on_store_thread
from backend.ids import fresh_id
from backend.storage.api import Writing
from backend.text import spoken_words
from backend.transcode.outputs.subtitles import MOST_BYTES, NotSubtitles, to_webvtt
from backend.uploads.extras import Extras
from backend.videos import access

router = APIRouter(prefix="/api/videos/{video_id}/subtitles", tags=["subtitles"])
Language = Annotated[str, Path(pattern="^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,3}$")]
Label = Annotated[str, Query(max_length=100, pattern=r"^[^\x00-\x1f]*$")]


@router.get("")
def list_subtitles(
    database: DatabaseDep, views: ViewsDep, account: SignedIn, video_id: str
) -> SubtitleList:
    """Those of an own video: its file's, and those that were added."""
    access.own_video(database, account, video_id)
    rows = [(row, views.subtitle(account, row)) for row in database.subtitles(video_id)]
    shown = [
        OwnSubtitleView(language=view.language, label=view.label, url=view.url, own=row.own)
        for row, view in rows
    ]
    return SubtitleList(subtitles=shown)


@router.put("/{language}")
async def set_subtitles(
    database: DatabaseDep,
    extras: ExtrasDep,
    views: ViewsDep,
    account: SignedIn,
    request: Request,
    video_id: str,
    language: Language,
    label: Label = "",
) -> SubtitleView:
    """An SRT, ASS or WebVTT file as the body; replaces the track of that language."""
    data = await limited_body(request, MOST_BYTES, NotSubtitles)
    named = Subtitle(video_id=video_id, language=language, label=label or language, own=True)
    kept = await on_store_thread(partial(keep, database, extras, account, named, data))
    return views.subtitle(account, kept)


@router.delete("/{language}", status_code=204)
@asks_store
def delete_subtitles(
    database: DatabaseDep, extras: ExtrasDep, account: SignedIn, video_id: str, language: Language
) -> Response:
    """Take a track away."""
    access.own_video(database, account, video_id)
    if (row := track_of(database.subtitles(video_id), language)) is None:
        raise NotFound("no_such_subtitles")
    database.delete_subtitle(video_id, row.language)
    forget(extras, row)
    return Response(status_code=204)


def keep(
    database: Database, extras: Extras, account: Account, row: Subtitle, data: bytes
) -> Subtitle:
    """Under a fresh key, so that caches may keep each for ever."""
    access.own_video(database, account, row.video_id)
    track = to_webvtt(data)
    former = track_of(database.subtitles(row.video_id), row.language)
    if former is not None:
        row.language = former.language
    row.key = f"media/{row.video_id}/subtitles-{fresh_id()}/track.vtt"
    row.words = spoken_words(track)
    extras.put(account.id, row.key, track.encode(), Writing("text/vtt; charset=utf-8"))
    database.set_subtitle(row)
    if former is not None:
        forget(extras, former)
    return row


def track_of(tracks: Sequence[Track], language: str) -> Track | None:
    """However it is written: "DE" is "de"."""
    return next((each for each in tracks if each.language.lower() == language.lower()), None)


def forget(extras: Extras, row: Track) -> None:
    """The film's own tracks stay with their revision; an uploaded one is nobody's now."""
    if row.own:
        extras.forget(row.key)
