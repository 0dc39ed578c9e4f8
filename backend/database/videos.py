"""The queries about videos and their subtitles.

Each transition happens from its expected state only, in one transaction, and says whether it did:
so of many who try, in any process, one succeeds.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypedDict, Unpack

from sqlalchemy import Select, and_, bindparam, delete, exists, func, select
from sqlalchemy.orm import Session

from backend.database.engine import Prepared
from backend.database.figures import sums
from backend.database.pages import STOPPED
from backend.database.queries import FRESH, Queries
from backend.database.schema.keeping import Extra
from backend.database.tables import (
    JobRow,
    Position,
    ShareLink,
    Subtitle,
    Upload,
    Video,
    VideoState,
    VideoText,
    View,
)

LIVING = tuple(state for state in VideoState if state != VideoState.DELETED)
BEGUN = (VideoState.UPLOADING, VideoState.VERIFYING)
ON_ITS_WAY = (*BEGUN, VideoState.PROCESSING)


class VideoDetails(TypedDict, total=False):
    """What its owner may say of a video."""

    title: str
    description: str
    channel_id: str | None
    visibility: str
    publish_at: float | None
    tags: str
    language: str | None
    embedding: str
    own_chapters: str | None
    own_chapters_key: str | None


@dataclass(frozen=True, slots=True)
class Arrival:
    """What is known of a source once it is whole; no hash leaves the one that is known."""

    checksum: str | None
    blake3: str | None


@dataclass(frozen=True, slots=True)
class Seen:
    """What an inspection found. `keeps_revision`: what is shown already was made of these bytes."""

    duration_seconds: float
    width: int | None
    height: int | None
    keeps_revision: bool = True


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is."""

    percent: float
    seconds_left: float | None
    rungs: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Published:
    """A revision that viewers are shown; what it lacks stays as it was."""

    revision: str
    poster_key: str | None = None
    storyboard_key: str | None = None
    chapters_key: str | None = None


class Showing(NamedTuple):
    """What decides who may watch a video, how it is played, and where the viewer stopped."""

    id: str
    account_id: str
    state: str
    visibility: str
    playable: str | None
    publish_at: float | None
    published_at: float | None
    deleted_at: float | None
    replaces: str | None
    duration_seconds: float | None
    width: int | None
    height: int | None
    filename: str
    source_key: str
    revision: str | None
    revision_complete: bool
    poster_key: str | None
    own_poster_key: str | None
    storyboard_key: str | None
    chapters_key: str | None
    own_chapters_key: str | None
    position_seconds: float


class Track(NamedTuple):
    """Subtitles as a viewer finds them."""

    language: str
    label: str
    key: str
    own: bool


SHOWING = Prepared(
    select(
        *(getattr(Video, name) for name in Showing._fields[:-1]),
        func.coalesce(Position.seconds, 0.0),
    )
    .outerjoin(Position, STOPPED)
    .where(Video.id == bindparam("video_id"))
)
TRACKS = Prepared(
    select(*(getattr(Subtitle, name) for name in Track._fields))
    .where(Subtitle.video_id == bindparam("video_id"))
    .order_by(Subtitle.language)
)


class VideoQueries(Queries):
    def video(self, video_id: str) -> Video | None:
        """Tombstones included: the caller looks at `state`."""
        with self.read() as session:
            return session.get(Video, video_id)

    def showing(self, viewer: str | None, video_id: str) -> Showing | None:
        """Whoever may see it: the caller looks."""
        found = self._rows(SHOWING, {"viewer": viewer or "", "video_id": video_id})
        return Showing._make(found[0]) if found else None

    # Transitions

    def mark_arrived(self, arrivals: Mapping[str, Arrival]) -> dict[str, Video]:
        """From uploading to verifying, many by their ids; returns all there are."""
        with self.write() as session:
            rows = locked(session, arrivals)
            for row in rows.values():
                if row.state == VideoState.UPLOADING:
                    row.state = VideoState.VERIFYING
                    row.source_checksum = arrivals[row.id].checksum
                    row.blake3 = arrivals[row.id].blake3 or row.blake3
            return rows

    def set_hashes(self, hashes: Mapping[str, str | None]) -> dict[str, Video]:
        """Of whole files, as far as they are known; returns all videos there are."""
        with self.write() as session:
            rows = locked(session, hashes)
            for row in rows.values():
                row.blake3 = hashes[row.id] or row.blake3
            return rows

    def mark_processing(self, video_id: str, seen: Seen, playable: str) -> bool:
        """From verifying; the source itself can be watched, if nothing better can yet."""
        with self.write() as session:
            if (row := expected(session, video_id, VideoState.VERIFYING)) is None:
                return False
            row.state = VideoState.PROCESSING
            row.duration_seconds = seen.duration_seconds
            row.width, row.height = seen.width, seen.height
            row.error, row.error_retryable = None, False
            if not seen.keeps_revision:
                row.revision, row.playable = None, playable
            row.playable = row.playable or playable
            return True

    def tell(self, video_id: str, state: VideoState, reason: str) -> bool:
        """Why it does not go on just now, as long as it is in this state."""
        with self.write() as session:
            if (row := expected(session, video_id, state)) is None:
                return False
            row.error, row.seconds_left = reason, None
            return True

    def show_progress(self, video_id: str, progress: Progress) -> bool:
        """What was under way when an encoder ended is made once more, and nobody is told that it
        is less than before."""
        with self.write() as session:
            if (row := expected(session, video_id, VideoState.PROCESSING)) is None:
                return False
            told: Mapping[str, float] = json.loads(row.rungs or "{}")
            rungs = {name: max(done, told.get(name, 0.0)) for name, done in progress.rungs.items()}
            row.error, row.percent = None, max(row.percent, progress.percent)
            row.seconds_left, row.rungs = progress.seconds_left, json.dumps(rungs)
            return True

    def publish(
        self, video_id: str, state: VideoState, published: Published, playable: str
    ) -> bool:
        """Show a revision that still grows, as long as the video is in this state."""
        with self.write() as session:
            if (row := expected(session, video_id, state)) is None:
                return False
            show(row, published, playable)
            row.revision_complete = False
            return True

    def take_back(self, video_id: str) -> bool:
        """What was shown of an upload that was under way, its pictures too."""
        with self.write() as session:
            if (row := expected(session, video_id, *BEGUN)) is None:
                return False
            below = f"media/{row.replaces or row.id}/{row.revision}/"
            for name in ("poster_key", "storyboard_key", "chapters_key"):
                if (getattr(row, name) or "").startswith(below):
                    setattr(row, name, None)
            row.playable = row.revision = None
            return True

    def mark_ready(self, video_id: str, published: Published, playable: str) -> bool:
        """From processing: the one moment at which a revision becomes whole for everybody."""
        with self.write() as session:
            if (row := expected(session, video_id, VideoState.PROCESSING)) is None:
                return False
            show(row, published, playable)
            row.state, row.revision_complete = VideoState.READY, True
            row.percent, row.seconds_left, row.rungs, row.error = 100.0, None, None, None
            return True

    def mark_failed(self, video_id: str, state: VideoState, reason: str, retryable: bool) -> bool:
        """From this state. What could be watched already stays so."""
        with self.write() as session:
            if (row := expected(session, video_id, state)) is None:
                return False
            row.state, row.seconds_left = VideoState.FAILED, None
            row.error, row.error_retryable = reason, retryable
            return True

    def mark_retried(self, video_id: str) -> bool:
        """From failed to verifying, or from ready: what was made is gone. Not while another source
        is on its way, which shows only what it may drop: what is being made."""
        with self.write() as session:
            if (row := expected(session, video_id, VideoState.FAILED, VideoState.READY)) is None:
                return False
            if row.state == VideoState.READY and session.scalar(on_its_way(video_id)):
                return False
            row.state, row.error, row.percent = VideoState.VERIFYING, None, 0.0
            row.rungs = None
            return True

    def mark_deleted(self, video_id: str, *states: VideoState) -> bool:
        """From one of these states, or from any."""
        with self.write() as session:
            if (row := expected(session, video_id, *(states or LIVING))) is None:
                return False
            row.state = VideoState.DELETED
            return True

    # Deleting, which can be undone for a while

    def hide(self, video_id: str) -> bool:
        """For everybody, its owner too; whatever is done for it goes on meanwhile."""
        with self.write() as session:
            row = expected(session, video_id, *LIVING)
            if row is None or row.deleted_at is not None:
                return False
            row.deleted_at = self.clock()
            return True

    def bring_back(self, video_id: str) -> bool:
        """As it was, unless it is deleted for good."""
        with self.write() as session:
            row = expected(session, video_id, *LIVING)
            if row is None or row.deleted_at is None:
                return False
            row.deleted_at = None
            return True

    def hidden_until(self, moment: float) -> Sequence[str]:
        """Ids of what was hidden until then and waits to be deleted for good."""
        with self.read() as session:
            query = select(Video.id).where(Video.deleted_at <= moment, Video.state.in_(LIVING))
            return session.scalars(query).all()

    def next_hidden(self) -> float | None:
        """When the first of those that wait was hidden."""
        with self.read() as session:
            waiting = and_(Video.deleted_at.is_not(None), Video.state.in_(LIVING))
            return session.scalar(select(func.min(Video.deleted_at)).where(waiting))

    def bury(self, video_id: str, moment: float) -> list[str]:
        """Delete for good what was hidden until then, with all its versions; returns their ids."""
        with self.write() as session:
            row = expected(session, video_id, *LIVING)
            if row is None or row.deleted_at is None or row.deleted_at > moment:
                return []
            versions = select(Video).where(Video.replaces == video_id, Video.state.in_(LIVING))
            gone = [row, *session.scalars(versions.order_by(Video.id).with_for_update())]
            for each in gone:
                each.state = VideoState.DELETED
            return [each.id for each in gone]

    # What its owner says

    def describe(self, video_id: str, **details: Unpack[VideoDetails]) -> None:
        with self.write() as session:
            if (row := session.get(Video, video_id, with_for_update=True)) is not None:
                for name, value in details.items():
                    setattr(row, name, value)

    def set_own_poster(self, video_id: str, key: str | None) -> None:
        with self.write() as session:
            if (row := session.get(Video, video_id, with_for_update=True)) is not None:
                row.own_poster_key = key

    def set_first_poster(self, video_id: str, key: str) -> None:
        """Until there is a better one."""
        with self.write() as session:
            row = session.get(Video, video_id, with_for_update=True)
            if row is not None and row.poster_key is None:
                row.poster_key = key

    def states_of(self, video_ids: Collection[str]) -> dict[str, str]:
        """Of those that there are."""
        with self.read() as session:
            query = select(Video.id, Video.state).where(Video.id.in_(video_ids))
            return dict(session.execute(query).all())

    def videos_in(self, *states: VideoState, limit: int | None = None) -> Sequence[Video]:
        """Of all accounts, oldest first."""
        with self.read() as session:
            query = select(Video).where(Video.state.in_(states))
            return session.scalars(query.order_by(Video.created_at, Video.id).limit(limit)).all()

    def changed_since(self, account_id: str, moment: float) -> set[str]:
        """Ids of the account's videos; by whichever process they were changed."""
        with self.read() as session:
            query = select(func.coalesce(Video.replaces, Video.id)).where(
                Video.account_id == account_id, Video.updated_at >= moment
            )
            return set(session.scalars(query))

    def forget_video(self, video_id: str) -> None:
        """Remove a tombstone and every row that belongs to it."""
        with self.write() as session:
            for table in (Upload, JobRow, Subtitle, Position, VideoText, View, ShareLink):
                session.execute(delete(table).where(table.video_id == video_id))
            session.execute(delete(Extra).where(Extra.belongs_to == video_id))
            sums.forget(session, video_id)
            session.execute(delete(Video).where(Video.id == video_id))

    def subtitles(self, video_id: str) -> list[Track]:
        return [Track._make(row) for row in self._rows(TRACKS, {"video_id": video_id})]

    def set_subtitle(self, row: Subtitle) -> None:
        with self.write() as session:
            session.merge(row)

    def delete_subtitle(self, video_id: str, language: str) -> None:
        with self.write() as session:
            if row := session.get(Subtitle, (video_id, language)):
                session.delete(row)


def expected(session: Session, video_id: str, *states: VideoState) -> Video | None:
    """The row, locked, if it is in one of these states."""
    row = session.get(Video, video_id, with_for_update=True, populate_existing=True)
    return row if row is not None and row.state in states else None


def on_its_way(film_id: str) -> Select[tuple[bool]]:
    """Whether another source is to take the place of a film's."""
    return select(exists().where(Video.replaces == film_id, Video.state.in_(ON_ITS_WAY)))


def locked(session: Session, video_ids: Collection[str]) -> dict[str, Video]:
    """In one order, or two calls could deadlock."""
    query = select(Video).where(Video.id.in_(video_ids)).order_by(Video.id)
    found = session.scalars(query.with_for_update(), execution_options=FRESH)
    return {row.id: row for row in found}


def show(row: Video, published: Published, playable: str) -> None:
    row.playable, row.revision = playable, published.revision
    row.poster_key = published.poster_key or row.poster_key
    row.storyboard_key = published.storyboard_key or row.storyboard_key
    row.chapters_key = published.chapters_key or row.chapters_key
