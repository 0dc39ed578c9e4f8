"""What each fault is given, and how it keeps count."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.waiting import until

MIB = 2**20
MOST_FAILURES = 10


class CannotTryHere(Exception):
    """Says what this machine lacks."""


@dataclass(frozen=True)
class Ground:
    """An empty `folder` for one fault; `quick` asks for the small form, `seed` fixes all chance."""

    folder: Path
    quick: bool
    seed: int
    say: Callable[[str], None]

    @property
    def chance(self) -> random.Random:
        return random.Random(self.seed)

    def place(self, name: str) -> Path:
        """A new folder in ours."""
        place = self.folder / name
        place.mkdir(parents=True)
        return place


def comes_true(condition: Callable[[], object]) -> bool:
    """Sooner or later."""
    try:
        until(condition)
    except AssertionError:
        return False
    return True


Fault = Callable[[Ground], Mapping[str, Any]]


@dataclass
class Tally:
    """Of the runs of one fault."""

    runs: int = 0
    failed: int = 0
    failures: list[str] = field(default_factory=list)

    def judge(self, name: str, **held: bool) -> None:
        """One run: what had to hold, by name."""
        self.runs += 1
        broken = [rule for rule, is_kept in held.items() if not is_kept]
        if broken:
            self.failed += 1
            self.failures.append(f"{name}: not {', not '.join(broken)}")

    def figures(self, **more: Any) -> dict[str, Any]:
        failures = {"failures": self.failures[:MOST_FAILURES]} if self.failures else {}
        return {"runs": self.runs, "failed": self.failed, **more, **failures}
