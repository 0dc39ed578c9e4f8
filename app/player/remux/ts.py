"""MPEG transport stream (ISO/IEC 13818-1), written from samples."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

PACKET = 188
PAYLOAD = 184
SYNC = b"\x47"
CLOCK = 90_000
WRAP = 1 << 33
FIRST_PID = 0x100
HIDDEN = 90
"""Ticks for which a picture is shown that is there for others only."""
PMT_PID = 0x1000
H264, HEVC, AAC, AC3, EAC3 = 0x1B, 0x24, 0x0F, 0x81, 0x87
PICTURE_STREAM, SOUND_STREAM, PRIVATE_STREAM = 0xE0, 0xC0, 0xBD

# Null packets, more than FFmpeg's HLS reader (32 KiB) asks for at once.
FILLING = (b"\x47\x1f\xff\x10" + b"\xff" * PAYLOAD) * 175


class Filler:
    """Has a reader that wants 32 KiB at once see what is there, where the stream pauses.

    What comes after it is cut at whole packets, and filled up with such as mean nothing.
    """

    def __init__(self) -> None:
        self._passed = 0
        self._kept = b""
        self._is_ts = False

    def feed(self, chunk: bytes, *, pauses: bool) -> bytes:
        """What to hand on now that the next bytes of a stream came."""
        chunk = self._kept + chunk
        if not self._passed:
            self._is_ts = chunk.startswith(SYNC)
        whole = len(chunk) - (self._passed + len(chunk)) % PACKET
        fills = pauses and whole > 0 and self._is_ts
        self._kept = chunk[whole:] if fills else b""
        self._passed += len(chunk) - len(self._kept)
        return chunk[:whole] + FILLING if fills else chunk


@dataclass(frozen=True, slots=True)
class Unit:
    """One access unit of an elementary stream, times in ticks of 90 kHz."""

    stream: int
    data: bytes
    pts: int
    dts: int
    is_sync: bool


def crc32(data: bytes) -> int:
    """CRC-32/MPEG-2, which closes each table."""
    value = 0xFFFFFFFF
    for byte in data:
        value ^= byte << 24
        for _ in range(8):
            value = (value << 1 ^ 0x04C11DB7 if value & 0x80000000 else value << 1) & 0xFFFFFFFF
    return value


def section(table: int, content: bytes) -> bytes:
    body = struct.pack(">BH", table, 0xB000 | len(content) + 9)
    body += struct.pack(">HBBB", 1, 0xC1, 0, 0) + content
    return body + struct.pack(">I", crc32(body))


class Muxer:
    """Writes one segment: tables first, then the units in the order given."""

    def __init__(self, kinds: Iterable[int]) -> None:
        self._kinds = tuple(kinds)
        self._counters: dict[int, int] = {}
        self._out = bytearray()
        self._clock = next((i for i, kind in enumerate(self._kinds) if kind in (H264, HEVC)), 0)

    def write(self, units: Iterable[Unit]) -> bytes:
        self._table(0, section(0, struct.pack(">HH", 1, 0xE000 | PMT_PID)))
        self._table(PMT_PID, section(2, self._map()))
        for unit in units:
            self._unit(unit)
        return bytes(self._out)

    def _map(self) -> bytes:
        entries = b"".join(
            struct.pack(">BHH", kind, 0xE000 | FIRST_PID + i, 0xF000)
            for i, kind in enumerate(self._kinds)
        )
        return struct.pack(">HH", 0xE000 | FIRST_PID + self._clock, 0xF000) + entries

    def _table(self, pid: int, data: bytes) -> None:
        self._out += self._head(pid, start=True, adaptation=False) + b"\0" + data
        self._out += b"\xff" * (PAYLOAD - 1 - len(data))

    def _head(self, pid: int, *, start: bool, adaptation: bool) -> bytes:
        counter = self._counters.get(pid, 0)
        self._counters[pid] = (counter + 1) & 15
        flags = pid | (0x4000 if start else 0)
        return struct.pack(">BHB", 0x47, flags, (0x30 if adaptation else 0x10) | counter)

    def _unit(self, unit: Unit) -> None:
        pid = FIRST_PID + unit.stream
        pes = memoryview(pes_header(unit, self._kinds[unit.stream]) + unit.data)
        field = b""
        if unit.stream == self._clock:
            flags = 0x50 if unit.is_sync else 0x10
            field = bytes([flags]) + clock_reference(max(0, unit.dts - CLOCK // 10))
        at, start = 0, True
        while at < len(pes):
            at = self._packet(pid, pes, at, start, field)
            start, field = False, b""

    def _packet(self, pid: int, pes: memoryview, at: int, start: bool, field: bytes) -> int:
        """One packet from `at` on; where the next one begins."""
        left = len(pes) - at
        if not field and left >= PAYLOAD:
            self._out += self._head(pid, start=start, adaptation=False)
            self._out += pes[at : at + PAYLOAD]
            return at + PAYLOAD
        room = PAYLOAD - 1 - len(field)
        taken = min(left, room)
        stuffing = room - taken
        if stuffing and not field:
            field, stuffing = b"\0", stuffing - 1
        self._out += self._head(pid, start=start, adaptation=True)
        self._out += bytes([len(field) + max(stuffing, 0)]) + field + b"\xff" * max(stuffing, 0)
        self._out += pes[at : at + taken]
        return at + taken


def clock_reference(ticks: int) -> bytes:
    return struct.pack(">IH", ticks >> 1 & 0xFFFFFFFF, (ticks & 1) << 15 | 0x7E00)


def pes_header(unit: Unit, kind: int) -> bytes:
    picture = kind in (H264, HEVC)
    sound = SOUND_STREAM if kind == AAC else PRIVATE_STREAM
    both = unit.pts != unit.dts
    times = time_stamp(unit.pts, 3 if both else 2) + (time_stamp(unit.dts, 1) if both else b"")
    length = 0 if picture else len(unit.data) + 3 + len(times)
    stream = PICTURE_STREAM if picture else sound
    flags = 0xC0 if both else 0x80
    head = struct.pack(">IHBBB", 0x100 | stream, length & 0xFFFF, 0x84, flags, len(times))
    return head + times


def time_stamp(ticks: int, prefix: int) -> bytes:
    ticks &= 0x1FFFFFFFF
    return struct.pack(
        ">BHH",
        prefix << 4 | (ticks >> 30 & 7) << 1 | 1,
        (ticks >> 15 & 0x7FFF) << 1 | 1,
        (ticks & 0x7FFF) << 1 | 1,
    )


def first_time(body: bytes) -> int | None:
    """When the picture (or without one, the sound) of a segment begins, in ticks."""
    sound: int | None = None
    for at in packets(body):
        header = pes_at(body, at)
        if header is None or not body[header + 7] & 0x80:
            continue
        time = read_time_stamp(body, header + 9)
        if 0xE0 <= body[header + 3] <= 0xEF:
            return time
        sound = time if sound is None else sound
    return sound


def restamped(body: bytes, ticks: int) -> bytes:
    """The same segment, that many ticks later: every PTS, DTS and PCR."""
    if not ticks:
        return body
    out = bytearray(body)
    for at in packets(body):
        if body[at + 3] & 0x20 and body[at + 4] and body[at + 5] & 0x10:
            reference = int.from_bytes(body[at + 6 : at + 12])
            base = (reference >> 15) + ticks & WRAP - 1
            out[at + 6 : at + 12] = (base << 15 | reference & 0x7FFF).to_bytes(6)
        if (header := pes_at(body, at)) is not None:
            stamps = {2: (9,), 3: (9, 14)}.get(body[header + 7] >> 6, ())
            for place in (header + offset for offset in stamps):
                time = read_time_stamp(body, place) + ticks
                out[place : place + 5] = time_stamp(time, body[place] >> 4)
    return bytes(out)


def packets(body: bytes) -> range:
    """Where the packets begin; nowhere if this is no transport stream."""
    return range(0, len(body) - PACKET + 1, PACKET) if body[:1] == b"\x47" else range(0)


def pes_at(body: bytes, at: int) -> int | None:
    """Where a packet's PES header begins, if it has one with room for time stamps."""
    if not body[at + 1] & 0x40:
        return None
    start = at + 4 + (1 + body[at + 4] if body[at + 3] & 0x20 else 0)
    whole = start + 19 <= at + PACKET and body[start : start + 3] == b"\0\0\1"
    timed = whole and (body[start + 3] in (0xBD, 0xFD) or 0xC0 <= body[start + 3] <= 0xEF)
    return start if timed else None


def read_time_stamp(data: bytes, at: int) -> int:
    fields: tuple[int, int, int] = struct.unpack_from(">BHH", data, at)
    high, middle, low = fields
    return (high >> 1 & 7) << 30 | (middle >> 1) << 15 | low >> 1


def cut_before(body: bytes, ticks: int) -> tuple[bytes, int]:
    """A segment up to (without) that time of its picture, and when its sound then ends.

    A picture that is shown later stays where others are decoded from it; its time becomes that of
    the last moment before the cut, so that nobody sees it there.
    """
    starts = [(at, header, read_time_stamp(body, header + 9)) for at, header in timed(body)]
    pictures = [(at, time) for at, header, time in starts if is_picture(body, header)]
    last = max((at for at, time in pictures if ahead_of(time, ticks)), default=-1)
    moved = {at for at, time in pictures if at <= last and not ahead_of(time, ticks)}
    out, sound_ends = bytearray(), ticks
    begun = {at: (header, time) for at, header, time in starts}
    keeps: dict[int, bool] = {}
    for at in packets(body):
        pid = int.from_bytes(body[at + 1 : at + 3]) & 0x1FFF
        if at in begun:
            header, time = begun[at]
            shown = is_picture(body, header)
            keeps[pid] = at <= last if shown else keeps.get(pid, True) and ahead_of(time, ticks)
            if not shown and not keeps[pid]:
                sound_ends = min(sound_ends, time) if ahead_of(sound_ends, ticks) else time
        if keeps.get(pid, True):
            start = len(out)
            out += body[at : at + PACKET]
            if at in moved:
                place = start + begun[at][0] + 9 - at
                out[place : place + 5] = time_stamp(ticks - HIDDEN, out[place] >> 4)
    return bytes(out), sound_ends


def timed(body: bytes) -> Iterator[tuple[int, int]]:
    """The packets in which something with a time begins, and its PES header."""
    for at in packets(body):
        header = pes_at(body, at)
        if header is not None and body[header + 7] & 0x80:
            yield at, header


def is_picture(body: bytes, header: int) -> bool:
    return 0xE0 <= body[header + 3] <= 0xEF


def ahead_of(one: int, other: int) -> bool:
    """Whether it is earlier, on a clock that wraps."""
    return (one - other) % WRAP > WRAP // 2
