"""Asks a managed service seldom, and at once when an event says that something happened."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from backend.transcode.api import Job, Status, Transcoder, Working


class Paced:
    """A `Transcoder` in front of another one.

    The pipeline asks several times a second; GetJob is throttled and changes every ten. Events
    make it ask at once, and the interval makes up for events that are lost.
    """

    def __init__(
        self,
        behind: Transcoder,
        seconds: float,
        is_followed: Callable[[str], bool] = lambda _: False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._behind = behind
        self._seconds = seconds
        self._is_followed = is_followed
        self._clock = clock
        self._lock = threading.Lock()
        self._known: dict[str, tuple[float, Working]] = {}

    def start(self, job: Job) -> str:
        return self._behind.start(job)

    def status(self, external_id: str) -> Status:
        with self._lock:
            asked, known = self._known.get(external_id, (0.0, None))
        if known is not None and self._clock() - asked < self._seconds:
            return known
        status = self._behind.status(external_id)
        with self._lock:
            if isinstance(status, Working):
                self._known[external_id] = (self._clock(), status)
            else:
                self._known.pop(external_id, None)
        return status

    def nudge(self, external_id: str) -> None:
        """Something happened to this job: the next question goes through."""
        with self._lock:
            self._known.pop(external_id, None)

    def cancel(self, external_id: str) -> None:
        """Unless another process follows the same job by now: a lease was lost, not a wish."""
        self.nudge(external_id)
        if not self._is_followed(external_id):
            self._behind.cancel(external_id)

    def wanted(self, external_id: str, seconds: float) -> None:
        self._behind.wanted(external_id, seconds)

    def close(self) -> None:
        self._behind.close()
