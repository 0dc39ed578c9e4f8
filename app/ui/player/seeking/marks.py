"""The part of a film that a viewer marks, to share it."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Marks:
    """Where it begins and ends, as far as that is marked; it never ends before it begins."""

    start_seconds: float | None = None
    end_seconds: float | None = None

    def __bool__(self) -> bool:
        return self != Marks()

    def begin_at(self, seconds: float) -> Marks:
        """An end that would come before it is none any more."""
        end = self.end_seconds
        kept = end if end is not None and end > seconds else None
        return Marks(max(0.0, seconds), kept)

    def end_at(self, seconds: float) -> Marks:
        """A start that would come after it is none any more."""
        start = self.start_seconds
        if seconds <= 0.0:
            return replace(self, end_seconds=None)
        return Marks(start if start is not None and start < seconds else None, seconds)

    def near(self, seconds: float, reach: float) -> str:
        """Which of the two is at most so far from a moment: "start", "end" or neither ("")."""
        ends = {"start": self.start_seconds, "end": self.end_seconds}
        away = {name: abs(at - seconds) for name, at in ends.items() if at is not None}
        name = min(away, key=lambda name: away[name], default="")
        return name if name and away[name] <= reach else ""

    def dragged(self, name: str, seconds: float) -> Marks:
        """One of the two moved, as far as the other."""
        if name == "start":
            end = self.end_seconds
            return replace(self, start_seconds=seconds if end is None else min(seconds, end - 0.1))
        return replace(self, end_seconds=max(seconds, (self.start_seconds or 0.0) + 0.1))
