"""How large a picture is, without decoding it."""

from __future__ import annotations

from struct import pack

import pytest

from backend.catalogue.pictures import size_of

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
