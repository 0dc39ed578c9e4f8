"""The one thread that decides: takes in what happened, hands out what is to be done.

All state of the queue belongs to it. Callers make the calls and hash, senders send; both are
given values and post back what came of it, so nothing here needs a lock.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from ssl import SSLContext
from time import monotonic

from app.errors import MatineeError
from app.upload.engine.calls import UploadApi
from app.upload.engine.job import LIVE, Hold, Job, next_step, place_of, progress_of
from app.upload.engine.journal import Journal, KnownPart, Record
from app.upload.engine.notes import Notes
from app.upload.engine.progress import Listener, Progress, State
from app.upload.engine.senders import Senders
from app.upload.engine.steps import Steps, Work
from app.upload.engine.transitions import Transitions
from app.upload.errors import EngineFault, Interrupted
from app.upload.source.probe import Probe, probe
from app.upload.transfer.concurrency import Bounds
from app.upload.transfer.meter import Meter
from app.upload.transfer.rate_limit import Window, limit_at
from app.upload.transfer.retry import Fault
from runtime.workers import WorkerPool

TICK_SECONDS = 0.1
IDLE_SECONDS = 1.0
CALLERS = 32
# Notes of parts reach the disk this often.
NOTES_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Options:
    bounds: Bounds = field(default_factory=Bounds)
    probe: Probe | None = probe
    tls: Callable[[], SSLContext] | None = None
    hash_whole_files: bool = True


class Scheduler:
    """Created anywhere; everything but `post`, `latest` and `stop` runs on its own thread."""

    def __init__(
        self,
        backend: UploadApi,
        journal: Journal,
        listener: Listener,
        options: Options,
        tls: Callable[[], SSLContext],
    ) -> None:
        self._listener = listener
        self._options = options
        self._inbox: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._stopping = threading.Event()
        self._jobs: dict[str, Job] = {}
        self._live: list[Job] = []  # to be worked on, in order; see `_list`
        self._is_listed = True
        self._started: set[Job] = set()  # those of them that a caller has seen; never many
        self._is_cancelling = False
        self._dirty: set[Job] = set()
        self._callers = WorkerPool("caller", CALLERS)
        self._callers_busy = 0
        self._meter = Meter(options.bounds, monotonic())
        self._notes = Notes(journal, self.post, self._journal_refuses)
        self._transitions = Transitions(
            self._notes, self._meter, self._touch, options.hash_whole_files
        )
        self._senders = Senders(
            options.bounds.most, tls, self._transitions, self._meter, self._touch, self.post
        )
        self._steps = Steps(
            backend, options.probe, self._transitions, self._meter, self._stopping, self.post
        )
        self._trouble = ""
        self._plain_limit: int | None = None
        self._timetable: Sequence[Window] = ()
        self.latest: dict[str, Progress] = {}
        self.settled = threading.Event()
        """Nothing is left to be done for any upload, but what a pause or failure holds up."""
        self.settled.set()

    def post(self, message: Callable[[], None]) -> None:
        self._inbox.put(message)

    def ask(self, command: Callable[[str], None], upload_id: str) -> None:
        """Post a command for one upload; it falls flat if that is forgotten by then."""
        self.post(lambda: command(upload_id) if upload_id in self._jobs else None)

    def stop(self) -> None:
        self._stopping.set()
        self.post(lambda: None)

    def run(self) -> None:
        self._notes.start()
        try:
            while not self._stopping.is_set():
                self._take_in()
                if not self._is_listed:
                    self._list()
                self._hand_out()
                self._look_around()
        finally:
            self._wind_up()

    def _take_in(self) -> None:
        """Handle what has been posted, and have it noted."""
        try:
            message: Callable[[], None] | None = self._inbox.get(timeout=self._patience())
            while message is not None:
                message()
                message = None if self._inbox.empty() else self._inbox.get_nowait()
        except queue.Empty:
            pass
        self._notes.hand_on(monotonic(), NOTES_SECONDS)

    def _patience(self) -> float:
        active = self._dirty or any(job.in_flight or job.hold.failures for job in self._started)
        return TICK_SECONDS if active else IDLE_SECONDS

    def _wind_up(self) -> None:
        for job in self._jobs.values():
            for sending in job.in_flight.values():
                sending.stop.set()
        now = monotonic()
        self._senders.close(0.7)
        self._callers.close(now + 0.7 - monotonic())
        while not self._inbox.empty():
            self._inbox.get_nowait()()
        self._notes.close(now + 0.95)

    def _journal_refuses(self, fault: MatineeError | None) -> None:
        """Every upload says so, whether it waits for the disk or goes on without it."""
        self._trouble = str(fault) if fault else ""
        for job in self._jobs.values():
            if job.unwritten or job.record.state in LIVE:
                self._touch(job)

    def adopt(
        self, record: Record, known: Mapping[int, KnownPart] | None, is_written: bool
    ) -> None:
        """`known` is what the journal has of the parts; None: it knows nothing of the upload.
        `is_written` where the record stands there as it is."""
        last = next(reversed(self._jobs.values()), None)
        job = self._jobs[record.id] = Job(record, new=known is None, known=dict(known or {}))
        if not self._options.hash_whole_files:
            job.whole = None
        if not is_written:
            self._transitions.save(job)
        if not job.new:
            self._transitions.remember(job)
        if last is not None and place_of(job) < place_of(last):
            self._sort()
        self._touch(job)

    def pause(self, upload_id: str) -> None:
        job = self._jobs[upload_id]
        if job.record.state == "live":
            self._transitions.change(job, state="paused", message="")
            self._transitions.halt(job)

    def resume(self, upload_id: str) -> None:
        job = self._jobs[upload_id]
        if job.record.state not in ("paused", "failed", "live"):
            return
        if job.record.state == "failed" and job.record.reason is Fault.CHANGED:
            self._transitions.start_over(job, "")
        job.hold = Hold()
        self._transitions.change(job, state="live", message="", retryable=False, reason=None)

    def cancel(self, upload_id: str) -> None:
        job = self._jobs[upload_id]
        if job.record.state in ("done", "auditing", "cancelled", "cancelling"):
            return
        job.hold = Hold()
        self._transitions.change(job, state="cancelling", message="")
        self._transitions.halt(job)

    def forget(self, upload_id: str) -> None:
        """A cancelled one leaves the list at once, and the journal when the server is done."""
        job = self._jobs[upload_id]
        if progress_of(job, monotonic()).state.is_final:
            job.forgotten = True
            self.latest.pop(upload_id, None)
            self._drop_if_over(job)

    def _drop_if_over(self, job: Job) -> None:
        if job.forgotten and job.record.state not in LIVE and not job.working:
            self._notes.forget(job.id)
            self._jobs.pop(job.id, None)
            self._started.discard(job)

    def relocate(self, change: Callable[[Record], Record], upload_id: str) -> None:
        job = self._jobs[upload_id]
        job.record = change(job.record)
        self.resume(upload_id)

    def set_priority(self, upload_id: str, priority: int) -> None:
        self._transitions.change(self._jobs[upload_id], priority=priority)
        self._sort()

    def set_limit(self, bytes_per_second: int | None) -> None:
        self._plain_limit = bytes_per_second
        self._obey_timetable()

    def set_timetable(self, windows: Sequence[Window]) -> None:
        self._timetable = tuple(windows)
        self._obey_timetable()

    def wake(self) -> None:
        for job in self._live:
            job.hold.until = 0.0
            self._touch(job)

    def ids(self) -> list[str]:
        return list(self._jobs)

    def _hand_out(self) -> None:
        now = monotonic()
        supply = 0
        enough = 2 * self._meter.connections + CALLERS
        for job in self._live:
            if self._callers_busy >= CALLERS:
                break
            if supply < enough or job.record.state == "cancelling":
                self._occupy(job, now)
            elif not self._is_cancelling:
                break
            supply += (
                len(job.ready) + len(job.in_flight) + (1 if job.working or job.unwritten else 0)
            )
        self._senders.launch(self._started, now)

    def _occupy(self, job: Job, now: float) -> None:
        step = next_step(job, now, self._steps.ahead(job))
        if step is not None:
            job.working = step
            self._callers_busy += 1
            self._started.add(job)
            self._touch(job)
            task = partial(self._do, job, job.epoch, self._steps.make(job, step))
            self._callers.do(task)

    def _do(self, job: Job, epoch: int, work: Work) -> None:
        """On a caller's thread: run the work, and post what follows from it."""
        follow: Callable[[], None] = partial(self._transitions.fail, job, EngineFault())
        try:
            follow = work()
        except Interrupted:
            follow = lambda: None  # noqa: E731
        except MatineeError as error:
            follow = partial(self._transitions.fail, job, error)
        finally:
            self.post(partial(self._back, job, epoch, follow))

    def _back(self, job: Job, epoch: int, follow: Callable[[], None]) -> None:
        self._callers_busy -= 1
        job.working = None
        if job.epoch == epoch:
            follow()
        self._transitions.settle(job)
        self._touch(job)
        self._drop_if_over(job)

    def _touch(self, job: Job) -> None:
        self._dirty.add(job)
        if job.listed_as != job.record.state:
            job.listed_as = job.record.state
            self._is_listed = False
        if not (job.working or job.in_flight or job.record.state in LIVE):
            self._started.discard(job)

    def _sort(self) -> None:
        self._jobs = {job.id: job for job in sorted(self._jobs.values(), key=place_of)}
        self._is_listed = False

    def _list(self) -> None:
        """Put in order what is to be done; once a round, however many jobs changed in it."""
        self._is_listed = True
        self._live = [job for job in self._jobs.values() if job.record.state in LIVE]
        self._is_cancelling = any(job.record.state == "cancelling" for job in self._live)
        (self.settled.clear if self._live else self.settled.set)()

    def _look_around(self) -> None:
        now = monotonic()
        passed = self._meter.tick(now)
        if passed:
            self._senders.measure(self._started, passed, now)
            self._obey_timetable()
        for job in list(self._dirty):
            self._tell(job, now)

    def _obey_timetable(self) -> None:
        wanted = limit_at(datetime.now(), self._timetable, self._plain_limit)
        self._senders.set_limit(wanted)

    def _tell(self, job: Job, now: float) -> None:
        """At most ten a second; what is held back is told at the next look. Whoever asks hears of
        an end at once, that is when the journal knows of it."""
        is_due = now - job.emitted_at >= TICK_SECONDS
        if job.forgotten:
            self._dirty.discard(job)
        elif is_due or job.record.state not in LIVE:
            self._say(job, now, is_due)

    def _say(self, job: Job, now: float, is_due: bool) -> None:
        progress = progress_of(job, now, self._trouble)
        if job.unwritten and progress.state.is_final:
            return
        self.latest[job.id] = progress
        if is_due:
            job.emitted_at = now
            # Time alone makes these wait.
            if progress.state is State.WAITING or not (job.hold.failures or job.unwritten):
                self._dirty.discard(job)
            self._listener(progress)
