"""What happens to an upload, and what becomes of it. Runs on the scheduler's thread only."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from random import random
from time import monotonic
from uuid import uuid4

from app.errors import MatineeError
from app.upload.engine.calls import Announced, Examined, Reconciled, sort_out
from app.upload.engine.job import LIVE, Hold, Job, Ready
from app.upload.engine.journal import KnownPart, Record
from app.upload.engine.notes import Notes
from app.upload.errors import StoreUnreachable
from app.upload.source.hashing import WholeHash
from app.upload.source.parts import Part, in_sending_order
from app.upload.source.probe import index_range
from app.upload.transfer.meter import Meter
from app.upload.transfer.part_sender import Sending
from app.upload.transfer.retry import (
    TABLE,
    Remedy,
    Rule,
    asked_delay,
    delay_seconds,
    fault_of,
    is_exhausted,
)

log = logging.getLogger(__name__)

STARTED_AGAIN = "The server had dropped the unfinished upload, so it starts again."


class Transitions:
    """Changes jobs, and has the journal remember it; `touch` is told of every change."""

    def __init__(
        self, notes: Notes, meter: Meter, touch: Callable[[Job], None], hash_whole_files: bool
    ) -> None:
        self._notes = notes
        self._meter = meter
        self._touch = touch
        self._hash_whole_files = hash_whole_files

    def change(self, job: Job, **changes: object) -> None:
        job.record = replace(job.record, **changes)  # type: ignore[arg-type]
        self.save(job)

    def save(self, job: Job) -> None:
        """What follows from the record waits until it is on disk: see `Job.unwritten`."""
        if not job.unwritten:
            job.unwritten_since = monotonic()
        job.unwritten += 1
        self._notes.save(job.record, partial(self._written, job))
        self._touch(job)

    def _written(self, job: Job) -> None:
        job.unwritten -= 1
        self._touch(job)

    def _note_part(self, job: Job, number: int, known: KnownPart) -> None:
        job.known[number] = known
        self._notes.note_part(job.id, number, known)

    def _forget_parts(self, job: Job) -> None:
        job.known.clear()
        self._notes.forget_parts(job.id)

    def examined(self, job: Job, found: Examined) -> None:
        job.source, job.doubted, job.poster = found.source, found.doubted, found.poster
        self.change(
            job,
            path=found.path,
            identity=found.identity,
            fingerprint=found.fingerprint,
            media=found.media,
        )

    def announced(self, job: Job, found: Announced, first: bool) -> None:
        upload, job.poster = found.upload, None
        self.change(
            job,
            remote_id=upload.id,
            video_id=upload.video_id,
            part_size_bytes=upload.part_size_bytes,
            checksum=upload.checksum,
        )
        if first and job.source is not None:
            self.reconciled(job, sort_out(upload, job.source, {}, doubted=False))
            signed = {ready.part.number for ready in found.ready}
            job.todo = deque(part for part in job.todo if part.number not in signed)
            self.prepared(job, found.ready, found.checksums)

    def reconciled(self, job: Job, found: Reconciled) -> None:
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
        busy = job.stored | set(job.in_flight)
        job.todo.clear()
        job.ready.clear()
        job.todo.extend(p for p in in_sending_order(found.parts, first) if p.number not in busy)

    def prepared(self, job: Job, ready: Iterable[Ready], checksums: Mapping[int, str]) -> None:
        job.ready.extend(ready)
        for number, checksum in checksums.items():
            if job.checksums.get(number) != checksum:
                job.checksums[number] = checksum
                self._note_part(job, number, KnownPart(checksum, None))

    def give_back(self, job: Job, epoch: int, parts: Sequence[Part]) -> None:
        if job.epoch == epoch:
            job.todo.extendleft(reversed(parts))

    def stored(self, job: Job, sending: Sending, etag: str) -> None:
        job.store([sending.part])
        job.stored_lately.add(sending.part.number)
        job.hold = Hold()
        checksum = job.checksums.get(sending.part.number)
        if checksum is not None:
            self._note_part(job, sending.part.number, KnownPart(checksum, etag))

    def lost(self, job: Job, ready: Ready, error: MatineeError) -> None:
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
            self.fail(job, error)

    def fail(self, job: Job, error: MatineeError) -> None:
        """Do what the table says; faults of one burst count once."""
        if job.record.state not in LIVE:
            return
        rule = TABLE[fault_of(error)]
        if job.record.state == "auditing" and rule.remedy in (Remedy.STOP, Remedy.START_AGAIN):
            log.info("Video %s keeps no hash of its file: %s", job.record.video_id, error)
            self.finish(job, "done")
            return
        now = monotonic()
        if now >= job.hold.until:
            job.hold.failures += 1
            wait = max(asked_delay(error), delay_seconds(rule, job.hold.failures, random))
            job.hold = Hold(now + wait, job.hold.failures, str(error))
        if is_exhausted(rule, job.hold.failures):
            self.give_up(job, error, rule)
        elif rule.remedy is Remedy.START_AGAIN:
            self.start_over(job, STARTED_AGAIN)
        elif rule.remedy is Remedy.ASK_STORE:
            job.reconciled = False

    def give_up(self, job: Job, error: MatineeError, rule: Rule) -> None:
        if job.record.state in ("cancelling", "auditing"):
            job.hold.until = monotonic() + 60.0
            return
        retryable = error.retryable or rule.remedy is not Remedy.STOP
        self.change(
            job, state="failed", message=str(error), retryable=retryable, reason=fault_of(error)
        )
        self.halt(job)

    def start_over(self, job: Job, note: str) -> None:
        """A new upload under a new key; what the old one stored is the server's to expire."""
        self.halt(job)
        job.in_flight.clear()
        job.let_go()
        job.whole = WholeHash() if self._hash_whole_files else None
        job.stored.clear()
        job.stored_lately.clear()
        job.stored_bytes = 0
        job.checksums.clear()
        job.parts.clear()
        job.note, job.new, job.announcing = note, True, False
        self._forget_parts(job)
        self.change(
            job, request_key=fresh_key(), remote_id=None, video_id=None, identity=None, media=None
        )

    def completed(self, job: Job, is_hashed: bool) -> None:
        """Done for everybody; a hash of the whole file that is not there yet is handed in later."""
        if is_hashed:
            self.finish(job, "done")
            return
        job.store(job.parts.values())
        self._forget_parts(job)
        self.change(job, state="auditing", message="", retryable=False)

    def finish(self, job: Job, state: str) -> None:
        if state == "done":
            job.store(job.parts.values())
        self._forget_parts(job)
        self.change(job, state=state, message="", retryable=False)
        job.let_go()

    def remember(self, job: Job) -> None:
        """Show at once what the journal knows to be stored; the server has the last word."""
        record = job.record
        job.announcing = True
        if record.state in ("done", "auditing"):
            job.stored_bytes = job.size_bytes
        elif record.identity and record.part_size_bytes:
            size, whole = record.identity.size_bytes, record.part_size_bytes
            acknowledged = [n for n, part in job.known.items() if part.etag is not None]
            job.stored_bytes = sum(min(whole, size - (n - 1) * whole) for n in acknowledged)

    def halt(self, job: Job) -> None:
        for sending in job.in_flight.values():
            sending.stop.set()
        self.settle(job)

    def settle(self, job: Job) -> None:
        """Let go of the file of an upload that rests; going on starts with looking at it."""
        rests = job.record.state not in ("live", "auditing")
        if rests and not job.in_flight and not job.working:
            job.let_go()


def fresh_key() -> str:
    return uuid4().hex


def moov_at_end(record: Record) -> bool:
    return bool(record.media and record.media.get("moov_at_end"))
