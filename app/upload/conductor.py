"""The one thread that decides: takes in what happened, hands out what is to be done.

All state of the queue belongs to it. Clerks make the calls and hash, senders send; both are
given values and post back what came of it, so nothing here needs a lock.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from random import random
from ssl import SSLContext
from time import monotonic
from uuid import uuid4

from app.errors import MatineeError
from app.upload import clerk
from app.upload.crew import Crew
from app.upload.errors import FileChanged, Interrupted, StoreUnreachable
from app.upload.events import Listener, Progress, State
from app.upload.hashing import WholeHash
from app.upload.job import Hold, Job, Ready, Step, next_step, progress_of
from app.upload.journal import Journal, KnownPart, Record
from app.upload.media import Probe, index_range, probe
from app.upload.meter import Meter
from app.upload.pace import Window, limit_at
from app.upload.parallel import Bounds
from app.upload.plan import Part, in_sending_order
from app.upload.retry import TABLE, Remedy, Rule, asked_delay, delay_seconds, fault_of, is_exhausted
from app.upload.share import Demand, next_upload
from app.upload.transfer import Courier, Flight, Limit
from app.uploads import Upload

TICK_SECONDS = 0.1
IDLE_SECONDS = 1.0
CLERKS = 8
# Signed at a time: half a second's worth, so that URLs stay fresh and calls stay few.
AHEAD_SECONDS = 0.5
# Hashing the whole file may not hold up the wire; only links faster than this can be held up.
FAST_BYTES_PER_SECOND = 100e6
MOST_STARVED_SECONDS = 0.3
# Notes of parts reach the disk this often; see `Journal.commit_if_urgent`.
NOTES_SECONDS = 1.0
STARTED_AGAIN = "The server had dropped the unfinished upload, so it starts again."


@dataclass(frozen=True, slots=True)
class Options:
    bounds: Bounds = field(default_factory=Bounds)
    probe: Probe | None = probe
    tls: SSLContext | None = None
    hash_whole_files: bool = True


# Run on a clerk's thread; what it returns, on the conductor's.
Errand = Callable[[], Callable[[], None]]


class Desk:
    """A clerk's tools: none; it exists so that clerks and senders are crews alike."""

    def close(self) -> None: ...


class Conductor:
    """Created anywhere; everything but `post`, `latest` and `stop` runs on its own thread."""

    def __init__(
        self,
        backend: clerk.Backend,
        journal: Journal,
        listener: Listener,
        options: Options,
        tls: SSLContext,
    ) -> None:
        self._backend = backend
        self._journal = journal
        self._listener = listener
        self._options = options
        self._accounts = clerk.Accounts(backend)
        self._inbox: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._stopping = threading.Event()
        self._jobs: dict[str, Job] = {}
        self._dirty: set[Job] = set()
        self._clerks: Crew[Desk] = Crew("clerk", CLERKS, Desk)
        self._senders: Crew[Courier] = Crew("sender", options.bounds.most, lambda: Courier(tls))
        self._clerks_busy = 0
        self._meter = Meter(options.bounds, monotonic())
        self._limit = Limit()
        self._noted_at = 0.0
        self._plain_limit: int | None = None
        self._timetable: Sequence[Window] = ()
        self.latest: dict[str, Progress] = {}

    # From any thread

    def post(self, message: Callable[[], None]) -> None:
        self._inbox.put(message)

    def stop(self) -> None:
        self._stopping.set()
        self.post(lambda: None)

    # The loop

    def run(self) -> None:
        try:
            while not self._stopping.is_set():
                self._take_in()
                self._hand_out()
                self._look_around()
        finally:
            self._wind_up()

    def _take_in(self) -> None:
        """Handle what has been posted; it is on disk before anything follows from it."""
        try:
            message: Callable[[], None] | None = self._inbox.get(timeout=self._patience())
            while message is not None:
                message()
                message = None if self._inbox.empty() else self._inbox.get_nowait()
        except queue.Empty:
            pass
        self._journal.commit_if_urgent()

    def _patience(self) -> float:
        active = self._dirty or any(job.flying or job.hold.failures for job in self._live())
        return TICK_SECONDS if active else IDLE_SECONDS

    def _wind_up(self) -> None:
        for job in self._jobs.values():
            for flight in job.flying.values():
                flight.stop.set()
        deadline = monotonic() + 0.7
        self._senders.close(deadline)
        self._clerks.close(deadline)
        while not self._inbox.empty():
            self._inbox.get_nowait()()
        self._journal.commit()
        self._journal.close()

    # What is asked of the queue

    def adopt(self, record: Record, new: bool) -> None:
        job = self._jobs[record.id] = Job(record, new=new)
        if not self._options.hash_whole_files:
            job.whole = None
        if new:
            self._journal.save(record)
        else:
            self._remember(job)
        self._sort()
        self._touch(job)

    def pause(self, upload_id: str) -> None:
        job = self._jobs[upload_id]
        if job.record.state == "live":
            self._change(job, state="paused", message="")
            self._ground(job)

    def resume(self, upload_id: str) -> None:
        job = self._jobs[upload_id]
        if job.record.state not in ("paused", "failed", "live"):
            return
        if job.record.state == "failed" and job.record.message == str(
            FileChanged(job.record.path.name)
        ):
            self._start_over(job, "")
        job.hold = Hold()
        self._change(job, state="live", message="", retryable=False)

    def cancel(self, upload_id: str) -> None:
        job = self._jobs[upload_id]
        if job.record.state in ("done", "cancelled", "cancelling"):
            return
        job.hold = Hold()
        self._change(job, state="cancelling", message="")
        self._ground(job)

    def forget(self, upload_id: str) -> None:
        if self.latest[upload_id].state.is_final and not self._jobs[upload_id].working:
            self._journal.forget(upload_id)
            del self._jobs[upload_id], self.latest[upload_id]

    def relocate(self, change: Callable[[Record], Record], upload_id: str) -> None:
        job = self._jobs[upload_id]
        job.record = change(job.record)
        self.resume(upload_id)

    def set_priority(self, upload_id: str, priority: int) -> None:
        self._change(self._jobs[upload_id], priority=priority)
        self._sort()

    def set_limit(self, bytes_per_second: int | None) -> None:
        self._plain_limit = bytes_per_second
        self._obey_timetable()

    def set_timetable(self, windows: Sequence[Window]) -> None:
        self._timetable = tuple(windows)
        self._obey_timetable()

    def wake(self) -> None:
        for job in self._live():
            job.hold.until = 0.0
            self._touch(job)

    def ids(self) -> list[str]:
        return list(self._jobs)

    # Handing out

    def _hand_out(self) -> None:
        now = monotonic()
        supply = 0
        for job in self._live():
            if supply < 2 * self._meter.connections or job.record.state == "cancelling":
                self._occupy(job, now)
            supply += len(job.ready) + len(job.flying) + (1 if job.working else 0)
        self._launch(now)

    def _occupy(self, job: Job, now: float) -> None:
        if self._clerks_busy >= CLERKS:
            return
        step = next_step(job, now, self._meter.ahead(AHEAD_SECONDS, part_size_of(job)))
        if step is not None:
            job.working = step
            self._clerks_busy += 1
            self._touch(job)
            task = partial(self._do, job, job.epoch, self._errand(job, step))
            self._clerks.do(task, self._clerks_busy - 1)

    def _do(self, job: Job, epoch: int, errand: Errand, _: Desk) -> None:
        """On a clerk's thread: run the errand, and post what follows from it."""
        follow: Callable[[], None] = partial(self._fail, job, EngineFault())
        try:
            follow = errand()
        except Interrupted:
            follow = lambda: None  # noqa: E731
        except MatineeError as error:
            follow = partial(self._fail, job, error)
        finally:
            self.post(partial(self._back, job, epoch, follow))

    def _back(self, job: Job, epoch: int, follow: Callable[[], None]) -> None:
        self._clerks_busy -= 1
        job.working = None
        if job.epoch == epoch:
            follow()
        self._settle(job)
        self._touch(job)

    def _launch(self, now: float) -> None:
        flying = sum(len(job.flying) for job in self._jobs.values())
        live = self._live()
        while flying < self._meter.connections:
            demands = [demand_of(job, now) for job in live if job.ready]
            upload_id = next_upload(demands, self._meter.connections)
            if upload_id is None:
                return
            flying += self._send(self._jobs[upload_id], now, flying)

    def _send(self, job: Job, now: float, flying: int) -> int:
        """Put the next ready part in the air; 0 where its URL had run out."""
        ready = job.ready.popleft()
        if now > ready.good_until or job.source is None:
            job.todo.appendleft(ready.part)
            return 0
        flight = Flight(ready.part, ready.request, job.source, self._limit)
        job.flying[ready.part.number] = flight
        self._senders.do(partial(self._fly, job, flight, ready), flying)
        self._touch(job)
        return 1

    def _fly(self, job: Job, flight: Flight, ready: Ready, courier: Courier) -> None:
        """On a sender's thread."""
        outcome: str | MatineeError | Interrupted = EngineFault()
        try:
            outcome = courier.put(flight)
        except (MatineeError, Interrupted) as error:
            outcome = error
        finally:
            self.post(partial(self._landed, job, flight, ready, outcome))

    # Taking in

    def _landed(
        self, job: Job, flight: Flight, ready: Ready, outcome: str | MatineeError | Interrupted
    ) -> None:
        number = flight.part.number
        if job.flying.get(number) is not flight:
            return
        self._count(job, flight, arrived=isinstance(outcome, str))
        del job.flying[number]
        job.counted.pop(number, None)
        match outcome:
            case str():
                self._stored(job, flight, outcome)
            case Interrupted():
                job.ready.appendleft(ready)
            case _:
                self._lost(job, ready, outcome)
        self._settle(job)
        self._touch(job)

    def _stored(self, job: Job, flight: Flight, etag: str) -> None:
        job.store([flight.part])
        job.stored_lately.add(flight.part.number)
        job.hold = Hold()
        checksum = job.checksums.get(flight.part.number)
        if checksum is not None:
            self._journal.note_part(job.id, flight.part.number, KnownPart(checksum, etag))

    def _lost(self, job: Job, ready: Ready, error: MatineeError) -> None:
        if isinstance(error, StoreUnreachable) and error.unsure:
            job.unsure[ready.part.number] = ready.part
        rule = TABLE[fault_of(error)]
        self._meter.note(error)
        if rule.remedy in (Remedy.SIGN_AGAIN, Remedy.HASH_AGAIN, Remedy.ASK_STORE):
            if rule.remedy is Remedy.HASH_AGAIN:
                job.checksums.pop(ready.part.number, None)
            if ready.part.number not in job.unsure:
                job.todo.appendleft(ready.part)
        elif ready.part.number not in job.unsure:
            job.ready.appendleft(ready)
        # One cut connection among many that move is no reason to hold anything.
        if not (isinstance(error, StoreUnreachable) and self._meter.moved_lately(monotonic())):
            self._fail(job, error)

    def _fail(self, job: Job, error: MatineeError) -> None:
        """Do what the table says; faults of one burst count once."""
        if job.record.state not in ("live", "cancelling"):
            return
        rule, now = TABLE[fault_of(error)], monotonic()
        if now >= job.hold.until:
            job.hold.failures += 1
            wait = max(asked_delay(error), delay_seconds(rule, job.hold.failures, random))
            job.hold = Hold(now + wait, job.hold.failures, str(error))
        if is_exhausted(rule, job.hold.failures):
            self._give_up(job, error, rule)
        elif rule.remedy is Remedy.START_AGAIN:
            self._start_over(job, STARTED_AGAIN)
        elif rule.remedy is Remedy.ASK_STORE:
            job.reconciled = False

    def _give_up(self, job: Job, error: MatineeError, rule: Rule) -> None:
        if job.record.state == "cancelling":
            job.hold.until = monotonic() + 60.0
            return
        retryable = error.retryable or rule.remedy is not Remedy.STOP
        self._change(job, state="failed", message=str(error), retryable=retryable)
        self._ground(job)

    def _start_over(self, job: Job, note: str) -> None:
        """A new upload under a new key; what the old one stored is the server's to expire."""
        self._ground(job)
        job.flying.clear()
        job.let_go()
        job.whole = WholeHash() if self._options.hash_whole_files else None
        job.stored.clear()
        job.stored_lately.clear()
        job.stored_bytes = 0
        job.checksums.clear()
        job.parts.clear()
        job.note, job.new, job.announcing = note, True, False
        self._journal.forget_parts(job.id)
        self._change(
            job, request_key=fresh_key(), remote_id=None, video_id=None, identity=None, media=None
        )

    # Errands, each made on the conductor's thread and run on a clerk's

    def _errand(self, job: Job, step: Step) -> Errand:
        make = {
            Step.EXAMINE: self._examine,
            Step.ANNOUNCE: self._announce,
            Step.RECONCILE: self._reconcile,
            Step.PREPARE: self._prepare,
            Step.CATCH_UP: self._catch_up,
            Step.COMPLETE: self._complete,
            Step.ABORT: self._abort,
        }[step]
        return make(job, job.record)

    def _examine(self, job: Job, record: Record) -> Errand:
        return lambda: partial(self._examined, job, clerk.examine(record, self._options.probe))

    def _examined(self, job: Job, found: clerk.Examined) -> None:
        job.source, job.doubted = found.source, found.doubted
        self._change(
            job,
            path=found.path,
            identity=found.identity,
            fingerprint=found.fingerprint,
            media=found.media,
        )

    def _announce(self, job: Job, record: Record) -> Errand:
        first, job.announcing = job.new and not job.announcing, True

        def errand() -> Callable[[], None]:
            account_id = self._accounts.current()
            self._accounts.require(record.account_id)
            upload = clerk.announce(self._backend, record)
            return partial(self._announced, job, account_id, upload, first)

        return errand

    def _announced(self, job: Job, account_id: str, upload: Upload, first: bool) -> None:
        self._change(
            job,
            account_id=account_id,
            remote_id=upload.id,
            video_id=upload.video_id,
            part_size_bytes=upload.part_size_bytes,
            checksum=upload.checksum,
        )
        if first and job.source is not None:
            self._reconciled(job, clerk.sort_out(upload, job.source, {}, doubted=False))

    def _reconcile(self, job: Job, record: Record) -> Errand:
        source, doubted, known = job.source, job.doubted, self._journal.parts(job.id)
        job.stored_lately.clear()
        assert source is not None

        def errand() -> Callable[[], None]:
            self._accounts.require(record.account_id)
            found = clerk.reconcile(self._backend, record, source, known, doubted)
            return partial(self._reconciled, job, found)

        return errand

    def _reconciled(self, job: Job, found: clerk.Reconciled) -> None:
        """The parts to send are those the store lacks and nobody is sending."""
        job.reconciled, job.doubted = True, False
        job.unsure.clear()
        job.parts = {part.number: part for part in found.parts}
        job.checksums.update(found.checksums)
        if found.upload.state in ("completing", "completed"):
            found = replace(found, stored=found.parts)
        job.stored.clear()
        job.stored_bytes = 0
        job.store([*found.stored, *(job.parts[number] for number in job.stored_lately)])
        first = index_range(job.record.path) if moov_at_end(job.record) else None
        busy = job.stored | set(job.flying)
        job.todo.clear()
        job.ready.clear()
        job.todo.extend(p for p in in_sending_order(found.parts, first) if p.number not in busy)

    def _prepare(self, job: Job, record: Record) -> Errand:
        batch = [
            job.todo.popleft()
            for _ in range(min(len(job.todo), self._meter.ahead(AHEAD_SECONDS, part_size_of(job))))
        ]
        epoch = job.epoch
        assert job.source is not None
        assert record.identity is not None
        task = clerk.Preparation(
            record.remote_id or "",
            record.checksum or "",
            job.source,
            record.identity,
            batch,
            {p.number: job.checksums[p.number] for p in batch if p.number in job.checksums},
            job.whole,
        )

        def stopped() -> bool:
            return job.record.state != "live" or self._stopping.is_set()

        def errand() -> Callable[[], None]:
            try:
                return partial(self._prepared, job, *clerk.prepare(self._backend, task, stopped))
            except (MatineeError, Interrupted):
                self.post(partial(self._give_back, job, epoch, batch))
                raise

        return errand

    def _give_back(self, job: Job, epoch: int, parts: Sequence[Part]) -> None:
        if job.epoch == epoch:
            job.todo.extendleft(reversed(parts))

    def _prepared(self, job: Job, ready: Iterable[Ready], checksums: dict[int, str]) -> None:
        job.ready.extend(ready)
        for number, checksum in checksums.items():
            if job.checksums.get(number) != checksum:
                job.checksums[number] = checksum
                self._journal.note_part(job.id, number, KnownPart(checksum, None))

    def _catch_up(self, job: Job, record: Record) -> Errand:
        source, whole, identity = job.source, job.whole, record.identity
        assert source is not None
        assert whole is not None
        assert identity is not None

        def stopped() -> bool:
            return job.record.state != "live" or self._stopping.is_set()

        def errand() -> Callable[[], None]:
            clerk.catch_up(source, whole, identity, stopped)
            return lambda: None

        return errand

    def _complete(self, job: Job, record: Record) -> Errand:
        source, whole, identity = job.source, job.whole, record.identity
        assert source is not None
        assert identity is not None

        def errand() -> Callable[[], None]:
            clerk.complete(self._backend, record.remote_id or "", source, identity, whole)
            return partial(self._finish, job, "done")

        return errand

    def _abort(self, job: Job, record: Record) -> Errand:
        maybe = job.announcing

        def errand() -> Callable[[], None]:
            gone = clerk.abort(self._backend, record, maybe)
            return partial(self._finish, job, "cancelled" if gone else "done")

        return errand

    def _finish(self, job: Job, state: str) -> None:
        if state == "done":
            job.store(job.parts.values())
        self._journal.forget_parts(job.id)
        self._change(job, state=state, message="", retryable=False)
        job.let_go()

    # Small things

    def _remember(self, job: Job) -> None:
        """Show at once what the journal knows to be stored; the server has the last word."""
        record = job.record
        job.announcing = True
        if record.state == "done":
            job.stored_bytes = job.size_bytes
        elif record.identity and record.part_size_bytes:
            known = self._journal.parts(record.id)
            size, whole = record.identity.size_bytes, record.part_size_bytes
            acknowledged = [n for n, part in known.items() if part.etag is not None]
            job.stored_bytes = sum(min(whole, size - (n - 1) * whole) for n in acknowledged)

    def _ground(self, job: Job) -> None:
        for flight in job.flying.values():
            flight.stop.set()
        self._settle(job)

    def _settle(self, job: Job) -> None:
        """Let go of the file of an upload that rests; going on starts with looking at it."""
        if job.record.state != "live" and not job.flying and not job.working:
            job.let_go()

    def _change(self, job: Job, **changes: object) -> None:
        job.record = replace(job.record, **changes)  # type: ignore[arg-type]
        self._journal.save(job.record)
        self._touch(job)

    def _touch(self, job: Job) -> None:
        self._dirty.add(job)

    def _sort(self) -> None:
        order = sorted(
            self._jobs.values(), key=lambda job: (-job.record.priority, job.record.position)
        )
        self._jobs = {job.id: job for job in order}

    def _live(self) -> list[Job]:
        return [job for job in self._jobs.values() if job.record.state in ("live", "cancelling")]

    # Ten times a second

    def _look_around(self) -> None:
        now = monotonic()
        passed = self._meter.tick(now)
        if passed:
            self._measure(passed, now)
            self._obey_timetable()
        if now - self._noted_at > NOTES_SECONDS:
            self._noted_at = now
            self._journal.commit()
        for job in list(self._dirty):
            self._tell(job, now)

    def _measure(self, passed: float, now: float) -> None:
        flying = 0
        for job in self._live():
            for flight in job.flying.values():
                self._count(job, flight)
            flying += len(job.flying)
            if job.flying:
                job.speed, job.seconds_left = self._meter.estimate(job, passed)
                self._dirty.add(job)
            job.starved_seconds += passed if self._is_starved(job) else 0.0
            if job.starved_seconds > MOST_STARVED_SECONDS:
                job.whole = None
        self._meter.watch(flying, self._limit.is_set, now)

    def _is_starved(self, job: Job) -> bool:
        return (
            job.working is Step.PREPARE
            and not job.ready
            and len(job.flying) < self._meter.connections
            and job.speed.bytes_per_second > FAST_BYTES_PER_SECOND
        )

    def _count(self, job: Job, flight: Flight, arrived: bool = False) -> None:
        number = flight.part.number
        total = flight.part.size if arrived else flight.arrived_bytes
        moved = total - job.counted.get(number, 0)
        if moved > 0:
            job.counted[number] = total
            self._meter.moved(job.id, moved, monotonic())

    def _obey_timetable(self) -> None:
        wanted = limit_at(datetime.now(), self._timetable, self._plain_limit)
        self._limit.set(wanted)

    def _tell(self, job: Job, now: float) -> None:
        """At most ten a second; what is held back is told at the next look."""
        if job.id not in self._jobs:
            self._dirty.discard(job)
            return
        progress = progress_of(job, now)
        self.latest[job.id] = progress
        if now - job.emitted_at >= TICK_SECONDS:
            job.emitted_at = now
            if not (job.hold.failures and progress.state is not State.WAITING):
                self._dirty.discard(job)
            self._listener(progress)


class EngineFault(MatineeError):
    """A bug of ours; the exception itself goes to the excepthook."""

    retryable = True

    def __init__(self) -> None:
        super().__init__("Something went wrong inside Matinee. Resume to try again.")


def fresh_key() -> str:
    return uuid4().hex


def part_size_of(job: Job) -> int:
    return job.record.part_size_bytes or 1


def demand_of(job: Job, now: float) -> Demand:
    """After a failure one part goes ahead alone, to see whether the others may follow."""
    if now < job.hold.until:
        ready = 0
    elif job.hold.failures:
        ready = 0 if job.flying else 1
    else:
        ready = len(job.ready)
    return Demand(job.id, ready if job.record.state == "live" else 0, len(job.flying))


def moov_at_end(record: Record) -> bool:
    return bool(record.media and record.media.get("moov_at_end"))
