"""What to do when a segment does not come: a pure decision."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.player.http import Trouble

FIRST_DELAY_SECONDS = 0.2
LONGEST_DELAY_SECONDS = 4.0
TRIES_BEFORE_ANOTHER_RUNG = 2
TRIES_OF_A_RELAYED_SEGMENT = 4


@dataclass(frozen=True, slots=True)
class Trials:
    """What was tried for one segment. `in_a_row` counts faults since the rung was changed."""

    total: int = 0
    in_a_row: int = 0
    missing: frozenset[int] = frozenset()
    trouble: Trouble = Trouble.LINK
    rung: int = -1

    def after(self, rung: int, trouble: Trouble) -> Trials:
        missing = self.missing | {rung} if trouble is Trouble.MISSING else self.missing
        in_a_row = self.in_a_row + 1 if rung == self.rung else 1
        return Trials(self.total + 1, in_a_row, missing, trouble, rung)


@dataclass(frozen=True, slots=True)
class Retry:
    """Try `rung` after `delay_seconds`, with new credentials and playlists if `renew`.

    `cut_short`: what mpv already has of the segment must do.
    """

    rung: int
    delay_seconds: float = 0.0
    renew: bool = False
    cut_short: bool = False


def next_try(trials: Trials, rungs: int, *, relayed: bool) -> Retry:
    """The next thing to try. A relayed segment must keep to its rung."""
    rung, pause = trials.rung, delay(trials.total)
    if trials.trouble is Trouble.REFUSED:
        return Retry(rung, pause if trials.total > 1 else 0.0, renew=True)
    if relayed:
        missing, left = trials.trouble is Trouble.MISSING, TRIES_OF_A_RELAYED_SEGMENT - trials.total
        # Before it is given up: perhaps it is elsewhere by now, or all of the film was taken away.
        return Retry(rung, pause, renew=missing and left == 1, cut_short=missing and left <= 0)
    if trials.trouble is Trouble.MISSING:
        other = another(rung, rungs, trials.missing)
        # Also where the others are not made so far: that is asked for again and again.
        everywhere = len(trials.missing) >= rungs or trials.total > rungs
        return Retry(other, pause if everywhere else 0.0, renew=everywhere)
    if trials.in_a_row >= TRIES_BEFORE_ANOTHER_RUNG:
        return Retry(another(rung, rungs, {rung}), pause)
    return Retry(rung, pause)


def delay(tries: int) -> float:
    return float(min(LONGEST_DELAY_SECONDS, FIRST_DELAY_SECONDS * 2 ** min(tries - 1, 10)))


def another(rung: int, rungs: int, without: Iterable[int]) -> int:
    """The nearest rung below, or else above, that is not among these; the same if none is left."""
    banned = set(without)
    below = [r for r in range(rung - 1, -1, -1) if r not in banned]
    above = [r for r in range(rung + 1, rungs) if r not in banned]
    return next(iter(below + above), rung)
