"""Videos as the API shows them: rows in, JSON with addresses out."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from typing import Any

from backend.database.database import Database
from backend.database.pages import Wanted
from backend.database.tables import Account, Subtitle, Video
from backend.delivery.api import MULTIVARIANT, Delivery, Grant
from backend.delivery.originals import Originals
from backend.errors import BackendError, Conflict
from backend.http.schemas import (
    Kind,
    PlaybackView,
    SubtitleView,
    VideoError,
    VideoList,
    VideoView,
    maybe_iso,
    view_of,
)
from backend.sentences import retold
from backend.transcode.api import Playable


class BadCursor(BackendError):
    code = "bad_cursor"

    sentence = "bad_cursor"


class NotWatchableYet(Conflict):
    code = "not_watchable_yet"
    retryable = True
    retry_after_seconds = 1

    sentence = "not_watchable_yet"


class VideoViews:
    """Makes what clients see of videos; its calls read the database."""

    def __init__(self, database: Database, delivery: Delivery, originals: Originals) -> None:
        self._database, self._delivery, self._originals = database, delivery, originals

    def page(self, account: Account, wanted: Wanted, cursor: str | None, limit: int) -> VideoList:
        """The cursor holds the last row's place, so rows that come or go shift nothing."""
        after = read_cursor(cursor, wanted.sort) if cursor is not None else None
        rows = self._database.video_page(wanted, after, limit + 1)
        next_cursor = None
        if len(rows) > limit:
            next_cursor = write_cursor(wanted.sort, *wanted.place_of(rows[limit - 1]))
        return VideoList(videos=self.several(account, rows[:limit]), next_cursor=next_cursor)

    def several(self, account: Account | None, videos: Sequence[Video]) -> list[VideoView]:
        ids = [video.id for video in videos]
        positions = self._database.positions(account.id, ids) if account else {}
        return [self._view(video, positions.get(video.id, 0.0)) for video in videos]

    def one(self, account: Account | None, video: Video) -> VideoView:
        return self.several(account, [video])[0]

    def playback(self, account: Account | None, video: Video, position: float) -> PlaybackView:
        """The best that can be watched now: the growing ladder, or the owner's own file."""
        kind, url, grant = self._way_to_watch(account, video)
        return PlaybackView(
            video_id=video.id,
            kind=kind,
            url=url,
            query=grant.query,
            cookies=dict(grant.cookies),
            expires_in_seconds=grant.expires_in_seconds,
            duration_seconds=video.duration_seconds,
            poster_url=self._media_url(video.own_poster_key or video.poster_key),
            storyboard_url=self._media_url(video.storyboard_key),
            chapters_url=self._media_url(video.chapters_key),
            subtitles=[self.subtitle(row) for row in self._database.subtitles(video.id)],
            position_seconds=position,
            complete=video.revision_complete,
        )

    def subtitle(self, row: Subtitle) -> SubtitleView:
        url = self._media_url(row.key) or ""
        return SubtitleView(language=row.language, label=row.label, url=url)

    def _view(self, video: Video, position_seconds: float) -> VideoView:
        fault = video.error and VideoError(
            message=retold(video.error), retryable=video.error_retryable
        )
        rungs = json.loads(video.rungs or "{}")
        computed = {
            "rungs": [{"name": name, "percent": percent} for name, percent in rungs.items()],
            "error": fault or None,
            "publish_at": maybe_iso(video.publish_at),
            "poster_url": self._media_url(video.own_poster_key or video.poster_key),
            "storyboard_url": self._media_url(video.storyboard_key),
            "position_seconds": position_seconds,
        }
        return VideoView(**{**view_of(video, VideoView), **computed})

    def _media_url(self, key: str | None) -> str | None:
        """The address of a file at `media/{video}/{revision}/{path}`."""
        if key is None:
            return None
        _, video_id, revision, path = key.split("/", 3)
        return self._delivery.grant(video_id, revision).url(path)

    def _way_to_watch(self, account: Account | None, video: Video) -> tuple[Kind, str, Grant]:
        if (grant := adaptive_grant(self._delivery, video)) is not None:
            return "hls", grant.url(MULTIVARIANT), grant
        own = account is not None and account.id == video.account_id
        if video.playable is None or not own:
            raise NotWatchableYet
        return "progressive", *self._originals.grant(video.id, video.source_key, video.filename)


def adaptive_grant(delivery: Delivery, video: Video) -> Grant | None:
    """Leave to watch its ladder; None as long as there is none."""
    if video.playable != Playable.ADAPTIVE or not video.revision:
        return None
    return delivery.grant(video.id, video.revision)


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
