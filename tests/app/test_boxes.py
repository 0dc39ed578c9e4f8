"""The boxes of an MP4, in memory or in a file."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.boxes import MOST_BOXES, Box, boxes, in_file, in_memory


def box(kind: bytes, content: bytes = b"", size: int | None = None) -> bytes:
    return (8 + len(content) if size is None else size).to_bytes(4, "big") + kind + content


def wide(kind: bytes, content: bytes) -> bytes:
    """With its size in 64 bits."""
    return box(kind, (16 + len(content)).to_bytes(8, "big") + content, size=1)


def all_of(data: bytes) -> list[Box]:
    return list(boxes(in_memory(data), 0, len(data)))


def test_boxes_stand_side_by_side() -> None:
    """Each says where it and its content begin and end."""
    assert all_of(box(b"ftyp", b"isom") + box(b"free")) == [
        Box(b"ftyp", 0, 8, 12),
        Box(b"free", 12, 20, 20),
    ]


def test_a_size_of_one_announces_64_bits() -> None:
    """Its content begins behind them."""
    assert all_of(wide(b"mdat", b"data") + box(b"moov")) == [
        Box(b"mdat", 0, 16, 20),
        Box(b"moov", 20, 28, 28),
    ]


def test_a_size_of_zero_reaches_to_the_end() -> None:
    """As a recorder leaves it that was switched off."""
    assert all_of(box(b"free") + box(b"mdat", b"data", size=0)) == [
        Box(b"free", 0, 8, 8),
        Box(b"mdat", 8, 16, 20),
    ]


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"\0\0\0\x08moo",
        box(b"moov", size=7),
        box(b"moov", bytes(4), size=13),
        wide(b"moov", b"")[:12],
        box(b"moov", (15).to_bytes(8, "big"), size=1),
        box(b"moov", (1 << 63).to_bytes(8, "big"), size=1),
    ],
)
def test_a_broken_box_ends_the_walk(broken: bytes) -> None:
    """Cut off, smaller than its header, or larger than what there is."""
    assert all_of(box(b"ftyp") + broken) == [Box(b"ftyp", 0, 8, 8)]


def test_a_walk_stays_in_its_range() -> None:
    """What follows a parent is none of its children."""
    data = box(b"trak", box(b"tkhd")) + box(b"mvex")
    assert list(boxes(in_memory(data), 8, 16)) == [Box(b"tkhd", 8, 16, 16)]


def test_a_file_that_became_shorter_has_no_more_boxes() -> None:
    """Nothing where something should be is not a box."""
    assert list(boxes(in_memory(b""), 0, 100)) == []


def test_a_walk_has_an_end() -> None:
    """A file of nothing but headers is given up."""
    assert len(all_of(box(b"free") * (MOST_BOXES + 1))) == MOST_BOXES


@given(st.binary(max_size=64) | st.lists(st.builds(box, st.just(b"free"))).map(b"".join))
def test_a_file_is_walked_like_memory(data: bytes) -> None:
    """Boxes lie inside, one behind the other, wherever they are read from."""
    found = all_of(data)
    assert list(boxes(in_file(BytesIO(data)), 0, len(data))) == found
    ends = [0, *(each.stop for each in found)]
    assert [each.start for each in found] == ends[:-1]
    assert ends[-1] <= len(data)
