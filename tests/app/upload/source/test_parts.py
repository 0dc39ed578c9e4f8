"""Parts, limits and order: sizes in, ranges out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.upload.errors import EmptyFile, FileTooLarge
from app.upload.source.part_set import PartSet
from app.upload.source.parts import (
    LARGEST_FILE,
    LARGEST_PART,
    MIB,
    MOST_PARTS,
    PartPlan,
    check_size,
    in_sending_order,
    part_size,
)


@given(st.integers(1, 40 * 2**40))
def test_the_planned_size_keeps_to_s3s_limits(size: int) -> None:
    """Whole MiB, 8 at least, and never more than 10,000 parts."""
    chosen = part_size(size)
    assert chosen % MIB == 0
    assert 8 * MIB <= chosen <= LARGEST_PART
    assert -(-size // chosen) <= MOST_PARTS


@given(st.integers(1, 10_000), st.integers(1, 500))
def test_parts_cover_every_byte_once(size: int, part: int) -> None:
    """In order, without a gap, numbered from one."""
    parts = list(PartPlan(size, part).parts())
    assert [p.number for p in parts] == list(range(1, len(parts) + 1))
    assert [p.start for p in parts] == [0, *(p.stop for p in parts[:-1])]
    assert parts[-1].stop == size


@given(st.integers(1, 10_000), st.integers(1, 500), st.sets(st.integers(1, 10_000)))
def test_bytes_of_some_parts_are_the_sum_of_theirs(size: int, part: int, some: set[int]) -> None:
    """The last one may be shorter than the others."""
    plan = PartPlan(size, part)
    known = [p for p in plan.parts() if p.number in some]
    assert plan.bytes_of(PartSet.of(p.number for p in known)) == sum(p.size for p in known)
    assert plan.bytes_of(plan.everything) == size


@given(st.integers(1, 2000), st.integers(1, 50), st.integers(0, 1999), st.integers(1, 2000))
def test_a_range_is_touched_by_the_parts_with_bytes_of_it(
    size: int, part: int, start: int, length: int
) -> None:
    """Whether it begins and ends within parts or between two."""
    plan, where = PartPlan(size, part), range(start, min(start + length, size))
    touched = [p.number for p in plan.parts() if p.start < where.stop and p.stop > where.start]
    assert list(plan.touching(where)) == (touched if where else [])


def test_what_holds_the_index_goes_first() -> None:
    """The rest keeps its order."""
    plan = PartPlan(50, 10)
    early = plan.touching(range(38, 50))
    assert in_sending_order(plan.everything, early, 9) == (4, 5, 1, 2, 3)
    assert in_sending_order(plan.everything, early, 1) == (4,)


def test_without_an_index_the_order_is_the_files() -> None:
    """From the first byte to the last."""
    assert in_sending_order(PartSet.of([3, 1, 2]), PartSet(), 2) == (1, 2)


@given(st.sets(st.integers(0, 300)), st.sets(st.integers(0, 300)), st.integers(0, 300))
def test_a_part_set_is_a_set(ours: set[int], theirs: set[int], one: int) -> None:
    """And a value: what is made of it leaves it as it was."""
    a, b = PartSet.of(ours), PartSet.of(theirs)
    made = [a | b, a & b, a - b, a.add(one), a.remove(one)]
    assert [set(s) for s in made] == [
        *(ours | theirs, ours & theirs, ours - theirs, ours | {one}, ours - {one})
    ]
    assert (list(a), len(a), bool(a), one in a) == (
        *(sorted(ours), len(ours), bool(ours), one in ours),
    )


def test_an_empty_file_is_refused() -> None:
    """With its name."""
    with pytest.raises(EmptyFile, match=r"a\.mp4 is empty"):
        check_size("a.mp4", 0)


def test_a_file_over_the_limit_is_refused() -> None:
    """One byte more than 10,000 parts of 5 GiB."""
    check_size("a.mp4", LARGEST_FILE)
    with pytest.raises(FileTooLarge, match="larger than"):
        check_size("a.mp4", LARGEST_FILE + 1)


def test_a_part_comes_and_goes_by_its_number() -> None:
    """Once is as good as twice."""
    some = PartSet.of([1, 3])
    assert some.add(3) == some
    assert some.add(2).remove(3) == PartSet.of([1, 2])
    assert some.remove(2) == some
    assert some.lowest(1) == (1,)


@pytest.mark.parametrize(
    ("size", "chosen"),
    [
        (1, 8 * MIB),
        (9_000 * 8 * MIB, 8 * MIB),
        (9_000 * 8 * MIB + 1, 9 * MIB),
        (9_000 * 20 * MIB, 20 * MIB),
    ],
)
def test_the_planned_size_grows_when_9000_parts_are_too_few(size: int, chosen: int) -> None:
    """By a whole MiB."""
    assert part_size(size) == chosen
