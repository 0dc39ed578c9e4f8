"""Videos and channels as the API shows them: rows in, JSON with addresses out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from backend.catalogue.defaults import defaults_of
from backend.database.database import Database
from backend.database.pages import Card, OwnCard, Wanted
from backend.database.tables import Account, Channel, Playlist, Subtitle, Video, VideoState
from backend.database.videos import Showing, Track
from backend.database.viewing import WatchedCard
from backend.delivery.api import ACCOUNT, EVERYBODY, MULTIVARIANT, SESSION, VIEWERS, Delivery, Grant
from backend.delivery.originals import Originals
from backend.errors import Conflict
from backend.http import cursors
from backend.http.schemas.common import (
    CardView,
    ChannelBrief,
    Kind,
    OriginalStreamView,
    PlaybackView,
    ReplacementView,
    RungView,
    SubtitleView,
    VideoError,
    VideoList,
    VideoView,
    iso,
    maybe_iso,
)
from backend.http.schemas.studio import OriginalView
from backend.http.schemas.viewers import (
    CardList,
    ChannelView,
    PlaylistList,
    PlaylistView,
    WatchedView,
)
from backend.sentences import retold
from backend.signing import HmacSigner
from backend.transcode.api import Playable
from backend.videos.access import Right, relation_of, right_to, seen_card

DELETED = "deleted"
KEPT_SECONDS = 300
"""An address is given out again for so long; each holds for much longer."""
KEPT_ADDRESSES = 16_384


class NotWatchableYet(Conflict):
    code = "not_watchable_yet"
    retryable = True
    retry_after_seconds = 1

    sentence = "not_watchable_yet"


class VideoViews:
    """Makes what clients see of videos; its calls read the database."""

    def __init__(
        self, database: Database, delivery: Delivery, originals: Originals, signer: HmacSigner
    ) -> None:
        self._database, self._delivery, self._originals = database, delivery, originals
        self._signer = signer
        self._address = lru_cache(KEPT_ADDRESSES)(self._signed_address)

    @property
    def answer_at_once(self) -> bool:
        """Whether they are made in less than it takes to have another thread do it: addresses in a
        remote store may need its credentials, or a managed service, to be asked for first."""
        return self._database.answers_at_once and not self._originals.are_remote

    def page(self, account: Account, wanted: Wanted, cursor: str | None, limit: int) -> VideoList:
        """Of the account's own. The cursor holds the last row's place, so rows that come or go
        shift nothing. Where no word begins as one that is sought, it may stand in the middle of
        one."""
        name = cursors.list_name("videos", wanted.sort)
        within = cursors.list_name("videos", wanted.sort, "within words")
        if cursors.is_of(within, cursor):
            name, wanted = within, replace(wanted, within=True)
        kind = str if wanted.sort == "title" else float
        after = cursors.read(name, cursor, kind, str)
        rows = self._database.video_page(wanted, after, limit + 1)
        if not rows and after is None and wanted.terms is not None:
            name, wanted = within, replace(wanted, within=True)
            rows = self._database.video_page(wanted, after, limit + 1)
        shown, next_cursor = cursors.cut(name, rows, limit, wanted.place_of)
        return VideoList(videos=[self._own(account, row) for row in shown], next_cursor=next_cursor)

    def own(self, account: Account, video_id: str) -> VideoView:
        """One of the account's, as it sees it. Raises NoSuchVideo."""
        return self._own(account, seen_card(self._database, account, video_id))

    def own_ones(self, account: Account, video_ids: Sequence[str]) -> list[VideoView]:
        """As many of the account's as there are."""
        found = self._database.own_cards(account.id, video_ids)
        return [self._own(account, own) for own in found]

    def one(self, account: Account | None, own: OwnCard) -> VideoView | CardView:
        """As whoever asks may see it."""
        if account is not None and is_own(account, own.card.account_id):
            return self._own(account, own)
        return self.card(account, own.card)

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
        video: Video | Showing,
        position: float,
        audience: str | None = None,
    ) -> PlaybackView:
        """The best that can be watched now: the growing ladder, or the owner's own file. `video`
        may be a version of one."""
        leave = audience or audience_of(account, video.account_id)
        kind, url, grant = self._way_to_watch(account, video, leave)
        return PlaybackView(
            video_id=video.replaces or video.id,
            kind=kind,
            url=url,
            query=grant.query,
            cookies=dict(grant.cookies),
            expires_in_seconds=grant.expires_in_seconds,
            duration_seconds=video.duration_seconds,
            poster_url=self._media_url(video.own_poster_key or video.poster_key, leave),
            storyboard_url=self._media_url(video.storyboard_key, leave),
            chapters_url=self._media_url(chapters_key_of(video), leave),
            subtitles=[self._subtitle(row, leave) for row in self._database.subtitles(video.id)],
            position_seconds=position,
            complete=video.revision_complete,
            original=self._original_beside(account, video, leave) if kind == "hls" else None,
        )

    def subtitle(self, account: Account, row: Subtitle | Track) -> SubtitleView:
        """One of the account's own."""
        return self._subtitle(row, leave_of(account))

    def _subtitle(self, row: Subtitle | Track, audience: str) -> SubtitleView:
        url = self._media_url(row.key, audience) or ""
        return SubtitleView(language=row.language, label=row.label, url=url)

    def original(self, account: Account, video: Video) -> OriginalView:
        """Leave to download a whole one, for its owner."""
        url, grant = self._original(video, leave_of(account))
        return OriginalView(
            url=url,
            expires_in_seconds=grant.expires_in_seconds,
            filename=video.filename,
            size_bytes=video.size_bytes,
            blake3=video.blake3,
        )

    def adaptive_grant(
        self, account: Account | None, video: Video | Showing, audience: str | None = None
    ) -> Grant | None:
        """Leave to watch its ladder; None as long as there is none."""
        leave = audience or audience_of(account, video.account_id)
        if video.playable != Playable.ADAPTIVE or not video.revision:
            return None
        return self._delivery.grant(video.replaces or video.id, video.revision, leave)

    def channel(self, row: Channel, account: Account | None, *, following: bool) -> ChannelView:
        return ChannelView(
            id=row.id,
            handle=row.handle,
            name=row.name,
            picture_url=self._media_url(row.picture_key, EVERYBODY),
            description=row.description,
            banner_url=self._media_url(row.banner_key, EVERYBODY),
            followers=row.followers,
            following=following,
            own=is_own(account, row.account_id),
            is_default=row.is_default,
            defaults=defaults_of(row.defaults) if is_own(account, row.account_id) else {},
            created_at=iso(row.created_at),
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
            id=row.id,
            title=row.title,
            description=row.description,
            visibility=row.visibility,  # type: ignore[arg-type]  # one of them, as it came in
            later=row.is_later,
            own=is_own(account, row.account_id),
            size=row.size,
            channel=self.channel_brief(channel) if channel else None,
            created_at=iso(row.created_at),
            updated_at=iso(row.updated_at),
        )

    def watched(self, account: Account, row: WatchedCard) -> WatchedView:
        """An entry of the history; what can't be seen any more has only its id."""
        relation = relation_of(account.id, row.card.account_id)
        can_see = right_to(row.card, relation, self._database.clock()) >= Right.SEE
        return WatchedView(
            video_id=row.card.id,
            watched_at=iso(row.watched_at),
            watched_seconds=row.watched_seconds,
            video=self.card(account, row.card) if can_see else None,
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
            "state": DELETED if card.deleted_at is not None else card.state,
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
            "captions": bool(card.captions),
            "created_at": iso(card.created_at),
            "updated_at": iso(card.updated_at),
        }

    def _own(self, account: Account, own: OwnCard) -> VideoView:
        rungs = json.loads(own.rungs or "{}")
        return VideoView(
            **self._shown(own.card, leave_of(account)),
            filename=own.filename,
            percent=own.percent,
            seconds_left=own.seconds_left,
            rungs=[RungView(name=name, percent=percent) for name, percent in rungs.items()],
            error=fault(own.error, own.error_retryable),
            publish_at=maybe_iso(own.card.publish_at),
            size_bytes=own.size_bytes,
            revision=own.revision,
            embedding=own.embedding,
            replacement=replacement(own) if own.replacement_state else None,
        )

    def _media_url(self, key: str | None, audience: str) -> str | None:
        """The address of a file at `media/{video or channel}/{revision}/{path}`."""
        if not key:
            return None
        now = int(self._database.clock() // KEPT_SECONDS)
        return self._address(key, audience, now, self._signer.current)

    def _signed_address(self, key: str, audience: str, *_: object) -> str:
        video_id, revision, path = key.split("/", 3)[1:]
        return self._delivery.grant(video_id, revision, audience).url(path)

    def _original_beside(
        self, account: Account | None, video: Video | Showing, audience: str
    ) -> OriginalStreamView | None:
        """What an owner goes on with where the ladder is not made yet, once it is all there."""
        encoding = video.state == VideoState.PROCESSING and not video.revision_complete
        owns = account is not None and audience == leave_of(account)
        if not (encoding and owns and is_own(account, video.account_id)):
            return None
        url, grant = self._original(video, audience)
        return OriginalStreamView(url=url, query=grant.query, cookies=dict(grant.cookies))

    def _way_to_watch(
        self, account: Account | None, video: Video | Showing, audience: str
    ) -> tuple[Kind, str, Grant]:
        if (grant := self.adaptive_grant(account, video, audience)) is not None:
            return "hls", grant.url(MULTIVARIANT), grant
        if video.playable is None or not is_own(account, video.account_id):
            raise NotWatchableYet
        return "progressive", *self._original(video, audience)

    def _original(self, video: Video | Showing, audience: str) -> tuple[str, Grant]:
        return self._originals.grant(video.id, video.source_key, video.filename, audience)


def chapters_key_of(video: Video | Showing) -> str | None:
    """The owner's word goes before the file's; "" says that there are to be none."""
    own = video.own_chapters_key
    return video.chapters_key if own is None else own


def fault(why: str | None, retryable: bool | None) -> VideoError | None:
    return VideoError(message=retold(why), retryable=bool(retryable)) if why else None


def replacement(own: OwnCard) -> ReplacementView:
    return ReplacementView(
        state=own.replacement_state or "",
        percent=own.replacement_percent or 0.0,
        seconds_left=own.replacement_seconds_left,
        error=fault(own.replacement_error, own.replacement_error_retryable),
    )


def is_own(account: Account | None, owner_id: str) -> bool:
    return account is not None and account.id == owner_id


def audience_of(account: Account | None, owner_id: str) -> str:
    """Whom a leave is for that nobody gave by a link."""
    if account is None or not is_own(account, owner_id):
        return VIEWERS
    return leave_of(account)


def leave_of(account: Account) -> str:
    """The audience of an owner's leave: it ends when they sign out, on that device."""
    return f"{SESSION}{account.session_id}" if account.session_id else f"{ACCOUNT}{account.id}"
