"""Taps of a finger that follow each other, and what they come to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

STEP_SECONDS = 10.0


class Third(IntEnum):
    """Of the picture's width. As in the controls, what is about time is not mirrored."""

    LEFT = -1
    MIDDLE = 0
    RIGHT = 1

    @classmethod
    def at(cls, share: float) -> Third:
        return cls.LEFT if share < 1 / 3 else cls.RIGHT if share > 2 / 3 else cls.MIDDLE


@dataclass(frozen=True, slots=True)
class Taps:
    """So many in the same third, none much later than the one before; the last one at `at_ms`."""

    third: Third = Third.MIDDLE
    count: int = 0
    at_ms: float = 0.0

    def then(self, third: Third, at_ms: float, patience_ms: float) -> Taps:
        follows = third is self.third and at_ms - self.at_ms <= patience_ms
        return Taps(third, self.count + 1 if follows else 1, at_ms)

    @property
    def seconds(self) -> float:
        """How far they lead, all together: the second one is a step, each further one another."""
        return STEP_SECONDS * self.third * max(0, self.count - 1)

    @property
    def fill_screen(self) -> bool:
        """Whether the last one asks for it, or for the end of it."""
        return self.third is Third.MIDDLE and self.count > 0 and self.count % 2 == 0
