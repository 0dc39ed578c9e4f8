"""Which seconds of the film a play has shown; adds up from observations some tenths of a second
apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

Span = tuple[float, float]

SLACK_SECONDS = 0.5
"""So much further than time has passed is still playing on: observations come when they can."""
LEAST_SECONDS = 0.05
MOST_SPANS = 200
"""Whoever seeks more often than that is known by the longest."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """`done` are in order and apart from each other; `open` goes on as long as playing does."""

    done: tuple[Span, ...] = ()
    open: Span | None = None

    def went_to(self, place: float, passed: float, speed: float) -> Coverage:
        """Playing, `passed` seconds after the last time."""
        if self.open is None:
            return replace(self, open=(place, place))
        start, end = self.open
        if 0 <= place - end <= passed * speed + SLACK_SECONDS:
            return replace(self, open=(start, place))
        return replace(self.stopped(), open=(place, place))

    def stopped(self) -> Coverage:
        """Paused, waiting or elsewhere: what goes on then begins anew."""
        return self if self.open is None else Coverage(united((*self.done, self.open)))

    @property
    def spans(self) -> tuple[Span, ...]:
        return united((*self.done, self.open)) if self.open else self.done


def united(spans: Iterable[Span]) -> tuple[Span, ...]:
    result: list[Span] = []
    for start, end in sorted(spans):
        if end - start < LEAST_SECONDS:
            continue
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(result[-1][1], end))
        else:
            result.append((start, end))
    if len(result) > MOST_SPANS:
        longest = sorted(result, key=lambda span: span[0] - span[1])
        result = sorted(longest[:MOST_SPANS])
    return tuple(result)
