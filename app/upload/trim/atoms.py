"""Boxes of an MP4 in memory: found by their names, and written (ISO/IEC 14496-12 §4.2)."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Mapping

from app.boxes import Box, boxes, in_memory

Rewrite = Callable[[bytes], bytes]
"""The content of a box to the whole boxes that take its place."""


def box(kind: bytes, *parts: bytes) -> bytes:
    size = 8 + sum(map(len, parts))
    return b"".join((struct.pack(">I4s", size, kind), *parts))


def full_box(kind: bytes, *parts: bytes, version: int = 0) -> bytes:
    return box(kind, struct.pack(">I", version << 24), *parts)


def children(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The kind and the content of each box in it."""
    for found in boxes(in_memory(data), 0, len(data)):
        yield found.kind, data[found.content : found.stop]


def child(data: bytes, *path: bytes) -> bytes | None:
    """The content of the first box of that path."""
    for kind in path:
        inside = next((content for name, content in children(data) if name == kind), None)
        if inside is None:
            return None
        data = inside
    return data


def rewritten(data: bytes, changes: Mapping[bytes, Rewrite]) -> bytes:
    """The boxes in it, some of them others."""
    made = []
    for found in boxes(in_memory(data), 0, len(data)):
        change = changes.get(found.kind)
        whole = data[found.start : found.stop]
        made.append(whole if change is None else change(whole_content(data, found)))
    return b"".join(made)


def whole_content(data: bytes, found: Box) -> bytes:
    return data[found.content : found.stop]


def within(kind: bytes, changes: Mapping[bytes, Rewrite]) -> Rewrite:
    """Changes boxes that are in one of that kind."""
    return lambda content: box(kind, rewritten(content, changes))


def gone(_content: bytes) -> bytes:
    return b""


def with_duration(kind: bytes, short_at: int, long_at: int, ticks: int) -> Rewrite:
    """A header with another duration, which stands where its version has it."""

    def change(content: bytes) -> bytes:
        data = bytearray(content)
        if data[0] == 1:
            struct.pack_into(">Q", data, long_at, ticks)
        else:
            struct.pack_into(">I", data, short_at, min(ticks, 0xFFFFFFFF))
        return box(kind, bytes(data))

    return change
