"""What is in a folder just now, and whether its drive is there at all."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from app.upload.source.file import VIDEO_SUFFIXES

MOUNTS = Path("/proc/self/mountinfo")
REMOTE = re.compile(r"(nfs|cifs|smb|9p|afs|ceph|davfs|fuse\.(sshfs|rclone|gvfsd|davfs|s3fs))")
"""Kinds of file systems that tell of a change after a while only."""
UNFINISHED = (
    *(".part", ".partial", ".crdownload", ".aria2", ".download", ".!qb", ".tmp", ".opdownload"),
)
"""What stands beside a file, or behind its name, while it is still being downloaded."""
ESCAPED = re.compile(r"\\([0-7]{3})")


class FileSighting(NamedTuple):
    """What tells one state of a file from the next, without a byte of it being read."""

    size_bytes: int
    mtime_ns: int
    inode: int

    @classmethod
    def of(cls, stat: os.stat_result) -> FileSighting:
        return cls(stat.st_size, stat.st_mtime_ns, stat.st_ino)


class MountPoint(NamedTuple):
    """Where the file system begins that a path is on, and of what kind it is."""

    root: str = ""
    kind: str = ""

    @property
    def is_remote(self) -> bool:
        return REMOTE.match(self.kind) is not None


NOWHERE = MountPoint()


@dataclass(frozen=True, slots=True)
class Listing:
    """The films of a folder, by their paths in it. One that is not `is_whole` may lack some; in one
    of a folder that is not `is_there` nothing is to be learned from what is not listed."""

    is_there: bool = False
    files: Mapping[str, FileSighting] = field(default_factory=dict)
    is_whole: bool = False
    mount: MountPoint = NOWHERE


def list_folder(
    path: str, known_root: str, passed_over: str = "", stopped: Callable[[], bool] = lambda: False
) -> Listing:
    """`known_root` is where its drive was mounted before; `passed_over` is a folder in it that is
    none of its own. May block for as long as the drive does."""
    mount = mount_of(path)
    if is_unmounted(known_root, mount.root) or not Path(path).is_dir():
        return Listing()
    files: dict[str, FileSighting] = {}
    is_whole = True
    for entry in walk(path, passed_over):
        if stopped():
            return Listing()
        if entry is None:
            is_whole = False
        elif (sighting := sighting_of(entry)) is not None:
            files[os.path.relpath(entry.path, path)] = sighting
    if mount_of(path) != mount:  # it went while it was read
        return Listing()
    return Listing(True, files, is_whole, mount)


def walk(path: str, passed_over: str) -> Iterator[os.DirEntry[str] | None]:
    """Files that look like films; None for each folder that could not be read. Links to folders are
    not followed, so that there is no loop."""
    folders = [path]
    while folders:
        folder = folders.pop()
        try:
            with os.scandir(folder) as entries:
                found = list(entries)
        except PermissionError:
            if folder == path:
                yield None  # else there would be nothing in it, and all be new afterwards
            continue
        except OSError:
            yield None
            continue
        names = {entry.name for entry in found}
        for entry in found:
            if entry.is_dir(follow_symlinks=False):
                if entry.path != passed_over and not entry.name.startswith("."):
                    folders.append(entry.path)
            elif looks_like_film(entry.name, names):
                yield entry


def looks_like_film(name: str, beside: set[str] | frozenset[str] = frozenset()) -> bool:
    """By its name, and those of what lies beside it: hidden files and unfinished downloads are
    none."""
    if name.startswith(".") or Path(name).suffix.lower() not in VIDEO_SUFFIXES:
        return False
    if any(f"{ending}." in name.lower() for ending in UNFINISHED):
        return False
    return not any(name + ending in beside for ending in (*UNFINISHED, ".!qB"))


def sighting_of(entry: os.DirEntry[str]) -> FileSighting | None:
    """None for what is no file, is empty, or went meanwhile."""
    with suppress(OSError):
        if entry.is_file() and (stat := entry.stat()).st_size:
            return FileSighting.of(stat)
    return None


def mount_of(path: str, table: Path = MOUNTS) -> MountPoint:
    """Nothing where there is no such table. To read it never blocks, whatever hangs."""
    with suppress(OSError):
        path = os.path.realpath(path)
        lines = table.read_text(encoding="utf-8", errors="surrogateescape").split("\n")
        mounts = (mount_in(line) for line in lines if line)
        over = [mount for mount in mounts if is_below(path, mount.root)]
        # Of two on one place the later one lies on top.
        return max(reversed(over), key=lambda mount: len(mount.root), default=MountPoint())
    return MountPoint()


def mount_in(line: str) -> MountPoint:
    before, _, after = line.partition(" - ")
    root = ESCAPED.sub(lambda code: chr(int(code[1], 8)), before.split(" ")[4])
    return MountPoint(root, after.split(" ")[0])


def is_below(path: str, root: str) -> bool:
    return path == root or path.startswith(root.rstrip("/") + "/")


def is_unmounted(known_root: str, root: str) -> bool:
    """The drive that was there is not: its empty mount point lies on what is around it."""
    return bool(known_root) and known_root != root and is_below(known_root, root)
