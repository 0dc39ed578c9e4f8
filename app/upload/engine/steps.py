"""The steps of an upload as work: made on the scheduler's thread, run on a caller's."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial

from app.errors import MatineeError
from app.upload.engine import calls
from app.upload.engine.job import Job, Step, hashed_on_the_way
from app.upload.engine.journal import Record
from app.upload.engine.transitions import Transitions
from app.upload.errors import Interrupted
from app.upload.source.probe import Probe
from app.upload.transfer.batching import Gathered
from app.upload.transfer.meter import Meter

# Signed at a time: half a second's worth, so that URLs stay fresh and calls stay few.
AHEAD_SECONDS = 0.5

# What S3 verifies; where it is another, the first answer says so.
LIKELY_KIND = "crc32c"

# Run on a caller's thread; what it returns, on the scheduler's.
Work = Callable[[], Callable[[], None]]


class Steps:
    """What each needs of a job is taken from it when the work is made."""

    def __init__(
        self,
        backend: calls.UploadApi,
        probe: Probe | None,
        life: Transitions,
        meter: Meter,
        stopping: threading.Event,
        post: Callable[[Callable[[], None]], None],
    ) -> None:
        self._backend = backend
        self._create = Gathered(backend.create_uploads)
        self._join = Gathered(backend.complete_uploads)
        self._kind = LIKELY_KIND
        self._probe = probe
        self._accounts = calls.Accounts(backend)
        self._transitions = life
        self._meter = meter
        self._stopping = stopping
        self._post = post

    def ahead(self, job: Job) -> int:
        """How many parts should be ready to go out."""
        return self._meter.ahead(AHEAD_SECONDS, job.record.part_size_bytes or 1)

    def make(self, job: Job, step: Step) -> Work:
        make = {
            Step.EXAMINE: self._examine,
            Step.ANNOUNCE: self._announce,
            Step.RECONCILE: self._reconcile,
            Step.PREPARE: self._prepare,
            Step.COMPLETE: self._complete,
            Step.HASH: self._hash,
            Step.AUDIT: self._complete,
            Step.ABORT: self._abort,
        }[step]
        return make(job, job.record)

    def _examine(self, job: Job, record: Record) -> Work:
        return lambda: partial(self._transitions.examined, job, calls.examine(record, self._probe))

    def _announce(self, job: Job, record: Record) -> Work:
        first, job.announcing = job.new and not job.announcing, True
        source, whole, poster = job.source, hashed_on_the_way(job), job.poster

        def work() -> Callable[[], None]:
            self._accounts.require(record.account_id)
            if first and source is not None:
                found = calls.announce_with_first_part(
                    self._create, record, poster, source, self._kind, whole
                )
            else:
                found = calls.Announced(calls.announce(self._create, record, poster))
            self._kind = found.upload.checksum
            return partial(self._transitions.announced, job, found, first)

        return work

    def _reconcile(self, job: Job, record: Record) -> Work:
        source, doubted, known = job.source, job.doubted, dict(job.known)
        job.stored_lately.clear()
        assert source is not None

        def work() -> Callable[[], None]:
            self._accounts.require(record.account_id)
            found = calls.reconcile(self._backend, record, source, known, doubted)
            return partial(self._transitions.reconciled, job, found)

        return work

    def _prepare(self, job: Job, record: Record) -> Work:
        batch = [job.todo.popleft() for _ in range(min(len(job.todo), self.ahead(job)))]
        epoch = job.epoch
        assert job.source is not None
        assert record.identity is not None
        task = calls.Preparation(
            record.remote_id or "",
            record.checksum or "",
            job.source,
            record.identity,
            batch,
            {p.number: job.checksums[p.number] for p in batch if p.number in job.checksums},
            hashed_on_the_way(job),
        )

        def stopped() -> bool:
            return job.record.state != "live" or self._stopping.is_set()

        def work() -> Callable[[], None]:
            try:
                return partial(
                    self._transitions.prepared, job, *calls.prepare(self._backend, task, stopped)
                )
            except (MatineeError, Interrupted):
                self._post(partial(self._transitions.give_back, job, epoch, batch))
                raise

        return work

    def _hash(self, job: Job, record: Record) -> Work:
        source, whole, identity = job.source, job.whole, record.identity
        assert source is not None
        assert whole is not None
        assert identity is not None

        def stopped() -> bool:
            return self._stopping.is_set()

        def work() -> Callable[[], None]:
            calls.hash_whole(source, whole, identity, stopped)
            return lambda: None

        return work

    def _complete(self, job: Job, record: Record) -> Work:
        source, whole, identity = job.source, job.whole, record.identity
        assert source is not None
        assert identity is not None

        def work() -> Callable[[], None]:
            is_hashed = whole is None or whole.cursor == identity.size_bytes
            blake3 = whole.hexdigest() if whole and is_hashed else None
            calls.complete(self._join, record.remote_id or "", source, identity, blake3)
            return partial(self._transitions.completed, job, is_hashed)

        return work

    def _abort(self, job: Job, record: Record) -> Work:
        maybe = job.announcing

        def work() -> Callable[[], None]:
            self._accounts.require(record.account_id)
            gone = calls.abort(self._backend, self._create, record, maybe)
            return partial(self._transitions.finish, job, "cancelled" if gone else "done")

        return work
