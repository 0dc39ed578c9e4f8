"""The way of a video from its first part to ready, run.

`steps` decides, on the one thread of a mailbox; `calls` carries out, on others, and what comes of
each call is posted back. Nothing else has a say.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from backend.database.database import Database
from backend.loops import Loops, guarded
from backend.storage.api import ObjectStore
from backend.timing import PRODUCTION, Timing
from backend.transcode.api import Transcoder
from backend.transcode.process import Stop
from backend.videos.calls import PipelineCalls
from backend.videos.events import (
    Call,
    CheckRows,
    ClaimNext,
    Event,
    GrowSource,
    HurryTo,
    InspectSource,
    PartStored,
    QueuedCall,
    Tick,
    Unwanted,
    UploadCompleted,
    ViewerWaits,
    Woken,
)
from backend.videos.state import INSPECTORS, PipelineState, pause
from backend.videos.steps import step
from runtime.mailbox import Machine, Mailbox
from runtime.workers import WorkerPool

log = logging.getLogger(__name__)

CALLERS = 8
MOST_SECONDS = 600.0
"""For one call: starting a managed service's job reads the ends of a film from S3."""
LETTING_GO_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of a call, by its number."""

    number: int
    answer: Event


class VideoPipeline:
    """Calls come from any thread and may be repeated. Viewers' return at once."""

    def __init__(
        self,
        database: Database,
        store: ObjectStore,
        transcoder: Transcoder,
        loops: Loops | None = None,
        timing: Timing = PRODUCTION,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database, self._transcoder = database, transcoder
        self._timing, self._clock = timing, clock
        self._owner, self._stop = secrets.token_hex(8), Stop()
        token = partial(secrets.token_hex, 8)
        self._calls = PipelineCalls(
            database, store, transcoder, self._owner, timing.lease_seconds, token, self._stop
        )
        decide = partial(step, timing=timing)
        self._machine = Machine(PipelineState(), decide, self._perform)
        self._mailbox: Mailbox[Event | Answered] = Mailbox("pipeline", self._handle, self._rest)
        self._ticked_at = float("-inf")
        self._under_way: dict[int, float] = {}
        """When each call began; inspections are not among them, since a film may take its time."""
        self._calls_made = 0
        self._pulse = (loops or Loops()).pulse("pipeline", MOST_SECONDS)
        # Leases must not have to wait for a store or a service that takes its time.
        self._rows = WorkerPool("rows", 1)
        self._inspectors = WorkerPool("inspect", INSPECTORS)
        self._callers = WorkerPool("pipeline-call", CALLERS)

    def start(self) -> None:
        """Take up what a former process left, and go on by itself from then on."""
        self._pulse.beat()
        self._mailbox.start()

    def stop(self) -> None:
        """Let go within seconds; what was under way is taken up at the next start."""
        self._stop()
        self._pulse.end()
        self._mailbox.stop()
        for pool in (self._rows, self._inspectors, self._callers):
            pool.close(LETTING_GO_SECONDS)
        self._transcoder.close()
        with guarded("pipeline"):  # else their leases run out by themselves
            self._database.release_jobs(self._owner)

    def upload_completed(self, video_id: str) -> None:
        """The video has just become `verifying`."""
        log.debug("Video %s arrived", video_id)
        self._mailbox.post(UploadCompleted(self._clock()))

    def part_stored(self, upload_id: str) -> None:
        """More of a source can be read already."""
        if self._transcoder.ahead is not None:
            self._mailbox.post(PartStored(upload_id))

    def retry(self, video_id: str) -> None:
        """Try a failed video again; chunks that are done stay done."""
        if self._database.mark_retried(video_id):
            self._mailbox.post(Woken())

    def cancel(self, video_id: str) -> None:
        """Stop working on it: the video has become `deleted`."""
        self._database.end_jobs(video_id)
        self._mailbox.post(Unwanted(video_id))

    def wanted(self, video_id: str, seconds: float) -> None:
        """A viewer is here, and what comes next does not exist yet."""
        self._mailbox.post(ViewerWaits(video_id, seconds))

    def demanded(self, video_id: str) -> None:
        """Take the finished revision up again for the rungs that were put off; once."""
        self._callers.do(partial(self._demand, video_id))

    # On a caller's thread

    def _demand(self, video_id: str) -> None:
        with guarded("pipeline"):  # else the next viewer demands it again
            if self._database.demand_rungs(video_id):
                self._mailbox.post(Woken())

    # On the mailbox's thread

    def _handle(self, event: Event | Answered) -> None:
        if isinstance(event, Answered):
            self._under_way.pop(event.number, None)
            event = event.answer
        self._machine.handle(event)

    def _rest(self) -> float:
        """A tick, if it is time for one."""
        if self._left_seconds <= 0:
            self._ticked_at = self._clock()
            self._machine.handle(Tick(self._ticked_at))
        left = max(0.0, self._left_seconds)
        if not self._is_hung:
            self._pulse.beat(left)
        return left

    @property
    def _left_seconds(self) -> float:
        return self._ticked_at + pause(self._machine.state, self._timing) - self._clock()

    @property
    def _is_hung(self) -> bool:
        return any(
            self._clock() - began > MOST_SECONDS for began in tuple(self._under_way.values())
        )

    def _perform(self, call: Call) -> None:
        match call:
            case GrowSource(job, path, available_bytes):
                if (ahead := self._transcoder.ahead) is not None:
                    ahead.grow(job, path, available_bytes)
            case HurryTo(external_id, seconds):
                self._transcoder.wanted(external_id, seconds)
            case _:
                self._queue(call)

    def _queue(self, call: QueuedCall) -> None:
        self._calls_made += 1
        number = self._calls_made
        pool = self._callers
        match call:
            case InspectSource():
                pool = self._inspectors
            case CheckRows() | ClaimNext():
                pool = self._rows

        def work() -> None:
            if pool is not self._inspectors:  # what waits for its turn is not hung
                self._under_way[number] = self._clock()
            self._mailbox.post(Answered(number, self._calls.carry_out(call)))

        pool.do(work)
