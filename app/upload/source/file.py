"""The file on disk: opened once, recognised again, and watched for change."""

from __future__ import annotations

import hashlib
import os
import weakref
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from app.upload.errors import FileMissing, FileUnreadable

VIDEO_SUFFIXES = (
    *(".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".ts", ".m2ts", ".mts", ".mpg", ".mpeg"),
    *(".wmv", ".flv", ".3gp", ".ogv", ".mxf", ".vob"),
)
"""How the names of films end, as far as folders are looked through for them."""
HEAD_OR_TAIL = 64 * 1024
# Looking for a moved file stays a matter of a second or so, also on a slow disk.
MOST_LOOKED_AT = 20_000


@dataclass(frozen=True, slots=True)
class Identity:
    """What makes it the same file, unchanged: no byte of it is read for this."""

    size_bytes: int
    mtime_ns: int
    device: int
    inode: int
    ctime_ns: int = 0
    """Moves with every write, whatever is said of the file's time, and with a new name, too; 0 of
    an upload that was begun without noting it."""

    @classmethod
    def of(cls, stat: os.stat_result) -> Identity:
        return cls(stat.st_size, stat.st_mtime_ns, stat.st_dev, stat.st_ino, stat.st_ctime_ns)

    def is_as_told(self, other: Identity) -> bool:
        """Whatever was done to it gave it back its size and its time, if anything was."""
        return replace(self, ctime_ns=other.ctime_ns) == other

    def may_differ(self, known: Identity) -> bool:
        return not self.is_as_told(known) or known.ctime_ns not in (0, self.ctime_ns)

    def is_same_file(self, other: Identity) -> bool:
        """The same file under whatever name; its content may differ."""
        return (self.device, self.inode) == (other.device, other.inode)


class SourceFile:
    """An open source. Reads are positional, so any number of threads share it.

    It closes when its last user lets go of it: closed under a sender, its descriptor could come
    to mean another file in the middle of a part.
    """

    is_in_one_piece = True
    """The kernel may be told to send bytes of it by itself."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError as error:
            raise FileMissing(path.name, str(path.parent)) from error
        except OSError as error:
            raise FileUnreadable(path.name, error.strerror or str(error)) from error
        weakref.finalize(self, os.close, self._descriptor)

    def fileno(self) -> int:
        return self._descriptor

    def identity(self) -> Identity:
        return Identity.of(os.fstat(self._descriptor))

    def identity_at_path(self) -> Identity:
        """Of what lies at its path now. Raises OSError."""
        return Identity.of(self.path.stat())

    def read_into(self, buffer: memoryview, offset: int) -> int:
        """Fill `buffer` from `offset` on; returns how much, less only at the end of the file."""
        try:
            return os.preadv(self.fileno(), [buffer], offset)
        except OSError as error:
            raise FileUnreadable(self.path.name, error.strerror or str(error)) from error

    def fingerprint(self) -> str:
        """A hash of the first and the last 64 KiB and of the size."""
        size = self.identity().size_bytes
        digest = hashlib.sha256(str(size).encode())
        buffer = memoryview(bytearray(HEAD_OR_TAIL))
        for offset in (0, max(0, size - HEAD_OR_TAIL)):
            digest.update(buffer[: self.read_into(buffer, offset)])
        return digest.hexdigest()


def files_near(folder: Path) -> Iterator[Path]:
    """Files of the folder, then of its parent's whole tree: where moved files are found."""
    if folder.is_dir():
        yield from (path for path in folder.iterdir() if path.is_file())
    while not folder.is_dir() and folder != folder.parent:
        folder = folder.parent
    home_of_all = folder if folder == folder.parent else folder.parent
    for where, _, names in os.walk(home_of_all):
        yield from (Path(where, name) for name in names)


def find_moved(path: Path, known: Identity, fingerprint: str) -> Path | None:
    """The file that was at `path`, under its new name or in a folder near by.

    The inode tells a rename or a move on the same file system, size and fingerprint a copy to
    another one.
    """
    try:
        for candidate in islice(files_near(path.parent), MOST_LOOKED_AT):
            if is_it(candidate, known, fingerprint):
                return candidate
    except OSError:
        return None
    return None


def is_it(candidate: Path, known: Identity, fingerprint: str) -> bool:
    try:
        found = Identity.of(candidate.stat())
        if found.size_bytes != known.size_bytes:
            return False
        return not found.may_differ(known) or has_fingerprint(candidate, fingerprint)
    except OSError:
        return False


def has_fingerprint(path: Path, fingerprint: str) -> bool:
    try:
        return SourceFile(path).fingerprint() == fingerprint
    except (FileMissing, FileUnreadable):
        return False
