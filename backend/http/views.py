"""Videos as the API shows them: rows in, JSON with addresses out."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Any

from backend.database.pages import Wanted
from backend.database.tables import Account, Subtitle, Video
from backend.delivery.api import Grant
from backend.delivery.local import SOURCE
from backend.errors import BackendError, Conflict
from backend.http.dependencies import Services
from backend.http.schemas import (
    PlaybackView,
    SubtitleView,
    VideoError,
    VideoList,
    VideoView,
    maybe_iso,
    view_of,
)
from backend.media_types import MEDIA_TYPES
from backend.transcode.api import Playable


class BadCursor(BackendError):
    code = "bad_cursor"

    def __init__(self) -> None:
        super().__init__("The list has changed its order. Start again from its beginning.")


class NotWatchableYet(Conflict):
    code = "not_watchable_yet"
    retryable = True
    retry_after_seconds = 1

    def __init__(self) -> None:
        super().__init__("This video can't be watched yet.")


def page(
    here: Services, account: Account, wanted: Wanted, cursor: str | None, limit: int
) -> VideoList:
    """One page. The cursor holds the last row's place, so rows that come or go shift nothing."""
    after = read_cursor(cursor, wanted.sort) if cursor is not None else None
    rows = here.database.video_page(wanted, after, limit + 1)
    next_cursor = None
    if len(rows) > limit:
        next_cursor = write_cursor(wanted.sort, *wanted.place_of(rows[limit - 1]))
    return VideoList(videos=views(here, account, rows[:limit]), next_cursor=next_cursor)


def write_cursor(sort: str, value: Any, video_id: str) -> str:
    return base64.urlsafe_b64encode(json.dumps([sort, value, video_id]).encode()).decode()


def read_cursor(cursor: str, sort: str) -> tuple[Any, str]:
    try:
        kept, value, video_id = json.loads(base64.urlsafe_b64decode(cursor.encode()))
    except ValueError:
        raise BadCursor from None
    kind = str if sort == "title" else (int, float)
    if kept != sort or not isinstance(value, kind) or not isinstance(video_id, str):
        raise BadCursor
    return value, video_id


def views(here: Services, account: Account | None, videos: Sequence[Video]) -> list[VideoView]:
    ids = [video.id for video in videos]
    positions = here.database.positions(account.id, ids) if account else {}
    return [view(here, video, positions.get(video.id, 0.0)) for video in videos]


def view(here: Services, video: Video, position_seconds: float) -> VideoView:
    fault = video.error and VideoError(message=video.error, retryable=video.error_retryable)
    rungs = json.loads(video.rungs or "{}")
    computed = {
        "rungs": [{"name": name, "percent": percent} for name, percent in rungs.items()],
        "error": fault or None,
        "publish_at": maybe_iso(video.publish_at),
        "poster_url": media_url(here, video.own_poster_key or video.poster_key),
        "storyboard_url": media_url(here, video.storyboard_key),
        "position_seconds": position_seconds,
    }
    return VideoView(**{**view_of(video, VideoView), **computed})


def media_url(here: Services, key: str | None) -> str | None:
    """The address of a file at `media/{video}/{revision}/{path}`."""
    if key is None:
        return None
    _, video_id, revision, path = key.split("/", 3)
    return here.delivery.grant(video_id, revision).url(path)


def playback(here: Services, account: Account | None, video: Video) -> PlaybackView:
    """The best that can be watched now: the growing ladder, or the owner's own file."""
    position = here.database.position(account.id, video.id) if account else 0.0
    here.pipeline.wanted(video.id, position)
    kind, url, grant = way_to_watch(here, account, video)
    return PlaybackView(
        video_id=video.id,
        kind=kind,
        url=url,
        query=grant.query,
        cookies=dict(grant.cookies),
        expires_in_seconds=grant.expires_in_seconds,
        duration_seconds=video.duration_seconds,
        poster_url=media_url(here, video.own_poster_key or video.poster_key),
        storyboard_url=media_url(here, video.storyboard_key),
        chapters_url=media_url(here, video.chapters_key),
        subtitles=[subtitle_view(here, row) for row in here.database.subtitles(video.id)],
        position_seconds=position,
        complete=video.revision_complete,
    )


def way_to_watch(here: Services, account: Account | None, video: Video) -> tuple[Any, str, Grant]:
    if video.playable == Playable.ADAPTIVE and video.revision:
        grant = here.delivery.grant(video.id, video.revision)
        return "hls", grant.url("hls/multivariant.m3u8"), grant
    own = account is not None and account.id == video.account_id
    if video.playable is None or not own:
        raise NotWatchableYet
    return "progressive", *source_url(here, video)


def source_url(here: Services, video: Video) -> tuple[str, Grant]:
    """A short way to the original, for its owner only."""
    seconds = here.settings.url_seconds
    url = here.store.signed_get(video.source_key, seconds)
    if not url.startswith("file:"):
        return url, Grant(url, seconds)
    grant = here.local.grant(video.id, SOURCE)
    suffix = PurePosixPath(video.filename).suffix.lower()
    return grant.url(f"source{suffix if suffix in MEDIA_TYPES else ''}"), grant


def subtitle_view(here: Services, row: Subtitle) -> SubtitleView:
    return SubtitleView(language=row.language, label=row.label, url=media_url(here, row.key) or "")
