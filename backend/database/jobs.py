"""The queries about jobs: who may work on which video, and how it ended."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import StrEnum

from sqlalchemy import and_, case, func, or_, select, update
from sqlalchemy.orm import Session

from backend.database.queries import Queries
from backend.database.schema.keeping import Duty
from backend.database.tables import JobRow, JobState, Video, VideoState


class Lease(StrEnum):
    """Whose a job is, to somebody who works on it."""

    MINE = "mine"
    NOBODYS = "nobody's"
    """It waits in the queue."""
    ANOTHERS = "another's"
    """Or it has ended."""
    UNWANTED = "unwanted"
    """It was cancelled, or its video is deleted."""


class JobQueries(Queries):
    def holds(self, name: str, owner: str, seconds: float) -> bool:
        """Whether it is this owner's: as it was, or as nobody has it any more. Who has it keeps it
        by asking again within this time."""
        now = self.clock()
        with self.write() as session:
            free = (Duty.owner == owner) | (Duty.until <= now)
            mine = {"owner": owner, "until": now + seconds}
            taken = self._transactions.insert(Duty).values(name=name, **mine)
            taken = taken.on_conflict_do_update(index_elements=["name"], set_=mine, where=free)
            return session.scalar(taken.returning(Duty.owner)) is not None

    def count_look(self, video_id: str) -> int:
        """How often its source has been looked at, this time included, without an end to that."""
        with self.write() as session:
            one = update(Video).where(Video.id == video_id)
            counted = one.values(attempts=Video.attempts + 1).returning(Video.attempts)
            return session.scalar(counted) or 0

    def end_look(self, video_id: str) -> None:
        with self.write() as session:
            session.execute(update(Video).where(Video.id == video_id).values(attempts=0))

    def queue_job(self, video_id: str, revision: str) -> str:
        """Have the video worked on. One job that is under way stays; one that failed goes on with
        the chunks it has; else it is a new one. Returns the revision of that job."""
        with self.write() as session:
            query = select(JobRow).where(JobRow.video_id == video_id)
            for row in session.scalars(query.order_by(JobRow.created_at.desc())):
                if row.state in (JobState.QUEUED, JobState.RUNNING):
                    return row.revision
                if row.state == JobState.FAILED:
                    row.state, row.attempts, row.not_before = JobState.QUEUED, 0, 0.0
                    return row.revision
            self.add_job(video_id, revision)
            return revision

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

    def renew_jobs(
        self, owner: str, revisions: Collection[str], lease_seconds: float
    ) -> dict[str, Lease]:
        """Prolong the leases that are still the owner's; how it stands with each job."""
        if not revisions:
            return {}
        with self.write() as session:
            leases = {}
            query = (
                select(JobRow, Video.state)
                .join(Video, Video.id == JobRow.video_id)
                .where(JobRow.revision.in_(revisions))
                .order_by(JobRow.revision)
                .with_for_update(of=JobRow)
            )
            for row, state in session.execute(query):
                leases[row.revision] = lease = lease_of(row, state, owner)
                if lease == Lease.MINE:
                    row.leased_until = self.clock() + lease_seconds
            return {revision: leases.get(revision, Lease.UNWANTED) for revision in revisions}

    def note_external_id(self, revision: str, owner: str, external_id: str) -> bool:
        """By which the service knows the job from now on."""
        with self.write() as session:
            if (row := owned(session, revision, owner)) is None:
                return False
            row.external_id = external_id
            return True

    def requeue_job(
        self, revision: str, owner: str, delay_seconds: float, reason: str, *, failed: bool
    ) -> bool:
        """To be tried again after that long; counts as an attempt only if something failed."""
        with self.write() as session:
            if (row := owned(session, revision, owner)) is None:
                return False
            row.state, row.not_before = JobState.QUEUED, self.clock() + delay_seconds
            row.reason, row.attempts = reason, row.attempts + int(failed)
            return True

    def end_job(
        self, revision: str, owner: str, state: JobState, reason: str | None = None
    ) -> bool:
        """For good: finished, failed or cancelled."""
        with self.write() as session:
            if (row := owned(session, revision, owner)) is None:
                return False
            row.state, row.finished_at = state, self.clock()
            row.reason = reason or row.reason
            return True

    def demand_rungs(self, video_id: str) -> bool:
        """Queue the job of a ready video again for the rungs that were put off: once, and again
        after that failed."""
        with self.write() as session:
            video = session.get(Video, video_id)
            if video is None or video.state != VideoState.READY:
                return False
            row = session.get(JobRow, video.revision, with_for_update=True)
            if row is None:
                return False
            if row.state != JobState.FAILED and (row.demanded or row.state != JobState.FINISHED):
                return False
            row.state, row.demanded, row.external_id = JobState.QUEUED, True, None
            row.attempts, row.not_before = 0, 0.0
            return True

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

    def queue_age(self) -> float:
        """Seconds that the oldest job has been due and waiting."""
        with self.read() as session:
            due = case(
                (JobRow.not_before > JobRow.created_at, JobRow.not_before), else_=JobRow.created_at
            )
            oldest = session.scalar(select(func.min(due)).where(JobRow.state == JobState.QUEUED))
            return max(0.0, self.clock() - oldest) if oldest is not None else 0.0


def owned(session: Session, revision: str, owner: str) -> JobRow | None:
    """The row, locked, if the job runs and is this owner's."""
    row = session.get(JobRow, revision, with_for_update=True, populate_existing=True)
    return row if row and row.state == JobState.RUNNING and row.owner == owner else None


def lease_of(row: JobRow, video_state: str, owner: str) -> Lease:
    if row.state == JobState.CANCELLED or video_state == VideoState.DELETED:
        return Lease.UNWANTED
    if row.state == JobState.RUNNING and row.owner == owner:
        return Lease.MINE
    return Lease.NOBODYS if row.state == JobState.QUEUED else Lease.ANOTHERS
