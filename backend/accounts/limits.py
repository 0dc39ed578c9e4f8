"""How often somebody may guess."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from backend.accounts.errors import SlowDown


class Attempts:
    """Slows the guessing of passwords: after `free` failures a wait that doubles with each."""

    def __init__(self, clock: Callable[[], float], free: int = 5, most: int = 10_000) -> None:
        self._clock = clock
        self._free = free
        self._most = most
        self._failures: OrderedDict[str, tuple[int, float]] = OrderedDict()
        self._lock = Lock()

    def check(self, name: str) -> None:
        with self._lock:
            failures, last = self._failures.get(name, (0, 0.0))
        wait = min(900, 2.0 ** (failures - self._free)) if failures >= self._free else 0
        if (left := last + wait - self._clock()) > 0:
            raise SlowDown(int(left) + 1)

    def failed(self, name: str) -> None:
        with self._lock:
            failures, _ = self._failures.pop(name, (0, 0.0))
            self._failures[name] = (failures + 1, self._clock())
            if len(self._failures) > self._most:
                self._failures.popitem(last=False)

    def passed(self, name: str) -> None:
        with self._lock:
            self._failures.pop(name, None)
