"""Where the viewer wants to be, told to the engine one seek at a time.

mpv says that it has begun a seek, but not which one. So the next seek is only ordered when the
one before has begun; of those that were wanted meanwhile, the last one counts.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.player.engine.api import Report

EDGE_SECONDS = 1.0
BEGINS_WITHIN_SECONDS = 1.5
ARRIVES_WITHIN_SECONDS = 4.0
MOST_TRIES = 4


@dataclass(frozen=True, slots=True)
class Seek:
    """A place to go to; `fresh` if mpv must ask for its bytes even where it has some."""

    seconds: float
    fresh: bool = False


class Seeks:
    """The seek that is wanted and the one under way. Not thread-safe."""

    def __init__(self) -> None:
        self._wanted: Seek | None = None
        self._ordered: Seek | None = None
        self._ordered_at = 0.0
        self._seeks_before = 0
        self._tries = 0

    @property
    def goal(self) -> float | None:
        """Where playing will be once all that was wanted is done; None: where it is."""
        seek = self._wanted or self._ordered
        return None if seek is None else seek.seconds

    def want(self, seconds: float, *, fresh: bool = False) -> None:
        fresh = fresh or (self._wanted is not None and self._wanted.fresh)
        self._wanted = Seek(seconds, fresh)
        self._tries = 0

    def next(self, report: Report, now: float, *, at_hand: bool) -> Seek | None:
        """The seek to order now, if there is one whose time has come.

        `at_hand`: the gateway has all that arriving at the goal takes.
        """
        self._take_note(report)
        if self._ordered is not None and self._wanted is None:
            self._doubt(report, now, at_hand=at_hand)
        if self._wanted is None or not report.loaded or self._must_wait(report, now):
            return None
        seek = self._wanted
        # A reader under way somewhere else would have to end there first.
        fresh = seek.fresh or self._ordered is not None or not is_cached(report, seek.seconds)
        self._wanted, self._ordered = None, Seek(seek.seconds, fresh)
        self._ordered_at, self._seeks_before = now, report.seeks
        return self._ordered

    def _take_note(self, report: Report) -> None:
        if self._ordered is not None and report.arrivals > self._seeks_before:
            self._ordered = None

    def _must_wait(self, report: Report, now: float) -> bool:
        if self._ordered is None or report.seeks > self._seeks_before:
            return False
        return now - self._ordered_at < BEGINS_WITHIN_SECONDS

    def _doubt(self, report: Report, now: float, *, at_hand: bool) -> None:
        """mpv may have lost the seek, or wait for bytes that nobody brings: once more, then."""
        assert self._ordered is not None
        waited = now - self._ordered_at
        begun = report.seeks > self._seeks_before
        if begun and (not at_hand or waited < ARRIVES_WITHIN_SECONDS):
            return
        if not begun and waited < BEGINS_WITHIN_SECONDS:
            return
        self._tries += 1
        if self._tries < MOST_TRIES:
            self._wanted = Seek(self._ordered.seconds, fresh=True)
        else:
            self._ordered = None


def is_cached(report: Report, seconds: float) -> bool:
    """Whether mpv surely goes there by itself; at the end of its range there is no telling."""
    return report.cached_from <= seconds <= report.cached_until - EDGE_SECONDS
