"""A circuit breaker (Nygard, Release It!): a store that did not answer several times in a row is
left alone for a while, and whoever wants something of it is told so at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from math import ceil

from backend.errors import Unavailable

MOST_FAILURES = 3
REST_SECONDS = 5.0


class StoreAway(Unavailable):
    """It can't be reached, or says nothing; what it answers is no such fault."""

    def __init__(self, bucket: str, retry_after_seconds: int = ceil(REST_SECONDS)) -> None:
        super().__init__("bucket_away", bucket=bucket)
        self.retry_after_seconds = retry_after_seconds


@dataclass(frozen=True, slots=True)
class Circuit:
    """Closed as long as there is no time at which to try again."""

    failures: int = 0
    retry_at: float | None = None


def asking(circuit: Circuit, now: float) -> tuple[bool, Circuit]:
    """Whether one may ask. After the rest one tries it for all, and the others rest on."""
    if circuit.retry_at is None:
        return True, circuit
    if now < circuit.retry_at:
        return False, circuit
    return True, replace(circuit, retry_at=now + REST_SECONDS)


def failed(circuit: Circuit, now: float) -> Circuit:
    failures = circuit.failures + 1
    return Circuit(failures, now + REST_SECONDS if failures >= MOST_FAILURES else None)


class Breaker:
    """Safe from any thread."""

    def __init__(self, name: str, clock: Callable[[], float]) -> None:
        self._name, self._clock = name, clock
        self._circuit = Circuit()
        self._lock = threading.Lock()

    def ask(self) -> None:
        """Raises StoreAway. Whoever may ask says afterwards how it went."""
        now = self._clock()
        with self._lock:
            may, self._circuit = asking(self._circuit, now)
            retry_at = self._circuit.retry_at or now
        if not may:
            raise StoreAway(self._name, max(1, ceil(retry_at - now)))

    def answered(self) -> None:
        with self._lock:
            self._circuit = Circuit()

    def failed(self) -> None:
        with self._lock:
            self._circuit = failed(self._circuit, self._clock())
