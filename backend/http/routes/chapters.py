"""Chapters: those that the owner writes, those of the description, those of the file."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from itertools import pairwise

from fastapi import APIRouter

from backend.catalogue import chapters
from backend.catalogue.chapters import ChapterMark
from backend.database.tables import Video
from backend.database.videos import VideoDetails
from backend.http.dependencies import DatabaseDep, SignedIn, StoreDep
from backend.http.schemas.editing import ChapterList, ChapterView, Origin
from backend.http.store_threads import asks_store
from backend.ids import fresh_id
from backend.storage.api import ObjectStore, Writing
from backend.transcode.outputs import webvtt
from backend.transcode.outputs.webvtt import Cue
from backend.uploads.extras import Extras
from backend.videos import access

router = APIRouter(prefix="/api/videos/{video_id}/chapters", tags=["videos"])
WEBVTT = Writing("text/vtt; charset=utf-8")
UNKNOWN_END_SECONDS = 86_400.0
"""After its start, the last chapter of a film of which nobody knows yet how long it is."""


@router.get("")
@asks_store
def read_chapters(
    database: DatabaseDep, store: StoreDep, account: SignedIn, video_id: str
) -> ChapterList:
    """As viewers have them, for their owner to change; `PATCH` of the video does that."""
    video = access.own_video(database, account, video_id)
    embedded = in_file(store, video)
    origin, marks = chosen(video, embedded)
    return ChapterList(origin=origin, chapters=shown(marks), embedded=shown(embedded))


def chosen(video: Video, embedded: Sequence[ChapterMark]) -> tuple[Origin, Sequence[ChapterMark]]:
    """Which of them viewers have."""
    if video.own_chapters is not None:
        return "own", chapters.from_json(video.own_chapters)
    if listed := chapters.in_text(video.description):
        return "description", listed
    return ("file" if embedded else ""), embedded


def shown(marks: Iterable[ChapterMark]) -> list[ChapterView]:
    return [ChapterView(start_seconds=mark.start_seconds, title=mark.title) for mark in marks]


def in_file(store: ObjectStore, video: Video) -> list[ChapterMark]:
    if video.chapters_key is None or (found := store.head(video.chapters_key)) is None:
        return []
    text = b"".join(store.read(video.chapters_key, 0, found.size_bytes)).decode()
    return [ChapterMark(cue.start_seconds, html.unescape(cue.text)) for cue in webvtt.read(text)]


def settle(extras: Extras, video: Video, details: VideoDetails) -> str | None:
    """Write the chapters that these changes make, if they make others, and name them in the
    changes; returns the key of those that are obsolete then."""
    own = details.get("own_chapters", video.own_chapters)
    before, after = (
        chapters.in_text(text)
        for text in (video.description, details.get("description", video.description))
    )
    if "own_chapters" not in details and (own is not None or before == after):
        return None
    marks = chapters.from_json(own) if own is not None else after
    details["own_chapters_key"] = key = "" if own is not None else None
    if marks:
        key = f"media/{video.id}/chapters-{fresh_id()}/chapters.vtt"
        words = track(marks, video.duration_seconds).encode()
        extras.put(video.account_id, key, words, WEBVTT)
        details["own_chapters_key"] = key
    return video.own_chapters_key


def forget(extras: Extras, key: str | None) -> None:
    if key:
        extras.forget(key)


def track(marks: Sequence[ChapterMark], duration_seconds: float | None) -> str:
    """As WebVTT, whose chapters have ends."""
    last = marks[-1].start_seconds
    end = max(duration_seconds or last + UNKNOWN_END_SECONDS, last + 1.0)
    ends = [*(later.start_seconds for _, later in pairwise(marks)), end]
    return webvtt.write(
        Cue(mark.start_seconds, stop, html.escape(mark.title, quote=False))
        for mark, stop in zip(marks, ends, strict=True)
    )
