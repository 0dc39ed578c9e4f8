"""The queries about channels and who follows them."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Row, delete, exists, func, or_, select, update
from sqlalchemy.exc import IntegrityError

from backend.catalogue.channels import (
    MOST_CHANNELS,
    MOST_FOLLOWED,
    HandleTaken,
    TooManyChannels,
    TooManyFollowed,
    handle_key,
    suggested_handle,
)
from backend.database.figures import sums
from backend.database.queries import LISTED, Place, Queries, below, changed
from backend.database.schema.keeping import Extra
from backend.database.tables import Account, Channel, Playlist, Subscription, Video

LAST = "\U0010ffff"
"""Sorts behind every other letter."""


class ChannelQueries(Queries):
    def channels(self, account_id: str) -> Sequence[Channel]:
        """The default one first."""
        with self.read() as session:
            query = select(Channel).where(Channel.account_id == account_id)
            order = (Channel.is_default.desc(), Channel.name, Channel.id)
            return session.scalars(query.order_by(*order).limit(MOST_CHANNELS)).all()

    def channel(self, channel_id: str) -> Channel | None:
        with self.read() as session:
            return session.get(Channel, channel_id)

    def channel_named(self, name: str) -> Channel | None:
        """By its id or its handle."""
        with self.read() as session:
            query = select(Channel).where(or_(Channel.id == name, Channel.handle == name))
            return session.scalars(query.order_by(Channel.id != name).limit(1)).first()

    def default_channel(self, account_id: str) -> Channel:
        """The account's first; one that an older program made has none yet."""
        query = select(Channel).where(Channel.account_id == account_id, Channel.is_default)
        with self.read() as session:
            if (found := session.scalar(query)) is not None:
                return found
        with self.write() as session:
            account = session.get_one(Account, account_id, with_for_update=True)
            if (found := session.scalar(query)) is not None:
                return found
            handle = suggested_handle(account.name, secrets.token_hex(4))
            made = Channel(id=secrets.token_hex(10), account_id=account_id, is_default=True)
            made.name, made.handle, made.handle_key = account.name, handle, handle_key(handle)
            made.created_at = self.clock()
            self.add(made)
            return made

    def add_channel(self, channel: Channel) -> None:
        """Raises HandleTaken, TooManyChannels."""
        with self.write() as session:
            of_account = Channel.account_id == channel.account_id
            number = session.scalar(select(func.count()).select_from(Channel).where(of_account))
            if (number or 0) >= MOST_CHANNELS:
                raise TooManyChannels
            self._flush_handle(channel)

    def set_channel(self, channel_id: str, **changes: Any) -> Channel | None:
        """Raises HandleTaken."""
        with self.write() as session:
            if (row := session.get(Channel, channel_id, with_for_update=True)) is None:
                return None
            self._flush_handle(changed(row, changes))
            return row

    def _flush_handle(self, row: Channel) -> None:
        try:
            self.add(row)
        except IntegrityError as error:
            raise HandleTaken from error

    def delete_channel(self, channel_id: str) -> None:
        """Its videos and playlists go to the account's default channel."""
        with self.write() as session:
            gone = session.get_one(Channel, channel_id)
            default = self.default_channel(gone.account_id)
            for row in session.scalars(select(Video).where(Video.channel_id == channel_id)):
                row.channel_id = default.id
            session.flush()
            moved = update(Playlist).where(Playlist.channel_id == channel_id)
            session.execute(moved.values(channel_id=default.id))
            session.execute(delete(Subscription).where(Subscription.channel_id == channel_id))
            session.execute(delete(Extra).where(Extra.belongs_to == channel_id))
            sums.forget(session, channel_id)
            session.execute(delete(Channel).where(Channel.id == channel_id))

    def follow(self, account_id: str, channel_id: str) -> None:
        """Once more is fine. Raises TooManyFollowed."""
        with self.write() as session:
            keys = {"account_id": account_id, "channel_id": channel_id}
            row = {**keys, "created_at": self.clock()}
            new = self._transactions.insert_new(Subscription, row)
            if session.scalar(new.returning(Subscription.channel_id)) is not None:
                self._count_followers(channel_id, 1)
            of_account = Subscription.account_id == account_id
            number = session.scalar(select(func.count()).where(of_account))
            if (number or 0) > MOST_FOLLOWED:
                raise TooManyFollowed

    def unfollow(self, account_id: str, channel_id: str) -> None:
        with self.write() as session:
            is_this = (Subscription.account_id == account_id, Subscription.channel_id == channel_id)
            gone = delete(Subscription).where(*is_this).returning(Subscription.channel_id)
            if session.scalar(gone) is not None:
                self._count_followers(channel_id, -1)

    def _count_followers(self, channel_id: str, more: int) -> None:
        with self.write() as session:
            one = update(Channel).where(Channel.id == channel_id)
            session.execute(one.values(followers=Channel.followers + more))

    def followed(self, account_id: str, channel_ids: Collection[str]) -> set[str]:
        """Which of these channels the account follows."""
        with self.read() as session:
            query = select(Subscription.channel_id).where(
                Subscription.account_id == account_id, Subscription.channel_id.in_(channel_ids)
            )
            return set(session.scalars(query))

    def followed_page(
        self, account_id: str, after: Place | None, limit: int
    ) -> Sequence[Row[Channel, float]]:
        """Channels with the time since when they are followed, the latest first."""
        order = (Subscription.created_at, Subscription.channel_id)
        query = (
            select(Channel, Subscription.created_at)
            .join(Subscription, Subscription.channel_id == Channel.id)
            .where(Subscription.account_id == account_id)
            .order_by(*(column.desc() for column in order))
        )
        if after is not None:
            query = query.where(below(after, *order))
        with self.read() as session:
            return session.execute(query.limit(limit)).all()

    def channels_beginning(self, prefix: str, limit: int, looked_at: int = 50) -> list[Channel]:
        """Those with something to see whose name (as `words` has it) or handle begins so, the
        most followed first."""
        until = prefix + LAST
        published = exists().where(Video.channel_id == Channel.id, LISTED)
        with self.read() as session:
            found: dict[str, Channel] = {}
            for column in (Channel.search, Channel.handle):
                query = select(Channel).where(column >= prefix, column < until, published)
                some = session.scalars(query.order_by(column).limit(looked_at))
                found.update({row.id: row for row in some})
        best = sorted(found.values(), key=lambda row: (-row.followers, row.name))
        return best[:limit]
