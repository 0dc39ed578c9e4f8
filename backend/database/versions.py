"""The queries about the versions of a film: the sources that it has, had, or is about to get.

A film's row holds the source that it shows. Each other one, former or on its way, is in a row that
`replaces` the film's; to show it is to exchange what the two rows hold.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import case, func, select, update
from sqlalchemy.orm import Session

from backend.database.pages import THERE
from backend.database.queries import FRESH, Queries
from backend.database.tables import JobRow, Position, Subtitle, Upload, Video, VideoState
from backend.database.videos import LIVING

CONTENT = (
    *("filename", "size_bytes", "blake3", "fingerprint", "media", "source_key", "source_checksum"),
    *("source_number", "duration_seconds", "width", "height", "playable"),
    *("revision", "revision_complete", "poster_key", "storyboard_key", "chapters_key"),
    *("state", "percent", "seconds_left", "rungs", "error", "error_retryable", "attempts"),
)
"""What of a row is about its source."""
REPLACEABLE = (VideoState.READY, VideoState.FAILED)
"""In which a film may be shown another source; what is still being made would be lost by it."""
SAME_LENGTH_SECONDS = 1.0
"""Versions that differ by no more have the same moments at the same times."""

KEPT = (Video.replaces.is_not(None), Video.state == VideoState.READY)
"""Of former sources those that can be had back."""
MOST_ALIKE = 100


class Content(NamedTuple):
    """A file by its size, and by its fingerprint, the hash of all of it, or both."""

    size_bytes: int
    fingerprint: str | None = None
    blake3: str | None = None


class Likeness(NamedTuple):
    """A video of an account's that seems to have some content."""

    video_id: str
    size_bytes: int
    fingerprint: str | None
    blake3: str | None


class VersionQueries(Queries):
    def replacements(self, video_id: str) -> Sequence[Video]:
        """All rows beside a film's, tombstones included, the newest source first."""
        with self.read() as session:
            query = select(Video).where(Video.replaces == video_id)
            return session.scalars(query.order_by(Video.source_number.desc(), Video.id)).all()

    def film_of(self, video_id: str) -> str:
        """The film that a row belongs to, or is."""
        with self.read() as session:
            replaces = select(Video.replaces).where(Video.id == video_id)
            return session.scalar(replaces) or video_id

    def lock_film(self, video_id: str) -> Video | None:
        """Inside `write()`: the film that a row belongs to, or is. Whoever locks more of it, a row
        or a job, locks this one first, or two could deadlock."""
        with self.write() as session:
            film_id = select(func.coalesce(Video.replaces, Video.id)).where(Video.id == video_id)
            query = select(Video).where(Video.id == film_id.scalar_subquery()).with_for_update()
            return session.scalar(query, execution_options=FRESH)

    def show_source(self, video_id: str, film_in: Collection[VideoState] = LIVING) -> bool:
        """Have a film, if it is in one of these states, show the source of this row, which keeps
        the former one, or goes if nothing whole was made of that. A film's own row shows its source
        anyhow."""
        with self.write() as session:
            film = self.lock_film(video_id)
            row = session.get(Video, video_id, with_for_update=True)
            if film is None or row is None or row.state != VideoState.READY:
                return False
            if film.state not in film_in:
                return False
            if film is row:
                return True
            if not are_as_long(film, row):
                forget = update(Position).where(Position.video_id == film.id)
                session.execute(forget.values(seconds=0.0))
            exchange(film, row)
            if row.state != VideoState.READY:
                row.state = VideoState.DELETED
            session.flush()
            exchange_tracks(session, film.id, row.id)
            exchange_work(session, film.id, row.id)
            return True

    def films_with_versions(self, more_than: int) -> Sequence[str]:
        """Ids of those of which more former sources are kept."""
        many = select(Video.replaces).where(*KEPT).group_by(Video.replaces)
        with self.read() as session:
            return list(session.scalars(many.having(func.count() > more_than)))

    def drop_versions(self, film_id: str, keep: int) -> None:
        """All former sources but so many: those that the film has not shown for the longest time,
        at the moment at which they go."""
        of_film = select(Video).where(*KEPT, Video.replaces == film_id)
        newest = of_film.order_by(Video.updated_at.desc(), Video.source_number.desc())
        with self.write() as session:
            self.lock_film(film_id)
            for row in session.scalars(newest.offset(keep)):
                row.state = VideoState.DELETED

    def like(self, account_id: str, contents: Sequence[Content]) -> list[list[Likeness]]:
        """For each of these, the account's films that have its content, or seem to; the newest
        first."""
        query = (
            select(Video.id, Video.size_bytes, Video.fingerprint, Video.blake3)
            .where(Video.account_id == account_id, Video.replaces.is_(None), *THERE)
            .where(Video.size_bytes.in_({content.size_bytes for content in contents}))
            .order_by(Video.created_at.desc(), Video.id)
        )
        with self.read() as session:
            rows = [Likeness._make(row) for row in session.execute(query)]
        return [[row for row in rows if is_like(row, content)][:MOST_ALIKE] for content in contents]


def is_like(film: Likeness, content: Content) -> bool:
    """Where both hashes are known they decide; else the fingerprints speak for it."""
    if film.size_bytes != content.size_bytes:
        return False
    if None not in (content.blake3, film.blake3):
        return content.blake3 == film.blake3
    return content.fingerprint is not None and content.fingerprint == film.fingerprint


def are_as_long(one: Video, other: Video) -> bool:
    if one.duration_seconds is None or other.duration_seconds is None:
        return False
    return abs(one.duration_seconds - other.duration_seconds) <= SAME_LENGTH_SECONDS


def exchange(one: Video, other: Video) -> None:
    for name in CONTENT:
        value = getattr(one, name)
        setattr(one, name, getattr(other, name))
        setattr(other, name, value)


def exchange_work(session: Session, film_id: str, other_id: str) -> None:
    """Jobs and uploads go with the sources that they are about. Who uploaded one of them was told
    the film's id, which stays what they are told."""
    for table, more in ((JobRow, {}), (Upload, {"replaces": film_id})):
        other = case((table.video_id == film_id, other_id), else_=film_id)
        moved = update(table).where(table.video_id.in_((film_id, other_id)))
        session.execute(
            moved.values(video_id=other, **more),
            execution_options={"synchronize_session": False},
        )


def exchange_tracks(session: Session, film_id: str, other_id: str) -> None:
    """Of the sources; one that the film's owner uploaded stays, and stands for its language."""
    query = select(Subtitle).where(Subtitle.video_id.in_((film_id, other_id)))
    tracks = session.scalars(query).all()
    taken = {row.language for row in tracks if row.own}
    moved = [row for row in tracks if not row.own]
    for row in moved:
        session.delete(row)
    session.flush()
    for row in moved:
        to_film = row.video_id == other_id
        if not to_film or row.language not in taken:
            to = {"video_id": film_id if to_film else other_id, "language": row.language}
            session.add(Subtitle(**to, label=row.label, key=row.key, words=row.words))
    session.flush()
