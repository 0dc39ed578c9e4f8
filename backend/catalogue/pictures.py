"""What can be known of a picture, and taken out of it, without decoding anything. Pure."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from itertools import chain
from struct import unpack_from

MOST_PIXELS = 64_000_000
"""What 8K needs, and nearly twice that."""
PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8"
FRAMES = frozenset(
    chain(range(0xC0, 0xC4), range(0xC5, 0xC8), range(0xC9, 0xCC), range(0xCD, 0xD0))
)
"""Markers of JPEG that say how large the picture is (ITU-T T.81, B.1.1.3)."""

STARTS, ENDS, BEGINS_SCAN = 0xD8, 0xD9, 0xDA
ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
"""Markers of JPEG that nothing belongs to."""
ADOBE, ADOBE_BYTES = 0xEE, 14
"""Tells in which colours a picture is stored, and has room for nothing else."""
UNSEEN = frozenset({*range(0xE0, 0xF0), 0xFE})
"""What programs and cameras add: where a photo was taken, another picture, any text."""
AFTER_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")


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


def bare_jpeg(data: bytes) -> bytes | None:
    """The same picture without what nobody sees of it; None for what is no whole JPEG."""
    try:
        return b"".join(_seen(data)) if data[:2] == JPEG else None
    except (struct.error, IndexError, ValueError):
        return None


def _seen(data: bytes) -> Iterator[bytes]:
    """Its parts, up to its end and no further; raises ValueError where it has none."""
    yield data[:2]
    at = 2
    while (kind := data[at + 1]) != ENDS:
        if data[at] != 0xFF or kind in (0x00, STARTS):
            raise ValueError(kind)
        stop = at + 2
        if kind == 0xFF:  # fill bytes are allowed before a marker
            at += 1
            continue
        if kind not in ALONE:
            stop += max(2, unpack_from(">H", data, at + 2)[0])
        if kind == BEGINS_SCAN:
            following = AFTER_SCAN.search(data, stop)
            if following is None:
                raise ValueError(kind)
            stop = following.start()
        is_adobe = kind == ADOBE and stop - at == 2 + ADOBE_BYTES
        if kind not in UNSEEN or is_adobe:
            yield data[at:stop]
        at = stop
    yield bytes((0xFF, ENDS))
