"""Reads just enough of an MPEG-TS segment to know that FFmpeg wrote what it should have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

PACKET = 188
CLOCK = 90_000
FIRST_PID = 0x100
"""FFmpeg numbers elementary streams from here: the picture first, then the sound."""


@dataclass(frozen=True, slots=True)
class SegmentFacts:
    """`frames` counts access units of the first stream; times are on the 90 kHz clock."""

    frames: int
    first_pts: int
    starts_with_key: bool
    codec: str


def look(data: bytes) -> SegmentFacts | None:
    """The facts of a segment, or None for bytes that are no whole number of packets."""
    if not data or len(data) % PACKET or data[::PACKET].count(0x47) * PACKET != len(data):
        return None
    starts = list(_starts(data))
    if not starts:
        return None
    first = starts[0]
    return SegmentFacts(len(starts), _pts(data, first), _is_random_access(data, first), _avc(data))


def _starts(data: bytes) -> Iterator[int]:
    """Where packets of the first stream begin a PES packet (ISO/IEC 13818-1 §2.4.3.2); the last
    packet may be cut off."""
    high, low = 0x40 | FIRST_PID >> 8, FIRST_PID & 0xFF
    pairs = zip(data[1::PACKET], data[2::PACKET], strict=False)
    for number, (flags, pid) in enumerate(pairs):
        if pid == low and flags & 0x5F == high:
            yield number * PACKET


def _payload(data: bytes, packet: int) -> int:
    has_adaptation = data[packet + 3] & 0x20
    return packet + 4 + (1 + data[packet + 4] if has_adaptation else 0)


def _is_random_access(data: bytes, packet: int) -> bool:
    return bool(data[packet + 3] & 0x20 and data[packet + 4] and data[packet + 5] & 0x40)


def _pts(data: bytes, packet: int) -> int:
    at = _payload(data, packet) + 9
    b = data[at : at + 5].ljust(5, b"\0")
    return (b[0] >> 1 & 7) << 30 | b[1] << 22 | b[2] >> 1 << 15 | b[3] << 7 | b[4] >> 1


def _avc(data: bytes) -> str:
    """`avc1.` + profile, constraints and level of the first SPS (RFC 6381 §3.3)."""
    at = data.find(b"\0\0\1\x67", 0, 64 * PACKET)
    return f"avc1.{data[at + 4 : at + 7].hex()}" if at >= 0 else ""


def first_picture(data: bytes) -> bytes:
    """The segment up to its second picture: its key frame, as a stream of its own."""
    starts = _starts(data)
    next(starts, 0)
    return data[: next(starts, len(data))]
