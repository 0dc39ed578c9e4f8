"""A player's engine and its work, for events that come in any order."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from app.player.engine.api import Report
from app.player.engine.seeks import BEGINS_WITHIN_SECONDS
from app.player.session.effects import WorkEffect


@dataclass
class Job:
    """What a worker is at; a play that is made has still to be loaded."""

    order: WorkEffect
    made: bool = False


@dataclass
class Engine:
    """mpv as far as it reports: it begins a seek and arrives when it is told to."""

    report: Report = field(default_factory=Report)
    past: list[Report] = field(default_factory=list)
    goals: list[float] = field(default_factory=list)
    ordered_at: float | None = None
    deaf: bool = False

    def open(self, number: int, *, paused: bool) -> None:
        self.past.append(self.report)
        self.report = Report(medium=number, paused=paused)
        self.goals, self.ordered_at = [], None

    def seek(self, goal: float, now: float) -> None:
        waits = self.ordered_at is not None and now - self.ordered_at < BEGINS_WITHIN_SECONDS
        assert not waits, "a second seek was ordered before the first one began"
        assert self.report.loaded, "a seek was ordered of what is not loaded"
        self.goals.append(goal)
        self.ordered_at = now

    def begin(self) -> None:
        self.ordered_at = None
        self.report = replace(
            self.report, seeks=self.report.seeks + 1, position_seconds=self.goals[-1], ended=False
        )

    def arrive(self) -> None:
        self.goals = []
        self.report = replace(self.report, first_frame=True, arrivals=self.report.seeks)
