"""Every query; those about uploads stand beside it. Each method is one transaction.

Safe from any thread. Rows come back detached: values to read, not to change.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import and_, case, delete, event, func, or_, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.database.engine import Transactions
from backend.database.migrate import migrate
from backend.database.pages import PageQueries
from backend.database.queries import FRESH, changed
from backend.database.tables import (
    Account,
    Channel,
    JobRow,
    JobState,
    Position,
    Subtitle,
    Token,
    Upload,
    Video,
    VideoState,
)
from backend.database.uploads import UploadQueries

Countable = type[Video] | type[Upload] | type[JobRow]
Changed = Callable[[set[tuple[str, str]]], None]


class Database(UploadQueries, PageQueries):
    """`on_change` gets the (account id, video id) pairs that a commit changed."""

    def __init__(
        self,
        url: str,
        clock: Callable[[], float] = time.time,
        on_change: Changed = lambda _: None,
    ) -> None:
        self.clock = clock
        self._transactions = Transactions(url, on_change)
        try:
            migrate(self._transactions.engine)
        except BaseException:
            self._transactions.dispose()
            raise
        event.listen(self._transactions.sessions, "before_flush", self._stamp)

    def close(self) -> None:
        self._transactions.dispose()

    def ping(self) -> None:
        with self.read() as session:
            session.execute(text("SELECT 1"))

    def _stamp(self, session: Session, *_: object) -> None:
        changed = session.info.setdefault("changed", set())
        for row in [*session.new, *session.dirty]:
            if isinstance(row, Video) and session.is_modified(row):
                row.version = (row.version or 0) + 1
                row.updated_at = self.clock()
                changed.add((row.account_id, row.id))

    # Accounts

    def account(self, account_id: str) -> Account | None:
        with self.read() as session:
            return session.get(Account, account_id)

    def account_by_email(self, email: str) -> Account | None:
        with self.read() as session:
            return session.scalar(select(Account).where(Account.email == email))

    def account_by_token(self, token_hash: str) -> Account | None:
        with self.read() as session:
            return session.scalar(
                select(Account)
                .join(Token, Token.account_id == Account.id)
                .where(Token.token_hash == token_hash, Token.expires_at > self.clock())
            )

    def delete_token(self, token_hash: str) -> None:
        with self.write() as session:
            session.execute(delete(Token).where(Token.token_hash == token_hash))

    def delete_expired_tokens(self) -> None:
        with self.write() as session:
            session.execute(delete(Token).where(Token.expires_at <= self.clock()))

    def used_bytes(self, account_id: str) -> int:
        """What counts against the quota: all sources, those under way included."""
        with self.read() as session:
            query = select(func.coalesce(func.sum(Video.size_bytes), 0)).where(
                Video.account_id == account_id, Video.state != VideoState.DELETED
            )
            return int(session.scalar(query) or 0)

    def add_account(self, account: Account) -> bool:
        """False when the address is taken, also by somebody a moment before."""
        try:
            self.add(account)
        except IntegrityError:
            return False
        return True

    def lock_account(self, account_id: str) -> Account | None:
        """Inside `write()`: makes what follows exclusive to this account."""
        with self.write() as session:
            return session.get(Account, account_id, with_for_update=True)

    # Channels

    def channels(self, account_id: str) -> Sequence[Channel]:
        with self.read() as session:
            query = select(Channel).where(Channel.account_id == account_id)
            return session.scalars(query.order_by(Channel.name, Channel.id)).all()

    def channel(self, channel_id: str) -> Channel | None:
        with self.read() as session:
            return session.get(Channel, channel_id)

    def set_channel(self, channel_id: str, **changes: Any) -> Channel | None:
        with self.write() as session:
            row = session.get(Channel, channel_id, with_for_update=True)
            return changed(row, changes) if row else None

    def delete_channel(self, channel_id: str) -> None:
        with self.write() as session:
            for row in session.scalars(select(Video).where(Video.channel_id == channel_id)):
                row.channel_id = None
            session.flush()
            session.execute(delete(Channel).where(Channel.id == channel_id))

    # Videos

    def video(self, video_id: str) -> Video | None:
        """Tombstones included: the caller looks at `state`."""
        with self.read() as session:
            return session.get(Video, video_id)

    def set_video(
        self, video_id: str, expect: Collection[VideoState] = (), **changes: Any
    ) -> Video | None:
        """Change a video, if it is in one of the `expect`ed states; None otherwise."""
        with self.write() as session:
            row = session.get(Video, video_id, with_for_update=True)
            if row is None or (expect and row.state not in expect):
                return None
            return changed(row, changes)

    def set_videos(
        self, changes: Mapping[str, dict[str, Any]], expect: Collection[VideoState] = ()
    ) -> dict[str, Video]:
        """`set_video` for many by their ids; returns all there are, also the unchanged."""
        with self.write() as session:
            query = select(Video).where(Video.id.in_(changes)).order_by(Video.id)
            found = session.scalars(query.with_for_update(), execution_options=FRESH)
            rows = {row.id: row for row in found}
            for row in rows.values():
                if not expect or row.state in expect:
                    changed(row, changes[row.id])
            return rows

    def videos_in(self, *states: VideoState, limit: int | None = None) -> Sequence[Video]:
        """Of all accounts, oldest first."""
        with self.read() as session:
            query = select(Video).where(Video.state.in_(states))
            return session.scalars(query.order_by(Video.created_at, Video.id).limit(limit)).all()

    def changed_since(self, account_id: str, moment: float) -> set[str]:
        """Ids of the account's videos; by whichever process they were changed."""
        with self.read() as session:
            query = select(Video.id).where(
                Video.account_id == account_id, Video.updated_at >= moment
            )
            return set(session.scalars(query))

    def forget_video(self, video_id: str) -> None:
        """Remove a tombstone and every row that belongs to it."""
        with self.write() as session:
            for table in (Upload, JobRow, Subtitle, Position):
                session.execute(delete(table).where(table.video_id == video_id))
            session.execute(delete(Video).where(Video.id == video_id))

    def position(self, account_id: str, video_id: str) -> float:
        with self.read() as session:
            row = session.get(Position, (account_id, video_id))
            return row.seconds if row else 0.0

    def positions(self, account_id: str, video_ids: Sequence[str]) -> dict[str, float]:
        with self.read() as session:
            query = select(Position.video_id, Position.seconds).where(
                Position.account_id == account_id, Position.video_id.in_(video_ids)
            )
            return dict(session.execute(query).all())

    def set_position(self, account_id: str, video_id: str, seconds: float) -> None:
        with self.write() as session:
            row = {"seconds": seconds, "updated_at": self.clock()}
            keys = {"account_id": account_id, "video_id": video_id}
            session.execute(self._transactions.upsert(Position, keys, row))

    def subtitles(self, video_id: str) -> Sequence[Subtitle]:
        with self.read() as session:
            query = select(Subtitle).where(Subtitle.video_id == video_id)
            return session.scalars(query.order_by(Subtitle.language)).all()

    def set_subtitle(self, row: Subtitle) -> None:
        with self.write() as session:
            session.merge(row)

    def delete_subtitle(self, video_id: str, language: str) -> None:
        with self.write() as session:
            if row := session.get(Subtitle, (video_id, language)):
                session.delete(row)

    # Jobs

    def add_job(self, video_id: str, revision: str, not_before: float = 0.0) -> None:
        self.add(
            JobRow(
                revision=revision,
                video_id=video_id,
                not_before=not_before,
                created_at=self.clock(),
            )
        )

    def job(self, revision: str) -> JobRow | None:
        with self.read() as session:
            return session.get(JobRow, revision)

    def jobs_of(self, video_id: str) -> Sequence[JobRow]:
        """Newest first."""
        with self.read() as session:
            query = select(JobRow).where(JobRow.video_id == video_id)
            return session.scalars(query.order_by(JobRow.created_at.desc())).all()

    def is_followed(self, external_id: str) -> bool:
        """Whether some process runs the job that a managed service knows by this id."""
        with self.read() as session:
            query = select(func.count()).select_from(JobRow)
            running = and_(JobRow.external_id == external_id, JobRow.state == JobState.RUNNING)
            return bool(session.scalar(query.where(running)))

    def jobs_ended_after(self, moment: float) -> Sequence[JobRow]:
        with self.read() as session:
            return session.scalars(select(JobRow).where(JobRow.finished_at > moment)).all()

    def claim_job(self, owner: str, lease_seconds: float) -> JobRow | None:
        """Take the oldest job that is due or whose owner went silent; never given to two.

        It counts as no attempt: an owner may be silent because the database was away."""
        now = self.clock()
        due = and_(JobRow.state == JobState.QUEUED, JobRow.not_before <= now)
        silent = and_(JobRow.state == JobState.RUNNING, JobRow.leased_until <= now)
        query = select(JobRow).where(or_(due, silent)).order_by(JobRow.created_at, JobRow.revision)
        with self.write() as session:
            row = session.scalar(query.limit(1).with_for_update(skip_locked=True))
            if row is not None:
                row.state, row.owner = JobState.RUNNING, owner
                row.leased_until = now + lease_seconds
                row.started_at = row.started_at or now
            return row

    def renew_job(self, revision: str, owner: str, lease_seconds: float) -> bool:
        """False when the job was cancelled or belongs to another process by now."""
        with self.write() as session:
            row = session.get(JobRow, revision, with_for_update=True)
            if row is None or row.owner != owner or row.state != JobState.RUNNING:
                return False
            row.leased_until = self.clock() + lease_seconds
            return True

    def set_job(
        self, revision: str, expect: Collection[JobState] = (), **changes: Any
    ) -> JobRow | None:
        """Change a job, if it is in one of the `expect`ed states; None otherwise."""
        with self.write() as session:
            row = session.get(JobRow, revision, with_for_update=True)
            if row is None or (expect and row.state not in expect):
                return None
            return changed(row, changes)

    def end_jobs(self, video_id: str) -> None:
        """Cancel what waits, and what ran in a process that is silent."""
        with self.write() as session:
            query = select(JobRow).where(JobRow.video_id == video_id).with_for_update()
            for row in session.scalars(query):
                silent = row.state == JobState.RUNNING and row.leased_until <= self.clock()
                if row.state == JobState.QUEUED or silent:
                    row.state, row.finished_at = JobState.CANCELLED, self.clock()

    def release_jobs(self, owner: str) -> None:
        """Give back what this process runs, so that the next one starts at once."""
        with self.write() as session:
            query = select(JobRow).where(JobRow.owner == owner, JobRow.state == JobState.RUNNING)
            for row in session.scalars(query.with_for_update()):
                row.leased_until = 0.0

    # Counts for /metrics

    def count_by_state(self, table: Countable) -> dict[str, int]:
        with self.read() as session:
            query = select(table.state, func.count()).group_by(table.state)
            return dict(session.execute(query).all())

    def queue_age(self) -> float:
        """Seconds that the oldest job has been due and waiting."""
        with self.read() as session:
            due = case(
                (JobRow.not_before > JobRow.created_at, JobRow.not_before), else_=JobRow.created_at
            )
            oldest = session.scalar(select(func.min(due)).where(JobRow.state == JobState.QUEUED))
            return max(0.0, self.clock() - oldest) if oldest is not None else 0.0
