"""The application's own controller, as a policy of the simulator."""

from __future__ import annotations

from dataclasses import replace

from app.player.abr import controller
from app.player.abr.controller import Choice, InFlight, View
from app.player.abr.throughput import Throughput
from tests.bench.abr.simulator import Download


class Matinee:
    """Estimates by `throughput`, decides by `abr`, relays its first segment."""

    relays = True

    def __init__(self, max_buffer_seconds: float = 90.0) -> None:
        self._throughput = Throughput()
        self._max_buffer_seconds = max_buffer_seconds

    def choose(self, view: View) -> Choice:
        return controller.choose(self._seen(view))

    def abandon(self, view: View, in_flight: InFlight) -> int | None:
        return controller.abandon(self._seen(view), in_flight)

    def first_byte(self, seconds: float) -> None:
        self._throughput.add_latency(seconds)

    def received(self, size_bytes: int, seconds: float) -> None:
        self._throughput.add(size_bytes, seconds)

    def finished(self, download: Download) -> None:
        """Nothing new: its bytes were told as they came."""

    def _seen(self, view: View) -> View:
        return replace(
            view,
            estimate=self._throughput.estimate,
            max_buffer_seconds=self._max_buffer_seconds,
        )
