"""Whose turn comes before whose, and how that changes when some are moved. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

# Between two that are added one after the other there is room for those that are moved there.
APART = 1024


class Turn(NamedTuple):
    """Higher priorities go first; among equals the lower position."""

    upload_id: str
    priority: int
    position: int


def moved(
    turns: Sequence[Turn], upload_ids: Sequence[str], before: str | None, last: int
) -> tuple[Turn, ...]:
    """What becomes of `turns`, which are in their order, when those of `upload_ids` go before
    another one, or to the end (None): only those that change. `last` is a position behind all.

    They keep their priority where their new neighbours allow it; with no room between these, the
    ones before move up.
    """
    chosen = set(upload_ids)
    group = [turn for turn in turns if turn.upload_id in chosen]
    others = [turn for turn in turns if turn.upload_id not in chosen]
    gap = next((n for n, turn in enumerate(others) if turn.upload_id == before), len(others))
    if not group or before in chosen:
        return ()
    priority = fitting(group[0].priority, others, gap)
    above = [turn for turn in others[:gap] if turn.priority == priority]
    below = [turn for turn in others[gap:] if turn.priority == priority]
    lifted: tuple[Turn, ...] = ()
    if above and below:
        lack = len(group) + 1 - (below[0].position - above[-1].position)
        if lack > 0:
            lifted = tuple(turn._replace(position=turn.position - lack - APART) for turn in above)
            above = list(lifted)
    positions = between(above, below, len(group), last)
    placed = (
        turn._replace(priority=priority, position=position)
        for turn, position in zip(group, positions, strict=True)
    )
    known = set(turns)
    return (*lifted, *(turn for turn in placed if turn not in known))


def fitting(own: int, others: Sequence[Turn], gap: int) -> int:
    """The priority nearest to its own that belongs there."""
    if gap:
        own = min(own, others[gap - 1].priority)
    if gap < len(others):
        own = max(own, others[gap].priority)
    return own


def between(above: Sequence[Turn], below: Sequence[Turn], count: int, last: int) -> Sequence[int]:
    """As many positions, with as much room around them as there is."""
    if not below:
        return range(last, last + count * APART, APART)
    stop = below[0].position
    start = above[-1].position if above else stop - APART * (count + 1)
    step = (stop - start) // (count + 1)
    return range(start + step, start + step * count + 1, step)
