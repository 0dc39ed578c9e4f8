"""What the link will carry, judged from bytes as they arrive.

Two exponentially weighted means of the rate (after Shaka's and hls.js's estimators), over seconds
of *active* transfer, so that pauses with a full buffer leave no trace; the time to first byte is
kept apart, since it costs each request the same whatever its size.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

FAST_HALF_LIFE_SECONDS = 8.0
SLOW_HALF_LIFE_SECONDS = 50.0
USUAL_ERROR = 0.7
USUAL_WEIGHT_SECONDS = 10.0
MOST_WEIGHT_SECONDS = 40.0
LATENCY_HALF_LIFE_REQUESTS = 4.0
SEED_WEIGHT_SECONDS = 4.0
LEAST_BYTES = 16 * 1024
LEAST_SECONDS = 0.1
LEAST_BPS = 1_000.0
FALL = 8.0
FALL_SECONDS = 3.0
"""After so long at an eighth of what was usual, or less, a link is another one: a mean would take
a half-life for each halving. An outage is none, for it tells nothing of what comes after it."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """The link as far as it is known; plain numbers, so it can be stored and be a later seed.

    `bps` is the cautious rate, the lower of the two means `fast_bps` and `slow_bps`; `error` is the
    standard deviation of ln(one-second rate) about them, `seconds` the active transfer behind it.
    """

    bps: float
    latency_seconds: float
    error: float
    fast_bps: float
    slow_bps: float
    seconds: float


class Mean:
    """An exponentially weighted mean that is unbiased from its first sample on."""

    def __init__(self, half_life: float) -> None:
        self._half_life = half_life
        self._total = 0.0
        self.weight = 0.0

    def add(self, value: float, weight: float = 1.0) -> None:
        keep = 0.5 ** (weight / self._half_life)
        self._total = self._total * keep + value * (1 - keep)
        self.weight = self.weight * keep + (1 - keep)

    def forget(self) -> None:
        self._total = self.weight = 0.0

    @property
    def value(self) -> float:
        return self._total / self.weight


@dataclass(frozen=True, slots=True)
class Fall:
    """What came in a row since a link carries far less than before."""

    size_bytes: int = 0
    seconds: float = 0.0

    def and_then(self, size_bytes: int, seconds: float) -> Fall:
        return Fall(self.size_bytes + size_bytes, self.seconds + seconds)

    @property
    def bps(self) -> float:
        return self.size_bytes * 8 / self.seconds


class Throughput:
    """Learns from one transfer after another; `estimate` is None until something is known."""

    def __init__(self, seed: Estimate | None = None, *, stale: bool = True) -> None:
        self._seed_is_stale = stale
        self._fast = Mean(FAST_HALF_LIFE_SECONDS)
        self._slow = Mean(SLOW_HALF_LIFE_SECONDS)
        self._deviation = Mean(SLOW_HALF_LIFE_SECONDS)
        self._latency = Mean(LATENCY_HALF_LIFE_REQUESTS)
        self._seconds = 0.0
        self._fallen = Fall()
        if seed is not None:
            self._fast.add(seed.bps, SEED_WEIGHT_SECONDS)
            self._slow.add(seed.slow_bps, SEED_WEIGHT_SECONDS)
            self._deviation.add(seed.error**2, SEED_WEIGHT_SECONDS)
            self._latency.add(seed.latency_seconds)

    def add_latency(self, seconds: float) -> None:
        """A request's first byte came `seconds` after it was sent."""
        self._latency.add(seconds)

    def add(self, size_bytes: int, seconds: float) -> None:
        """A slice of about a second of one transfer, from its first byte on.

        An outage is a slice of 0 bytes. Answers from a cache must not be told; what is too small
        and too short to say anything is ignored.
        """
        if seconds <= 0 or (size_bytes < LEAST_BYTES and seconds < LEAST_SECONDS):
            return
        bps = max(LEAST_BPS, size_bytes * 8 / seconds)
        if self._fast.weight:
            self._deviation.add(math.log(bps / self._fast.value) ** 2, seconds)
        fallen = Fall()
        if size_bytes >= LEAST_BYTES and self._fast.weight and bps * FALL <= self._fast.value:
            fallen = self._fallen.and_then(size_bytes, seconds)
        self._fallen = fallen
        if fallen.seconds >= FALL_SECONDS:
            self._fast.forget()
            self._fast.add(fallen.bps, fallen.seconds)
            self._fallen = Fall()
        else:
            self._fast.add(bps, seconds)
        self._slow.add(bps, seconds)
        self._seconds += seconds

    @property
    def is_stale(self) -> bool:
        """Whether all that is known comes from another session."""
        return self._seed_is_stale and self._seconds == 0 and self._fast.weight > 0

    def disprove(self, bps: float) -> None:
        """The seed was wrong, the link carries about this."""
        for mean in (self._fast, self._slow):
            mean.forget()
            mean.add(max(LEAST_BPS, bps))

    @property
    def estimate(self) -> Estimate | None:
        if not self._fast.weight:
            return None
        fast, slow = self._fast.value, self._slow.value
        return Estimate(
            bps=min(fast, slow),
            latency_seconds=self._latency.value if self._latency.weight else 0.0,
            error=self._error,
            fast_bps=fast,
            slow_bps=slow,
            seconds=self._seconds,
        )

    @property
    def _error(self) -> float:
        """The deviation seen so far, drawn towards what is usual while little is known."""
        weight = min(MOST_WEIGHT_SECONDS, self._seconds) if self._deviation.weight else 0.0
        seen = self._deviation.value * weight if weight else 0.0
        usual = USUAL_ERROR**2 * USUAL_WEIGHT_SECONDS
        return math.sqrt((seen + usual) / (weight + USUAL_WEIGHT_SECONDS))
