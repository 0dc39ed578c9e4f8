"""A recording whose clock is set anew, as one film: its stretches follow without a gap."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import accumulate, pairwise
from typing import NamedTuple

from backend.transcode.errors import Changing, Damaged, NotAVideo, NothingToPlay
from backend.transcode.process import PIPE, Feed, Stop, run_probe
from backend.transcode.source.clock import BRIDGE_SECONDS, Read, steady
from backend.transcode.source.extent import (
    AUDIO_PADDING_SECONDS,
    Extent,
    check_length,
    end_of,
)
from backend.transcode.source.frame_rate import frame_rate
from backend.transcode.source.packets import Packet, read_packets
from backend.transcode.source.probe import AudioStream, Probe, VideoStream, probe
from backend.transcode.source.stamps import CLOCK, Stretch

SHORTEST_SECONDS = 1.0
"""What less of a stretch says of its rate is a guess."""


class Span(NamedTuple):
    """From when to when a stretch has pictures, or sound; when their decoding begins and ends; and
    whether the first one needs none before it."""

    begin: float
    end: float
    comes: float
    goes: float
    is_fresh: bool

    def pause(self, before: Span) -> float:
        """Between two. Where the clock is set amid pictures that are stored out of order, some
        before that place are shown after some behind it; they are decoded one after the other."""
        return self.begin - before.end if self.is_fresh else self.comes - before.goes


def feed(read: Read, found: Probe) -> Feed | None:
    """What FFmpeg is given of a source whose clock is set anew; others it reads by itself."""
    return partial(steady, read, found) if found.clock else None


def measure(read: Read, found: Probe, stop: Stop) -> tuple[Probe, Extent]:
    """What it is and where it ends once its stretches, with pauses between them in `found`, are
    moved together. All of it is read."""
    run = run_probe(stop, feed(read, found))
    whole = replace(probe(PIPE, run), clock=found.clock)
    packets = read_packets(PIPE, run)
    pieces = [_look(read, start, end, stop) for start, end in _places(found.clock)]
    for piece in filter(None, pieces):
        _check_kind(whole, piece)
    numbered = _numbered(whole, packets)
    videos = _spans(numbered, whole.video)
    audios = _spans(numbered, whole.audio)
    early = _pauses(len(found.clock), videos, audios)
    extent = Extent(_end(videos, early), _end(audios, early))
    if not extent.covers(whole):
        raise Damaged
    check_length(whole, extent)
    return _moved(_fastest(whole, pieces, videos), early), extent


def _places(clock: Sequence[Stretch]) -> Iterator[tuple[int, int | None]]:
    starts = [stretch.start for stretch in clock]
    return zip(starts, [*starts[1:], None], strict=True)


def _look(read: Read, start: int, end: int | None, stop: Stop) -> Probe | None:
    try:
        return probe(PIPE, run_probe(stop, lambda: read(start, end)))
    except (NotAVideo, NothingToPlay):
        return None


def _check_kind(whole: Probe, piece: Probe) -> None:
    """FFmpeg goes on with the streams and decoders that it began with; others would be lost."""
    for mine, other in ((whole.video, piece.video), (whole.audio, piece.audio)):
        if other and (not mine or _kind(mine) != _kind(other)):
            raise Changing


def _kind(stream: VideoStream | AudioStream) -> tuple[str, int]:
    return stream.codec, stream.stream_id


def _numbered(
    whole: Probe, packets: Mapping[int, Sequence[Packet]]
) -> Mapping[tuple[int, int], list[Packet]]:
    """By stream and stretch. Sound that is stored late is told by its time; a picture that seems
    to be late is one whose time FFmpeg 7 made up from those before it."""
    starts, begins = [stretch.start for stretch in whole.clock], dict[int, float]()
    numbered: defaultdict[tuple[int, int], list[Packet]] = defaultdict(list)
    for stream in whole.played:
        for packet in packets.get(stream.index, ()):
            number = bisect_right(starts, packet.position) - 1
            begin = begins.setdefault(number, packet.decoded)
            is_late = number > 0 and packet.decoded < begin - BRIDGE_SECONDS / 2
            if not (is_late and stream is whole.video):
                numbered[stream.index, number - is_late].append(packet)
    return numbered


def _spans(
    numbered: Mapping[tuple[int, int], Sequence[Packet]], stream: VideoStream | AudioStream | None
) -> Mapping[int, Span]:
    """By stretch, as far as they have any of this stream."""
    spans = {}
    for (index, number), packets in numbered.items():
        backwards = [packet._replace(time=-packet.time, duration=0.0) for packet in packets[::-1]]
        first, end = end_of(backwards), end_of(packets)
        if stream and index == stream.index and first is not None and end is not None:
            goes = packets[-1].decoded + packets[-1].duration
            spans[number] = Span(-first, end, packets[0].decoded, goes, packets[0].is_key)
    return spans


def _pauses(
    stretches: int, videos: Mapping[int, Span], audios: Mapping[int, Span]
) -> Sequence[float]:
    """For each stretch, how much earlier it comes without any pause."""
    shown = [number for number in range(stretches) if number in videos or number in audios]
    pauses = dict.fromkeys(range(stretches), 0.0)
    for before, after in pairwise(shown):
        pauses[after] = _pause(before, after, videos, audios)
    return [*accumulate(pauses.values())]


def _pause(
    before: int, after: int, videos: Mapping[int, Span], audios: Mapping[int, Span]
) -> float:
    """No picture is lost to the next one; sound is, as far as an encoder pads it."""
    both = [
        spans[after].pause(spans[before])
        for spans in (videos, audios)
        if before in spans and after in spans
    ]
    if before in videos and after in videos:
        return min([both[0], *(sound + AUDIO_PADDING_SECONDS for sound in both[1:])])
    if both:
        return both[0]
    begins = [spans[after].begin for spans in (videos, audios) if after in spans]
    return min(begins) - max(spans[before].end for spans in (videos, audios) if before in spans)


def _end(spans: Mapping[int, Span], early: Sequence[float]) -> float | None:
    return max((span.end - early[number] for number, span in spans.items()), default=None)


def _moved(whole: Probe, early: Sequence[float]) -> Probe:
    """Its clock without the pauses."""
    moved = [
        Stretch(stretch.start, stretch.ticks - round(seconds * CLOCK))
        for stretch, seconds in zip(whole.clock, early, strict=True)
    ]
    return replace(whole, clock=tuple(moved))


def _fastest(whole: Probe, pieces: Sequence[Probe | None], videos: Mapping[int, Span]) -> Probe:
    """At the highest rate of all, so that none of their pictures is left out."""
    if whole.video is None:
        return whole
    known = [
        piece.video
        for number, piece in enumerate(pieces)
        if piece and piece.video and number in videos
        if videos[number].end - videos[number].begin >= SHORTEST_SECONDS
    ]
    best = max([whole.video, *known], key=frame_rate)
    video = replace(whole.video, nominal_rate=best.nominal_rate, average_rate=best.average_rate)
    return replace(whole, video=video)
