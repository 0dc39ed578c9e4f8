"""How long the UI thread does something else, for the benches."""

from __future__ import annotations

import time

from PySide6.QtCore import Qt, QTimer

TICK_MS = 2


class StallMeter:
    """How late a timer of 2 ms fires at worst: for so long the UI thread did something else."""

    def __init__(self) -> None:
        self.longest_ms = 0.0
        self._last = time.monotonic()
        self._timer = QTimer()
        self._timer.setInterval(TICK_MS)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        now = time.monotonic()
        self.longest_ms = max(self.longest_ms, 1000 * (now - self._last) - TICK_MS)
        self._last = now

    def reset(self) -> None:
        self.longest_ms, self._last = 0.0, time.monotonic()
