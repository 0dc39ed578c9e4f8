"""What one play was like, measured as it goes (the terms of CTA-2066)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from app.player.engine.api import Phase, Report, Statistics
from app.player.session.reading import Reading
from app.player.session.watched import Coverage


@dataclass(frozen=True, slots=True)
class Qoe:
    """Adds up from observations some tenths of a second apart."""

    opened_at: float = 0.0
    observed_at: float = 0.0
    startup_seconds: float | None = None
    rebuffers: int = 0
    rebuffer_seconds: float = 0.0
    starving: bool = False
    switches: int = 0
    rendition: str | None = None
    seconds: Mapping[str, float] = field(default_factory=dict)
    watched: Coverage = field(default_factory=Coverage)

    def started(self, at: float) -> Qoe:
        """A frame is shown; what counts is the first one."""
        if self.startup_seconds is not None:
            return self
        return replace(self, startup_seconds=at - self.opened_at)

    def observed(self, at: float, report: Report, phase: Phase, rendition: str | None) -> Qoe:
        passed = at - self.observed_at
        waited = replace(self, observed_at=at)._waited(report, phase, passed)
        if phase is not Phase.PLAYING:
            return replace(waited, watched=self.watched.stopped())
        watched = self.watched.went_to(report.position_seconds, passed, report.speed)
        if rendition is None:
            return replace(waited, watched=watched)
        return replace(
            waited,
            watched=watched,
            seconds={**self.seconds, rendition: self.seconds.get(rendition, 0.0) + passed},
            switches=self.switches + (self.rendition not in (None, rendition)),
            rendition=rendition,
        )

    def _waited(self, report: Report, phase: Phase, passed: float) -> Qoe:
        """A stall that a seek or a pause explains is none."""
        starving = report.starved and phase is Phase.BUFFERING and not report.seeking
        return replace(
            self,
            rebuffers=self.rebuffers + (starving and not self.starving),
            rebuffer_seconds=self.rebuffer_seconds + (passed if starving else 0.0),
            starving=starving,
        )

    def statistics(self, report: Report, reading: Reading) -> Statistics:
        return Statistics(
            startup_seconds=self.startup_seconds,
            rebuffers=self.rebuffers,
            rebuffer_seconds=self.rebuffer_seconds,
            switches=self.switches,
            seconds_by_rendition=self.seconds,
            watched=self.watched.spans,
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
            late_frames=report.late_frames,
            skipped_frames=report.skipped_frames,
            av_offset_seconds=report.av_offset_seconds,
            transfer=report.transfer,
            primaries=report.primaries,
            server=reading.server,
            answers=reading.answers,
            cache_hits=reading.cache_hits,
        )
