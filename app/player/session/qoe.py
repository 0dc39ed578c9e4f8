"""What one play was like, measured as it goes (the terms of CTA-2066)."""

from __future__ import annotations

from app.player.engine.api import Phase, Report, Statistics
from app.player.session.reading import Reading


class QoeMeter:
    """Adds up from observations some tenths of a second apart. Not thread-safe."""

    def __init__(self, opened_at: float = 0.0) -> None:
        self._opened_at = opened_at
        self._last_at = opened_at
        self._startup_seconds: float | None = None
        self._rebuffers = 0
        self._rebuffer_seconds = 0.0
        self._starving = False
        self._switches = 0
        self._rendition: str | None = None
        self._seconds: dict[str, float] = {}

    def started(self, at: float) -> None:
        """The first frame was shown then."""
        self._startup_seconds = at - self._opened_at

    def observe(self, now: float, report: Report, phase: Phase, rendition: str | None) -> None:
        passed, self._last_at = now - self._last_at, now
        self._count_starving(report, phase, passed)
        if phase is Phase.PLAYING and rendition is not None:
            self._seconds[rendition] = self._seconds.get(rendition, 0.0) + passed
            if self._rendition not in (None, rendition):
                self._switches += 1
            self._rendition = rendition

    def _count_starving(self, report: Report, phase: Phase, passed: float) -> None:
        """A stall that a seek or a pause explains is none."""
        starving = report.starved and phase is Phase.BUFFERING and not report.seeking
        if starving and not self._starving:
            self._rebuffers += 1
        if starving:
            self._rebuffer_seconds += passed
        self._starving = starving

    def statistics(self, report: Report, reading: Reading) -> Statistics:
        return Statistics(
            startup_seconds=self._startup_seconds,
            rebuffers=self._rebuffers,
            rebuffer_seconds=self._rebuffer_seconds,
            switches=self._switches,
            seconds_by_rendition=dict(self._seconds),
            dropped_frames=report.dropped_frames,
            bytes_received=reading.tally.bytes_received,
            bytes_wasted=reading.tally.bytes_wasted,
            bytes_held=reading.bytes_held,
            throughput_bps=reading.throughput_bps,
            failures=reading.tally.failures,
            video_codec=report.video_codec,
            hardware_decoder=report.hardware_decoder,
            picture_width=report.width,
            picture_height=report.height,
            frame_rate=report.frame_rate,
        )
