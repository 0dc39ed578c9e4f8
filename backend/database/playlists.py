"""The queries about playlists and their entries."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from backend.catalogue.playlists import (
    LATER_TITLE,
    LONGEST_KEY,
    MOST_ENTRIES,
    MOST_PLAYLISTS,
    BehindItself,
    NoSuchPlaylist,
    NotInPlaylist,
    PlaylistFull,
    TooManyPlaylists,
    dealt,
    key_between,
)
from backend.database.queries import Place, Queries, above, below, changed
from backend.database.tables import Account, Playlist, PlaylistEntry

IN_ORDER = (PlaylistEntry.place, PlaylistEntry.video_id)
BY_CHANGE = (Playlist.updated_at, Playlist.id)
AT_END = ""
"""No video's id: behind whatever is last."""


class PlaylistQueries(Queries):
    def playlist(self, playlist_id: str) -> Playlist | None:
        with self.read() as session:
            return session.get(Playlist, playlist_id)

    def later(self, account_id: str) -> Playlist:
        """The account's "Watch later", made on first use."""
        query = select(Playlist).where(Playlist.account_id == account_id, Playlist.is_later)
        with self.read() as session:
            if (found := session.scalar(query)) is not None:
                return found
        with self.write() as session:
            session.get_one(Account, account_id, with_for_update=True)
            if (found := session.scalar(query)) is not None:
                return found
            now = self.clock()
            made = Playlist(id=secrets.token_hex(10), account_id=account_id, is_later=True)
            made.title, made.created_at, made.updated_at = LATER_TITLE, now, now
            self.add(made)
            return made

    def add_playlist(self, row: Playlist) -> None:
        """Raises TooManyPlaylists."""
        with self.write() as session:
            session.get_one(Account, row.account_id, with_for_update=True)
            of_account = Playlist.account_id == row.account_id
            number = session.scalar(select(func.count()).select_from(Playlist).where(of_account))
            if (number or 0) >= MOST_PLAYLISTS:
                raise TooManyPlaylists
            self.add(row)

    def set_playlist(self, playlist_id: str, **changes: Any) -> Playlist:
        with self.write() as session:
            row = locked(session, playlist_id)
            return changed(row, changes | {"updated_at": self.clock()})

    def delete_playlist(self, playlist_id: str) -> None:
        with self.write() as session:
            of_list = PlaylistEntry.playlist_id == playlist_id
            session.execute(delete(PlaylistEntry).where(of_list))
            session.execute(delete(Playlist).where(Playlist.id == playlist_id))

    def playlists(self, account_id: str, after: Place | None, limit: int) -> Sequence[Playlist]:
        """An account's, the last changed first."""
        query = select(Playlist).where(Playlist.account_id == account_id)
        return self._playlists(query, after, limit)

    def public_playlists(
        self, channel_id: str, after: Place | None, limit: int
    ) -> Sequence[Playlist]:
        is_public = Playlist.visibility == "public"
        query = select(Playlist).where(Playlist.channel_id == channel_id, is_public)
        return self._playlists(query, after, limit)

    def _playlists(self, query: Any, after: Place | None, limit: int) -> Sequence[Playlist]:
        if after is not None:
            query = query.where(below(after, *BY_CHANGE))
        order = (column.desc() for column in BY_CHANGE)
        with self.read() as session:
            found: Sequence[Playlist] = session.scalars(query.order_by(*order).limit(limit)).all()
            return found

    def entries(self, playlist_id: str, after: Place | None, limit: int) -> Sequence[PlaylistEntry]:
        query = select(PlaylistEntry).where(PlaylistEntry.playlist_id == playlist_id)
        if after is not None:
            query = query.where(above(after, *IN_ORDER))
        with self.read() as session:
            return session.scalars(query.order_by(*IN_ORDER).limit(limit)).all()

    def entry(self, playlist_id: str, video_id: str) -> PlaylistEntry | None:
        with self.read() as session:
            return session.get(PlaylistEntry, (playlist_id, video_id))

    def listed(self, account_id: str, video_ids: Sequence[str]) -> Mapping[str, list[str]]:
        """Which of the account's playlists each of these is on."""
        query = (
            select(PlaylistEntry.video_id, PlaylistEntry.playlist_id)
            .join(Playlist, Playlist.id == PlaylistEntry.playlist_id)
            .where(Playlist.account_id == account_id, PlaylistEntry.video_id.in_(video_ids))
            .order_by(PlaylistEntry.video_id, PlaylistEntry.playlist_id)
        )
        found: dict[str, list[str]] = {video_id: [] for video_id in video_ids}
        with self.read() as session:
            for video_id, playlist_id in session.execute(query):
                found[video_id].append(playlist_id)
        return found

    def place_entry(self, playlist_id: str, video_id: str, after: str | None) -> PlaylistEntry:
        """Put a video behind another one (None: at the beginning; `AT_END`), or move it there.

        Raises NoSuchPlaylist, NotInPlaylist, PlaylistFull, BehindItself.
        """
        if after == video_id:
            raise BehindItself
        with self.write() as session:
            playlist = locked(session, playlist_id)
            row = session.get(PlaylistEntry, (playlist_id, video_id))
            if row is None and playlist.size >= MOST_ENTRIES:
                raise PlaylistFull
            if row is not None and after == AT_END:
                return row
            place = self._place(session, playlist_id, video_id, after)
            if len(place) > LONGEST_KEY:
                self._deal_anew(session, playlist_id)
                place = self._place(session, playlist_id, video_id, after)
            if row is None:
                row = PlaylistEntry(playlist_id=playlist_id, video_id=video_id, place=place)
                row.added_at = self.clock()
                session.add(row)
                playlist.size += 1
            row.place, playlist.updated_at = place, self.clock()
            return row

    def remove_entry(self, playlist_id: str, video_id: str) -> None:
        """Fine when it is not there."""
        with self.write() as session:
            playlist = locked(session, playlist_id)
            if (row := session.get(PlaylistEntry, (playlist_id, video_id))) is not None:
                session.delete(row)
                playlist.size -= 1
                playlist.updated_at = self.clock()

    def _place(self, session: Session, playlist_id: str, moved: str, after: str | None) -> str:
        others = select(PlaylistEntry.place).where(
            PlaylistEntry.playlist_id == playlist_id, PlaylistEntry.video_id != moved
        )
        rising, falling = others.order_by(*IN_ORDER), others.order_by(PlaylistEntry.place.desc())
        if after is None:
            return key_between(None, session.scalar(rising.limit(1)))
        if after == AT_END:
            return key_between(session.scalar(falling.limit(1)), None)
        if (neighbour := session.get(PlaylistEntry, (playlist_id, after))) is None:
            raise NotInPlaylist
        behind = rising.where(PlaylistEntry.place > neighbour.place)
        return key_between(neighbour.place, session.scalar(behind.limit(1)))

    def _deal_anew(self, session: Session, playlist_id: str) -> None:
        query = select(PlaylistEntry).where(PlaylistEntry.playlist_id == playlist_id)
        rows = session.scalars(query.order_by(*IN_ORDER)).all()
        for row, place in zip(rows, dealt(len(rows)), strict=True):
            row.place = place
        session.flush()


def locked(session: Session, playlist_id: str) -> Playlist:
    """So that two who put entries into it do so one after the other."""
    row = session.get(Playlist, playlist_id, with_for_update=True)
    if row is None:
        raise NoSuchPlaylist
    return row
