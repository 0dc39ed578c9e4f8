"""Where the streams of a source really end, whatever its container claims."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from statistics import median

from backend.transcode.errors import Damaged, Incomplete, Refused, Restarting, TooLong
from backend.transcode.source.clock import jumps
from backend.transcode.source.packets import Packet, read_packets
from backend.transcode.source.probe import LONGEST_SECONDS, Probe, RunProbe

TAIL_SECONDS = 12
"""Enough to hold a few packets of every stream."""
NO_END_SECONDS = 1_000_000
"""FFprobe 7 prints nothing of an interval whose end is left open."""
MISSING_SECONDS = 1.0
"""A container may promise this much more than it holds; beyond that its end was cut off."""
AUDIO_PADDING_SECONDS = 0.1
JUMP_SECONDS = 300.0
VOTES = 5
STRAY_SECONDS = 1.0
NEIGHBOURS = 8
"""More than pictures ever wait for a later one that they are made from."""
SPARSEST_RATE = Fraction(1, 30)
"""Without sound, fewer pictures than this are no film: a tiny file may claim hours of them."""


@dataclass(frozen=True, slots=True)
class Extent:
    """Ends on the source's own clock, in seconds; None for a stream that is not there."""

    video_end_seconds: float | None
    audio_end_seconds: float | None

    def covers(self, found: Probe) -> bool:
        """Whether both the picture and the sound were seen, as far as there are any."""
        has_video, has_audio = (
            self.video_end_seconds is not None,
            self.audio_end_seconds is not None,
        )
        return has_video >= (found.video is not None) and has_audio >= bool(found.audios)

    @property
    def end_seconds(self) -> float:
        """The end of the film. An encoder's padding of the sound adds no picture to it."""
        video, audio = self.video_end_seconds or 0.0, self.audio_end_seconds or 0.0
        return video if audio - video <= AUDIO_PADDING_SECONDS and video else max(video, audio)


class TooSparse(Refused):
    sentence = "too_few_pictures"


def measure(url: str, found: Probe, run: RunProbe) -> Extent:
    """Read the last packets of each stream, or all packets where that shows too little."""
    if found.video and not found.audios and 0 < found.video.average_rate < SPARSEST_RATE:
        raise TooSparse
    extent = _ends(url, found, run, _tails(found))
    if extent is None and found.is_indexed:
        raise Incomplete
    if extent is None or not extent.covers(found):
        extent = _ends(url, found, run, "")
    if extent is None:
        raise Damaged
    if found.is_indexed and found.duration_seconds:
        _check_claims(found, extent)
    check_length(found, extent)
    return extent


def check_length(found: Probe, extent: Extent) -> None:
    if extent.end_seconds - found.start_seconds > LONGEST_SECONDS:
        raise TooLong


def _tails(found: Probe) -> str:
    """Where to read, in FFprobe's `-read_intervals`: the end of every stream."""
    claims = {s.start_seconds + s.duration_seconds for s in found.played if s.duration_seconds}
    claims.add(found.claimed_end_seconds)
    starts = sorted({max(0.0, claim - TAIL_SECONDS) for claim in claims})
    short = [f"{start:.3f}%+{TAIL_SECONDS + 2}" for start in starts[:-1]]
    return ",".join([*short, f"{starts[-1]:.3f}%+{NO_END_SECONDS}"])


def _check_claims(found: Probe, extent: Extent) -> None:
    """An MP4 claims an end for every stream, Matroska one for all of them."""
    for end, stream in (
        (extent.video_end_seconds, found.video),
        (extent.audio_end_seconds, found.audio),
    ):
        claim = stream.duration_seconds if stream else None
        if stream and claim and (end or 0) < stream.start_seconds + claim - MISSING_SECONDS:
            raise Incomplete if claim < 3600 * 24 else TooLong
    claimed = found.claimed_end_seconds
    if found.video and found.audio and extent.end_seconds < claimed - MISSING_SECONDS:
        raise Incomplete


def _ends(url: str, found: Probe, run: RunProbe, intervals: str) -> Extent | None:
    """The ends that the packets in these intervals show; None when there is none."""
    where = ["-read_intervals", intervals] if intervals else []
    packets = read_packets(url, run, where)
    for stream in found.played:
        _check_clock(packets.get(stream.index, ()))
    video = end_of(packets.get(found.video.index, ())) if found.video else None
    audio = end_of(packets.get(found.audio.index, ())) if found.audio else None
    return Extent(video, audio) if video or audio else None


def _check_clock(packets: Sequence[Packet]) -> None:
    """Times that go back while the file goes on begin another film, and would not be shown."""
    begins = [n for n, (a, b) in enumerate(pairwise(packets), 1) if b.position < a.position]
    decoded = [packet.decoded for packet in packets]
    for start, stop in pairwise([0, *begins, len(packets)]):
        if jumps(decoded[start:stop], math.inf):
            raise Restarting


def end_of(packets: Sequence[Packet]) -> float | None:
    """Where the latest of these packets ends. A time far ahead is believed when some more say the
    same: a single one is a damaged packet, and would add hours of nothing."""
    times = [packet.time for packet in packets]
    latest: Packet | None = None
    ahead, votes = 0.0, 0
    for number, packet in enumerate(packets):
        if _is_stray(times, number):
            continue
        if latest is None or packet.time <= latest.time + JUMP_SECONDS:
            latest = max(latest or packet, packet)
            continue
        votes = votes + 1 if abs(packet.time - ahead) <= JUMP_SECONDS else 1
        ahead = packet.time
        if votes >= VOTES:
            latest = packet
    return latest.time + latest.duration if latest else None


def _is_stray(times: Sequence[float], number: int) -> bool:
    """Whether a packet is far ahead of those before it and also of those after it: pictures that
    are stored out of order follow a later one, but never so many."""
    time, after = times[number], times[number + 1 : number + 1 + NEIGHBOURS]
    if len(after) < NEIGHBOURS or time <= min(after) + STRAY_SECONDS:
        return False
    before = times[max(0, number - NEIGHBOURS) : number] or after
    return time > max(median(before), median(after)) + STRAY_SECONDS
