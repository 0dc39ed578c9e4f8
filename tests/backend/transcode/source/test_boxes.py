"""The boxes of an MP4 whose end may be missing."""

from __future__ import annotations

from io import BytesIO

import pytest

from backend.transcode.source.boxes import MOST_BOXES, Box, boxes, in_file


def box(kind: bytes, content: bytes = b"", size: int | None = None) -> bytes:
    return (8 + len(content) if size is None else size).to_bytes(4, "big") + kind + content


def all_of(data: bytes, size_bytes: int | None = None) -> list[Box]:
    return list(boxes(in_file(BytesIO(data)), len(data) if size_bytes is None else size_bytes))


def test_boxes_stand_side_by_side() -> None:
    """Each ends where the next one begins."""
    assert all_of(box(b"ftyp", b"isom") + box(b"free")) == [Box(b"ftyp", 12), Box(b"free", 20)]


def test_sizes_may_take_64_bits_or_none() -> None:
    """1 announces the one, 0 reaches to the end of the file."""
    wide = box(b"mdat", (20).to_bytes(8, "big") + b"data", size=1)
    last = box(b"free", b"data", size=0)
    assert all_of(wide + last, 1000) == [Box(b"mdat", 20), Box(b"free", 1000)]


def test_the_last_box_may_end_where_nothing_has_arrived() -> None:
    """Its claim is told; whether it can be true is the caller's to say."""
    assert all_of(box(b"ftyp") + box(b"mdat", b"some", size=500)) == [
        Box(b"ftyp", 8),
        Box(b"mdat", 508),
    ]


@pytest.mark.parametrize(
    "broken",
    [
        b"\0\0\0\x08moo",
        box(b"moov", size=7),
        box(b"moov", bytes(7), size=1),
        box(b"moov", (15).to_bytes(8, "big"), size=1),
    ],
)
def test_a_broken_header_ends_the_walk(broken: bytes) -> None:
    """Cut off, or with a size that has no room for itself."""
    assert all_of(box(b"ftyp") + broken) == [Box(b"ftyp", 8)]


def test_a_walk_has_an_end() -> None:
    """A file of nothing but headers is given up."""
    assert len(all_of(box(b"free") * (MOST_BOXES + 1))) == MOST_BOXES
