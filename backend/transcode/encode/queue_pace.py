"""How long encoding takes, when several films take turns at it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

HALF_LIFE_SECONDS = 20.0
STEADY_SECONDS = 5.0
"""What is told was about the same for so long."""
SAME = 1.25
GRACE_SECONDS = 5.0
LEAN = 0.1
"""So much of the way it goes to each fresh estimate."""


@dataclass(frozen=True, slots=True)
class FilmWork:
    """Of one film, in seconds of it: what there is, and what is done."""

    whole: float
    done: float


@dataclass(frozen=True, slots=True)
class QueuePace:
    """How fast all films together get on. Those that are least far have their turn first, so that
    all of them end together, when the work of all is done."""

    films: Mapping[str, FilmWork] = field(default_factory=dict)
    at: float | None = None
    weighted: float = 0.0
    weight: float = 0.0
    told: float | None = None
    since: float = 0.0

    def after(self, films: Mapping[str, FilmWork], now: float) -> QueuePace:
        """`films` are those that are worked on; what was done of one before it is known is not
        counted, nor is time in which there was nothing to do."""
        if self.at is None or not self.films or not films:
            return replace(self, films=films, at=now, told=None)
        if (passed := now - self.at) <= 0:
            return self
        gained = sum(
            max(0.0, work.done - before.done)
            for name, work in films.items()
            if (before := self.films.get(name)) is not None
        )
        keep = 0.5 ** (passed / HALF_LIFE_SECONDS)
        weighted = self.weighted * keep + gained / passed * (1 - keep)
        weight = self.weight * keep + 1 - keep
        left = sum(work.whole - work.done for work in films.values())
        fresh = left * weight / weighted if weighted > 0 else None
        told, since = self._steadied(fresh, passed, now)
        return QueuePace(films, now, weighted, weight, told, since)

    def _steadied(
        self, fresh: float | None, passed: float, now: float
    ) -> tuple[float | None, float]:
        if fresh is None or self.told is None:
            return fresh, now
        counted = max(0.0, self.told - passed)
        low, high = sorted((fresh, counted))
        if high > low * SAME and high - low > GRACE_SECONDS:
            return fresh, now
        return counted + LEAN * (fresh - counted), self.since

    @property
    def seconds_left(self) -> float | None:
        """None while it can't be told: films come, or nothing moves."""
        if self.told is None or self.at is None or self.at - self.since < STEADY_SECONDS:
            return None
        return self.told
