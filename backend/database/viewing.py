"""The queries about who watched what: history, views, the sums of figures, and the links that let
others watch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import delete, func, or_, select, update

from backend.catalogue.figures import Day, Play, addition, day_of, month_of
from backend.catalogue.links import MOST_LINKS, TooManyLinks
from backend.catalogue.publishing import popularity_after
from backend.catalogue.viewing import NEARLY_WHOLE, WINDOW_SECONDS, is_view
from backend.database.figures import sums
from backend.database.pages import CARD, THERE, Card, card_of, cards_where
from backend.database.queries import Place, Queries, below
from backend.database.tables import Account, Position, ShareLink, Video, VideoText, View
from backend.text import like_pattern, words

HISTORY = (Position.updated_at, Position.video_id)


@dataclass(frozen=True, slots=True)
class Watched:
    """What of an account's history is asked for: each word of `query` found, or what was begun
    and not seen to its end."""

    account_id: str
    query: str = ""
    unfinished: bool = False


class WatchedCard(NamedTuple):
    card: Card
    watched_at: float
    watched_seconds: float


class ViewingQueries(Queries):
    def position(self, account_id: str, video_id: str) -> float:
        with self.read() as session:
            row = session.get(Position, (account_id, video_id))
            return row.seconds if row else 0.0

    def set_position(self, account_id: str, video_id: str, seconds: float) -> None:
        self._watch(account_id, video_id, {"seconds": seconds})

    def add_watched(self, account_id: str, video_id: str, seconds: float) -> None:
        more = Position.watched_seconds + seconds
        self._watch(account_id, video_id, {"watched_seconds": seconds}, watched_seconds=more)

    def _watch(
        self, account_id: str, video_id: str, values: dict[str, Any], **otherwise: Any
    ) -> None:
        keys = {"account_id": account_id, "video_id": video_id}
        values = {**values, "updated_at": self.clock()}
        new = {"seconds": 0.0, "watched_seconds": 0.0} | values
        with self.write() as session:
            paused = select(Account.history_paused).where(Account.id == account_id)
            if session.scalar(paused):
                return
            upsert = self._transactions.upsert(Position, keys, new, {**values, **otherwise})
            session.execute(upsert)

    def history_page(self, watched: Watched, after: Place | None, limit: int) -> list[WatchedCard]:
        """The latest first; whoever may see them: the caller looks."""
        query = cards_where(Position.account_id == watched.account_id)
        query = query.add_columns(Position.updated_at, Position.watched_seconds)
        for word in words(watched.query):
            pattern = like_pattern(word)
            columns = (VideoText.title, VideoText.channel, VideoText.tags, VideoText.description)
            query = query.where(or_(*(column.like(pattern, escape="\\") for column in columns)))
        if watched.query:
            query = query.join(VideoText, VideoText.video_id == Video.id)
        if watched.unfinished:
            share = Video.duration_seconds * NEARLY_WHOLE
            query = query.where(Position.seconds > 0, Position.seconds < share)
        if after is not None:
            query = query.where(below(after, *HISTORY))
        order = (column.desc() for column in HISTORY)
        living = query.where(*THERE).order_by(*order).limit(limit)
        with self.read() as session:
            rows = session.execute(living, {"viewer": watched.account_id})
            return [WatchedCard(card_of(row), *row[len(CARD) :]) for row in rows]

    def forget_watched(self, account_id: str, video_id: str | None = None) -> None:
        """One, or all."""
        with self.write() as session:
            of_account = delete(Position).where(Position.account_id == account_id)
            one = [Position.video_id == video_id] if video_id is not None else []
            session.execute(of_account.where(*one))

    def count_view(self, video_id: str, viewer: str, now: float) -> bool:
        """Unless this viewer's was counted a short while ago. No change that the owner is told of:
        a film that many watch would tell of nothing else."""
        keys = {"video_id": video_id, "viewer": viewer}
        values = {"counts_again_at": now + WINDOW_SECONDS}
        with self.write() as session:
            # Locked by the video, so that two reports at the same time are one after the other.
            query = select(Video.popularity).where(Video.id == video_id).with_for_update()
            if (popularity := session.scalar(query)) is None:
                return False
            known = session.scalar(select(View.counts_again_at).filter_by(**keys))
            if known is not None and known > now:
                return False
            session.execute(self._transactions.upsert(View, keys, values))
            counted = {
                "views": Video.views + 1,
                "popularity": popularity_after(popularity, now),
            }
            session.execute(
                update(Video).where(Video.id == video_id).values(counted),
                execution_options={"synchronize_session": False},
            )
            return True

    def count_play(self, video_id: str, viewer: str, play: Play) -> None:
        """Into the sums of the film and of the channel that it is in now."""
        now = self.clock()
        day, month = day_of(now), month_of(day_of(now))
        with self.write() as session:
            query = select(Video.channel_id, Video.duration_seconds).where(Video.id == video_id)
            if (video := session.execute(query.with_for_update()).first()) is None:
                return
            channel_id, duration = video
            seen = is_view(sum(play.seconds.values()), duration)
            viewed = seen and self.count_view(video_id, viewer, now)
            added = addition(play, duration, viewed=viewed)
            for subject in filter(None, (video_id, channel_id)):
                sums.add_to_day(session, self._transactions.insert, subject, day, added.day)
                sums.add_to_month(session, self._transactions.insert, subject, month, added)

    def days_of(self, subject: str, first: int, last: int) -> dict[int, Day]:
        """The figures of a film or channel, of the days that have any."""
        with self.read() as session:
            return sums.days_between(session, subject, first, last)

    def retention_of(self, subject: str, first: int, last: int) -> tuple[int, Sequence[int]]:
        """Of whole months: those of these days. Plays, and their buckets."""
        with self.read() as session:
            return sums.months_between(session, subject, month_of(first), month_of(last))

    def forget_views(self) -> None:
        """Those that would be counted again: nobody needs to know them any more."""
        with self.write() as session:
            session.execute(delete(View).where(View.counts_again_at <= self.clock()))


class LinkQueries(Queries):
    def link(self, link_id: str) -> ShareLink | None:
        with self.read() as session:
            return session.get(ShareLink, link_id)

    def links(self, video_id: str) -> Sequence[ShareLink]:
        """Those that were not revoked, the newest first."""
        query = select(ShareLink).where(
            ShareLink.video_id == video_id, ShareLink.revoked_at.is_(None)
        )
        with self.read() as session:
            order = (ShareLink.created_at.desc(), ShareLink.id)
            return session.scalars(query.order_by(*order).limit(MOST_LINKS)).all()

    def add_link(self, row: ShareLink) -> None:
        """Raises TooManyLinks."""
        with self.write() as session:
            session.get_one(Video, row.video_id, with_for_update=True)
            standing = select(func.count()).where(
                ShareLink.video_id == row.video_id, ShareLink.revoked_at.is_(None)
            )
            if (session.scalar(standing) or 0) >= MOST_LINKS:
                raise TooManyLinks
            self.add(row)

    def revoke_link(self, link_id: str) -> None:
        """It stays as a row, so that who has it is told."""
        with self.write() as session:
            if (row := session.get(ShareLink, link_id)) is not None and row.revoked_at is None:
                row.revoked_at = self.clock()
