"""The boxes of an MP4 or MOV (ISO/IEC 14496-12 §4.2) that is not whole, or not yet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

MOST_BOXES = 10_000
"""A file of nothing but headers would keep us busy for hours."""

Read = Callable[[int, int], bytes]
"""Bytes [start, stop), or as many of them as there are."""


@dataclass(frozen=True, slots=True)
class Box:
    kind: bytes
    stop: int


def boxes(read: Read, size_bytes: int) -> Iterator[Box]:
    """Those at the top level of a file that is to have this size, as far as their headers are
    there. The last one may claim to reach further: its end was cut off."""
    start = 0
    for _ in range(MOST_BOXES):
        head = read(start, start + 16)
        size, head_bytes = int.from_bytes(head[:4], "big"), 8
        if size == 1:
            size, head_bytes = int.from_bytes(head[8:16], "big"), 16
        elif size == 0:
            size = size_bytes - start
        if len(head) < head_bytes or size < head_bytes:
            return
        start += size
        yield Box(head[4:8], start)


def in_file(file: BinaryIO) -> Read:
    def read(start: int, stop: int) -> bytes:
        file.seek(start)
        return file.read(stop - start)

    return read
