"""The boxes of an MP4 or MOV (ISO/IEC 14496-12 §4.2), in a file or in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

MOST_BOXES = 10_000
"""Side by side. A file of nothing but headers would keep us busy for hours."""

Read = Callable[[int, int], bytes]
"""Bytes [start, stop), or as many of them as there are."""


@dataclass(frozen=True, slots=True)
class Box:
    """It begins with its header at `start`; its content lies from `content` up to `stop`."""

    kind: bytes
    start: int
    content: int
    stop: int


def boxes(read: Read, start: int, stop: int) -> Iterator[Box]:
    """Those side by side in [start, stop). One that is broken or reaches further ends the walk."""
    for _ in range(MOST_BOXES):
        box = _box(read(start, start + 16), start, stop)
        if box is None:
            return
        yield box
        start = box.stop


def _box(head: bytes, start: int, stop: int) -> Box | None:
    size, head_bytes = int.from_bytes(head[:4], "big"), 8
    if size == 1:
        size, head_bytes = int.from_bytes(head[8:16], "big"), 16
    elif size == 0:
        size = stop - start
    if len(head) < head_bytes or not head_bytes <= size <= stop - start:
        return None
    return Box(head[4:8], start, start + head_bytes, start + size)


def in_memory(data: bytes) -> Read:
    return lambda start, stop: data[start:stop]


def in_file(file: BinaryIO) -> Read:
    def read(start: int, stop: int) -> bytes:
        file.seek(start)
        return file.read(stop - start)

    return read
