"""Which bytes go in which part, and in which order. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.upload.errors import EmptyFile, FileTooLarge

MIB = 1024 * 1024
# S3's limits: 10,000 parts of 5 MiB to 5 GiB, but for a smaller last one.
MOST_PARTS = 10_000
LARGEST_PART = 5 * 1024 * MIB
LARGEST_FILE = MOST_PARTS * LARGEST_PART
# A tenth of the 10,000 stays free, so that rounding never runs out of numbers.
PLANNED_PARTS = 9_000
SMALLEST_PLANNED = 8 * MIB


@dataclass(frozen=True, slots=True)
class Part:
    """A numbered byte range of the source: `start` is in it, `stop` is not."""

    number: int
    start: int
    stop: int

    @property
    def size(self) -> int:
        return self.stop - self.start


def check_size(name: str, size_bytes: int) -> None:
    """Refuse what no store can take, before anybody is asked."""
    if size_bytes == 0:
        raise EmptyFile(name)
    if size_bytes > LARGEST_FILE:
        raise FileTooLarge(name)


def part_size(size_bytes: int) -> int:
    """The size the backend is expected to choose: whole MiB, 8 at least, 9,000 parts at most."""
    share = -(-size_bytes // PLANNED_PARTS)
    return max(SMALLEST_PLANNED, -(-share // MIB) * MIB)


def parts_of(size_bytes: int, part_size_bytes: int) -> list[Part]:
    starts = range(0, size_bytes, part_size_bytes)
    return [
        Part(number, start, min(start + part_size_bytes, size_bytes))
        for number, start in enumerate(starts, 1)
    ]


def in_sending_order(parts: Sequence[Part], first: range | None) -> list[Part]:
    """Parts that touch `first` (an index at the end of a film) go first, the rest as it stands."""
    if first is None:
        return list(parts)
    return sorted(parts, key=lambda part: part.stop <= first.start or part.start >= first.stop)
