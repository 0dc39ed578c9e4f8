"""Processes, rows and transcoders as values, in which a test lets things happen in any order.

The rows do what `backend.database` does, as far as the pipeline's calls need it; the transcoders
work until they are told to stop. Nothing waits: time passes when the test says so.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from backend.database.jobs import Lease
from backend.database.tables import JobState, VideoState
from backend.database.videos import Seen
from backend.timing import PRODUCTION
from backend.transcode.api import Failed, Finished, Job, Playable, Status, Working
from backend.videos import events as e
from backend.videos.state import PipelineState
from backend.videos.steps import step

SIZE = 300
PARTS = 3
RUNNING, QUEUED = JobState.RUNNING, JobState.QUEUED


@dataclass
class Film:
    """A video's row and its upload's."""

    state: VideoState = VideoState.UPLOADING
    is_open: bool = True
    etags: dict[int, str] = field(default_factory=dict)
    revision: str | None = None


@dataclass
class JobModel:
    video_id: str
    state: JobState = QUEUED
    owner: str = ""
    leased_until: float = 0.0
    not_before: float = 0.0
    attempts: int = 0


@dataclass
class Process:
    name: str
    state: PipelineState = field(default_factory=PipelineState)
    inbox: list[e.Event] = field(default_factory=list)
    queued: list[e.QueuedCall] = field(default_factory=list)
    working: dict[str, str] = field(default_factory=dict)
    """What its transcoder is at: videos by the revision."""


class Simulation:
    def __init__(self, names: tuple[str, ...]) -> None:
        self.now = 0.0
        self.films = {"a": Film(), "b": Film()}
        self.jobs: dict[str, JobModel] = {}
        self.processes = [Process(name) for name in names]
        self.says: dict[str, Status] = {}
        """By the video; one that is not here is being worked on."""
        self.inspections: dict[str, e.Event] = {}
        self.finished: set[str] = set()
        self.failures: Counter[str] = Counter()
        self.made = 0
        self.broken: list[str] = []
        """Promises that were not kept."""

    # What happens

    def hear(self, process: Process, *events: e.Event) -> None:
        for event in events:
            process.state, calls = step(process.state, event, PRODUCTION)
            for call in calls:
                self._take(process, call)
        self._look(process)

    def _take(self, process: Process, call: e.Call) -> None:
        match call:
            case e.GrowSource(job):
                process.working.setdefault(job.revision, job.video_id)
            case e.HurryTo():
                pass
            case _:
                process.queued.append(call)

    def _look(self, process: Process) -> None:
        """Whatever has happened: one job of a video, and one call about it."""
        if max(Counter(process.working.values()).values(), default=0) > 1:
            self.broken.append(f"{process.name} works twice: {process.working}")
        calls = Counter(c.video_id for c in process.queued if isinstance(c, e.VideoCall))
        if max(calls.values(), default=0) > 1:
            self.broken.append(f"{process.name} has two calls: {process.queued}")
        live = Counter(j.video_id for j in self.jobs.values() if j.state in (RUNNING, QUEUED))
        if max(live.values(), default=0) > 1:
            self.broken.append(f"two jobs of one video: {self.jobs}")

    def carry_out(self, process: Process, index: int, fault: str = "") -> None:
        """One of the calls that wait. A fault hits `before` anything was done, or `after`."""
        if not process.queued:
            return
        call = process.queued.pop(index % len(process.queued))
        if fault == "before":
            process.inbox.append(e.Undone(call))
            return
        answer = self._do(process, call, fault)
        process.inbox.append(e.Undone(call) if fault else answer)

    def restart(self, process: Process) -> None:
        """Killed: what its memory knew is gone, and its FFmpegs with it."""
        fresh = Process(process.name + "'")
        self.processes[self.processes.index(process)] = fresh

    def delete(self, video_id: str, process: Process | None) -> None:
        """By a request to this process; by its upload's end if to none."""
        film = self.films.get(video_id)
        if film is None or (process is None and not film.is_open):
            return
        film.state, film.is_open = VideoState.DELETED, False
        if process is not None:
            self._end_jobs(video_id)
            process.inbox.append(e.Unwanted(video_id))

    def clean_up(self) -> None:
        for video_id, film in list(self.films.items()):
            if film.state == VideoState.DELETED:
                self._end_jobs(video_id)
                mine = [r for r, job in self.jobs.items() if job.video_id == video_id]
                if not any(self.jobs[r].state == RUNNING for r in mine):
                    self.films.pop(video_id)
                    for revision in mine:
                        self.jobs.pop(revision)

    def _end_jobs(self, video_id: str) -> None:
        for job in self.jobs.values():
            silent = job.state == RUNNING and job.leased_until <= self.now
            if job.video_id == video_id and (job.state == QUEUED or silent):
                job.state = JobState.CANCELLED

    def store_part(self, video_id: str, number: int, etag: str, process: Process) -> None:
        film = self.films.get(video_id)
        if film is not None and film.is_open:
            film.etags[number] = etag
            process.inbox.append(e.PartStored(video_id))

    def complete(self, video_id: str, process: Process) -> None:
        film = self.films.get(video_id)
        if film is not None and film.is_open and len(film.etags) == PARTS:
            film.is_open, film.state = False, VideoState.VERIFYING
            process.inbox.append(e.UploadCompleted(self.now))

    def retry(self, video_id: str, process: Process) -> None:
        film = self.films.get(video_id)
        if film is not None and film.state == VideoState.FAILED:
            film.state = VideoState.VERIFYING
            process.inbox.append(e.Woken())

    def quiet(self) -> None:
        """Let everything come to rest, with nothing in its way."""
        for _ in range(20):
            self.now += 5.0
            for process in self.processes:
                self.round(process)

    def round(self, process: Process) -> None:
        """A tick, and all that comes of it, with nothing in its way."""
        self.hear(process, e.Tick(self.now))
        while process.inbox or process.queued:
            while process.queued:
                self.carry_out(process, 0)
            self.hear(process, process.inbox.pop(0))

    # What calls do

    def _do(self, process: Process, call: e.QueuedCall, fault: str) -> e.Event:
        match call:
            case e.SurveyUpload(upload_id):
                film = self.films.get(upload_id)
                if film is None or not film.is_open:
                    return e.Surveyed(upload_id, None)
                job = Job(upload_id, first(upload_id), "key", SIZE)
                source = e.GrowingSource(job, Path("growing"), SIZE // PARTS, dict(film.etags))
                return e.Surveyed(upload_id, source)
            case e.PeekAhead(video_id, revision):
                known = revision in process.working
                return e.Peeked(video_id, Working(1.0, None, Playable.ADAPTIVE) if known else None)
            case e.PublishAhead(video_id, revision):
                self._publish(video_id, revision, VideoState.UPLOADING)
            case e.FindArrivals(most):
                found = [v for v, f in self.films.items() if f.state == VideoState.VERIFYING]
                return e.Found([e.InspectSource(v, "key", SIZE) for v in found[: most + 2]])
            case e.InspectSource(video_id):
                seen = e.Inspected(video_id, Seen(1.0, 1, 1))
                return self.inspections.get(video_id, seen)
            case e.BeginProcessing(video_id, _, begun):
                return e.Begun(video_id, self._begin(video_id, begun))
            case e.RefuseSource(video_id, _, ahead):
                if ahead is not None:
                    process.working.pop(ahead.revision, None)
                self._move(video_id, VideoState.VERIFYING, VideoState.FAILED)
            case e.CheckRows(number, revisions, video_ids):
                leases = {r: self._renewed(process, r) for r in revisions}
                states = {v: self.films[v].state for v in video_ids if v in self.films}
                return e.Checked(number, leases, states)
            case e.ClaimNext():
                return self._claim(process)
            case e.StartJob(_, job):
                process.working[job.revision] = job.video_id
                return e.Started(job.video_id, job.revision)
            case e.AskStatus(video_id, external_id):
                return e.Said(video_id, self._status(process, video_id, external_id))
            case e.ShowProgress(video_id, revision):
                self._publish(video_id, revision, VideoState.PROCESSING)
            case e.EndingCall():
                self._end(process, call)
                if fault != "after":
                    process.working.pop(call.external_id or "", None)
            case e.LetGo(_, external_id):
                process.working.pop(external_id or "", None)
            case e.StopWork(_, ahead, revision, external_id):
                process.working.pop(external_id or "", None)
                if ahead is not None:
                    process.working.pop(ahead.revision, None)
                if fault != "after" and (row := self._owned(process, revision)):
                    row.state = JobState.CANCELLED
        return e.Done(call)

    def _status(self, process: Process, video_id: str, external_id: str) -> Status:
        said: Status = Failed("Processing was interrupted.", retryable=True)
        if external_id in process.working:
            said = self.says.get(video_id, Working(50.0, 1.0, Playable.ADAPTIVE))
        if isinstance(said, Failed):
            self.failures[external_id] += 1
        if isinstance(said, Finished):
            self.finished.add(external_id)
        return said

    def _begin(self, video_id: str, begun: str | None) -> str | None:
        if not self._move(video_id, VideoState.VERIFYING, VideoState.PROCESSING):
            return None
        for revision, job in self.jobs.items():
            if job.video_id == video_id and job.state in (QUEUED, RUNNING):
                return revision
            if job.video_id == video_id and job.state == JobState.FAILED:
                job.state, job.attempts, job.not_before = QUEUED, 0, 0.0
                self.failures[revision] = 0
                return revision
        self.made += 1
        revision = begun or f"{video_id}-{self.made}"
        self.jobs[revision] = JobModel(video_id)
        return revision

    def _renewed(self, process: Process, revision: str) -> Lease:
        job = self.jobs.get(revision)
        if job is None or job.state == JobState.CANCELLED:
            return Lease.UNWANTED
        if self.films[job.video_id].state == VideoState.DELETED:
            return Lease.UNWANTED
        if (row := self._owned(process, revision)) is not None:
            row.leased_until = self.now + PRODUCTION.lease_seconds
            return Lease.MINE
        return Lease.NOBODYS if job.state == QUEUED else Lease.ANOTHERS

    def _claim(self, process: Process) -> e.Event:
        for revision, job in self.jobs.items():
            due = job.state == QUEUED and job.not_before <= self.now
            if due or (job.state == RUNNING and job.leased_until <= self.now):
                if self.films[job.video_id].state != VideoState.PROCESSING:
                    job.state = JobState.CANCELLED
                    continue
                job.state, job.owner = RUNNING, process.name
                job.leased_until = self.now + PRODUCTION.lease_seconds
                return e.Claimed(Job(job.video_id, revision, "key", SIZE), job.attempts)
        return e.Claimed(None)

    def _end(self, process: Process, call: e.EndingCall) -> None:
        job = self._owned(process, call.revision)
        if job is None:
            return
        match call:
            case e.FinishJob():
                job.state = JobState.FINISHED
                if self._move(call.video_id, VideoState.PROCESSING, VideoState.READY):
                    self.films[call.video_id].revision = call.revision
                    if call.revision not in self.finished:
                        self.broken.append(f"{call.revision} is ready before it is finished")
            case e.RequeueJob(delay_seconds=delay, failed=failed):
                job.state, job.not_before = QUEUED, self.now + delay
                job.attempts += failed
            case e.FailJob():
                job.state = JobState.FAILED
                self._move(call.video_id, VideoState.PROCESSING, VideoState.FAILED)

    def _owned(self, process: Process, revision: str | None) -> JobModel | None:
        job = self.jobs.get(revision or "")
        return job if job and job.state == RUNNING and job.owner == process.name else None

    def _move(self, video_id: str, before: VideoState, after: VideoState) -> bool:
        film = self.films.get(video_id)
        if film is None or film.state != before:
            return False
        film.state = after
        return True

    def _publish(self, video_id: str, revision: str, state: VideoState) -> None:
        film = self.films.get(video_id)
        if film is None or film.state != state:
            return
        film.revision = revision
        job = self.jobs.get(revision)
        belongs = revision == first(video_id) or (job is not None and job.video_id == video_id)
        if not belongs:
            self.broken.append(f"{revision} is published for {video_id}")


def first(video_id: str) -> str:
    return f"{video_id}-first"
