"""Parts, limits and order: sizes in, ranges out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.upload.errors import EmptyFile, FileTooLarge
from app.upload.source.parts import (
    LARGEST_FILE,
    LARGEST_PART,
    MIB,
    MOST_PARTS,
    Part,
    check_size,
    in_sending_order,
    part_size,
    parts_of,
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
    parts = parts_of(size, part)
    assert [p.number for p in parts] == list(range(1, len(parts) + 1))
    assert [p.start for p in parts] == [0, *(p.stop for p in parts[:-1])]
    assert parts[-1].stop == size


def test_what_holds_the_index_goes_first() -> None:
    """The rest keeps its order."""
    parts = parts_of(50, 10)
    ordered = in_sending_order(parts, range(38, 50))
    assert [p.number for p in ordered] == [4, 5, 1, 2, 3]


def test_without_an_index_the_order_is_the_files() -> None:
    """From the first byte to the last."""
    assert in_sending_order([Part(1, 0, 5)], None) == [Part(1, 0, 5)]


def test_an_empty_file_is_refused() -> None:
    """With its name."""
    with pytest.raises(EmptyFile, match=r"a\.mp4 is empty"):
        check_size("a.mp4", 0)


def test_a_file_over_the_limit_is_refused() -> None:
    """One byte more than 10,000 parts of 5 GiB."""
    check_size("a.mp4", LARGEST_FILE)
    with pytest.raises(FileTooLarge, match="larger than"):
        check_size("a.mp4", LARGEST_FILE + 1)
