"""One upload of the disk store: parts written in place, and the log that proves them."""

from __future__ import annotations

import base64
import json
import os
import secrets
import threading
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from awscrt.checksums import combine_crc64nvme, crc64nvme

from backend.errors import BackendError, Conflict, NotFound, full_disk_named
from backend.storage.api import NewUpload, StoredObject, StoredPart
from backend.storage.room import Room


class BadChecksum(BackendError):
    code = "bad_checksum"
    retryable = True

    sentence = "bad_checksum"


class BadLength(BackendError):
    code = "bad_length"
    retryable = True

    sentence = "bad_length"


class Superseded(Conflict):
    """The same part is being sent anew, or the upload has ended."""

    code = "superseded"
    retryable = True

    sentence = "part_superseded"


class DiskUpload:
    """Thread-safe. Writers of one part supersede each other, so bytes are never mixed."""

    def __init__(self, path: Path, log: Sequence[dict[str, Any]], room: Room) -> None:
        header = log[0]
        self._room = room
        self._has_room = False
        self.multipart_id: str = header["upload"]
        self.data_path = path.with_name(path.name + ".data")
        self._log_path = path.with_name(path.name + ".parts")
        self._key: str = header["key"]
        self._size: int = header["size"]
        self._part_size: int = header["part_size"]
        self._parts = read_parts(log)
        self._writers: dict[int, PartWriter] = {}
        self._lock = threading.Lock()
        self._ended = "object" in log[-1] and not self.data_path.exists()

    @classmethod
    def create(cls, path: Path, upload: NewUpload, room: Room) -> DiskUpload:
        """A full disk is known before the first byte; the room is taken with the first part, so
        that an upload of which nothing comes has nothing."""
        log_path = path.with_name(path.name + ".parts")
        if log := read_log(log_path):
            return cls(path, log, room)
        room.require(upload.size_bytes)
        data_path = path.with_name(path.name + ".data")
        remove(data_path, log_path)
        try:
            lay_out(data_path, upload.size_bytes)
            header = {
                "upload": secrets.token_hex(16),
                "key": upload.key,
                "size": upload.size_bytes,
                "part_size": upload.part_size_bytes,
            }
            append(log_path, header, sync=False)
        except OSError:
            remove(data_path, log_path)
            raise
        return cls(path, [header], room)

    @classmethod
    def load(cls, path: Path, room: Room) -> DiskUpload:
        """Read the log of an earlier process. Raises NotFound."""
        if not (log := read_log(path.with_name(path.name + ".parts"))):
            raise NotFound("no_such_upload")
        return cls(path, log, room)

    @staticmethod
    def completed(path: Path) -> StoredObject | None:
        """What completing this upload made, if it got so far."""
        log = read_log(path.with_name(path.name + ".parts"))
        return StoredObject(**log[-1]["object"]) if log and "object" in log[-1] else None

    def stored(self) -> list[StoredPart]:
        with self._lock:
            return [self._parts[number] for number in sorted(self._parts)]

    def begin(self, number: int, size: int, checksum: str) -> PartWriter:
        """Take the part over from whoever is sending it; a stored equal one is only read past."""
        with self._lock:
            stored = self._parts.get(number)
            if stored is not None and (stored.size_bytes, stored.checksum) == (size, checksum):
                return PartWriter(self, stored, None, 0)
            if self._ended:
                raise NotFound("no_such_upload")
            self._take_room()
            if (former := self._writers.pop(number, None)) is not None:
                former.supersede()
            if self._parts.pop(number, None):
                append(self._log_path, {"gone": number})
            part = StoredPart(number, size, checksum, checksum)
            writer = PartWriter(self, part, self.data_path, (number - 1) * self._part_size)
            self._writers[number] = writer
            return writer

    def _take_room(self) -> None:
        """For all of it, so that it never ends half way. Raises DiskFull."""
        if self._has_room:
            return
        stored = sum(part.size_bytes for part in self._parts.values())
        missing = self._size - max(stored, allocated(self.data_path))
        with full_disk_named(), self._room.taking(missing):
            try:
                reserve(self.data_path, self._size)
            except OSError:
                if not self._parts:
                    lay_out(self.data_path, self._size)
                raise
        self._has_room = True

    def record(self, writer: PartWriter) -> None:
        """The promise: after this the part is never asked for again."""
        with self._lock:
            if self._writers.get(writer.part.number) is not writer:
                raise Superseded
            append(self._log_path, {"part": asdict(writer.part)})
            if not self._parts:
                sync_folder(self._log_path.parent)
            self._parts[writer.part.number] = writer.part
            del self._writers[writer.part.number]

    def complete(self, target: Path, parts: Sequence[StoredPart]) -> StoredObject:
        """Rename the data to `target`. Done again after a crash at any point."""
        with self._lock:
            done = self.completed(self._log_path.with_suffix(""))
            if done is not None and not self.data_path.exists():
                return done
            self._end()
            stored = self._whole(parts)
            append(self._log_path, {"object": asdict(stored)})
            target.parent.mkdir(parents=True, exist_ok=True)
            self.data_path.rename(target)
            for folder in (target.parent, target.parent.parent, self._log_path.parent):
                sync_folder(folder)
            return stored

    def discard(self) -> None:
        with self._lock:
            self._end()
            remove(self.data_path, self._log_path)

    def close(self) -> None:
        with self._lock:
            self._end()

    def _end(self) -> None:
        self._ended = True
        for writer in self._writers.values():
            writer.supersede()
        self._writers.clear()

    def _whole(self, parts: Sequence[StoredPart]) -> StoredObject:
        """The parts must be all of ours, without a gap; the CRC of the whole is theirs combined."""
        wanted = {part.number: part for part in parts}
        if wanted != self._parts or sum(part.size_bytes for part in parts) != self._size:
            self._ended = False
            raise Conflict("parts_changed")
        crc = 0
        for number in sorted(wanted):
            part = wanted[number]
            crc = combine_crc64nvme(crc, decode(part.checksum or ""), part.size_bytes)
        return StoredObject(self._key, self._size, encode(crc), encode(crc))


class PartWriter:
    """Writes one part at its place. Not for two threads at once; `supersede` is for any."""

    def __init__(
        self, upload: DiskUpload, part: StoredPart, data_path: Path | None, offset: int
    ) -> None:
        self.part = part
        self._upload = upload
        self._offset = offset
        self._written = 0
        self._crc = 0
        self._lock = threading.Lock()
        self._superseded = False
        self._fd = -1 if data_path is None else os.open(data_path, os.O_WRONLY)

    def write(self, pieces: Sequence[bytes]) -> None:
        """Append to the part; all pieces go out in one system call where they can."""
        for piece in pieces:
            self._crc = crc64nvme(piece, self._crc)
        size = sum(map(len, pieces))
        if self._written + size > self.part.size_bytes:
            raise BadLength
        with self._lock:
            if self._superseded:
                raise Superseded
            if self._fd >= 0:
                with full_disk_named():
                    write_all(self._fd, pieces, self._offset + self._written)
        self._written += size

    def finish(self) -> StoredPart:
        """Verify, sync, record. Raises BadLength, BadChecksum, Superseded."""
        if self._written != self.part.size_bytes:
            raise BadLength
        if encode(self._crc) != self.part.checksum:
            raise BadChecksum
        if self._fd >= 0:
            with full_disk_named():
                os.fdatasync(self._fd)
            self._upload.record(self)
        return self.part

    def supersede(self) -> None:
        """Nothing is written after this returns."""
        with self._lock:
            self._superseded = True

    def close(self) -> None:
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1


def lay_out(path: Path, size_bytes: int) -> None:
    """A file of this size that takes no room yet."""
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        os.ftruncate(fd, size_bytes)
    finally:
        os.close(fd)


def allocated(path: Path) -> int:
    """How much room the file has on its disk."""
    return path.stat().st_blocks * 512


def reserve(path: Path, size_bytes: int) -> None:
    """Take its room; again is fine."""
    if hasattr(os, "posix_fallocate"):
        fd = os.open(path, os.O_WRONLY)
        try:
            os.posix_fallocate(fd, 0, size_bytes)
        finally:
            os.close(fd)


def remove(*paths: Path) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


def write_all(fd: int, pieces: Sequence[bytes], offset: int) -> None:
    """`pwritev` may write less than asked for, and takes 1024 pieces at most."""
    size = sum(map(len, pieces))
    written = os.pwritev(fd, pieces[:1024], offset)
    if written < size:
        rest = memoryview(b"".join(pieces))
        while written < size:
            written += os.pwrite(fd, rest[written:], offset + written)


def append(log: Path, entry: dict[str, Any], sync: bool = True) -> None:
    """A line is either whole or no line: a torn one, cut off by a kill, is closed first."""
    with full_disk_named():
        fd = os.open(log, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            size = os.fstat(fd).st_size
            torn = size > 0 and os.pread(fd, 1, size - 1) != b"\n"
            line = b"\n" * torn + json.dumps(entry).encode() + b"\n"
            while line:
                line = line[os.write(fd, line) :]
            if sync:
                os.fdatasync(fd)
        finally:
            os.close(fd)


def read_log(log: Path) -> list[dict[str, Any]]:
    """The whole lines; none if the file or its first line is missing."""
    try:
        lines = log.read_bytes().split(b"\n")
    except FileNotFoundError:
        return []
    entries = [entry for line in lines if (entry := parsed(line)) is not None]
    return entries if entries and "upload" in entries[0] else []


def parsed(line: bytes) -> dict[str, Any] | None:
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    return entry if isinstance(entry, dict) else None


def read_parts(log: Sequence[dict[str, Any]]) -> dict[int, StoredPart]:
    parts: dict[int, StoredPart] = {}
    for entry in log:
        if "part" in entry:
            parts[entry["part"]["number"]] = StoredPart(**entry["part"])
        elif "gone" in entry:
            parts.pop(entry["gone"], None)
    return parts


def encode(crc: int) -> str:
    """As S3 writes a CRC-64/NVME: base64 of eight bytes, big-endian."""
    return base64.b64encode(crc.to_bytes(8, "big")).decode()


def decode(checksum: str) -> int:
    return int.from_bytes(base64.b64decode(checksum), "big")


def sync_folder(folder: Path) -> None:
    """Make new names below it survive a power cut."""
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
