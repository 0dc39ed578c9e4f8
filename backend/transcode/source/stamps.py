"""The times in an MPEG transport or program stream: where they stand, and how to change them.

A PES packet may begin with the time at which its picture or sound is shown, and the one at which
it is decoded (ISO/IEC 13818-1 §2.4.3.6); both are ticks of a clock that goes round in 26.5 hours.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

CLOCK = 90_000
ROUND = 1 << 33
FIELD = 5
PACKET_SIZES = (188, 192, 204)
"""Bare, with a camcorder's or Blu-ray's time of arrival, and with a broadcast's parity."""
ARRIVAL = 4
"""Bytes of that time; FFmpeg counts them to the packet that they precede."""
SYNC = b"G"
IN_SYNC = 5
"""So many packets in a row are no accident."""
PACK = b"\0\0\1\xba"
PRIVATE = 0xBD
MEDIA = frozenset({PRIVATE, *range(0xC0, 0xF0), 0xFD})
VIDEO = frozenset({*range(0xE0, 0xF0), 0xFD})
LONGEST_STUFFING = 16


@dataclass(frozen=True, slots=True)
class Stretch:
    """From byte `start` on, the source's clock runs through; with `ticks` added to its times they
    go on where those of the stretch before it end."""

    start: int
    ticks: int


@dataclass(frozen=True, slots=True)
class Stamp:
    """The times of one PES packet, which begins in the packet at `position`."""

    position: int
    at: int
    """Where they stand: one or two fields."""
    fields: int
    stream: int
    """A PID, or what FFmpeg calls a program stream's streams."""
    is_video: bool
    ticks: int
    """When it is decoded, which only grows."""


Parser = Callable[[bytes], tuple[list[Stamp], int]]
"""The stamps in a block, and how many of its bytes are done with."""


def difference(before: int, after: int) -> int:
    """Ticks from one time to the other, the shorter way round."""
    return (after - before + ROUND // 2) % ROUND - ROUND // 2


def time_at(data: bytes | bytearray, at: int) -> int:
    high, middle, low = struct.unpack_from(">BHH", data, at)
    return int((high >> 1 & 7) << 30 | middle >> 1 << 15 | low >> 1)


def move(data: bytearray, at: int, ticks: int) -> None:
    """Add `ticks` to the time at this place; its other bits stay."""
    time = (time_at(data, at) + ticks) % ROUND
    first = data[at] & 0xF1 | time >> 30 << 1
    low, high = (time << 1 | 1) & 0xFFFF, (time >> 15 << 1 | 1) & 0xFFFF
    struct.pack_into(">BHH", data, at, first, high, low)


def stamped(
    blocks: Iterable[bytes], parse: Parser, position: int = 0
) -> Iterator[tuple[int, bytes, list[Stamp]]]:
    """The same bytes in other blocks, each with its position and the stamps in it."""
    rest = b""
    for block in blocks:
        data = rest + block
        stamps, done = parse(data)
        yield position, data[:done], [_at(position, stamp) for stamp in stamps]
        position, rest = position + done, data[done:]
    yield position, rest, []


def _at(position: int, stamp: Stamp) -> Stamp:
    return replace(stamp, position=stamp.position + position, at=stamp.at + position)


def in_transport_stream(data: bytes) -> tuple[list[Stamp], int]:
    """Of each packet that begins a PES packet; bytes between packets are stepped over."""
    stamps, at = [], 0
    while (row := _packets(data, at)) is not None:
        before = ARRIVAL if row.step == PACKET_SIZES[1] else 0
        for packet, flags in zip(row, data[row.start + 1 : row.stop : row.step], strict=True):
            if flags & 0x40 and (stamp := _in_packet(data, packet, packet - before)):
                stamps.append(stamp)
        at = min(len(data), row[-1] + row.step)
    return stamps, max(at, len(data) - IN_SYNC * max(PACKET_SIZES))


def _packets(data: bytes, at: int) -> range | None:
    """Where the next whole packets begin, as far as they follow each other."""
    while (at := data.find(SYNC, at)) >= 0:
        for size in PACKET_SIZES:
            column = data[at::size]
            in_row = len(column) - len(column.lstrip(SYNC))
            whole = (len(data) - at + size - PACKET_SIZES[0]) // size
            if (count := min(in_row, whole)) and in_row >= min(IN_SYNC, len(column)):
                return range(at, at + count * size, size)
        at += 1
    return None


def _in_packet(data: bytes, packet: int, position: int) -> Stamp | None:
    control = data[packet + 3]
    if not control & 0x10:
        return None
    header = packet + 4 + (1 + data[packet + 4] if control & 0x20 else 0)
    stop = packet + PACKET_SIZES[0]
    if header + 9 > stop or data[header : header + 3] != b"\0\0\1":
        return None
    stream = (data[packet + 1] & 0x1F) << 8 | data[packet + 2]
    return _stamp(data, position, header, stop, stream)


def _stamp(data: bytes, position: int, header: int, stop: int, stream: int) -> Stamp | None:
    """What the header of a PES packet says; None where it has no times."""
    if data[header + 3] not in MEDIA:
        return None
    if data[header + 6] & 0xC0 == 0x80:
        at, fields = header + 9, (0, 0, 1, 2)[data[header + 7] >> 6]
    else:
        at, fields = _of_mpeg_1(data, header + 6)
    if not fields or at + FIELD * fields > stop:
        return None
    ticks = time_at(data, at + FIELD * (fields - 1))
    return Stamp(position, at, fields, stream, data[header + 3] in VIDEO, ticks)


def _of_mpeg_1(data: bytes, at: int) -> tuple[int, int]:
    """ISO/IEC 11172-1 §2.4.3.3: stuffing and a buffer's size may stand before the times."""
    head = data[at : at + LONGEST_STUFFING + 3]
    skipped = len(head) - len(head.lstrip(b"\xff"))
    head = head[skipped:] + b"\0\0\0"
    if head[0] >> 6 == 1:
        skipped, head = skipped + 2, head[2:]
    return at + skipped, {2: 1, 3: 2}.get(head[0] >> 4, 0)


def in_program_stream(data: bytes) -> tuple[list[Stamp], int]:
    """From packet to packet by their lengths; what is not one is stepped over to the next pack."""
    stamps, at = [], 0
    while at + 14 <= len(data):
        size = _unit_bytes(data, at)
        if not size:
            found = data.find(PACK, at + 1)
            at = found if found >= 0 else len(data) - len(PACK)
            continue
        if at + size > len(data):
            break
        if stamp := _stamp(data, at, at, at + size, _program_stream_id(data, at)):
            stamps.append(stamp)
        at += size
    return stamps, min(at, len(data))


def _unit_bytes(data: bytes, at: int) -> int:
    """The size of a pack's header or a packet; 0 for anything else."""
    code = data[at + 3] if data[at : at + 3] == b"\0\0\1" else 0
    if code == PACK[3]:
        return 14 + (data[at + 13] & 7) if data[at + 4] >> 6 == 1 else 12
    if code == 0xB9:
        return 4
    return 6 + int.from_bytes(data[at + 4 : at + 6]) if code > PACK[3] else 0


def _program_stream_id(data: bytes, at: int) -> int:
    """As FFmpeg has it: private streams go by the number that their payload begins with."""
    payload = at + 9 + data[at + 8]
    is_private = data[at + 3] == PRIVATE and payload < len(data)
    return data[payload] if is_private else 0x100 | data[at + 3]


PARSERS: dict[str, Parser] = {"mpegts": in_transport_stream, "mpeg": in_program_stream}
