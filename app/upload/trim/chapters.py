"""Chapters of a film that parts of were left out (Nero's `chpl`, which FFmpeg writes). Pure."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from fractions import Fraction

from app.upload.trim.atoms import box
from app.upload.trim.tracks import Placement

TICKS = 10_000_000
MOST = 255
SHORT_HEAD, LONG_HEAD = 4, 8
"""Version and flags; from version 1 on with four bytes that nobody uses."""


def shifted_chapters(content: bytes, places: Sequence[Placement]) -> bytes:
    """The box with those that are kept, at their new times."""
    try:
        chapters = list(_chapters(content))
    except (struct.error, IndexError):
        return b""
    stops = [*(start for start, _ in chapters[1:]), places[-1].stop]
    made: list[tuple[Fraction, bytes]] = []
    for place in places:
        for (start, title), stop in zip(chapters, stops, strict=True):
            begin = max(start, place.start)
            goes_on = bool(made) and made[-1][1] == title
            if begin < min(stop, place.stop) and not goes_on:
                made.append((place.at + begin - place.start, title))
    rows = (struct.pack(">QB", round(at * TICKS), len(t)) + t for at, t in made[:MOST])
    head = content[: _head(content)]
    return box(b"chpl", head, bytes([len(made[:MOST])]), *rows) if made else b""


def _head(content: bytes) -> int:
    return LONG_HEAD if content[0] else SHORT_HEAD


def _chapters(content: bytes) -> Iterator[tuple[Fraction, bytes]]:
    at = _head(content) + 1
    for _ in range(content[at - 1]):
        start, size = struct.unpack_from(">QB", content, at)
        yield Fraction(start, TICKS), content[at + 9 : at + 9 + size]
        at += 9 + size
