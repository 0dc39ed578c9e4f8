"""The queries about jobs: who may work on which video, and how it ended."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import and_, case, func, or_, select

from backend.database.queries import Queries, changed
from backend.database.tables import JobRow, JobState, Video, VideoState


class JobQueries(Queries):
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
