"""The transcoder on this machine: a few threads that share all jobs, one FFmpeg each.

Threads take tasks, not jobs, and always from the job that has least: a new video becomes
watchable while an hour-long one is still being worked on. Only where nobody else waits does one
FFmpeg go on from task to task.
"""

from __future__ import annotations

import logging
import os
import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Protocol

from backend.errors import BackendError, NotFound, OurFault, full_disk_named
from backend.file_urls import file_url, local_path
from backend.loops import Loops
from backend.storage.api import ObjectStore
from backend.transcode.api import (
    Away,
    Failed,
    Finished,
    Job,
    Outputs,
    Playable,
    Status,
    Working,
    WorksAhead,
)
from backend.transcode.encode.chunks import Receipt, Run, Task
from backend.transcode.encode.growing import Growing, NotYet, look_ahead
from backend.transcode.encode.queue_pace import QueuePace
from backend.transcode.encode.revision import GoesOn, OnFrame, Revision
from backend.transcode.errors import Cancelled, Refused
from backend.transcode.outputs import exports, gallery, texts
from backend.transcode.plan.copying import copyable
from backend.transcode.plan.ladder import Encoding
from backend.transcode.plan.plan import Plan, make_plan
from backend.transcode.process import Stop, run_probe
from backend.transcode.source.doubt import ask, believed, outcome_of
from backend.transcode.source.inspection import measured
from backend.transcode.source.probe import probe

log = logging.getLogger(__name__)

URL_SECONDS = 6 * 3600
CHUNKS_PER_RUN = 8
"""Going on spares a second start, a seek and the decoding up to it."""
LETTING_GO_SECONDS = 1.0
IDLE_SECONDS = 5.0
MOST_SECONDS = 6 * 3600.0
"""For one step: FFmpeg may use so much of a processor, and a film's end has to be fetched."""


@dataclass(frozen=True, slots=True)
class Order:
    """All that another machine must know to do a task, besides the store."""

    job: Job
    task: Task
    growing: Path | None = None
    """Where the source grows, while it does."""

    def url(self, store: ObjectStore) -> str:
        return readable(store, self.job, self.growing)


def readable(store: ObjectStore, job: Job, growing: Path | None) -> str:
    """Where to read the source: one that grew has moved to its key by the time it is whole."""
    if growing is not None and growing.exists():
        return file_url(growing)
    return store.signed_get(job.source_key, URL_SECONDS)


class Elsewhere(Protocol):
    """Other machines with the same store."""

    def make(self, order: Order, stop: Stop, on_frame: OnFrame) -> Receipt:
        """Return when the task is done, `stop` said (Cancelled) or it failed (BackendError)."""

    def close(self) -> None: ...


class Making:
    """One job under way, and how it stands."""

    def __init__(
        self,
        store: ObjectStore,
        job: Job,
        encoding: Encoding,
        scratch: Path,
        elsewhere: Elsewhere | None,
    ) -> None:
        self.job, self.stop = job, Stop()
        self.scratch = scratch / job.revision
        self.failure: Failed | Away | None = None
        self.finished = False
        self._outputs = Outputs()
        self.revision: Revision | None = None
        self.busy = 0
        self._was_watchable = False
        self._hanging = threading.Lock()
        self.arriving: Path | None = None
        """Where the source grows, of which `available_bytes` can be read."""
        self.available_bytes = 0
        self._looked_at_bytes = 0
        self._growing: Growing | None = None
        self._store, self._encoding, self._elsewhere = store, encoding, elsewhere

    @property
    def ended(self) -> bool:
        return self.finished or self.failure is not None or self.stop.asked

    @property
    def can_prepare(self) -> bool:
        """Whether there is twice as much as at the last look, when it was too little: a film is
        looked at a dozen times at most, however many parts it comes in."""
        is_more = self.available_bytes >= max(1, 2 * self._looked_at_bytes)
        return not self.busy and (self.arriving is None or is_more)

    def prepare(self) -> None:
        revision = Revision.resume(self._store, self.job, self._plan)
        if revision.is_complete:
            self._finish(revision)
        self._was_watchable = revision.is_watchable
        self.revision = revision

    def can(self, task: Task) -> bool:
        """Whether the bytes for a task have arrived."""
        if self.arriving is None:
            return True
        return self._growing is not None and self._growing.allows(task, self.available_bytes)

    def _plan(self) -> Plan:
        if (arriving := self.arriving) is not None:
            self._growing = self._look_ahead(arriving)
            return self._growing.plan
        return believed(self._plan_whole, self._store, self.job.source_key)

    def _plan_whole(self) -> Plan:
        url, run = self._url(), run_probe(self.stop)
        seen = measured(self._store, self.job.source_key, url, probe(url, run), self.stop)
        found, extent, copied = seen.probe, seen.extent, None
        if (path := local_path(url)) is not None:
            with path.open("rb") as source:

                def read(start: int, stop: int) -> bytes:
                    return os.pread(source.fileno(), stop - start, start)

                copied = copyable(found, extent, self._encoding, url, run, read)
        return make_plan(found, extent, self._encoding, copied)

    def _look_ahead(self, arriving: Path) -> Growing:
        self._looked_at_bytes = available = self.available_bytes
        try:
            return look_ahead(arriving, available, self._encoding, run_probe(self.stop))
        except (OSError, Refused) as error:
            if arriving.exists():
                raise
            # It has just become whole and moved: `start` is about to come.
            raise NotYet from error

    def _url(self) -> str:
        return readable(self._store, self.job, self.arriving)

    def do(self, revision: Revision, run: Run, goes_on: GoesOn) -> None:
        """One run, tried again where it failed before that is believed."""
        for last in (False, True):
            try:
                self._do(revision, run, goes_on)
                break
            except BackendError as error:
                is_away = error.retry_after_seconds is not None
                if not (is_away or self.stop.asked):
                    ask(self._store, self.job.source_key)
                if is_away or last or self.stop.asked:
                    raise
        revision.give_back(run)
        if revision.is_complete:
            self._finish(revision)

    def _do(self, revision: Revision, run: Run, goes_on: GoesOn) -> None:
        def shown() -> bool:
            if revision.is_watchable and not revision.is_complete:
                self._show_early(revision)
            return goes_on()

        if (elsewhere := self._elsewhere) is None:
            revision.do(run, self._url(), self.scratch / run.name, self.stop, shown)
        else:
            (task,) = run.tasks
            order = Order(self.job, task, self.arriving)
            revision.take_over(task, lambda on_frame: elsewhere.make(order, self.stop, on_frame))
            shown()

    def _show_early(self, revision: Revision) -> None:
        with self._hanging:
            if not self._was_watchable:
                self._was_watchable = True
                self._outputs = self._hang(revision)

    def _finish(self, revision: Revision) -> None:
        """Once: others may work on the same revision, and see its end as well."""
        with self._hanging:
            if not self.finished:
                self._was_watchable = True
                self._complete(revision)

    def _complete(self, revision: Revision) -> None:
        pictures = self._hang(revision)
        folder, found = self.scratch / "texts", revision.plan.probe
        written = texts.put(self._store, self.job, found, self._url(), folder, self.stop)
        exports.put(self._store, self.job.prefix, revision.plan, self.scratch / "forms", self.stop)
        self._outputs = replace(written, poster=pictures.poster, storyboard=pictures.storyboard)
        self.finished = True

    def _hang(self, revision: Revision) -> Outputs:
        segments = min(len(r.sizes) for r in revision.renditions())
        folder = self.scratch / "pictures"
        return gallery.hang(
            self._store, self.job.prefix, revision.plan, segments, folder, self.stop
        )

    def status(self, seconds_left: float | None) -> Status:
        if self.failure is not None:
            return self.failure
        if self.finished:
            return Finished(self._outputs)
        if self.revision is None:
            return Working(None)
        percent, rungs = min(99.9, 100 * self.revision.share_done), self.revision.rungs_done
        playable = Playable.ADAPTIVE if self.revision.is_watchable else None
        return Working(percent, seconds_left, playable, rungs, self._outputs)


class EmbeddedTranscoder:
    """`jobs` is how many FFmpegs may run at once; each uses all cores it finds free.

    With `elsewhere` other machines do the tasks, and `jobs` is how many are asked for at once.
    """

    def __init__(
        self,
        store: ObjectStore,
        scratch: Path,
        encoding: Encoding | None = None,
        jobs: int = 1,
        elsewhere: Elsewhere | None = None,
        loops: Loops | None = None,
    ) -> None:
        self._store, self._scratch, self._elsewhere = store, scratch, elsewhere
        self._encoding = encoding or Encoding()
        self._changed = threading.Condition()
        self._makings: dict[str, Making] = {}
        self._pace = QueuePace()
        self._closed = False
        # What a killed process left there is nobody's.
        shutil.rmtree(scratch, ignore_errors=True)
        loops = loops or Loops()
        self._loops = [
            loops.make(f"transcoder {n + 1}", self._turn, MOST_SECONDS) for n in range(jobs)
        ]
        for loop in self._loops:
            loop.start()

    @property
    def ahead(self) -> WorksAhead:
        return self

    def start(self, job: Job) -> str:
        with self._changed:
            known = self._makings.get(job.revision)
            if known is None or known.ended:
                self._makings[job.revision] = self._making(job)
            else:
                known.arriving = None
            self._changed.notify_all()
        return job.revision

    def grow(self, job: Job, source: Path, available_bytes: int) -> None:
        with self._changed:
            making = self._makings.get(job.revision)
            if making is None or isinstance(making.failure, Away):
                making = self._makings[job.revision] = self._making(job)
                making.arriving = source
            making.available_bytes = available_bytes
            self._changed.notify_all()

    def status(self, external_id: str) -> Status:
        making = self._makings.get(external_id)
        if making is None or making.stop.asked:
            raise NotFound("job_unknown")
        return making.status(self._seconds_left())

    def _seconds_left(self) -> float | None:
        """For all films the same: they take turns, see `_find`."""
        with self._changed:
            working = (each for each in self._makings.values() if not each.ended)
            films = {each.job.revision: each.revision.work for each in working if each.revision}
            self._pace = self._pace.after(films, time.monotonic())
            return self._pace.seconds_left

    def release(self, external_id: str) -> None:
        """Nothing of it runs elsewhere: what is left of a job that failed ends with it."""
        self.cancel(external_id)

    def cancel(self, external_id: str) -> None:
        with self._changed:
            if (making := self._makings.pop(external_id, None)) is not None:
                making.stop()
                # Whoever deletes its outputs next must find all of them.
                self._changed.wait_for(lambda: not making.busy, LETTING_GO_SECONDS)

    def wanted(self, external_id: str, seconds: float) -> None:
        """Somebody waits for this moment of the film: work on it first."""
        making = self._makings.get(external_id)
        if making is not None and making.revision is not None:
            making.revision.wanted(seconds)

    def close(self) -> None:
        """Stop everything at once; what is done stays done."""
        with self._changed:
            self._closed = True
            for making in self._makings.values():
                making.stop()
            self._changed.notify_all()
        for loop in self._loops:
            loop.stop()
        if self._elsewhere is not None:
            self._elsewhere.close()

    def _making(self, job: Job) -> Making:
        return Making(self._store, job, self._encoding, self._scratch, self._elsewhere)

    def _turn(self) -> float:
        if (step := self._next()) is not None:
            self._take(*step)
        return 0.0

    def _take(self, making: Making, call: Callable[[], None]) -> None:
        try:
            with full_disk_named():
                call()
        except NotYet:
            log.debug("Job %s waits for more of its source", making.job.revision)
        except Cancelled:
            log.info("Job %s was cancelled", making.job.revision)
        except BackendError as error:
            making.failure = outcome_of(error, not isinstance(error, Refused))
        except Exception:
            log.exception("Job %s failed", making.job.revision)
            making.failure = Failed(str(OurFault()), True)
        finally:
            with self._changed:
                making.busy -= 1
                self._changed.notify_all()

    def _next(self) -> tuple[Making, Callable[[], None]] | None:
        """Wait for something to do, but not for ever; None when there was nothing."""
        with self._changed:
            if (found := self._find()) is None and not self._closed:
                self._changed.wait(IDLE_SECONDS)
                found = self._find()
            if found is not None:
                found[0].busy += 1
            return found

    def _find(self) -> tuple[Making, Callable[[], None]] | None:
        if self._closed:
            return None
        for making in sorted(self._makings.values(), key=_share):
            if (call := self._step(making)) is not None:
                return making, call
        return None

    def _step(self, making: Making) -> Callable[[], None] | None:
        if making.ended:
            return None
        if (revision := making.revision) is None:
            return making.prepare if making.can_prepare else None
        is_alone = partial(self._is_alone, making)
        run = revision.take(making.can, CHUNKS_PER_RUN if is_alone() else 1)
        return (lambda: making.do(revision, run, is_alone)) if run is not None else None

    def _is_alone(self, making: Making) -> bool:
        """Whether nobody else takes tasks, and no other job waits for its turn."""
        with self._changed:
            others = (other for other in self._makings.values() if other is not making)
            single = len(self._loops) == 1 and self._elsewhere is None
            return single and all(other.ended for other in others)


def _share(making: Making) -> float:
    return making.revision.share_done if making.revision else 0.0
