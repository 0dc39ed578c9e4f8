"""One thread that carries out one call after the other, and looks around in between."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable

TICK_SECONDS = 0.1


class Mailbox:
    """Calls are posted from any thread."""

    def __init__(self) -> None:
        self._calls: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._woken = threading.Event()

    def post(self, call: Callable[[], None]) -> None:
        self._calls.put(call)

    def aside(self, work: Callable[[], None]) -> None:
        """Have what may block for long done elsewhere."""
        threading.Thread(target=work, name="matinee-opening", daemon=True).start()

    def wake(self) -> None:
        """Something changed that should be looked at, however often this is said."""
        if not self._woken.is_set():
            self._woken.set()
            self.post(self._woken.clear)

    def next(self, *, ticking: bool) -> Callable[[], None]:
        """What to do now; while `ticking` that may be nothing but the next look."""
        try:
            return self._calls.get(timeout=TICK_SECONDS if ticking else None)
        except queue.Empty:
            return self._woken.clear
