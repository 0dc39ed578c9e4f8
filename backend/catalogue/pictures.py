"""How large a picture is, by its first bytes: nothing is decoded. Pure."""

from __future__ import annotations

import struct
from itertools import chain
from struct import unpack_from

MOST_PIXELS = 64_000_000
"""What 8K needs, and nearly twice that."""
PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8"
FRAMES = frozenset(
    chain(range(0xC0, 0xC4), range(0xC5, 0xC8), range(0xC9, 0xCC), range(0xCD, 0xD0))
)
"""Markers of JPEG that say how large the picture is (ITU-T T.81, B.1.1.3)."""


def size_of(data: bytes) -> tuple[int, int] | None:
    """Width and height of a JPEG, PNG or WebP; None for what is neither, or is cut off."""
    try:
        if data.startswith(PNG):
            return unpack_from(">II", data, 16)
        if data.startswith(JPEG):
            return of_jpeg(data)
        if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            return of_webp(data)
    except (struct.error, IndexError):
        pass
    return None


def of_jpeg(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at < len(data):
        if data[at] != 0xFF:
            return None
        kind = data[at + 1]
        if kind == 0xFF:  # fill bytes are allowed before a marker
            at += 1
        elif kind in FRAMES:
            height, width = unpack_from(">HH", data, at + 5)
            return width, height
        else:
            at += 2 + unpack_from(">H", data, at + 2)[0]
    return None


def of_webp(data: bytes) -> tuple[int, int] | None:
    """RFC 9649: lossy, lossless and extended files each say it in a way of their own."""
    kind = data[12:16]
    if kind == b"VP8 ":
        width, height = unpack_from("<HH", data, 26)
        return width & 0x3FFF, height & 0x3FFF
    if kind == b"VP8L":
        (bits,) = unpack_from("<I", data, 21)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8X" and len(data) >= 30:
        width, height = (int.from_bytes(data[at : at + 3], "little") + 1 for at in (24, 27))
        return width, height
    return None
