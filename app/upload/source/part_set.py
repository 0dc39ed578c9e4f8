"""Sets of part numbers as values: ten thousand of them are one integer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PartSet:
    """Bit `n` stands for part `n`. Adding one to thousands takes a microsecond, as no dictionary
    that had to be copied would."""

    bits: int = 0

    @classmethod
    def of(cls, numbers: Iterable[int]) -> PartSet:
        bits = 0
        for number in numbers:
            bits |= 1 << number
        return cls(bits)

    def __bool__(self) -> bool:
        return self.bits != 0

    def __len__(self) -> int:
        return self.bits.bit_count()

    def __contains__(self, number: int) -> bool:
        return bool(self.bits >> number & 1)

    def __iter__(self) -> Iterator[int]:
        left = self.bits
        while left:
            lowest = left & -left
            yield lowest.bit_length() - 1
            left ^= lowest

    def __or__(self, other: PartSet) -> PartSet:
        return PartSet(self.bits | other.bits)

    def __and__(self, other: PartSet) -> PartSet:
        return PartSet(self.bits & other.bits)

    def __sub__(self, other: PartSet) -> PartSet:
        return PartSet(self.bits & ~other.bits)

    def add(self, number: int) -> PartSet:
        return PartSet(self.bits | 1 << number)

    def remove(self, number: int) -> PartSet:
        return PartSet(self.bits & ~(1 << number))

    def lowest(self, count: int) -> tuple[int, ...]:
        """The first so many, in their order."""
        return tuple(number for number, _ in zip(self, range(count), strict=False))


NO_PARTS = PartSet()
