"""Asks a managed service seldom, and at once when an event says that something happened.

One that is away or busy is left alone for as long as it asks for.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

from backend.errors import BackendError
from backend.transcode.api import Job, Status, Transcoder, Working, WorksAhead

T = TypeVar("T")


class Paced:
    """A `Transcoder` in front of another one.

    The pipeline asks several times a second; GetJob is throttled and changes every ten. Events
    make it ask at once, and the interval makes up for events that are lost.
    """

    def __init__(
        self,
        behind: Transcoder,
        seconds: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._behind = behind
        self._seconds = seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._known: dict[str, tuple[float, Working]] = {}
        self._refusal: BackendError | None = None
        self._quiet_until = 0.0

    @property
    def ahead(self) -> WorksAhead | None:
        return self._behind.ahead

    def start(self, job: Job) -> str:
        return self._asking(lambda: self._behind.start(job))

    def status(self, external_id: str) -> Status:
        with self._lock:
            asked, known = self._known.get(external_id, (0.0, None))
        if known is not None and self._clock() - asked < self._seconds:
            return known
        status = self._asking(lambda: self._behind.status(external_id))
        with self._lock:
            if isinstance(status, Working):
                self._known[external_id] = (self._clock(), status)
            else:
                self._known.pop(external_id, None)
        return status

    def _asking(self, question: Callable[[], T]) -> T:
        if self._refusal is not None and self._clock() < self._quiet_until:
            raise self._refusal
        try:
            answer = question()
        except BackendError as error:
            if error.retry_after_seconds is not None:
                self._refusal = error
                self._quiet_until = self._clock() + error.retry_after_seconds
            raise
        self._refusal = None
        return answer

    def nudge(self, external_id: str) -> None:
        """Something happened to this job: the next question goes through."""
        with self._lock:
            self._known.pop(external_id, None)

    def release(self, external_id: str) -> None:
        self.nudge(external_id)
        self._behind.release(external_id)

    def cancel(self, external_id: str) -> None:
        self.nudge(external_id)
        self._behind.cancel(external_id)

    def wanted(self, external_id: str, seconds: float) -> None:
        self._behind.wanted(external_id, seconds)

    def close(self) -> None:
        self._behind.close()
