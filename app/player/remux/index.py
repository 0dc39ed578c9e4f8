"""The index of an MP4 or MOV that is one file: which bytes are shown when (ISO/IEC 14496-12 §8)."""

from __future__ import annotations

import math
import struct
import sys
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate, chain, repeat

from app.boxes import Box, boxes, in_memory
from app.player.manifest.playlist import PlaylistUnreadable
from app.player.remux import mp4
from app.player.remux.mp4 import TrackHeader

MOST_INDEX_BYTES = 64 << 20
MOST_SAMPLES = 3_000_000
REORDERED_SAMPLES = 32
"""A picture is decoded at most so many before one that is shown earlier."""
UPRIGHT = struct.pack(">9i", 1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30)
HANDLERS = {b"vide": True, b"soun": False}
ReadRange = Callable[[int, int], bytes]


class CannotStandIn(PlaylistUnreadable):
    """The file is none whose packets could stand between those of a ladder."""

    def __init__(self) -> None:
        super().__init__("The original can't be played meanwhile: it is of another kind.")


@dataclass(frozen=True, slots=True)
class SampleTable:
    """One track in decoding order; times in units of its timescale, on the film's clock."""

    header: TrackHeader
    offsets: array[int]
    sizes: array[int]
    decode_times: array[int]
    compositions: array[int] | None
    syncs: array[int] | None
    """Which samples are key frames; None: all."""

    def shown_at(self, sample: int) -> int:
        later = 0 if self.compositions is None else self.compositions[sample]
        return self.decode_times[sample] + later

    def seconds_of(self, sample: int) -> float:
        return self.shown_at(sample) / self.header.timescale

    def first_after(self, seconds: float) -> int:
        """The place in decoding order before which stands all that is shown before that time."""
        if seconds == math.inf:
            return len(self.sizes)
        wanted = round(seconds * self.header.timescale)
        stop = bisect_left(self.decode_times, wanted) + REORDERED_SAMPLES
        place = min(stop, len(self.decode_times))
        while place and self.shown_at(place - 1) >= wanted:
            place -= 1
        return place

    def key_before(self, place: int) -> int:
        """The last key frame that is not behind this place."""
        if self.syncs is None:
            return place
        return self.syncs[max(0, bisect_right(self.syncs, place) - 1)]

    def keys(self, start: int, stop: int) -> range | array[int]:
        """The key frames among samples [start, stop)."""
        if self.syncs is None:
            return range(start, stop)
        return self.syncs[bisect_left(self.syncs, start) : bisect_left(self.syncs, stop)]

    def is_sync(self, sample: int) -> bool:
        return self.syncs is None or self.key_before(sample) == sample


@dataclass(frozen=True, slots=True)
class FilmIndex:
    """A film of one picture and at most one sound. It begins at `origin_seconds` of its tables."""

    picture: SampleTable
    sound: SampleTable | None
    origin_seconds: float

    @property
    def tracks(self) -> tuple[SampleTable, ...]:
        return (self.picture,) if self.sound is None else (self.picture, self.sound)

    @property
    def bps(self) -> float:
        """What it takes to play it, on the whole."""
        picture = self.picture
        last = picture.seconds_of(len(picture.sizes) - 1) - self.origin_seconds
        return sum(sum(track.sizes) for track in self.tracks) * 8 / max(1.0, last)


def read_index(read: ReadRange, total_bytes: int) -> FilmIndex:
    """Find the index and read it. Raises `CannotStandIn`, and whatever `read` raises."""
    for box in boxes(read, 0, total_bytes):
        if box.kind == b"moov":
            if box.stop - box.start > MOST_INDEX_BYTES:
                raise CannotStandIn
            return parse_index(read(box.start, box.stop))
    raise CannotStandIn


def parse_index(moov: bytes) -> FilmIndex:
    try:
        return _parsed(moov)
    except (struct.error, IndexError, ValueError, OverflowError, mp4.Damaged) as broken:
        raise CannotStandIn from broken


def _parsed(moov: bytes) -> FilmIndex:
    headers = {track.number: track for track in mp4.tracks(moov)}
    tables = []
    for trak in mp4.find(moov, "moov/trak", 0, len(moov)):
        handler = mp4.one(moov, "mdia/hdlr", trak).content + 8
        if HANDLERS.get(moov[handler : handler + 4]) is not None:
            tables.append(_table(moov, trak, headers))
    pictures = [table for table in tables if table.header.is_picture]
    sounds = [table for table in tables if not table.header.is_picture]
    if len(pictures) != 1 or len(sounds) > 1:
        raise CannotStandIn
    sound = sounds[0] if sounds else None
    if pictures[0].header.codec not in (b"avc1", b"avc3"):
        raise CannotStandIn
    if sound is not None and sound.header.codec != b"mp4a":
        raise CannotStandIn
    return FilmIndex(pictures[0], sound, _origin(pictures[0], sound))


def _origin(picture: SampleTable, sound: SampleTable | None) -> float:
    """The first picture, unless the sound begins noticeably earlier: as the ladder has it."""
    first = min(picture.seconds_of(s) for s in range(min(REORDERED_SAMPLES, len(picture.sizes))))
    if sound is None:
        return first
    begins = sound.seconds_of(0)
    frame = (picture.seconds_of(len(picture.sizes) - 1) - first) / max(1, len(picture.sizes) - 1)
    return first if first - begins <= max(0.1, 2 * frame) else begins


def _table(moov: bytes, trak: Box, headers: dict[int, TrackHeader]) -> SampleTable:
    tkhd, stbl = mp4.one(moov, "tkhd", trak), mp4.one(moov, "mdia/minf/stbl", trak)
    wide = moov[tkhd.content]
    at = tkhd.content + (20 if wide else 12)
    header = headers.get(int.from_bytes(moov[at : at + 4], "big"))
    matrix = tkhd.content + (52 if wide else 40)
    if header is None or not _is_plain(moov, trak, stbl):
        raise CannotStandIn
    if header.is_picture and moov[matrix : matrix + 36] != UPRIGHT:
        raise CannotStandIn
    sizes = _sizes(moov, mp4.one(moov, "stsz", stbl))
    count = len(sizes)
    offsets = _offsets(moov, stbl, sizes)
    times = _runs(moov, mp4.one(moov, "stts", stbl), count, ">II")
    decode_times = array("q", accumulate(chain((header.delay,), times)))[:count]
    if not count or len(offsets) != count or len(decode_times) != count:
        raise CannotStandIn
    ctts = next(mp4.find(moov, "ctts", stbl.content, stbl.stop), None)
    compositions = None if ctts is None else array("i", _runs(moov, ctts, count, ">Ii"))
    if compositions is not None and len(compositions) != count:
        raise CannotStandIn
    stss = next(mp4.find(moov, "stss", stbl.content, stbl.stop), None)
    syncs = None if stss is None else _words(moov, stss.content + 8, stss, "I")
    if syncs is not None:
        syncs = array("I", (number - 1 for number in syncs if 0 < number <= count))
        if not syncs or syncs[0]:
            raise CannotStandIn
    return SampleTable(header, offsets, sizes, decode_times, compositions, syncs)


def _is_plain(moov: bytes, trak: Box, stbl: Box) -> bool:
    """One description, square pixels, and one stretch of the track's own time."""
    stsd = mp4.one(moov, "stsd", stbl)
    entries = list(boxes(in_memory(moov), stsd.content + 8, stsd.stop))
    shapes = [
        struct.unpack_from(">II", moov, box.content)
        for entry in entries
        for box in boxes(in_memory(moov), entry.content + 78, entry.stop)
        if box.kind == b"pasp"
    ]
    elst = next(mp4.find(moov, "edts/elst", trak.content, trak.stop), None)
    edits = struct.unpack_from(">I", moov, elst.content + 4)[0] if elst else 0
    return len(entries) == 1 and all(wide == high for wide, high in shapes) and edits <= 2


def _words(moov: bytes, at: int, box: Box, kind: str) -> array[int]:
    """The numbers of a table, whose count stands just before it; never more than the box has."""
    numbers = array(kind)
    (count,) = struct.unpack_from(">I", moov, at - 4)
    stop = min(box.stop, at + count * numbers.itemsize)
    numbers.frombytes(moov[at : stop - (stop - at) % numbers.itemsize])
    if sys.byteorder == "little":
        numbers.byteswap()
    if len(numbers) > MOST_SAMPLES:
        raise CannotStandIn
    return numbers


def _sizes(moov: bytes, stsz: Box) -> array[int]:
    same, count = struct.unpack_from(">II", moov, stsz.content + 4)
    if same:
        return array("I", repeat(same, min(count, MOST_SAMPLES)))
    return _words(moov, stsz.content + 12, stsz, "I")


def _runs(moov: bytes, box: Box, count: int, form: str) -> Iterator[int]:
    """The values of a table of runs (how many, which), at most `count`."""
    (runs,) = struct.unpack_from(">I", moov, box.content + 4)
    stop = min(box.stop, box.content + 8 + 8 * runs)
    left = count
    for many, value in struct.iter_unpack(
        form, moov[box.content + 8 : stop - (stop - box.content) % 8]
    ):
        yield from repeat(value, min(many, left))
        left -= min(many, left)


def _offsets(moov: bytes, stbl: Box, sizes: array[int]) -> array[int]:
    """Where each sample lies, from the places of chunks and how many samples those have."""
    chunks = _chunk_places(moov, stbl)
    stsc = mp4.one(moov, "stsc", stbl)
    rows = list(struct.iter_unpack(">III", moov[stsc.content + 8 : stsc.stop]))
    offsets, sample = array("Q"), 0
    for number, (first, per_chunk, _) in enumerate(rows):
        last = rows[number + 1][0] if number + 1 < len(rows) else len(chunks) + 1
        for chunk in range(first - 1, min(last - 1, len(chunks))):
            at = chunks[chunk]
            for size in sizes[sample : sample + per_chunk]:
                offsets.append(at)
                at += size
            sample += per_chunk
    return offsets


def _chunk_places(moov: bytes, stbl: Box) -> array[int]:
    stco = next(mp4.find(moov, "stco", stbl.content, stbl.stop), None)
    if stco is not None:
        return _words(moov, stco.content + 8, stco, "I")
    co64 = mp4.one(moov, "co64", stbl)
    return _words(moov, co64.content + 8, co64, "Q")
