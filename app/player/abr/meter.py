"""One request's body, measured as it arrives."""

from __future__ import annotations

from collections.abc import Callable

from app.player.abr.throughput import Throughput

SLICE_SECONDS = 1.0


class TransferMeter:
    """Cuts a transfer into slices of about a second for the estimator."""

    def __init__(self, throughput: Throughput, clock: Callable[[], float]) -> None:
        self._throughput = throughput
        self._clock = clock
        self._began = self._slice_began = clock()
        self._slice_bytes = 0
        self.total_bytes = 0

    @property
    def elapsed_seconds(self) -> float:
        return self._clock() - self._began

    def add(self, size: int) -> None:
        self._slice_bytes += size
        self.total_bytes += size
        if self._clock() - self._slice_began >= SLICE_SECONDS:
            self.finish()

    def finish(self) -> None:
        now = self._clock()
        self._throughput.add(self._slice_bytes, now - self._slice_began)
        self._slice_began, self._slice_bytes = now, 0
