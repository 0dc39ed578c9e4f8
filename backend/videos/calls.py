"""Carries out what the pipeline decided: rows in single transactions, the store, the transcoder."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from functools import singledispatchmethod

from backend.database.database import Database
from backend.database.tables import JobRow, JobState, Subtitle, UploadState, Video, VideoState
from backend.database.videos import Progress, Published, Seen
from backend.errors import BackendError, NotFound, OurFault
from backend.sentences import said
from backend.storage.api import ObjectStore
from backend.text import spoken_words
from backend.transcode.api import (
    Failed,
    Job,
    Outputs,
    Playable,
    Status,
    Transcoder,
)
from backend.transcode.errors import Cancelled, EncodingFailed, Refused, SourceGone, SourceReplaced
from backend.transcode.process import Stop
from backend.transcode.source.doubt import believed, outcome_of
from backend.transcode.source.inspection import Inspection, inspect
from backend.videos.events import (
    AskStatus,
    BeginProcessing,
    Begun,
    Checked,
    CheckRows,
    Claimed,
    ClaimNext,
    Done,
    Event,
    FailJob,
    FindArrivals,
    FinishJob,
    Found,
    GrowingSource,
    Inspected,
    InspectSource,
    LetGo,
    NotInspected,
    PeekAhead,
    Peeked,
    PublishAhead,
    QueuedCall,
    RefuseSource,
    RequeueJob,
    Said,
    ShowProgress,
    Started,
    StartJob,
    StopWork,
    Surveyed,
    SurveyUpload,
    TellWaiting,
    Undone,
)

log = logging.getLogger(__name__)

MOST_LOOKS = 5
"""At one source, that the process did not outlive."""


class PipelineCalls:
    """Safe from any thread. Whatever goes wrong is logged and comes back as `Undone`, unless it
    is an answer."""

    def __init__(
        self,
        database: Database,
        store: ObjectStore,
        transcoder: Transcoder,
        owner: str,
        lease_seconds: float,
        token: Callable[[], str],
        stop: Stop,
    ) -> None:
        """Jobs are claimed for `owner`; `token` names revisions; `stop` ends inspections."""
        self._database, self._store, self._transcoder = database, store, transcoder
        self._owner, self._lease_seconds = owner, lease_seconds
        self._token, self._stop = token, stop

    def carry_out(self, call: QueuedCall) -> Event:
        try:
            return self._do(call)
        except Cancelled:
            return Undone(call)
        except BackendError as error:
            log.warning("The pipeline waits: %s", error)
        except Exception:
            log.exception("The pipeline failed at %s", type(call).__name__)
        return Undone(call)

    @singledispatchmethod
    def _do(self, call: QueuedCall) -> Event:
        raise TypeError(call)

    # Uploads under way

    @_do.register
    def _survey(self, call: SurveyUpload) -> Event:
        upload = self._database.upload(call.upload_id)
        if upload is None or upload.state != UploadState.OPEN:
            return Surveyed(call.upload_id, None)
        multipart_id = upload.multipart_id or ""
        path = self._store.growing(upload.key, multipart_id)
        if path is None:
            return Surveyed(call.upload_id, None)
        try:
            parts = self._store.stored_parts(upload.key, multipart_id)
        except NotFound:
            return Surveyed(call.upload_id, None)
        # Named after its video, so that what a former process began is overwritten, not orphaned.
        revision, row_id = first_revision(upload.video_id), upload.video_id
        job = Job(row_id, revision, upload.key, upload.size_bytes, replaces=upload.replaces)
        etags = {part.number: part.etag for part in parts}
        return Surveyed(call.upload_id, GrowingSource(job, path, upload.part_size_bytes, etags))

    @_do.register
    def _peek(self, call: PeekAhead) -> Event:
        try:
            return Peeked(call.video_id, self._transcoder.status(call.revision))
        except NotFound:
            return Peeked(call.video_id, None)

    @_do.register
    def _publish_ahead(self, call: PublishAhead) -> Event:
        shown = self._published(call.video_id, call.revision, call.status.outputs)
        playable = call.status.playable or Playable.ADAPTIVE
        self._database.publish(call.video_id, VideoState.UPLOADING, shown, playable)
        return Done(call)

    # From verifying to processing

    @_do.register
    def _find(self, call: FindArrivals) -> Event:
        """A few more than can be inspected: the oldest may be under way."""
        waiting = self._database.videos_in(VideoState.VERIFYING, limit=2 * call.most + 2)
        return Found(
            [InspectSource(video.id, video.source_key, video.size_bytes) for video in waiting]
        )

    @_do.register
    def _inspect(self, call: InspectSource) -> Event:
        """Whatever goes wrong with one film is told: left as it is, it would be in the way. Looks
        are counted before, or one that ends the whole process would do so at each start."""
        try:
            if self._database.count_look(call.video_id) > MOST_LOOKS:
                raise EncodingFailed("looks_ended")
            found = self._inspection(call)
        except Cancelled:
            raise
        except BackendError as error:
            log.info("Video %s: %s", call.video_id, error)
            return NotInspected(call.video_id, outcome_of(error, not isinstance(error, Refused)))
        except Exception:
            log.exception("Video %s can't be inspected", call.video_id)
            return NotInspected(call.video_id, Failed(str(OurFault()), retryable=True))
        finally:
            self._database.end_look(call.video_id)
        width, height = found.size
        seen = Seen(round(found.duration_seconds, 3), width or None, height or None)
        return Inspected(call.video_id, seen)

    def _inspection(self, call: InspectSource) -> Inspection:
        known = self._store.head(call.source_key)
        if known is None:
            raise SourceGone
        if known.size_bytes != call.size_bytes:
            raise SourceReplaced
        look = lambda: inspect(self._store, call.source_key, self._stop)  # noqa: E731
        return believed(look, self._store, call.source_key)

    @_do.register
    def _begin(self, call: BeginProcessing) -> Event:
        """What mpv can open can be watched at once; the ladder comes meanwhile."""
        video_id, first = call.video_id, first_revision(call.video_id)
        # What a former process made during the upload is of bytes that nobody knows any more.
        jobs = {job.revision for job in self._database.jobs_of(video_id)}
        is_orphan = call.begun is None and first not in jobs
        if is_orphan:
            try:
                self._store.delete_prefix(self._prefix(video_id, first))
            except BackendError as error:
                log.info("Video %s: %s", video_id, error)
                return NotInspected(video_id, outcome_of(error, retryable=True))
        with self._database.write():
            video = self._database.video(video_id)
            if video is not None and video.revision == first and is_orphan:
                self._database.take_back(video_id)
            if not self._database.mark_processing(video_id, call.seen, Playable.PROGRESSIVE):
                return Begun(video_id, None)
            revision = self._database.queue_job(video_id, call.begun or self._token())
        return Begun(video_id, revision)

    @_do.register
    def _tell(self, call: TellWaiting) -> Event:
        log.warning("Video %s waits: %s", call.video_id, call.reason)
        self._database.tell(call.video_id, call.state, call.reason)
        return Done(call)

    @_do.register
    def _refuse(self, call: RefuseSource) -> Event:
        if call.ahead is not None:
            self._take_back(call.ahead)
        failure = call.failure
        self._database.mark_failed(
            call.video_id, VideoState.VERIFYING, failure.reason, failure.retryable
        )
        return Done(call)

    def _prefix(self, video_id: str, revision: str) -> str:
        return f"media/{self._database.film_of(video_id)}/{revision}/"

    def _published(self, video_id: str, revision: str, outputs: Outputs) -> Published:
        prefix = self._prefix(video_id, revision)
        names = (outputs.poster, outputs.storyboard, outputs.chapters)
        return Published(revision, *(prefix + name if name else None for name in names))

    def _take_back(self, ahead: Job) -> None:
        """It goes by its revision until it is started."""
        self._transcoder.cancel(ahead.revision)
        self._store.delete_prefix(ahead.prefix)
        self._database.take_back(ahead.video_id)

    # Jobs

    @_do.register
    def _check(self, call: CheckRows) -> Event:
        leases = self._database.renew_jobs(self._owner, call.revisions, self._lease_seconds)
        states = self._database.states_of(call.video_ids) if call.video_ids else {}
        return Checked(call.round, leases, states)

    @_do.register
    def _claim(self, call: ClaimNext) -> Event:  # noqa: ARG002
        while (row := self._database.claim_job(self._owner, self._lease_seconds)) is not None:
            video = self._database.video(row.video_id)
            if video is not None and can_be_worked_on(video, row.revision):
                return Claimed(job_of(row, video), row.attempts)
            self._database.end_job(row.revision, self._owner, JobState.CANCELLED)
        return Claimed(None)

    @_do.register
    def _start(self, call: StartJob) -> Event:
        job = call.job
        try:
            start = lambda: self._transcoder.start(job)  # noqa: E731
            external_id = believed(start, self._store, job.source_key)
        except BackendError as error:
            return Said(call.video_id, outcome_of(error, error.retryable))
        except Exception:
            log.exception("Job %s can't be started", job.revision)
            return Said(call.video_id, Failed(str(OurFault()), retryable=True))
        try:
            self._database.note_external_id(job.revision, self._owner, external_id)
        except Exception:
            # Started again, or stopped by whoever has it then; nobody here knows its name.
            self._transcoder.release(external_id)
            raise
        return Started(call.video_id, external_id)

    @_do.register
    def _ask(self, call: AskStatus) -> Event:
        answer: Status | str
        try:
            answer = self._transcoder.status(call.external_id)
        except NotFound:
            answer = Failed(said("processing_interrupted"), retryable=True)
        except BackendError as error:
            answer = str(error)
        return Said(call.video_id, answer)

    @_do.register
    def _show(self, call: ShowProgress) -> Event:
        status, processing = call.status, VideoState.PROCESSING
        rungs = {name: round(percent, 1) for name, percent in status.rungs.items()}
        progress = Progress(round(status.percent or 0.0, 1), status.seconds_left, rungs)
        with self._database.write():
            self._database.show_progress(call.video_id, progress)
            if status.playable is not None:
                shown = self._published(call.video_id, call.revision, status.outputs)
                self._database.publish(call.video_id, processing, shown, Playable.ADAPTIVE)
        return Done(call)

    @_do.register
    def _finish(self, call: FinishJob) -> Event:
        """A new source is shown from this moment on. What earlier attempts at it left behind is
        then nobody's."""
        video_id, revision = call.video_id, call.revision
        shown = self._published(video_id, revision, call.outputs)
        tracks = self._tracks(video_id, revision, call.outputs)
        with self._database.write(durable=True):
            self._database.lock_film(video_id)
            is_done = self._database.end_job(revision, self._owner, JobState.FINISHED)
            if is_done and self._database.mark_ready(video_id, shown, Playable.ADAPTIVE):
                self._list_subtitles(video_id, tracks)
                self._database.show_source(video_id)
        film = self._database.video(self._database.film_of(video_id))
        if film is not None and film.revision == revision:
            for job in self._database.jobs_of(film.id):
                if job.revision != revision:
                    self._store.delete_prefix(f"media/{film.id}/{job.revision}/")
        return self._released(call, call.external_id)

    def _tracks(self, video_id: str, revision: str, outputs: Outputs) -> list[Subtitle]:
        """Of the source, with what is said in them; outside a transaction, which would wait."""
        prefix = self._prefix(video_id, revision)
        return [
            Subtitle(
                video_id=video_id,
                language=language,
                label=language,
                key=prefix + name,
                words=self._words(prefix + name),
            )
            for language, name in outputs.subtitles.items()
        ]

    def _words(self, key: str) -> str:
        """Without them a film is found by the rest: no reason to hold it up."""
        try:
            return spoken_words(b"".join(self._store.read(key)).decode(errors="replace"))
        except BackendError as error:
            log.info("No words of %s: %s", key, error)
            return ""

    def _list_subtitles(self, video_id: str, tracks: list[Subtitle]) -> None:
        """One that its owner uploaded in the same language stays."""
        own = {row.language for row in self._database.subtitles(video_id) if row.own}
        for row in tracks:
            if row.language not in own:
                self._database.set_subtitle(row)

    @_do.register
    def _requeue(self, call: RequeueJob) -> Event:
        log.warning("Job %s of video %s: %s", call.revision, call.video_id, call.reason)
        with self._database.write():
            self._database.lock_film(call.video_id)
            if self._database.requeue_job(
                call.revision, self._owner, call.delay_seconds, call.reason, failed=call.failed
            ):
                self._database.tell(call.video_id, VideoState.PROCESSING, call.reason)
        return self._released(call, call.external_id)

    @_do.register
    def _fail(self, call: FailJob) -> Event:
        reason, retryable = call.failure.reason, call.failure.retryable
        log.info("Job %s of video %s: %s", call.revision, call.video_id, reason)
        with self._database.write():
            self._database.lock_film(call.video_id)
            if self._database.end_job(call.revision, self._owner, JobState.FAILED, reason):
                processing = VideoState.PROCESSING
                self._database.mark_failed(call.video_id, processing, reason, retryable)
        return self._released(call, call.external_id)

    @_do.register
    def _let_go(self, call: LetGo) -> Event:
        return self._released(call, call.external_id)

    def _released(self, call: QueuedCall, external_id: str | None) -> Event:
        if external_id is not None:
            self._transcoder.release(external_id)
        return Done(call)

    @_do.register
    def _stop_work(self, call: StopWork) -> Event:
        """The transcoder first: once the job's row says so, its outputs are deleted."""
        if call.external_id is not None:
            self._transcoder.cancel(call.external_id)
        if call.ahead is not None:
            self._take_back(call.ahead)
        if call.revision is not None:
            self._database.end_job(call.revision, self._owner, JobState.CANCELLED)
        return Done(call)


def first_revision(video_id: str) -> str:
    """Of what is begun before the last byte."""
    return hashlib.sha256(video_id.encode()).hexdigest()[:16]


def job_of(row: JobRow, video: Video) -> Job:
    key, size, demanded = video.source_key, video.size_bytes, row.demanded
    return Job(video.id, row.revision, key, size, demanded, video.replaces)


def can_be_worked_on(video: Video, revision: str) -> bool:
    """A film that is ready gets nothing but the rest of the revision that it shows."""
    is_rest = video.state == VideoState.READY and video.revision == revision
    return video.state == VideoState.PROCESSING or is_rest
