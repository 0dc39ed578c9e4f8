"""Whether the top rung can be the source itself, packet by packet; when in doubt, it can't."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from backend.transcode.plan.ladder import Encoding, Rung, rungs
from backend.transcode.source.extent import Extent
from backend.transcode.source.frame_rate import frame_rate, is_interlaced
from backend.transcode.source.packets import read_lines
from backend.transcode.source.probe import Probe, RunProbe, VideoStream

LONGEST_GOP_SECONDS = 6
RATE_TOLERANCE = 1.05
PEAK_TOLERANCE = 2
HIGHEST_LEVEL = 42
MOST_PICTURES = 2_000_000
"""Nine hours at 60 a second; a few of MP4's bytes may claim any number."""
PROFILES = frozenset({"Constrained Baseline", "Main", "High"})
ReadBytes = Callable[[int, int], bytes]
"""Bytes [start, stop) of the source."""


@dataclass(frozen=True, slots=True)
class CopiedPacket:
    """`pts` in units of the stream's time base, `position` in the file."""

    pts: int
    position: int
    size_bytes: int
    is_key: bool


@dataclass(frozen=True, slots=True)
class Copyable:
    """How a source that may be the top rung is cut; ticks are of its own time base."""

    gop_frames: int
    ticks_per_frame: int


def copyable(
    found: Probe, extent: Extent, encoding: Encoding, url: str, run: RunProbe, read: ReadBytes
) -> Copyable | None:
    """How to cut the source if it may stand as the top rung, or else None."""
    video = found.video
    if not encoding.copy or video is None or not _fits(found, video, rungs(video, encoding)[-1]):
        return None
    if extent.end_seconds != extent.video_end_seconds:
        return None
    time_base, packets = _packets(url, video, run)
    rate, target = frame_rate(video), rungs(video, encoding)[-1].bits_per_second
    gop = regular_gop(packets, time_base, rate)
    if gop is None or not _is_within(packets, gop, rate, target):
        return None
    keys = [packet for packet in packets if packet.is_key]
    ticks = int(1 / (time_base * rate))
    return Copyable(gop, ticks) if all(_is_idr(read, packet) for packet in keys) else None


def _fits(found: Probe, video: VideoStream, top: Rung) -> bool:
    """What the head of the file tells: a stream that every player takes as it is."""
    tall = min(video.width, video.height) >= 720
    return (
        found.container.startswith("mov")
        and (video.codec, video.tag, video.pixel_format) == ("h264", "avc1", "yuv420p")
        and video.profile in PROFILES
        and 0 < video.level <= HIGHEST_LEVEL
        and (video.width, video.height) == (top.width, top.height)
        and video.pixel_shape == 1
        and video.rotation == video.tagged_rotation == 0
        and not video.full_range
        and not is_interlaced(video)
        and video.matrix in (("bt709", "unknown") if tall else ("bt709",))
        and video.primaries in ("bt709", "unknown")
        and video.transfer in ("bt709", "unknown")
        and video.start_seconds == found.start_seconds == 0
        and video.nominal_rate == video.average_rate == frame_rate(video)
    )


def regular_gop(packets: Sequence[CopiedPacket], time_base: Fraction, rate: Fraction) -> int | None:
    """The length of every GOP: closed, all alike (the last may be shorter), no frame missing."""
    ticks = 1 / (time_base * rate)
    if not packets or ticks.denominator != 1 or not packets[0].is_key:
        return None
    numbers = [Fraction(packet.pts, ticks.numerator) for packet in packets]
    if sorted(numbers) != list(range(len(packets))):
        return None
    starts = [at for at, packet in enumerate(packets) if packet.is_key]
    lengths = [later - earlier for earlier, later in pairwise([*starts, len(packets)])]
    gop = lengths[0]
    alike = all(length == gop for length in lengths[:-1]) and lengths[-1] <= gop
    closed = all(numbers[start] == start == min(numbers[start:][:gop]) for start in starts)
    return gop if alike and closed and gop <= LONGEST_GOP_SECONDS * rate else None


def _is_within(packets: Sequence[CopiedPacket], gop: int, rate: Fraction, target: int) -> bool:
    """Not over the rung's bits a second on the whole, nor far over in any GOP."""
    sizes = [packet.size_bytes for packet in packets]
    worst = max(sum(sizes[start : start + gop]) for start in range(0, len(sizes), gop))
    average = 8 * sum(sizes) * float(rate) / len(sizes)
    peak = 8 * worst * float(rate) / gop
    return average <= RATE_TOLERANCE * target and peak <= PEAK_TOLERANCE * target


def _is_idr(read: ReadBytes, packet: CopiedPacket) -> bool:
    """Whether the first slice is one of an IDR picture (ITU-T H.264 §7.4.1.2.4); a picture that
    is merely marked as a sync sample may refer to what came before."""
    data = read(packet.position, packet.position + min(packet.size_bytes, 64 * 1024))
    at = 0
    while at + 5 <= len(data):
        (length,) = struct.unpack_from(">I", data, at)
        kind = data[at + 4] & 0x1F
        if kind in (1, 2, 5):
            return kind == 5
        at += 4 + length
    return False


def _packets(url: str, video: VideoStream, run: RunProbe) -> tuple[Fraction, list[CopiedPacket]]:
    """No packet at all where FFprobe does not know when each is shown and where it lies, or where
    there are too many to look at each."""
    columns = "packet=pts,pos,size,flags:stream=time_base"
    time_base = Fraction(1)
    packets: list[CopiedPacket] = []
    for line in read_lines(url, run, columns, ["-select_streams", str(video.index)]):
        if len(packets) >= MOST_PICTURES:
            return time_base, []
        if "time_base" in line:
            time_base = Fraction(line["time_base"])
        elif line and not {"pts", "pos", "size"} <= line.keys():
            return time_base, []
        elif line:
            pts, position, size = (int(line[name]) for name in ("pts", "pos", "size"))
            packets.append(CopiedPacket(pts, position, size, line["flags"].startswith("K")))
    return time_base, packets
