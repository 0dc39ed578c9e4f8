"""Names as they can be shown, and where rows are."""

from __future__ import annotations

import os
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ui.style.names import plain_name
from app.ui.uploads.entries import Group
from app.ui.uploads.model import pieces
from app.ui.uploads.rows import HEADING, HEIGHTS, OPENED, RowGeometry


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("film.mp4", "film.mp4"),
        ("two\nlines\r\n.mp4", "two lines .mp4"),
        ("evil\u202e4pm.exe", "evil4pm.exe"),
        ("\u200ffilm\u2066.mp4\u2069", "film.mp4"),
        (os.fsdecode(b"caf\xe9.mp4"), "caf\ufffd.mp4"),
        ("\x1b[31mred\x00.mp4", "[31mred .mp4"),
        ("سفر.mp4", "سفر.mp4"),
        ("👩\u200d💻.mp4", "👩\u200d💻.mp4"),
        ("می\u200cخواهم.mp4", "می\u200cخواهم.mp4"),
        ("\n\t ", "\ufffd"),
        ("x" * 255, "x" * 255),
    ],
)
def test_any_name_is_shown_on_one_line(name: str, shown: str) -> None:
    """Without what turns it around or hides a part of it."""
    assert plain_name(name) == shown


@given(st.binary(min_size=1, max_size=40))
def test_any_bytes_are_a_name(name: bytes) -> None:
    """Which every window system takes."""
    plain_name(os.fsdecode(name)).encode("utf-8")


COUNTS = st.tuples(*3 * [st.integers(0, 6)])


@given(COUNTS, st.sets(st.integers(0, 17)))
def test_rows_lie_one_below_the_other(counts: tuple[int, ...], opened: set[int]) -> None:
    """Each is found where it is, without a gap, headings above the first of a group."""
    count = sum(counts)
    rows = RowGeometry(counts, tuple(sorted(row for row in opened if row < count)))
    tops = [rows.top(row) for row in range(count)]
    for (row, top), (_, below) in pairwise(enumerate([*tops, rows.height])):
        assert top + rows.cell_height(row) == below
        assert rows.at(top) == rows.at(below - 1) == row
    assert rows.at(-1) is None
    assert rows.at(rows.height) is None
    groups = [rows.group(row) for row in range(count)]
    assert [groups.count(group) for group in Group] == list(counts)


def test_what_is_higher() -> None:
    """The first of a group that has a heading, and what is opened."""
    rows = RowGeometry((1, 1, 2), (0,))
    assert [rows.cell_height(row) for row in range(4)] == [
        HEIGHTS[Group.UNDER_WAY] + OPENED,
        HEIGHTS[Group.FAILED] + HEADING,
        HEIGHTS[Group.DONE] + HEADING,
        HEIGHTS[Group.DONE],
    ]
    assert rows.within(0, 10) == range(1)
    assert rows.within(0, 10_000) == range(4)
    assert RowGeometry().within(0, 100) == range(0)


def test_rows_in_pieces() -> None:
    """From the end on."""
    assert list(pieces([7, 6, 2])) == [(6, 7), (2, 2)]
    assert list(pieces([])) == []
