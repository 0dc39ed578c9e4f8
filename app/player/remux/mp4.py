"""Fragmented MP4 (ISO/IEC 14496-12), as far as its samples must be found."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.boxes import Box, boxes, in_memory
from app.player.manifest.playlist import PlaylistUnreadable

MAX_SAMPLES = 100_000
"""In a segment. Where all are alike, no box bounds how many it claims."""


class Damaged(PlaylistUnreadable):
    def __init__(self) -> None:
        super().__init__("This video can't be played: a part of it is damaged.")


@dataclass(frozen=True, slots=True)
class TrackHeader:
    """What the init segment says of a track. `config` is avcC's, hvcC's or esds's content.

    `is_picture` false is sound; `defaults` are trex's duration, size and flags of a sample;
    `delay` is by how much its edit list has it begin later, in units of its timescale.
    """

    number: int
    timescale: int
    codec: bytes
    config: bytes
    is_picture: bool
    channels: int = 0
    sample_rate: int = 0
    defaults: tuple[int, int, int] = (0, 0, 0)
    delay: int = 0


@dataclass(frozen=True, slots=True)
class Sample:
    """One access unit, times in units of its track's timescale; its bytes are the segment's."""

    track: int
    data: memoryview
    decode_time: int
    composition_offset: int
    is_sync: bool


def inside(data: bytes, start: int, stop: int) -> Iterator[Box]:
    return boxes(in_memory(data), start, stop)


def find(data: bytes, path: str, start: int, stop: int) -> Iterator[Box]:
    """Boxes by their path, as `moov/trak/mdia`."""
    first, _, rest = path.partition("/")
    for box in inside(data, start, stop):
        if box.kind == first.encode():
            if rest:
                yield from find(data, rest, box.content, box.stop)
            else:
                yield box


def one(data: bytes, path: str, parent: Box) -> Box:
    box = next(find(data, path, parent.content, parent.stop), None)
    if box is None:
        raise Damaged
    return box


def tracks(init: bytes) -> tuple[TrackHeader, ...]:
    """The tracks that an init segment declares."""
    defaults = {}
    for trex in find(init, "moov/mvex/trex", 0, len(init)):
        number, _, duration, size, flags = struct.unpack_from(">5I", init, trex.content + 4)
        defaults[number] = (duration, size, flags)
    mvhd = next(find(init, "moov/mvhd", 0, len(init)), None)
    movie_timescale = _timescale(init, mvhd) if mvhd else 0
    made = []
    for trak in find(init, "moov/trak", 0, len(init)):
        if (track := _track(init, trak)) is not None:
            default = defaults.get(track.number, track.defaults)
            delay = _delay(init, trak, track.timescale, movie_timescale)
            made.append(replace(track, defaults=default, delay=delay))
    return tuple(made)


def _track(init: bytes, trak: Box) -> TrackHeader | None:
    tkhd, hdlr = one(init, "tkhd", trak), one(init, "mdia/hdlr", trak)
    stsd = one(init, "mdia/minf/stbl/stsd", trak)
    (number,) = struct.unpack_from(">I", init, tkhd.content + (20 if init[tkhd.content] else 12))
    timescale = _timescale(init, one(init, "mdia/mdhd", trak))
    handler = init[hdlr.content + 8 : hdlr.content + 12]
    entry = next(inside(init, stsd.content + 8, stsd.stop), None)
    if entry is None or handler not in (b"vide", b"soun") or not timescale:
        return None
    if handler == b"vide":
        config = _config(init, entry.content + 78, entry.stop)
        return TrackHeader(number, timescale, entry.kind, config, True)
    channels, rate = struct.unpack_from(">H6xI", init, entry.content + 16)
    config = _config(init, entry.content + 28, entry.stop)
    return TrackHeader(number, timescale, entry.kind, config, False, channels, rate >> 16)


def _timescale(init: bytes, header: Box) -> int:
    """Of an mvhd or mdhd."""
    at = header.content + (20 if init[header.content] else 12)
    return int.from_bytes(init[at : at + 4], "big")


def _delay(init: bytes, trak: Box, timescale: int, movie_timescale: int) -> int:
    """What an empty edit puts before the track, less what the edit behind it leaves out."""
    elst = next(find(init, "edts/elst", trak.content, trak.stop), None)
    if elst is None or not movie_timescale:
        return 0
    edit = struct.Struct(">Qq4x" if init[elst.content] else ">Ii4x")
    (count,) = struct.unpack_from(">I", init, elst.content + 4)
    room, delay = (elst.stop - elst.content - 8) // edit.size, 0
    for number in range(min(count, room, 2)):
        duration, begins = edit.unpack_from(init, elst.content + 8 + number * edit.size)
        if begins >= 0:
            return delay - int(begins)
        delay = round(duration * timescale / movie_timescale)
    return delay


def _config(init: bytes, start: int, stop: int) -> bytes:
    for box in inside(init, start, stop):
        if box.kind in (b"avcC", b"hvcC", b"esds"):
            return init[box.content : box.stop]
    return b""


def samples(body: bytes, headers: tuple[TrackHeader, ...]) -> list[Sample]:
    """All samples of a media segment, track by track in the order of the file."""
    found: list[Sample] = []
    bytes_left = len(body)
    for sample in _samples(body, headers):
        # What takes no byte may be claimed any number of times.
        bytes_left -= max(1, len(sample.data))
        if len(found) == MAX_SAMPLES or bytes_left < 0:
            raise Damaged
        found.append(sample)
    return found


def _samples(body: bytes, headers: tuple[TrackHeader, ...]) -> Iterator[Sample]:
    by_number = {track.number: track for track in headers}
    view = memoryview(body)
    for moof in find(body, "moof", 0, len(body)):
        for traf in find(body, "traf", moof.content, moof.stop):
            yield from _fragment(view, body, traf, moof.start, by_number)


def _fragment(
    view: memoryview, body: bytes, traf: Box, moof_start: int, headers: dict[int, TrackHeader]
) -> Iterator[Sample]:
    tfhd = one(body, "tfhd", traf)
    flags, number = struct.unpack_from(">II", body, tfhd.content)
    header = headers.get(number)
    if header is None:
        return
    base, defaults = _fragment_defaults(body, tfhd, flags, moof_start, header)
    tfdt = one(body, "tfdt", traf)
    wide = body[tfdt.content] == 1
    (time,) = struct.unpack_from(">Q" if wide else ">I", body, tfdt.content + 4)
    time += header.delay
    offset = base
    for trun in find(body, "trun", traf.content, traf.stop):
        for size, duration, sample_flags, composition, start in _run(
            body, trun, base, offset, defaults
        ):
            yield Sample(
                number,
                view[start : start + size],
                time,
                composition,
                not sample_flags & 0x10000,
            )
            time += duration
            offset = start + size


def _fragment_defaults(
    body: bytes, tfhd: Box, flags: int, moof_start: int, header: TrackHeader
) -> tuple[int, tuple[int, int, int]]:
    at = tfhd.content + 8
    base = moof_start
    if flags & 0x1:
        (base,) = struct.unpack_from(">Q", body, at)
        at += 8
    if flags & 0x2:
        at += 4
    values = list(header.defaults)
    for place, bit in enumerate((0x8, 0x10, 0x20)):
        if flags & bit:
            (values[place],) = struct.unpack_from(">I", body, at)
            at += 4
    return base, (values[0], values[1], values[2])


def _run(
    body: bytes, trun: Box, base: int, offset: int, defaults: tuple[int, int, int]
) -> Iterator[tuple[int, int, int, int, int]]:
    """Size, duration, flags, composition offset and place of each sample of a trun."""
    flags, count = struct.unpack_from(">II", body, trun.content)
    signed = flags >> 24
    at = trun.content + 8
    if flags & 0x1:
        offset = base + struct.unpack_from(">i", body, at)[0]
        at += 4
    first_flags = None
    if flags & 0x4:
        (first_flags,) = struct.unpack_from(">I", body, at)
        at += 4
    bits = [bit for bit in (0x100, 0x200, 0x400, 0x800) if flags & bit]
    if at + count * 4 * len(bits) > trun.stop:
        raise Damaged
    for index in range(count):
        values = dict(zip((0x100, 0x200, 0x400), defaults, strict=True))
        for bit in bits:
            kind = ">i" if bit == 0x800 and signed else ">I"
            (values[bit],) = struct.unpack_from(kind, body, at)
            at += 4
        sample_flags = values[0x400]
        if index == 0 and first_flags is not None and not flags & 0x400:
            sample_flags = first_flags
        yield values[0x200], values[0x100], sample_flags, values.get(0x800, 0), offset
        offset += values[0x200]
