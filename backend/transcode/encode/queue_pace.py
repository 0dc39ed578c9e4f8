"""How long encoding takes, when several films take turns at it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

HALF_LIFE_SECONDS = 20.0
KNOWN_AFTER_SECONDS = 3.0


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
    seconds: float = 0.0

    def after(self, films: Mapping[str, FilmWork], now: float) -> QueuePace:
        """`films` are those that are worked on; what was done of one before it is known is not
        counted, nor is time in which there was nothing to do."""
        if self.at is None or not self.films or not films:
            return QueuePace(films, now, self.weighted, self.weight, self.seconds)
        if (passed := now - self.at) <= 0:
            return self
        gained = sum(
            max(0.0, work.done - before.done)
            for name, work in films.items()
            if (before := self.films.get(name)) is not None
        )
        keep = 0.5 ** (passed / HALF_LIFE_SECONDS)
        return QueuePace(
            films,
            now,
            self.weighted * keep + gained / passed * (1 - keep),
            self.weight * keep + 1 - keep,
            self.seconds + passed,
        )

    @property
    def seconds_left(self) -> float | None:
        """None while it can't be told."""
        rate = self.weighted / self.weight if self.weight else 0.0
        if self.seconds < KNOWN_AFTER_SECONDS or rate <= 0:
            return None
        return sum(work.whole - work.done for work in self.films.values()) / rate
