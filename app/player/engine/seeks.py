"""Where the viewer wants to be, told to the engine one seek at a time.

mpv says that it has begun a seek, but not which one. So the next seek is only ordered when the
one before has begun; of those that were wanted meanwhile, the last one counts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.player.engine.api import Report

EDGE_SECONDS = 1.0
BEGINS_WITHIN_SECONDS = 1.5
ARRIVES_WITHIN_SECONDS = 10.0
"""Far from a key frame, on a busy machine: doubted sooner, it would begin over and over."""
MOST_TRIES = 4


@dataclass(frozen=True, slots=True)
class Seek:
    """A place to go to; `fresh` if mpv must ask for its bytes even where it has some."""

    seconds: float
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Seeks:
    """The seek that is wanted and the one under way."""

    wanted: Seek | None = None
    ordered: Seek | None = None
    ordered_at: float = 0.0
    seeks_before: int = 0
    tries: int = 0

    @property
    def goal(self) -> float | None:
        """Where playing will be once all that was wanted is done; None: where it is."""
        seek = self.wanted or self.ordered
        return None if seek is None else seek.seconds

    def to(self, seconds: float, *, fresh: bool = False) -> Seeks:
        """A new place is wanted, instead of any before."""
        fresh = fresh or (self.wanted is not None and self.wanted.fresh)
        return replace(self, wanted=Seek(seconds, fresh), tries=0)

    def noted(self, report: Report) -> Seeks:
        """What the engine says of the seek under way."""
        arrived = self.ordered is not None and report.arrivals > self.seeks_before
        return replace(self, ordered=None) if arrived else self

    def next(self, report: Report, now: float, *, at_hand: bool) -> tuple[Seeks, Seek | None]:
        """The seek to order now, if there is one whose time has come.

        `at_hand`: the gateway has all that arriving at the goal takes.
        """
        seeks = self.noted(report)._doubted(report, now, at_hand=at_hand)
        if seeks.wanted is None or not report.loaded or seeks._must_wait(report, now):
            return seeks, None
        # A reader under way somewhere else would have to end there first.
        elsewhere = seeks.ordered is not None or not is_cached(report, seeks.wanted.seconds)
        order = Seek(seeks.wanted.seconds, seeks.wanted.fresh or elsewhere)
        return Seeks(None, order, now, report.seeks, seeks.tries), order

    def _must_wait(self, report: Report, now: float) -> bool:
        if self.ordered is None or report.seeks > self.seeks_before:
            return False
        return now - self.ordered_at < BEGINS_WITHIN_SECONDS

    def _doubted(self, report: Report, now: float, *, at_hand: bool) -> Seeks:
        """mpv may have lost the seek, or wait for bytes that nobody brings: once more, then."""
        if self.ordered is None or self.wanted is not None:
            return self
        waited = now - self.ordered_at
        begun = report.seeks > self.seeks_before
        if begun and (not at_hand or waited < ARRIVES_WITHIN_SECONDS):
            return self
        if not begun and waited < BEGINS_WITHIN_SECONDS:
            return self
        if self.tries + 1 >= MOST_TRIES:
            return replace(self, ordered=None)
        again = Seek(self.ordered.seconds, fresh=True)
        return replace(self, wanted=again, tries=self.tries + 1)


def is_cached(report: Report, seconds: float) -> bool:
    """Whether mpv surely goes there by itself; at the end of its range there is no telling."""
    return report.cached_from <= seconds <= report.cached_until - EDGE_SECONDS
