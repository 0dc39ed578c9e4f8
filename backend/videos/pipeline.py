"""The life of a video from its last byte to ready: every state and what moves it.

One thread looks at the database and asks the transcoder. It keeps nothing that a restart would
miss: states, jobs and leases are rows, outputs are objects. Each transition is one transaction.
"""

from __future__ import annotations

import json
import logging
import secrets
from dataclasses import dataclass
from typing import Any

from backend.database.database import Database
from backend.database.tables import JobRow, JobState, Subtitle, Video, VideoState
from backend.errors import BackendError, NotFound, OurFault
from backend.loops import Loops, each, guarded
from backend.storage.api import ObjectStore
from backend.timing import PRODUCTION, Timing
from backend.transcode.api import (
    Away,
    Failed,
    Finished,
    Job,
    Outputs,
    Playable,
    Transcoder,
    Working,
)
from backend.transcode.errors import Refused
from backend.transcode.process import Stop
from backend.transcode.source.doubt import believed, outcome_of
from backend.transcode.source.inspection import Inspection
from backend.videos.early_transcoding import EarlyTranscoding, first_revision
from backend.videos.inspection_queue import InspectionQueue

log = logging.getLogger(__name__)

MOST_SECONDS = 600.0
"""For one step of a round: starting a managed service's job reads the ends of a film from S3."""


@dataclass(slots=True)
class _Running:
    """A job of this process; `shown` is what the video's row says already, or `trouble`."""

    video_id: str
    external_id: str
    shown: Working | None = None
    trouble: str = ""


class VideoPipeline:
    """Calls come from any thread, return at once, and may be repeated."""

    def __init__(
        self,
        database: Database,
        store: ObjectStore,
        transcoder: Transcoder,
        loops: Loops | None = None,
        timing: Timing = PRODUCTION,
    ) -> None:
        self._timing = timing
        self._database, self._store, self._transcoder = database, store, transcoder
        self._owner = secrets.token_hex(8)
        self._stop = Stop()
        loops = loops or Loops()
        self._loop = loops.make("pipeline", self._turn, MOST_SECONDS, timing.breath_seconds)
        self._running: dict[str, _Running] = {}
        self._early = EarlyTranscoding(database, store, transcoder)
        self._store_away_until = 0.0
        self._inspections = InspectionQueue(
            database, store, self._stop, self._begin, self._not_inspected, self._loop.wake, timing
        )

    def start(self) -> None:
        """Take up what a former process left, and go on by itself from then on."""
        self._loop.start()

    def stop(self) -> None:
        """Let go within a second; what was under way is taken up at the next start."""
        self._stop()
        self._loop.stop()
        self._inspections.close()
        self._transcoder.close()
        with guarded("pipeline"):  # else their leases run out by themselves
            self._database.release_jobs(self._owner)

    def upload_completed(self, video_id: str) -> None:
        """The video has just become `verifying`."""
        log.debug("Video %s arrived", video_id)
        self._inspections.note()
        self._loop.wake()

    def part_stored(self, upload_id: str) -> None:
        """More of a source can be read already."""
        self._early.note(upload_id)
        self._loop.wake()

    def retry(self, video_id: str) -> None:
        """Try a failed video again; chunks that are done stay done."""
        self._database.set_video(
            video_id, [VideoState.FAILED], state=VideoState.VERIFYING, error=None, percent=0.0
        )
        self._loop.wake()

    def cancel(self, video_id: str) -> None:
        """Stop working on it: the video has become `deleted`."""
        self._early.drop(video_id)
        for job in self._database.jobs_of(video_id):
            self._database.set_job(
                job.revision, [JobState.QUEUED, JobState.RUNNING], state=JobState.CANCELLED
            )
            if (running := self._running.pop(job.revision, None)) is not None:
                self._transcoder.cancel(running.external_id)

    def wanted(self, video_id: str, seconds: float) -> None:
        """A viewer is here, and what comes next does not exist yet."""
        for running in list(self._running.values()):
            if running.video_id == video_id:
                self._transcoder.wanted(running.external_id, seconds)

    def demanded(self, video_id: str) -> None:
        """Take the finished revision up again for the rungs that were put off; once."""
        if self._database.demand_rungs(video_id):
            self._loop.wake()

    def _turn(self) -> float:
        # Jobs of our own first: after an outage their leases may have run out.
        steps = (self._early.work, self._look_at_arrivals, self._follow_jobs, self._claim_jobs)
        done = 0
        for step in steps:
            self._loop.beat()
            with guarded("pipeline"):
                step()
                done += 1
        if done < len(steps):
            return self._timing.troubled_seconds
        is_busy = self._running or self._early.is_busy or self._inspections.are_coming
        return self._timing.busy_seconds if is_busy else self._timing.idle_seconds

    # From verifying to processing

    def _look_at_arrivals(self) -> None:
        if self._database.clock() >= self._store_away_until:
            self._inspections.work()

    def _not_inspected(self, video: Video, error: BackendError) -> None:
        """A store that is away is asked again when it said; the film says so meanwhile."""
        log.info("Video %s: %s", video.id, error)
        if error.retry_after_seconds is not None:
            self._store_away_until = self._database.clock() + error.retry_after_seconds
            self._database.set_video(video.id, [VideoState.VERIFYING], error=str(error))
            return
        if refused := isinstance(error, Refused):
            self._early.drop(video.id)
        self._fail(video.id, VideoState.VERIFYING, Failed(str(error), not refused))

    def _begin(self, video: Video, seen: Inspection) -> None:
        """What mpv can open can be watched at once; the ladder comes meanwhile."""
        width, height = seen.size
        shown: dict[str, Any] = {"playable": video.playable or Playable.PROGRESSIVE}
        if self._is_orphan(video):
            shown = {"playable": Playable.PROGRESSIVE, "revision": None}
        with self._database.write():
            changed = self._database.set_video(
                video.id,
                [VideoState.VERIFYING],
                state=VideoState.PROCESSING,
                duration_seconds=round(seen.duration_seconds, 3),
                width=width or None,
                height=height or None,
                error=None,
                error_retryable=False,
                **shown,
            )
            if changed is not None:
                self._open_job(video.id)
        self._early.hand_over(video.id)

    def _is_orphan(self, video: Video) -> bool:
        """Whether it shows what a former process made during the upload: nobody knows any more
        of which bytes, so it is made anew."""
        jobs = {job.revision for job in self._database.jobs_of(video.id)}
        begun = first_revision(video.id)
        return video.revision == begun and begun not in jobs and not self._early.knows(video.id)

    def _open_job(self, video_id: str) -> None:
        """A job that failed goes on with the chunks it has."""
        for job in self._database.jobs_of(video_id):
            if job.state in (JobState.QUEUED, JobState.RUNNING):
                return
            if job.state == JobState.FAILED:
                state = JobState.QUEUED
                self._database.set_job(job.revision, state=state, attempts=0, not_before=0.0)
                return
        self._database.add_job(video_id, self._new_revision(video_id))

    def _new_revision(self, video_id: str) -> str:
        """The one that was begun during the upload, or one of which nothing exists yet."""
        if (revision := self._early.begun(video_id)) is None:
            self._store.delete_prefix(f"media/{video_id}/{first_revision(video_id)}/")
        return revision or secrets.token_hex(8)

    # Jobs

    def _claim_jobs(self) -> None:
        while (
            row := self._database.claim_job(self._owner, self._timing.lease_seconds)
        ) is not None:
            self._loop.beat()
            video = self._database.video(row.video_id)
            if video is None or not can_be_worked_on(video, row.revision):
                self._database.set_job(row.revision, state=JobState.CANCELLED)
                continue
            self._start(row, video)

    def _start(self, row: JobRow, video: Video) -> None:
        job = Job(video.id, row.revision, video.source_key, video.size_bytes, row.demanded)
        try:
            external_id = believed(lambda: self._transcoder.start(job), self._store, job.source_key)
        except BackendError as error:
            self._ended(row.revision, video.id, outcome_of(error, error.retryable))
            return
        except Exception:
            log.exception("Job %s can't be started", row.revision)
            self._job_failed(row.revision, video.id, Failed(str(OurFault()), retryable=True))
            return
        self._database.set_job(row.revision, external_id=external_id)
        self._running[row.revision] = _Running(video.id, external_id)

    def _follow_jobs(self) -> None:
        each(list(self._running), self._renew_and_follow)

    def _renew_and_follow(self, revision: str) -> None:
        self._loop.beat()
        if (running := self._running.get(revision)) is None:
            return
        if self._database.renew_job(revision, self._owner, self._timing.lease_seconds):
            self._follow(revision, running)
        else:
            self._running.pop(revision, None)
            row = self._database.job(revision)
            is_unwanted = row is None or row.state == JobState.CANCELLED
            end = self._transcoder.cancel if is_unwanted else self._transcoder.release
            end(running.external_id)

    def _follow(self, revision: str, running: _Running) -> None:
        try:
            status = self._transcoder.status(running.external_id)
        except NotFound:
            status = Failed("Processing was interrupted.", retryable=True)
        except BackendError as error:
            self._show_trouble(running, str(error))
            return
        if isinstance(status, Working):
            self._show(revision, running, status)
            return
        self._ended(revision, running.video_id, status)
        self._running.pop(revision, None)
        self._transcoder.release(running.external_id)

    def _ended(self, revision: str, video_id: str, how: Finished | Failed | Away) -> None:
        """Raises what keeps it from being written down; then it is seen again in the next turn."""
        if isinstance(how, Finished):
            self._finish(revision, video_id, how.outputs)
        elif isinstance(how, Away):
            self._wait(revision, video_id, how)
        else:
            self._job_failed(revision, video_id, how)

    def _wait(self, revision: str, video_id: str, away: Away) -> None:
        """What is busy, away or refuses the server is asked again for as long as it takes."""
        log.warning("Job %s waits: %s", revision, away.reason)
        self._database.set_job(
            revision,
            [JobState.RUNNING],
            state=JobState.QUEUED,
            not_before=self._database.clock() + away.retry_after_seconds,
            reason=away.reason,
        )
        self._tell_meanwhile(video_id, away.reason)

    def _tell_meanwhile(self, video_id: str, reason: str) -> None:
        changes = {"seconds_left": None, "error": reason}
        self._database.set_video(video_id, [VideoState.PROCESSING], **changes)

    def _show_trouble(self, running: _Running, sentence: str) -> None:
        """The service can't be asked just now; the work there may well go on."""
        if sentence != running.trouble:
            log.warning("Video %s: %s", running.video_id, sentence)
            self._tell_meanwhile(running.video_id, sentence)
        running.trouble, running.shown = sentence, None

    def _show(self, revision: str, running: _Running, status: Working) -> None:
        if status == running.shown or status.percent is None:
            return
        running.trouble = ""
        shown: dict[str, Any] = {
            "error": None,
            "percent": round(status.percent, 1),
            "seconds_left": status.seconds_left,
            "rungs": json.dumps({name: round(p, 1) for name, p in status.rungs.items()}),
        }
        if status.playable is not None:
            shown |= published(running.video_id, revision, status.outputs, complete=False)
        self._database.set_video(running.video_id, [VideoState.PROCESSING], **shown)
        running.shown = status

    def _finish(self, revision: str, video_id: str, outputs: Outputs) -> None:
        """The one moment at which a revision becomes whole for everybody."""
        with self._database.write(durable=True):
            now = self._database.clock()
            self._database.set_job(revision, state=JobState.FINISHED, finished_at=now)
            self._database.set_video(
                video_id,
                [VideoState.PROCESSING],
                state=VideoState.READY,
                percent=100.0,
                seconds_left=None,
                rungs=None,
                error=None,
                **published(video_id, revision, outputs, complete=True),
            )
            self._list_subtitles(video_id, revision, outputs)
        self._forget_attempts(video_id, revision)

    def _list_subtitles(self, video_id: str, revision: str, outputs: Outputs) -> None:
        """Tracks of the source; one that its owner uploaded in the same language stays."""
        own = {row.language for row in self._database.subtitles(video_id) if row.own}
        for language, name in outputs.subtitles.items():
            if language not in own:
                key = f"media/{video_id}/{revision}/{name}"
                row = Subtitle(video_id=video_id, language=language, label=language, key=key)
                self._database.set_subtitle(row)

    def _forget_attempts(self, video_id: str, revision: str) -> None:
        """What earlier attempts left behind is nobody's."""
        for job in self._database.jobs_of(video_id):
            if job.revision != revision:
                self._store.delete_prefix(f"media/{video_id}/{job.revision}/")

    def _job_failed(self, revision: str, video_id: str, failure: Failed) -> None:
        row = self._database.job(revision)
        if row is None or row.state == JobState.CANCELLED:
            return
        log.info("Job %s of video %s: %s", revision, video_id, failure.reason)
        if failure.retryable and row.attempts < len(self._timing.retry_delays):
            self._database.set_job(
                revision,
                state=JobState.QUEUED,
                not_before=self._database.clock() + self._timing.retry_delays[row.attempts],
                attempts=row.attempts + 1,
                reason=failure.reason,
            )
            self._tell_meanwhile(video_id, failure.reason)
            return
        with self._database.write():
            now = self._database.clock()
            self._database.set_job(
                revision, state=JobState.FAILED, finished_at=now, reason=failure.reason
            )
            self._fail(video_id, VideoState.PROCESSING, failure)

    def _fail(self, video_id: str, expected: VideoState, failure: Failed) -> None:
        """What could be watched already stays so, except what was refused."""
        self._database.set_video(
            video_id,
            [expected],
            state=VideoState.FAILED,
            seconds_left=None,
            error=failure.reason,
            error_retryable=failure.retryable,
        )


def can_be_worked_on(video: Video, revision: str) -> bool:
    """A film that is ready gets nothing but the rest of the revision that it shows."""
    is_rest = video.state == VideoState.READY and video.revision == revision
    return video.state == VideoState.PROCESSING or is_rest


def published(video_id: str, revision: str, outputs: Outputs, complete: bool) -> dict[str, Any]:
    """The columns of a revision; what it lacks stays as it was."""
    names = {
        "poster_key": outputs.poster,
        "storyboard_key": outputs.storyboard,
        "chapters_key": outputs.chapters,
    }
    found = {k: f"media/{video_id}/{revision}/{name}" for k, name in names.items() if name}
    whole = {"revision": revision, "revision_complete": complete}
    return {"playable": Playable.ADAPTIVE, **whole, **found}
