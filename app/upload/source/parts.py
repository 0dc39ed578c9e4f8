"""Which bytes go in which part, and in which order. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.upload.errors import EmptyFile, FileTooLarge
from app.upload.source.part_set import PartSet

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


@dataclass(frozen=True, slots=True)
class PartPlan:
    """How a file is cut: parts of one size but the last, numbered from 1."""

    size_bytes: int
    part_size_bytes: int

    @property
    def count(self) -> int:
        return -(-self.size_bytes // self.part_size_bytes)

    @property
    def everything(self) -> PartSet:
        return PartSet((1 << (self.count + 1)) - 2)

    def part(self, number: int) -> Part:
        start = (number - 1) * self.part_size_bytes
        return Part(number, start, min(start + self.part_size_bytes, self.size_bytes))

    def parts(self) -> Iterator[Part]:
        return map(self.part, range(1, self.count + 1))

    def bytes_of(self, numbers: PartSet) -> int:
        short = self.part_size_bytes - self.part(self.count).size if self.count in numbers else 0
        return len(numbers) * self.part_size_bytes - short

    def touching(self, where: range | None) -> PartSet:
        """The parts with bytes of that range."""
        if not where:
            return PartSet()
        first, last = where.start // self.part_size_bytes, (where.stop - 1) // self.part_size_bytes
        return PartSet.of(range(first + 1, min(last + 2, self.count + 1)))


def in_sending_order(todo: PartSet, early: PartSet, count: int) -> tuple[int, ...]:
    """The next so many: those of `early` (an index at the end of a film) before the others."""
    first = (todo & early).lowest(count)
    return first + (todo - early).lowest(count - len(first))
