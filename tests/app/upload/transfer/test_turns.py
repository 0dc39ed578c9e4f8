"""Uploads change their turns."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.upload.transfer.turns import Turn, moved

LAST = 10_000


def queue(*positions: int, priority: int = 0) -> list[Turn]:
    return [Turn(f"u{n}", priority, position) for n, position in enumerate(positions)]


def order_after(turns: Sequence[Turn], upload_ids: Sequence[str], before: str | None) -> list[str]:
    changed = {turn.upload_id: turn for turn in moved(turns, upload_ids, before, LAST)}
    now = [changed.get(turn.upload_id, turn) for turn in turns]
    return [t.upload_id for t in sorted(now, key=lambda t: (-t.priority, t.position, t.upload_id))]


@pytest.mark.parametrize(
    ("ids", "before", "order"),
    [
        (["u2"], "u0", ["u2", "u0", "u1", "u3"]),
        (["u0"], None, ["u1", "u2", "u3", "u0"]),
        (["u3"], "u1", ["u0", "u3", "u1", "u2"]),
        (["u1", "u3"], "u0", ["u1", "u3", "u0", "u2"]),
        (["u0"], "u1", ["u0", "u1", "u2", "u3"]),
        (["u1", "u2"], "u2", ["u0", "u1", "u2", "u3"]),
        ([], "u0", ["u0", "u1", "u2", "u3"]),
        (["gone"], "u0", ["u0", "u1", "u2", "u3"]),
    ],
)
def test_some_are_moved(ids: list[str], before: str | None, order: list[str]) -> None:
    """In their own order; what is before itself, or gone, moves nothing."""
    assert order_after(queue(1, 2, 3, 4), ids, before) == order


def test_few_records_change() -> None:
    """Where there is room, only those that move; else the ones before make some, once."""
    assert len(moved(queue(0, 1024, 2048, 3072), ["u3"], "u1", LAST)) == 1
    tight = queue(*range(100))
    changed = moved(tight, ["u99"], "u3", LAST)
    assert {turn.upload_id for turn in changed} == {"u0", "u1", "u2", "u99"}


def test_a_priority_is_kept_where_it_fits() -> None:
    """Among others it becomes theirs."""
    turns = [Turn("high", 1, 5), Turn("a", 0, 1), Turn("b", 0, 2), Turn("low", -1, 0)]
    assert moved(turns, ["b"], "high", LAST)[0].priority == 1
    assert moved(turns, ["high"], None, LAST)[0].priority == -1
    assert moved(turns, ["a"], "low", LAST)[0].priority == 0


@given(
    st.lists(st.tuples(st.integers(-1, 1), st.integers(0, 20)), min_size=1, max_size=12),
    st.data(),
)
def test_any_move_gives_the_order_that_was_asked_for(
    places: list[tuple[int, int]], data: st.DataObject
) -> None:
    """Whatever the priorities and however tight the positions are; ties go by the id."""
    ids = [f"u{n:02}" for n in range(len(places))]
    turns = [
        Turn(i, priority, position) for i, (priority, position) in zip(ids, places, strict=True)
    ]
    turns.sort(key=lambda t: (-t.priority, t.position, t.upload_id))
    chosen = data.draw(st.sets(st.sampled_from(ids), min_size=1))
    before = data.draw(st.sampled_from([None, *(i for i in ids if i not in chosen)]))
    rest = [t.upload_id for t in turns if t.upload_id not in chosen]
    group = [t.upload_id for t in turns if t.upload_id in chosen]
    gap = len(rest) if before is None else rest.index(before)
    assert order_after(turns, [*chosen], before) == [*rest[:gap], *group, *rest[gap:]]
