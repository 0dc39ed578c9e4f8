"""What is in a folder, and whether it is there."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from app.upload.watch.content import put_away
from app.upload.watch.listing import (
    FileSighting,
    Listing,
    MountPoint,
    is_unmounted,
    list_folder,
    looks_like_film,
    mount_of,
)
from app.upload.watch.ripening import LOCAL_SECONDS, REMOTE_SECONDS, look, ripe

TABLE = r"""27 1 254:0 / / rw - ext4 /dev/vda rw
28 27 0:40 / /mnt/the\040nas rw,relatime shared:1 - nfs4 nas:/films rw
29 27 0:41 / /home/me rw - autofs none rw
30 29 0:42 / /home/me rw - fuse.sshfs me@there rw
"""
ODD_LINE = "31 27 0:43 / /mnt/one\u2028line rw - vfat /dev/sdb rw\n"


@pytest.mark.parametrize(
    ("name", "beside", "is_one"),
    [
        ("a.mp4", (), True),
        ("A.MKV", (), True),
        ("a.txt", (), False),
        (".a.mp4", (), False),
        ("a.mp4.part", (), False),
        ("a.part.mp4", (), False),
        ("a.mp4.crdownload", (), False),
        ("a.mp4", ("a.mp4.part",), False),
        ("a.mp4", ("a.mp4.aria2", "b.mp4"), False),
        ("a.mp4", ("b.mp4.part",), True),
        ("my.party.mp4", (), True),
    ],
)
def test_what_looks_like_a_film(name: str, beside: tuple[str, ...], is_one: bool) -> None:
    """By its name, and by what a browser lays beside it."""
    assert looks_like_film(name, {name, *beside}) is is_one


def test_a_folder_with_loops_and_odd_names(tmp_path: Path) -> None:
    """Links to folders are not followed; empty files are none; any name will do."""
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "loop").symlink_to(tmp_path)
    (tmp_path / "nowhere.mp4").symlink_to(tmp_path / "gone")
    (tmp_path / ".hidden").mkdir()
    (tmp_path / ".hidden" / "a.mp4").write_bytes(b"x")
    (tmp_path / "empty.mp4").touch()
    odd = os.fsdecode(b"below/\xff\n\xe2\x80\xae.mp4")
    (tmp_path / odd).write_bytes(b"x")
    os.mkfifo(tmp_path / "pipe.mp4")
    listing = list_folder(str(tmp_path), "")
    assert (listing.is_there, listing.is_whole, list(listing.files)) == (True, True, [odd])
    assert listing.files[odd].size_bytes == 1


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    """Or whose drive is not: its empty mount point is no empty folder."""
    assert list_folder(str(tmp_path / "gone"), "") == Listing()
    assert list_folder(str(tmp_path), str(tmp_path)) == Listing()
    assert list_folder(str(tmp_path), mount_of(str(tmp_path)).root).is_there


def test_a_folder_that_nobody_may_read_is_not_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or all that is in it would be new when one may; what is shut below it is left alone."""
    (tmp_path / "a.mp4").write_bytes(b"x")
    (tmp_path / "shut").mkdir()
    shut, scan = {str(tmp_path / "shut")}, os.scandir

    def scandir(path: str) -> Any:
        if path in shut:
            raise PermissionError(errno.EACCES, "", path)
        return scan(path)

    monkeypatch.setattr(os, "scandir", scandir)
    assert (list_folder(str(tmp_path), "").is_whole, len(shut)) == (True, 1)
    shut.add(str(tmp_path))
    assert not list_folder(str(tmp_path), "").is_whole


def test_mounts_are_read_from_the_kernels_table(tmp_path: Path) -> None:
    """The last one on a place lies on top; names are escaped."""
    table = tmp_path / "mountinfo"
    table.write_text(TABLE + ODD_LINE)
    nas = mount_of("/mnt/the nas/films", table)
    assert nas == MountPoint("/mnt/the nas", "nfs4")
    assert nas.is_remote
    assert mount_of("/mnt/the nasty", table) == MountPoint("/", "ext4")
    assert mount_of("/home/me/films", table).is_remote
    assert mount_of("/mnt/one\u2028line", table).kind == "vfat"
    assert mount_of("/", tmp_path / "none") == MountPoint()


@pytest.mark.parametrize(
    ("known", "now", "is_gone"),
    [
        ("/mnt/nas", "/", True),
        ("/mnt/nas", "/mnt/nas", False),
        ("/", "/mnt/nas", False),
        ("", "/", False),
        ("/mnt/nas/films", "/mnt/nas", True),
    ],
)
def test_a_drive_that_is_not_mounted(known: str, now: str, is_gone: bool) -> None:
    """One that is mounted meanwhile is welcome."""
    assert is_unmounted(known, now) is is_gone


SIGHTING = FileSighting(5, 1, 1)


def test_a_network_drive_is_given_more_time() -> None:
    """It may tell of a change a minute late."""
    listing = Listing(True, {"a.mp4": SIGHTING}, True, MountPoint("/mnt", "cifs"))
    files = look({}, listing, 0.0)
    assert ripe(files, listing, LOCAL_SECONDS) == []
    assert ripe(look(files, listing, 70), listing, REMOTE_SECONDS) == ["a.mp4"]


def test_what_a_broken_listing_lacks_is_not_gone() -> None:
    """Only a whole one says so."""
    files = look({}, Listing(True, {"a.mp4": SIGHTING}, True), 0.0)
    assert look(files, Listing(), 1.0) == files
    assert look(files, Listing(True, {}, False), 1.0) == files
    assert look(files, Listing(True, {}, True), 1.0) == {}


def test_to_another_drive_a_film_is_copied_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And goes from here only then; where that fails, nothing is left there."""
    into, path = tmp_path / "into", tmp_path / "a.mp4"
    into.mkdir()
    path.write_bytes(b"film")
    replace = Path.replace

    def to_another_drive(self: Path, target: Path) -> Path:
        if self.parent != target.parent:
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", to_another_drive)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="full"):
        put_away(path, into)
    assert (list(into.iterdir()), path.exists()) == ([], True)
    monkeypatch.undo()
    monkeypatch.setattr(Path, "replace", to_another_drive)
    assert put_away(path, into).read_bytes() == b"film"
    assert not path.exists()


def full(_descriptor: int) -> None:
    raise OSError(errno.ENOSPC, "full")
