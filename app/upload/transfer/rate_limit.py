"""How fast: the shared bandwidth limit, its timetable, and the rate that is measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from app.timetable import LimitLine

# The bucket holds a quarter of a second: smooth on the wire, and few wake-ups.
BURST_SECONDS = 0.25
SPEED_HALF_LIFE_SECONDS = 4.0


class TokenBucket:
    """Bytes that may go out, shared by all connections. Not thread-safe: hold a lock."""

    def __init__(self, bytes_per_second: int | None, now: float) -> None:
        self._rate = bytes_per_second
        self._tokens = 0.0
        self._filled_at = now

    @property
    def is_limited(self) -> bool:
        return self._rate is not None

    def set_rate(self, bytes_per_second: int | None, now: float) -> None:
        """Holds from now on; what had gathered under the old rate is kept within the new."""
        self._fill(now)
        self._rate = bytes_per_second
        self._fill(now)

    def take(self, wanted: int, now: float) -> tuple[int, float]:
        """How many of the `wanted` bytes may go now; if none, after how many seconds to ask."""
        if self._rate is None:
            return wanted, 0.0
        self._fill(now)
        burst = max(1.0, self._rate * BURST_SECONDS)
        least = min(wanted, burst / 4)
        if self._tokens < least:
            return 0, (least - self._tokens) / max(1, self._rate)
        granted = max(1, min(wanted, int(self._tokens)))
        self._tokens -= granted
        return granted, 0.0

    def _fill(self, now: float) -> None:
        if self._rate is not None:
            gathered = self._tokens + (now - self._filled_at) * self._rate
            self._tokens = min(gathered, max(1.0, self._rate * BURST_SECONDS))
        self._filled_at = now


@dataclass(frozen=True, slots=True)
class Window:
    """A time of the week with a limit of its own. `stop` before `start` runs past midnight, and the
    same time lasts a day.

    `days` counts from Monday as 0 and names the day on which the window opens.
    """

    days: frozenset[int]
    start: time
    stop: time
    bytes_per_second: int | None

    def holds(self, moment: datetime) -> bool:
        today, at = moment.weekday(), moment.time()
        if self.start < self.stop:
            return today in self.days and self.start <= at < self.stop
        yesterday = (today - 1) % 7
        return (today in self.days and at >= self.start) or (
            yesterday in self.days and at < self.stop
        )


def window_of(line: LimitLine, share: int) -> Window:
    """Of a limit that so many divide among them."""
    rate = line.bytes_per_second
    each = None if rate is None else max(1, rate // share)
    return Window(frozenset(line.days), line.start, line.stop, each)


def limit_at(moment: datetime, windows: Sequence[Window], otherwise: int | None) -> int | None:
    """The limit that the timetable sets for a local time; the first window that holds wins."""
    return next((w.bytes_per_second for w in windows if w.holds(moment)), otherwise)


@dataclass(frozen=True, slots=True)
class Restraint:
    """What holds all uploads back: a limit, one for times of the week, or a reason to wait."""

    bytes_per_second: int | None = None
    windows: tuple[Window, ...] = ()
    why_held: str = ""

    def rate_at(self, moment: datetime) -> int | None:
        return limit_at(moment, self.windows, self.bytes_per_second)


@dataclass(frozen=True, slots=True)
class Speed:
    """An exponentially weighted rate that is not biased towards its start (as in Adam)."""

    weighted: float = 0.0
    weight: float = 0.0

    def after(self, transferred_bytes: int, seconds: float) -> Speed:
        if seconds <= 0:
            return self
        keep = 0.5 ** (seconds / SPEED_HALF_LIFE_SECONDS)
        return Speed(
            self.weighted * keep + transferred_bytes / seconds * (1 - keep),
            self.weight * keep + (1 - keep),
        )

    @property
    def bytes_per_second(self) -> float:
        return self.weighted / self.weight if self.weight else 0.0
