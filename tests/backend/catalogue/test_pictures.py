"""How large a picture is, and what is in it that nobody sees, without decoding it."""

from __future__ import annotations

from struct import pack

import pytest

from backend.catalogue.pictures import bare_jpeg, size_of
from tests.backend import pictures

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + pack(">II", 30_000, 20_000)
JPEG = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xff\xc2\x00\x11\x08" + pack(">HH", 20_000, 30_000)
LOSSY = b"RIFF\0\0\0\0WEBPVP8 " + bytes(10) + pack("<HH", 640, 360)
LOSSLESS = b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f" + pack("<I", 639 | 359 << 14)
EXTENDED = b"RIFF\0\0\0\0WEBPVP8X" + bytes(8) + b"\x7f\x02\x00\x67\x01\x00"


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (PNG, (30_000, 20_000)),
        (JPEG, (30_000, 20_000)),
        (LOSSY, (640, 360)),
        (LOSSLESS, (640, 360)),
        (EXTENDED, (640, 360)),
    ],
)
def test_each_kind_says_it_in_its_way(data: bytes, size: tuple[int, int]) -> None:
    """Width first; what is cut off is no picture."""
    assert size_of(data) == size
    assert size_of(data[: len(data) - 5]) is None


@pytest.mark.parametrize("data", [b"", b"hello", b"\xff\xd8\xff", b"\xff\xd8\xff\xe0\x00\x00" * 3])
def test_what_is_no_picture_has_no_size(data: bytes) -> None:
    """Whatever it begins like."""
    assert size_of(data) is None


PLACE = b"\xff\xe1\x00\x10Exif\0\0 at home"
PAGE = b"\xff\xfe\x00\x10<script></script>"[:18]
ADOBE = b"\xff\xee\x00\x0eAdobe" + bytes(7)
SCAN = pictures.JPEG.index(b"\xff\xda")


def test_a_jpeg_is_stripped_of_what_nobody_sees() -> None:
    """Where it was taken, comments, and whatever follows its end; but not of its colours."""
    seen = pictures.JPEG
    with_more = seen[:2] + b"\xff" + PLACE + seen[2:SCAN] + PAGE + ADOBE + seen[SCAN:] + b"<html>"

    assert bare_jpeg(seen) == seen
    assert bare_jpeg(with_more) == seen[:SCAN] + ADOBE + seen[SCAN:]


def test_what_hides_between_scans_is_found() -> None:
    """A progressive picture has several, and a zero or a restart in one ends it not."""
    head, end = pictures.JPEG[:SCAN], b"\xff\xd9"
    scan = b"\xff\xda\x00\x03\x01data\xff\x00data\xff\xd0data"
    assert bare_jpeg(head + scan + PLACE + scan + end) == head + scan + scan + end


@pytest.mark.parametrize(
    "data",
    [
        *(b"", b"<html>", b"\xff\xd8\xff<html>", b"\xff\xd8" + b"\xff" * 9, JPEG),
        *(pictures.JPEG[:-2], pictures.JPEG[:SCAN]),
        pictures.JPEG[:2] + b"\xff\xd8" + pictures.JPEG[2:],
    ],
)
def test_what_is_no_whole_jpeg_is_none(data: bytes) -> None:
    assert bare_jpeg(data) is None
