"""What is kept of a film, while somebody edits it."""

from __future__ import annotations

from app.ui.trim.selection import LEAST_SECONDS, Selection, Undoing
from app.upload.trim.ranges import Range

WHOLE = Selection.whole(100)


def parts(selection: Selection) -> list[tuple[float, float]]:
    return [(part.start, part.stop) for part in selection.parts]


def test_start_and_end_are_where_one_is() -> None:
    """What is outside of them goes."""
    cut = WHOLE.go(10).start_here().go(80).end_here()
    assert parts(cut) == [(10, 80)]
    assert not cut.is_whole
    assert cut.kept_seconds == 70


def test_a_middle_is_taken_out_by_two_splits() -> None:
    """And what was split but kept is still the whole film."""
    split = WHOLE.go(30).split().go(60).split()
    assert split.is_whole
    cut = split.go(45).remove()
    assert parts(cut) == [(0, 30), (60, 100)]
    assert cut.current is None


def test_in_a_gap_the_neighbours_move_to_where_one_is() -> None:
    """The next part begins there, or the one before ends there."""
    cut = WHOLE.go(30).split().go(60).split().go(45).remove()
    assert parts(cut.start_here()) == [(0, 30), (45, 100)]
    assert parts(cut.end_here()) == [(0, 45), (60, 100)]


def test_parts_neither_overlap_nor_vanish() -> None:
    """An edge stops at its neighbour, and at the other edge."""
    cut = WHOLE.go(30).split().go(60).split().go(45).remove()
    assert parts(cut.with_edge(1, start=-5)) == [(0, 30), (30, 100)]
    assert parts(cut.with_edge(0, stop=99)) == [(0, 60), (60, 100)]
    assert parts(cut.with_edge(1, stop=0))[1] == (60, 60 + LEAST_SECONDS)
    assert parts(WHOLE.with_edge(0, start=500)) == [(100 - LEAST_SECONDS, 100)]


def test_a_split_at_an_edge_is_none() -> None:
    """There would be a part without a picture."""
    assert WHOLE.split() == WHOLE
    assert WHOLE.go(100).split().parts == WHOLE.parts


def test_one_stays_in_the_film() -> None:
    """However far one goes."""
    assert (WHOLE.go(-3).at, WHOLE.go(300).at) == (0, 100)


def test_everything_can_be_taken_out() -> None:
    """It is the dialog that does not upload nothing."""
    nothing = WHOLE.remove()
    assert (nothing.parts, nothing.is_whole) == ((), False)
    assert nothing.start_here() == nothing.end_here() == nothing.remove() == nothing


def test_changes_are_undone_one_by_one() -> None:
    """Going elsewhere is no change, and a drag is one however far it went."""
    undoing = Undoing(WHOLE)
    undoing.change(lambda now: now.go(20))
    assert not undoing.can_undo
    undoing.change(Selection.start_here)
    undoing.drag(lambda now: now.with_edge(0, stop=90), begins=True)
    undoing.drag(lambda now: now.with_edge(0, stop=70), begins=False)
    assert undoing.now.parts == (Range(20, 70),)
    undoing.undo()
    assert undoing.now.parts == (Range(20, 100),)
    undoing.undo()
    assert undoing.now == WHOLE.go(20)
    undoing.undo()
    assert undoing.now.is_whole
