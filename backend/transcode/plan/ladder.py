"""From a probe to a plan: which rungs, at what rate, on which grid of frames. All pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from backend.transcode.source.frame_rate import frame_rate
from backend.transcode.source.probe import Probe, VideoStream, shown_size

SEGMENT_SECONDS = 4
TOLERANCE = 1.03
"""A source a few lines short of a rung (1058 of 1080) still gets it, unscaled."""

TARGETS = {360: 400_000, 480: 1_000_000, 720: 2_500_000, 1080: 5_000_000}
TALL_TARGETS = {1440: 9_000_000, 2160: 18_000_000}
LAZY_LINE = 720
"""Above it, rungs are made only on demand where the operator wants them lazy."""
HDR_TRANSFERS = frozenset({"smpte2084", "arib-std-b67"})


@dataclass(frozen=True, slots=True)
class Encoding:
    """How the operator wants videos encoded. `crf` None means the fixed-bitrate ladder."""

    preset: str = "veryfast"
    crf: int | None = 22
    tall: bool = False
    """Also make 1440p and 2160p where the source has them."""
    copy: bool = True
    """Copy the top rung where the source already fits."""
    dash: bool = False
    """Also write a DASH manifest, made of the same encodes by copy."""
    progressive: bool = True
    """Also write one rung as a single MP4 file, by copy."""
    lazy: bool = False
    """Put off what is above `LAZY_LINE` until somebody wants it."""
    audio_bits_per_second: int = 128_000


@dataclass(frozen=True, slots=True)
class Rung:
    """One height of the ladder, named by the picture's short side."""

    name: str
    width: int
    height: int
    bits_per_second: int
    copied: bool = False


@dataclass(frozen=True, slots=True)
class Timeline:
    """The grid that every rung shares: frame n is shown at n / rate seconds.

    `origin_seconds` is where the grid begins on the source's own clock. Segments have
    `segment_frames` frames each; the last one has what is left.
    """

    rate: Fraction
    frames: int
    segment_frames: int
    origin_seconds: float = 0.0

    @property
    def segments(self) -> int:
        return -(-self.frames // self.segment_frames)

    @property
    def duration_seconds(self) -> float:
        return float(self.frames / self.rate)

    def frames_in(self, segment: int) -> int:
        return min(self.segment_frames, self.frames - segment * self.segment_frames)

    def seconds_of(self, segment: int) -> float:
        """The exact duration of a segment."""
        return float(self.frames_in(segment) / self.rate)

    def segment_at(self, seconds: float) -> int:
        frame = int(max(0.0, seconds) * self.rate)
        return min(frame // self.segment_frames, self.segments - 1)


def rungs(video: VideoStream, encoding: Encoding) -> tuple[Rung, ...]:
    """The ladder, lowest rung first: never upscaled, even sizes, at least one rung."""
    width, height = shown_size(video)
    short = min(width, height)
    targets = TARGETS | (TALL_TARGETS if encoding.tall else {})
    fitting = [line for line in targets if line <= short * Fraction(TOLERANCE)]
    if not fitting:
        return (_small_rung(width, height),)
    return tuple(_rung(width, height, line, targets[line]) for line in fitting)


def put_off(ladder: Sequence[Rung]) -> tuple[str, ...]:
    """The rungs that a lazy ladder makes on demand only; one that is copied costs nothing."""
    tall = [r for r in ladder if min(r.width, r.height) > LAZY_LINE and not r.copied]
    return tuple(rung.name for rung in tall if rung is not ladder[0])


def _rung(width: Fraction, height: Fraction, line: int, target: int) -> Rung:
    scale = min(Fraction(1), line / min(width, height))
    return Rung(f"{line}p", _even(width * scale), _even(height * scale), target)


def _small_rung(width: Fraction, height: Fraction) -> Rung:
    """A source below the lowest line keeps its own size, at the same bits per pixel."""
    wide, high = _even(width), _even(height)
    target = TARGETS[360] * wide * high // (640 * 360)
    return Rung(f"{min(wide, high)}p", wide, high, max(100_000, target))


def _even(length: Fraction) -> int:
    """4:2:0 wants even sizes; rounding to the nearest one, but never above the source."""
    nearest = 2 * round(length / 2)
    return max(2, int(nearest if nearest <= length or length.denominator > 1 else nearest - 2))


def is_hdr(video: VideoStream) -> bool:
    return video.transfer in HDR_TRANSFERS


def timeline(probe: Probe, end_seconds: float, gop_frames: int | None = None) -> Timeline:
    """The grid for a source whose streams were seen to end at `end_seconds` (its own clock).

    `gop_frames` is given when a rung is copied: segments then hold whole GOPs of it.
    """
    assert probe.video is not None
    rate = frame_rate(probe.video)
    origin = _origin(probe, probe.video, rate)
    frames = max(1, round((end_seconds - origin) * rate))
    gop = gop_frames or 1
    segment = gop * max(1, round(SEGMENT_SECONDS * rate / gop))
    return Timeline(rate, frames, segment, origin)


def _origin(probe: Probe, video: VideoStream, rate: Fraction) -> float:
    """The first picture, unless the sound begins noticeably earlier: a frame or two of lead is
    the encoder's delay, and starting there would show the first picture twice."""
    lead = video.start_seconds - probe.start_seconds
    return video.start_seconds if lead <= max(0.1, float(2 / rate)) else probe.start_seconds
