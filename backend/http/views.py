"""Videos and channels as the API shows them: rows in, JSON with addresses out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from backend.database.catalogue import Card
from backend.database.database import Database
from backend.database.pages import Wanted
from backend.database.tables import Account, Channel, Playlist, Subtitle, Video
from backend.delivery.api import EVERYBODY, MULTIVARIANT, OWNER, VIEWERS, Delivery, Grant
from backend.delivery.originals import Originals
from backend.errors import Conflict
from backend.http import cursors
from backend.http.schemas import (
    CardView,
    ChannelBrief,
    Kind,
    PlaybackView,
    RungView,
    SubtitleView,
    VideoError,
    VideoList,
    VideoView,
    iso,
    maybe_iso,
    view_of,
)
from backend.http.viewer_schemas import (
    CardList,
    ChannelView,
    PlaylistList,
    PlaylistView,
    WatchedView,
)
from backend.sentences import retold
from backend.transcode.api import Playable
from backend.videos.access import Right, id_of, relation_of, right_to


class NotWatchableYet(Conflict):
    code = "not_watchable_yet"
    retryable = True
    retry_after_seconds = 1

    sentence = "not_watchable_yet"


class VideoViews:
    """Makes what clients see of videos; its calls read the database."""

    def __init__(self, database: Database, delivery: Delivery, originals: Originals) -> None:
        self._database, self._delivery, self._originals = database, delivery, originals

    def page(self, wanted: Wanted, cursor: str | None, limit: int) -> VideoList:
        """The cursor holds the last row's place, so rows that come or go shift nothing."""
        name = cursors.list_name("videos", wanted.sort)
        kind = str if wanted.sort == "title" else float
        after = cursors.read(name, cursor, kind, str)
        rows = self._database.video_page(wanted, after, limit + 1)
        shown, next_cursor = cursors.cut(name, rows, limit, wanted.place_of)
        return VideoList(videos=self.own(shown), next_cursor=next_cursor)

    def own(self, videos: Sequence[Video]) -> list[VideoView]:
        """Of one owner, as they see them."""
        if not videos:
            return []
        ids = [video.id for video in videos]
        cards = self._database.cards(videos[0].account_id, ids)
        return [self._own(video, cards[video.id]) for video in videos]

    def one(self, account: Account | None, video: Video) -> VideoView | CardView:
        if is_own(account, video.account_id):
            return self.own([video])[0]
        return self.seen(account, [video.id])[0]

    def seen(self, account: Account | None, video_ids: Sequence[str]) -> list[CardView]:
        cards = self._database.cards(id_of(account), video_ids)
        return [self.card(account, cards[each]) for each in video_ids if each in cards]

    def cards(
        self, account: Account | None, cards: Sequence[Card], next_cursor: str | None
    ) -> CardList:
        """One page of what others see."""
        return CardList(videos=[self.card(account, c) for c in cards], next_cursor=next_cursor)

    def card(self, account: Account | None, card: Card, audience: str | None = None) -> CardView:
        """What others see of a video; `audience` is a share link's id where that is the leave."""
        return CardView(**self._shown(card, audience or audience_of(account, card.account_id)))

    def playback(
        self,
        account: Account | None,
        video: Video,
        position: float,
        audience: str | None = None,
    ) -> PlaybackView:
        """The best that can be watched now: the growing ladder, or the owner's own file."""
        leave = audience or audience_of(account, video.account_id)
        kind, url, grant = self._way_to_watch(account, video, leave)
        return PlaybackView(
            video_id=video.id,
            kind=kind,
            url=url,
            query=grant.query,
            cookies=dict(grant.cookies),
            expires_in_seconds=grant.expires_in_seconds,
            duration_seconds=video.duration_seconds,
            poster_url=self._media_url(video.own_poster_key or video.poster_key, leave),
            storyboard_url=self._media_url(video.storyboard_key, leave),
            chapters_url=self._media_url(video.chapters_key, leave),
            subtitles=[self.subtitle(row, leave) for row in self._database.subtitles(video.id)],
            position_seconds=position,
            complete=video.revision_complete,
        )

    def subtitle(self, row: Subtitle, audience: str = OWNER) -> SubtitleView:
        url = self._media_url(row.key, audience) or ""
        return SubtitleView(language=row.language, label=row.label, url=url)

    def adaptive_grant(
        self, account: Account | None, video: Video, audience: str | None = None
    ) -> Grant | None:
        """Leave to watch its ladder; None as long as there is none."""
        leave = audience or audience_of(account, video.account_id)
        if video.playable != Playable.ADAPTIVE or not video.revision:
            return None
        return self._delivery.grant(video.id, video.revision, leave)

    def channel(self, row: Channel, account: Account | None, *, following: bool) -> ChannelView:
        return ChannelView(
            **view_of(row, ChannelView),
            picture_url=self._media_url(row.picture_key, EVERYBODY),
            banner_url=self._media_url(row.banner_key, EVERYBODY),
            following=following,
            own=is_own(account, row.account_id),
        )

    def channels(self, account: Account | None, rows: Sequence[Channel]) -> list[ChannelView]:
        ids = [row.id for row in rows]
        followed = self._database.followed(account.id, ids) if account else set()
        return [self.channel(row, account, following=row.id in followed) for row in rows]

    def playlists(
        self, account: Account | None, rows: Sequence[Playlist], name: str, limit: int
    ) -> PlaylistList:
        """One page of a list that has this name for cursors; `rows` are one more, if there are."""
        page, next_cursor = cursors.cut(name, rows, limit, lambda row: (row.updated_at, row.id))
        shown = [self.playlist(account, row) for row in page]
        return PlaylistList(playlists=shown, next_cursor=next_cursor)

    def playlist(self, account: Account | None, row: Playlist) -> PlaylistView:
        channel = self._database.channel(row.channel_id) if row.channel_id else None
        return PlaylistView(
            **view_of(row, PlaylistView),
            later=row.is_later,
            own=is_own(account, row.account_id),
            channel=self.channel_brief(channel) if channel else None,
        )

    def watched(self, account: Account, card: Card) -> WatchedView:
        """An entry of the history; what can't be seen any more has only its id."""
        relation = relation_of(account.id, card.account_id)
        can_see = right_to(card, relation, self._database.clock()) >= Right.SEE
        return WatchedView(
            video_id=card.id,
            watched_at=iso(card.watched_at),
            watched_seconds=card.watched_seconds,
            video=self.card(account, card) if can_see else None,
        )

    def channel_brief(self, row: Channel) -> ChannelBrief:
        picture = self._media_url(row.picture_key, EVERYBODY)
        return ChannelBrief(id=row.id, handle=row.handle, name=row.name, picture_url=picture)

    def _shown(self, card: Card, audience: str) -> dict[str, Any]:
        return {
            "id": card.id,
            "title": card.title,
            "description": card.description,
            "tags": json.loads(card.tags),
            "language": card.language,
            "channel": ChannelBrief(
                id=card.channel_id,
                handle=card.channel_handle,
                name=card.channel_name,
                picture_url=self._media_url(card.channel_picture_key, EVERYBODY),
            ),
            "channel_id": card.channel_id,
            "state": card.state,
            "playable": card.playable,
            "visibility": card.visibility,
            "published_at": maybe_iso(card.published_at),
            "views": card.views,
            "duration_seconds": card.duration_seconds,
            "width": card.width,
            "height": card.height,
            "poster_url": self._media_url(card.own_poster_key or card.poster_key, audience),
            "storyboard_url": self._media_url(card.storyboard_key, audience),
            "position_seconds": card.position_seconds,
            "created_at": iso(card.created_at),
            "updated_at": iso(card.updated_at),
        }

    def _own(self, video: Video, card: Card) -> VideoView:
        fault = video.error and VideoError(
            message=retold(video.error), retryable=video.error_retryable
        )
        rungs = json.loads(video.rungs or "{}")
        return VideoView(
            **self._shown(card, OWNER),
            filename=video.filename,
            percent=video.percent,
            seconds_left=video.seconds_left,
            rungs=[RungView(name=name, percent=percent) for name, percent in rungs.items()],
            error=fault or None,
            publish_at=maybe_iso(video.publish_at),
            size_bytes=video.size_bytes,
            revision=video.revision,
        )

    def _media_url(self, key: str | None, audience: str) -> str | None:
        """The address of a file at `media/{video or channel}/{revision}/{path}`."""
        if key is None:
            return None
        _, video_id, revision, path = key.split("/", 3)
        return self._delivery.grant(video_id, revision, audience).url(path)

    def _way_to_watch(
        self, account: Account | None, video: Video, audience: str
    ) -> tuple[Kind, str, Grant]:
        if (grant := self.adaptive_grant(account, video, audience)) is not None:
            return "hls", grant.url(MULTIVARIANT), grant
        if video.playable is None or not is_own(account, video.account_id):
            raise NotWatchableYet
        return "progressive", *self._originals.grant(video.id, video.source_key, video.filename)


def is_own(account: Account | None, owner_id: str) -> bool:
    return account is not None and account.id == owner_id


def audience_of(account: Account | None, owner_id: str) -> str:
    """Whom a leave is for that nobody gave by a link."""
    return OWNER if is_own(account, owner_id) else VIEWERS
