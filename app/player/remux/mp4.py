"""Fragmented MP4 (ISO/IEC 14496-12), as far as its samples must be found."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from app.player.manifest.playlist import PlaylistUnreadable

MAX_SAMPLES = 100_000


@dataclass(frozen=True, slots=True)
class Box:
    """One box of `data`; its content lies from `start` up to `stop`."""

    kind: bytes
    data: bytes
    start: int
    stop: int

    @property
    def content(self) -> bytes:
        return self.data[self.start : self.stop]


@dataclass(frozen=True, slots=True)
class TrackHeader:
    """What the init segment says of a track. `config` is avcC's, hvcC's or esds's content.

    `is_picture` false is sound; `defaults` are trex's duration, size and flags of a sample.
    """

    number: int
    timescale: int
    codec: bytes
    config: bytes
    is_picture: bool
    channels: int = 0
    sample_rate: int = 0
    defaults: tuple[int, int, int] = (0, 0, 0)


@dataclass(frozen=True, slots=True)
class Sample:
    """One access unit, times in units of its track's timescale."""

    track: int
    data: bytes
    decode_time: int
    composition_offset: int
    is_sync: bool


def boxes(data: bytes, start: int = 0, stop: int | None = None) -> Iterator[Box]:
    """The boxes side by side in a range; a broken one ends the walk."""
    at, end = start, len(data) if stop is None else stop
    while at + 8 <= end:
        size, kind = struct.unpack_from(">I4s", data, at)
        head = 8
        if size == 1 and at + 16 <= end:
            size, head = struct.unpack_from(">Q", data, at + 8)[0], 16
        size = size or end - at
        if size < head or at + size > end:
            return
        yield Box(kind, data, at + head, at + size)
        at += size


def find(data: bytes, path: str, start: int = 0, stop: int | None = None) -> Iterator[Box]:
    """Boxes by their path, as `moov/trak/mdia`."""
    first, _, rest = path.partition("/")
    for box in boxes(data, start, stop):
        if box.kind == first.encode():
            if rest:
                yield from find(data, rest, box.start, box.stop)
            else:
                yield box


def one(data: bytes, path: str, start: int = 0, stop: int | None = None) -> Box:
    box = next(find(data, path, start, stop), None)
    if box is None:
        raise PlaylistUnreadable("a part of it is damaged")
    return box


def tracks(init: bytes) -> tuple[TrackHeader, ...]:
    """The tracks that an init segment declares."""
    defaults = {}
    for trex in find(init, "moov/mvex/trex"):
        number, _, duration, size, flags = struct.unpack_from(">5I", init, trex.start + 4)
        defaults[number] = (duration, size, flags)
    found = (_track(init, trak, defaults) for trak in find(init, "moov/trak"))
    return tuple(track for track in found if track is not None)


def _track(init: bytes, trak: Box, defaults: dict[int, tuple[int, int, int]]) -> TrackHeader | None:
    tkhd = one(init, "tkhd", trak.start, trak.stop)
    mdhd = one(init, "mdia/mdhd", trak.start, trak.stop)
    hdlr = one(init, "mdia/hdlr", trak.start, trak.stop)
    stsd = one(init, "mdia/minf/stbl/stsd", trak.start, trak.stop)
    (number,) = struct.unpack_from(">I", init, tkhd.start + (20 if init[tkhd.start] else 12))
    (timescale,) = struct.unpack_from(">I", init, mdhd.start + (20 if init[mdhd.start] else 12))
    handler = init[hdlr.start + 8 : hdlr.start + 12]
    entry = next(boxes(init, stsd.start + 8, stsd.stop), None)
    if entry is None or handler not in (b"vide", b"soun") or not timescale:
        return None
    default = defaults.get(number, (0, 0, 0))
    if handler == b"vide":
        config = _config(init, entry.start + 78, entry.stop)
        return TrackHeader(number, timescale, entry.kind, config, True, defaults=default)
    channels, rate = struct.unpack_from(">H", init, entry.start + 16)[0], 0
    (rate,) = struct.unpack_from(">I", init, entry.start + 24)
    config = _config(init, entry.start + 28, entry.stop)
    return TrackHeader(number, timescale, entry.kind, config, False, channels, rate >> 16, default)


def _config(init: bytes, start: int, stop: int) -> bytes:
    for box in boxes(init, start, stop):
        if box.kind in (b"avcC", b"hvcC", b"esds"):
            return box.content
    return b""


def samples(body: bytes, headers: tuple[TrackHeader, ...]) -> list[Sample]:
    """All samples of a media segment, track by track in the order of the file."""
    by_number = {track.number: track for track in headers}
    found: list[Sample] = []
    for moof in boxes(body):
        if moof.kind == b"moof":
            moof_start = moof.start - 8
            for traf in find(body, "traf", moof.start, moof.stop):
                found += _fragment(body, traf, moof_start, by_number)
    return found


def _fragment(
    body: bytes, traf: Box, moof_start: int, headers: dict[int, TrackHeader]
) -> Iterator[Sample]:
    tfhd = one(body, "tfhd", traf.start, traf.stop)
    flags, number = struct.unpack_from(">II", body, tfhd.start)
    header = headers.get(number)
    if header is None:
        return
    base, defaults = _fragment_defaults(body, tfhd, flags, moof_start, header)
    tfdt = one(body, "tfdt", traf.start, traf.stop)
    wide = body[tfdt.start] == 1
    (time,) = struct.unpack_from(">Q" if wide else ">I", body, tfdt.start + 4)
    offset = base
    for trun in find(body, "trun", traf.start, traf.stop):
        for size, duration, sample_flags, composition, start in _run(
            body, trun, base, offset, defaults
        ):
            yield Sample(
                number,
                body[start : start + size],
                time,
                composition,
                not sample_flags & 0x10000,
            )
            time += duration
            offset = start + size


def _fragment_defaults(
    body: bytes, tfhd: Box, flags: int, moof_start: int, header: TrackHeader
) -> tuple[int, tuple[int, int, int]]:
    at = tfhd.start + 8
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
    flags, count = struct.unpack_from(">II", body, trun.start)
    signed = flags >> 24
    at = trun.start + 8
    if flags & 0x1:
        offset = base + struct.unpack_from(">i", body, at)[0]
        at += 4
    first_flags = None
    if flags & 0x4:
        (first_flags,) = struct.unpack_from(">I", body, at)
        at += 4
    bits = [bit for bit in (0x100, 0x200, 0x400, 0x800) if flags & bit]
    if count > MAX_SAMPLES or at + count * 4 * len(bits) > trun.stop:
        raise PlaylistUnreadable("a part of it is damaged")
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
