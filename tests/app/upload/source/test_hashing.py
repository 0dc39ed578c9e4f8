"""Checksums of known bytes."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import pytest
from blake3 import blake3

from app.upload.errors import FileChanged
from app.upload.source.file import SourceFile
from app.upload.source.hashing import PIECE, WholeHash, checksum_of
from app.upload.source.parts import Part, PartPlan

CHECK = b"123456789"


@pytest.fixture
def source(tmp_path: Path) -> SourceFile:
    (tmp_path / "film").write_bytes(bytes(range(256)) * (3 * PIECE // 256) + CHECK)
    return SourceFile(tmp_path / "film")


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("crc32", "cbf43926"),
        ("crc32c", "e3069283"),
        ("crc64nvme", "ae8b14860a799888"),
        ("md5", "25f9e794323b453885f5181f1b624d0b"),
        ("sha256", hashlib.sha256(CHECK).hexdigest()),
    ],
)
def test_check_values(source: SourceFile, kind: str, expected: str) -> None:
    """The published check values of each algorithm."""
    part = Part(1, 3 * PIECE, 3 * PIECE + len(CHECK))
    assert base64.b64decode(checksum_of(source, part, kind)).hex() == expected


def test_the_whole_is_hashed_on_the_way(source: SourceFile) -> None:
    """Parts in order need no second look at the file."""
    whole = WholeHash()
    for part in PartPlan(3 * PIECE + len(CHECK), PIECE).parts():
        checksum_of(source, part, "crc32c", whole)
    assert whole.hexdigest() == blake3(source.path.read_bytes()).hexdigest()


def test_parts_out_of_order_are_caught_up(source: SourceFile) -> None:
    """The last first, as with an index at the end."""
    whole, size = WholeHash(), 3 * PIECE + len(CHECK)
    for part in reversed(list(PartPlan(size, PIECE).parts())):
        checksum_of(source, part, "crc32c", whole)
    whole.catch_up(source, size, lambda: False)
    assert whole.hexdigest() == blake3(source.path.read_bytes()).hexdigest()


def test_a_file_that_shrank_is_noticed(source: SourceFile) -> None:
    """Its part ends too soon."""
    with pytest.raises(FileChanged):
        checksum_of(source, Part(1, 3 * PIECE, 4 * PIECE), "crc32c")
