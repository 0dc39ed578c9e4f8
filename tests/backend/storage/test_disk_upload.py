"""One upload of the disk store, where the disk does less than it is asked."""

from __future__ import annotations

import errno
import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from backend.errors import DiskFaulty, DiskFull, NotFound, full_disk_named
from backend.storage import disk_upload
from backend.storage.api import NewUpload
from backend.storage.disk_upload import DiskUpload, read_parts, write_all
from backend.storage.room import Room

PART, SIZE = 1000, 2500
DATA = bytes(range(250)) * 4
CHECKSUM = "a checksum that nobody looks at"


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return Room(tmp_path, lambda _: 0)


@pytest.fixture
def upload(tmp_path: Path, room: Room) -> DiskUpload:
    return DiskUpload.create(tmp_path / "film", NewUpload("film", SIZE, PART), room)


def refuse(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_what_can_not_be_laid_out_leaves_nothing(
    tmp_path: Path, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither data nor a log that would promise some."""
    monkeypatch.setattr(disk_upload, "lay_out", refuse)
    with pytest.raises(OSError, match="No space"):
        DiskUpload.create(tmp_path / "film", NewUpload("film", SIZE, PART), room)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(NotFound):
        DiskUpload.load(tmp_path / "film", room)


def test_a_disk_that_fills_up_first_takes_no_part(
    upload: DiskUpload, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And what had been reserved of it is free again; once there is room, all goes on."""
    monkeypatch.setattr(disk_upload, "reserve", half_then_refuse)
    with pytest.raises(DiskFull):
        upload.begin(1, PART, CHECKSUM)
    assert upload.data_path.stat().st_blocks == 0
    monkeypatch.undo()
    assert upload.begin(1, PART, CHECKSUM).part.number == 1


def half_then_refuse(path: Path, _size: int) -> None:
    """As a file system that finds out in the middle."""
    path.write_bytes(DATA)
    refuse()


def test_only_a_full_disk_is_called_so() -> None:
    """Other faults stay what they are."""
    with pytest.raises(DiskFull), full_disk_named():
        raise OSError(errno.EDQUOT, "Disk quota exceeded")
    with pytest.raises(DiskFaulty), full_disk_named():
        raise OSError(errno.EIO, "I/O error")
    with pytest.raises(PermissionError), full_disk_named():
        raise PermissionError


def test_what_was_written_in_part_is_written_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system may take fewer bytes than it is given."""

    def some(fd: int, pieces: Sequence[bytes], offset: int) -> int:
        return os.pwrite(fd, pieces[0][:3], offset)

    monkeypatch.setattr(os, "pwritev", some)
    fd = os.open(tmp_path / "data", os.O_RDWR | os.O_CREAT)
    write_all(fd, [b"first", b"second"], 2)
    assert os.pread(fd, 100, 0) == b"\0\0firstsecond"
    os.close(fd)


def test_a_part_that_was_begun_anew_is_not_stored(upload: DiskUpload) -> None:
    """As the log says it, in order."""
    part = {"number": 1, "size_bytes": PART, "etag": "e", "checksum": "e"}
    other = part | {"number": 2}
    assert list(read_parts([{"part": part}, {"part": other}, {"gone": 1}])) == [2]
    assert list(read_parts([{"part": part}, {"gone": 1}, {"part": part}])) == [1]
    assert read_parts([{"gone": 1}]) == {}
    assert upload.stored() == []
