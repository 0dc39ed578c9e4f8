"""Segments of the ladder's lengths out of the original itself: as a transport stream, in whose
packets nothing is encoded anew.

Pictures only begin at key frames, which are seldom where a segment does. Where playing goes on
from a segment before, that is no matter. Where it begins (a seek), all from the key frame before
comes along, so close in decoding time that a reader takes it for the beginning of the segment,
and a player that seeks exactly shows nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.player.remux import mp4, ts
from app.player.remux.container import packer
from app.player.remux.index import CannotStandIn, FilmIndex, SampleTable

GAP_BYTES = 256 * 1024
"""Rather read through than ask twice."""
IDR = 5


@dataclass(frozen=True, slots=True)
class ByteRange:
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Cut:
    """Samples of each track: pictures `lead` up to `first` are only to be decoded."""

    lead: int
    first: int
    stop: int
    sound: range


class OriginalCutter:
    """`zero_ticks` is where the ladder's clock stands at the film's beginning."""

    def __init__(self, index: FilmIndex, zero_ticks: int) -> None:
        self._index = index
        self._zero = zero_ticks
        self._packers = [packer(track.header) for track in index.tracks]

    def last_key(self, start: float, stop: float) -> float | None:
        """When the last key frame after `start` up to `stop` is shown, in the film's seconds; one
        within half a frame counts as being there."""
        picture, origin = self._index.picture, self._index.origin_seconds
        end = min(picture.first_after(origin + stop + 0.02) + 1, len(picture.sizes))
        keys = picture.keys(0, end)
        for key in reversed(keys):
            seconds = picture.seconds_of(key) - origin
            if seconds <= start:
                return None
            if seconds <= stop + 0.02:
                return seconds
        return None

    def ticks_at(self, seconds: float) -> int:
        return self._zero + round(seconds * ts.CLOCK)

    def whole(self, start: float, stop: float) -> Cut:
        """All of [start, stop), to go on from what comes before."""
        first = self._place(self._index.picture, start)
        return Cut(first, first, self._place(self._index.picture, stop), self._sounds(start, stop))

    def led(self, start: float, stop: float, goal: float) -> Cut:
        """What is needed to begin at `goal` in there, from a key frame on."""
        picture = self._index.picture
        first, at = self._place(picture, start), self._place(picture, goal + 0.002)
        lead = picture.key_before(max(first, at - 1))
        key = picture.seconds_of(lead) - self._index.origin_seconds
        sound = self._sounds(max(start, key), stop)
        return Cut(lead, max(first, lead), self._place(picture, stop), sound)

    def gapped(self, start: float, stop: float) -> Cut:
        """Where what comes before is the ladder's: from the first key frame on."""
        cut = self.whole(start, stop)
        first = next(iter(self._index.picture.keys(cut.first, cut.stop)), cut.stop)
        return Cut(first, first, cut.stop, cut.sound)

    def rest(self, key: float, sound_ticks: int, stop: float) -> Cut:
        """From a key frame on, and of the sound from where the ladder's ends."""
        picture = self._index.picture
        first = self._place(picture, key - 0.002)
        if not picture.is_sync(first):
            raise CannotStandIn
        sound = (sound_ticks - self._zero) / ts.CLOCK
        return Cut(first, first, self._place(picture, stop), self._sounds(sound, stop))

    def _place(self, table: SampleTable, seconds: float) -> int:
        """A hair before, for times are rounded in both."""
        return table.first_after(self._index.origin_seconds + seconds - 0.001)

    def _sounds(self, start: float, stop: float) -> range:
        sound = self._index.sound
        if sound is None:
            return range(0)
        half = 512 / max(1, sound.header.sample_rate)
        origin = self._index.origin_seconds - half
        return range(sound.first_after(origin + start), sound.first_after(origin + stop))

    def ranges(self, cut: Cut) -> tuple[ByteRange, ...]:
        """What has to be read, in the order of the file."""
        pieces = [
            ByteRange(table.offsets[sample], table.offsets[sample] + table.sizes[sample])
            for table, samples in zip(self._index.tracks, self._samples(cut), strict=False)
            for sample in samples
        ]
        return tuple(joined(sorted(pieces, key=lambda r: r.start)))

    def segment(self, cut: Cut, ranges: Sequence[ByteRange], bodies: Sequence[bytes]) -> bytes:
        """The transport stream, from the bytes of those ranges."""
        units = [
            self._unit(place, sample, ranges, bodies)
            for place, samples in enumerate(self._samples(cut))
            for sample in samples
        ]
        self._check_start(cut, units)
        units = pressed(units, cut.first - cut.lead if cut.first < cut.stop else 0)
        kinds = [ts.H264, ts.AAC][: len(self._index.tracks)]
        return ts.Muxer(kinds).write(sorted(units, key=lambda unit: unit.dts))

    def _samples(self, cut: Cut) -> tuple[range, ...]:
        return (range(cut.lead, cut.stop), cut.sound)[: len(self._index.tracks)]

    def _unit(
        self, place: int, number: int, ranges: Sequence[ByteRange], bodies: Sequence[bytes]
    ) -> ts.Unit:
        table = self._index.tracks[place]
        data = taken(table.offsets[number], table.sizes[number], ranges, bodies)
        decoded, shown = table.decode_times[number], table.shown_at(number)
        is_sync = table.is_sync(number)
        sample = mp4.Sample(place, memoryview(data), decoded, shown - decoded, is_sync)
        pts, dts = self._ticks(table, shown), self._ticks(table, decoded)
        return ts.Unit(place, self._packers[place](sample), pts, min(dts, pts), is_sync)

    def _ticks(self, table: SampleTable, time: int) -> int:
        seconds = time / table.header.timescale - self._index.origin_seconds
        return self._zero + round(seconds * ts.CLOCK)

    def _check_start(self, cut: Cut, units: Sequence[ts.Unit]) -> None:
        """What is merely marked as a key frame may need pictures before it."""
        picture = self._index.picture
        begins = cut.lead < cut.stop and (cut.lead < cut.first or picture.is_sync(cut.lead))
        if begins and not has_idr(units[0].data):
            raise CannotStandIn


def joined(pieces: Iterable[ByteRange]) -> Iterable[ByteRange]:
    current: ByteRange | None = None
    for piece in pieces:
        if current is None or piece.start > current.stop + GAP_BYTES:
            if current is not None:
                yield current
            current = piece
        else:
            current = ByteRange(current.start, max(current.stop, piece.stop))
    if current is not None:
        yield current


def taken(offset: int, size: int, ranges: Sequence[ByteRange], bodies: Sequence[bytes]) -> bytes:
    for where, body in zip(ranges, bodies, strict=True):
        if where.start <= offset and offset + size <= where.stop:
            at = offset - where.start
            return body[at : at + size]
    raise mp4.Damaged


def pressed(units: Sequence[ts.Unit], leading: int) -> list[ts.Unit]:
    """The first `leading` pictures are decoded right before the one after them."""
    if not leading:
        return list(units)
    begin = units[leading].dts - leading
    lead = [
        ts.Unit(unit.stream, unit.data, unit.pts, begin + place, unit.is_sync)
        for place, unit in enumerate(units[:leading])
    ]
    return [*lead, *units[leading:]]


def has_idr(annexed: bytes) -> bool:
    """Whether the first slice in there is one of an IDR picture (ITU-T H.264 §7.4.1)."""
    at = 0
    while (at := annexed.find(b"\0\0\1", at)) >= 0 and at + 3 < len(annexed):
        kind = annexed[at + 3] & 0x1F
        if kind in (1, 2, IDR):
            return kind == IDR
        at += 3
    return False
