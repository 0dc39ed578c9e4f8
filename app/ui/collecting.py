"""When Python looks through all its objects for garbage: while nobody is waiting for the window.

With a big library that takes a tenth of a second, in which nothing moves. What is young is looked
through as ever, which nobody notices.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from PySide6.QtCore import QObject, QTimer

LOOK_MS = 1000
IDLE_SECONDS = 2.0
LATEST_SECONDS = 600.0
NEVER = 1_000_000


@dataclass(frozen=True, slots=True)
class Calm:
    """How long nobody has pressed, turned or typed anything, and whether something moves."""

    idle_seconds: float
    moves: bool


def is_due(young: int, calm: Calm, since_seconds: float) -> bool:
    """Whether to look now. `young`: how often what is younger has been looked through meanwhile,
    in Python's own count; `since_seconds`: how long ago all was."""
    if young <= gc.get_threshold()[1]:
        return False
    is_calm = calm.idle_seconds >= IDLE_SECONDS and not calm.moves
    return is_calm or since_seconds >= LATEST_SECONDS


class Collecting(QObject):
    """Takes the choice of the moment from Python, for as long as Qt runs."""

    def __init__(self, parent: QObject, calm: Callable[[], Calm]) -> None:
        super().__init__(parent)
        self._calm = calm
        self._last = monotonic()
        gc.set_threshold(*gc.get_threshold()[:2], NEVER)
        timer = QTimer(self)
        timer.timeout.connect(self._look)
        timer.start(LOOK_MS)

    def _look(self) -> None:
        since = monotonic() - self._last
        if is_due(gc.get_count()[2], self._calm(), since):
            if since >= LATEST_SECONDS:
                gc.unfreeze()
            gc.collect()
            gc.freeze()  # what is left then is spared until all is looked through again
            self._last = monotonic()
