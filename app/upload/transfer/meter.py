"""Measures what the connections do, and steers their number by it."""

from __future__ import annotations

from collections import defaultdict

from app.errors import MatineeError
from app.upload.errors import StoreUnreachable
from app.upload.transfer.concurrency import (
    WINDOW_SECONDS,
    Bounds,
    Parallelism,
    RateSample,
    after,
    in_flight,
    initial,
)
from app.upload.transfer.rate_limit import Speed
from app.upload.transfer.retry import Fault, fault_of

TICK_SECONDS = 0.1
LATELY_SECONDS = 2.0
MOST_AHEAD = 32
# So much of a limit is the limit: the rest goes by between two parts.
REACHED = 0.8


class Meter:
    """Belongs to the scheduler's thread."""

    def __init__(self, bounds: Bounds, now: float) -> None:
        self._bounds = bounds
        self._parallelism: Parallelism = initial(bounds)
        self._ticked_at = self._window_at = self._moved_at = now
        self._moved: defaultdict[str, int] = defaultdict(int)
        self._speed = Speed()
        self._window_bytes = self._tick_bytes = self._busy = self._cut = 0
        self._full = True
        self._limit: int | None = None

    @property
    def connections(self) -> int:
        """How many parts may be on their way if they are small."""
        return self._parallelism.connections

    @property
    def bytes_per_second(self) -> float:
        """Of all uploads together."""
        return self._speed.bytes_per_second

    def in_flight(self, part_bytes: float) -> int:
        return in_flight(self._parallelism, part_bytes, self._bounds)

    def set_limit(self, bytes_per_second: int | None) -> None:
        """What was learned under another limit says nothing about this one."""
        if bytes_per_second != self._limit:
            self._limit = bytes_per_second
            self._parallelism = initial(self._bounds, bytes_per_second)

    def ahead(self, seconds: float, part_size_bytes: int) -> int:
        """How many parts that many seconds will take, at the rate of all uploads together; or
        one a connection, since those that started together end together."""
        parts = self._speed.bytes_per_second * seconds / part_size_bytes
        return int(min(MOST_AHEAD, max(self.connections, parts)))

    def moved(self, upload_id: str, count: int, now: float) -> None:
        self._moved[upload_id] += count
        self._window_bytes += count
        self._tick_bytes += count
        self._moved_at = now

    def moved_lately(self, now: float) -> bool:
        return now - self._moved_at < LATELY_SECONDS

    def note(self, error: MatineeError) -> None:
        if isinstance(error, StoreUnreachable) and not error.stalled:
            self._cut += 1
        elif isinstance(error, StoreUnreachable) or fault_of(error) is Fault.BUSY:
            self._busy += 1

    def tick(self, now: float) -> float:
        """Seconds since the last tick, or 0 when it is too early for one."""
        passed = now - self._ticked_at
        if passed < TICK_SECONDS:
            return 0.0
        self._ticked_at = now
        self._speed = self._speed.after(self._tick_bytes, passed)
        self._tick_bytes = 0
        return passed

    def speed_of(self, upload_id: str, before: Speed, passed: float) -> Speed:
        """The speed of one upload, a tick of `passed` seconds after `before`."""
        return before.after(self._moved.pop(upload_id, 0), passed)

    def watch(self, in_flight: int, part_bytes: float, now: float) -> None:
        """Close the window when its time has come, and let the controller decide. `part_bytes`
        is the mean of the parts on their way."""
        self._full = self._full and in_flight >= self.in_flight(part_bytes)
        if (seconds := now - self._window_at) < WINDOW_SECONDS:
            return
        rate = self._window_bytes / seconds
        is_held = self._limit is not None and rate >= REACHED * self._limit
        sample = RateSample(
            rate,
            self._full and not is_held,
            self._busy,
            self._cut,
            part_bytes,
            self._speed.bytes_per_second,
        )
        self._parallelism = after(self._parallelism, sample, self._bounds)
        self._window_at, self._window_bytes, self._full = now, 0, True
        self._busy = self._cut = 0
