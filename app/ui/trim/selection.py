"""Which parts of a film are kept while somebody edits them, as a value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise

from app.upload.trim.ranges import Range

LEAST_SECONDS = 0.04


@dataclass(frozen=True, slots=True)
class Selection:
    """`parts` are kept, in order; those that touch were split and are still two. `at` is where one
    is in the film."""

    duration: float
    parts: tuple[Range, ...]
    at: float = 0.0

    @classmethod
    def whole(cls, duration: float) -> Selection:
        return cls(duration, (Range(0.0, duration),))

    @property
    def kept_seconds(self) -> float:
        return sum(part.seconds for part in self.parts)

    @property
    def is_whole(self) -> bool:
        """Nothing is left out."""
        ends = (self.parts[0].start, self.parts[-1].stop) if self.parts else None
        touch = all(a.stop == b.start for a, b in pairwise(self.parts))
        return ends == (0.0, self.duration) and touch

    @property
    def current(self) -> int | None:
        """The part that one is in."""
        inside = (n for n, part in enumerate(self.parts) if part.start <= self.at < part.stop)
        return next(inside, None)

    def go(self, seconds: float) -> Selection:
        return replace(self, at=min(self.duration, max(0.0, seconds)))

    def start_here(self) -> Selection:
        """What is before this moment goes, up to the part before; in a gap, the next part begins
        here."""
        number = self.current
        if number is None:
            number = next((n for n, part in enumerate(self.parts) if part.start > self.at), None)
        return self if number is None else self.with_edge(number, start=self.at)

    def end_here(self) -> Selection:
        """What follows goes, up to the next part; in a gap, the part before ends here."""
        before = [n for n, part in enumerate(self.parts) if part.start < self.at]
        return self.with_edge(before[-1], stop=self.at) if before else self

    def split(self) -> Selection:
        number = self.current
        if number is None:
            return self
        part = self.parts[number]
        two = (Range(part.start, self.at), Range(self.at, part.stop))
        if min(each.seconds for each in two) < LEAST_SECONDS:
            return self
        return self._with(number, two)

    def remove(self) -> Selection:
        """The part that one is in goes."""
        number = self.current
        return self if number is None else self._with(number, ())

    def with_edge(
        self, number: int, *, start: float | None = None, stop: float | None = None
    ) -> Selection:
        """The edge of a part elsewhere, as far as there is room between its neighbours."""
        part = self.parts[number]
        before = self.parts[number - 1].stop if number else 0.0
        after = self.parts[number + 1].start if number + 1 < len(self.parts) else self.duration
        if start is not None:
            start = min(max(start, before), part.stop - LEAST_SECONDS)
            part = replace(part, start=max(0.0, start))
        if stop is not None:
            stop = max(min(stop, after), part.start + LEAST_SECONDS)
            part = replace(part, stop=min(self.duration, stop))
        return self._with(number, (part,))

    def _with(self, number: int, parts: tuple[Range, ...]) -> Selection:
        return replace(self, parts=self.parts[:number] + parts + self.parts[number + 1 :])


class Undoing:
    """Selections that can be gone back to; moving about is none of them."""

    def __init__(self, first: Selection) -> None:
        self._first = self.now = first
        self._before: list[Selection] = []

    @property
    def can_undo(self) -> bool:
        return bool(self._before)

    def change(self, how: Callable[[Selection], Selection]) -> None:
        changed = how(self.now)
        if changed.parts != self.now.parts:
            self._before.append(self.now)
        self.now = changed

    def drag(self, how: Callable[[Selection], Selection], *, begins: bool) -> None:
        """One step, however far it goes."""
        if begins:
            self._before.append(self.now)
        self.now = how(self.now)

    def undo(self) -> None:
        if self._before:
            self.now = replace(self._before.pop(), at=self.now.at)

    def reset(self) -> None:
        self.change(lambda now: replace(self._first, at=now.at))
