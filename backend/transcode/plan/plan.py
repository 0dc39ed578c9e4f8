"""The plan of a revision: made once, kept beside its outputs, and never changed by a restart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from pydantic import TypeAdapter

from backend.transcode.plan.copying import Copyable
from backend.transcode.plan.ladder import Encoding, Rung, Timeline, put_off, rungs, timeline
from backend.transcode.source.extent import Extent
from backend.transcode.source.probe import AudioStream, Probe

SAMPLE_RATE = 48_000
AAC_FRAME = 1024
SEEKABLE = frozenset({"mov", "matroska", "avi", "flv", "asf", "ogg", "mxf", "wav", "flac"})
SOUND = "audio"
"""The rendition of a source without pictures, and the prefix of further sound tracks."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that a chunk must know. A source without pictures has a timeline of AAC frames."""

    probe: Probe
    extent: Extent
    timeline: Timeline
    rungs: tuple[Rung, ...]
    encoding: Encoding
    copied_ticks: int = 0
    """Units of the source's time base in a frame, where the top rung is copied."""
    deferred: tuple[str, ...] = ()
    """Rungs that are made only when somebody wants them."""

    @property
    def undemanded(self) -> Plan:
        """Without what was put off."""
        kept = tuple(rung for rung in self.rungs if rung.name not in self.deferred)
        return replace(self, rungs=kept, deferred=())

    @property
    def is_seekable(self) -> bool:
        """Whether a chunk can begin in the middle of the source. Program and transport streams
        have no index: a seek there may land behind the key frame that was meant."""
        return self.probe.container.split(",")[0] in SEEKABLE

    @property
    def more_audios(self) -> tuple[AudioStream, ...]:
        """The sound tracks besides the one that every rung carries."""
        if self.probe.video is None:
            return ()
        return tuple(audio for audio in self.probe.audios if audio is not self.probe.audio)

    @property
    def sound_renditions(self) -> tuple[str, ...]:
        return tuple(f"{SOUND}-{number}" for number, _ in enumerate(self.more_audios, 1))

    def renditions(self, names: Sequence[str]) -> tuple[str, ...]:
        """What a task over these rungs writes: the lowest one brings the further sound tracks."""
        return (*names, *(self.sound_renditions if self.rungs[0].name in names else ()))

    @property
    def lead_frames(self) -> int:
        """Frames by which output timestamps run ahead of the grid, so that none is negative:
        about a second, and a whole number of sound samples at every standard rate."""
        return round(self.timeline.rate)


PLAN = TypeAdapter(Plan)


def make_plan(
    probe: Probe, extent: Extent, encoding: Encoding, copied: Copyable | None = None
) -> Plan:
    """Decide everything about a revision; pure. `copied` is given where the source is to be the
    top rung itself."""
    if probe.video is None:
        return Plan(
            probe, extent, _sound_timeline(probe, extent), (_sound_rung(encoding),), encoding
        )
    grid = timeline(probe, extent.end_seconds, copied.gop_frames if copied else None)
    ladder = rungs(probe.video, encoding)
    if copied is not None:
        ladder = (*ladder[:-1], replace(ladder[-1], copied=True))
    ticks = copied.ticks_per_frame if copied else 0
    deferred = put_off(ladder) if encoding.lazy else ()
    return Plan(probe, extent, grid, ladder, encoding, ticks, deferred)


def _sound_rung(encoding: Encoding) -> Rung:
    return Rung(SOUND, 0, 0, encoding.audio_bits_per_second)


def _sound_timeline(probe: Probe, extent: Extent) -> Timeline:
    rate = Fraction(SAMPLE_RATE, AAC_FRAME)
    frames = max(1, round((extent.end_seconds - probe.start_seconds) * rate))
    return Timeline(rate, frames, 4 * SAMPLE_RATE // AAC_FRAME + 1, probe.start_seconds)


def first_sample(plan: Plan, segment: int) -> int:
    """The first sound sample of a segment, counted from the first picture, on the grid of AAC
    frames: the first frame that begins in it. Segments hence share no frame and lose none."""
    frame = min(segment * plan.timeline.segment_frames, plan.timeline.frames)
    exact = frame / plan.timeline.rate * SAMPLE_RATE
    return -(-exact.numerator // (exact.denominator * AAC_FRAME)) * AAC_FRAME
