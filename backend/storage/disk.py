"""The embedded object store: plain files, signed PUTs, and parts that survive a kill.

`objects/{key}` are whole objects. An open upload has `uploads/{key, flat}.data`, one file of the
final size into which each part is written at its place (from the first one on it has its room on
the disk), and `….parts`, a log of JSON lines: what the upload is, then each part *after* its bytes
were synced, at last the completed object. Completing therefore copies nothing: it renames.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from backend.errors import BackendError, NotAllowed, NotFound, full_disk_named
from backend.file_urls import file_url
from backend.folder import PATIENCE_SECONDS, hold
from backend.signing import HmacSigner
from backend.storage.api import (
    LONGEST_PART_URL_SECONDS,
    MIB,
    Capabilities,
    Checksum,
    NewUpload,
    PartToSign,
    SignedPart,
    StoredObject,
    StoredPart,
    Writing,
)
from backend.storage.checksums import HEADERS
from backend.storage.disk_upload import (
    DiskUpload,
    PartWriter,
    allocated,
    remove,
    sync_folder,
)
from backend.storage.room import Room

PIECE = 1024 * 1024
KEY = re.compile(r"(?=.{1,200}\Z)[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")
FIELDS = ("uploadId", "partNumber", "size", "checksum", "expires")


class BadKey(BackendError):
    code = "bad_key"

    sentence = "bad_key"


class BadSignature(NotAllowed):
    code = "bad_signature"
    retryable = True

    sentence = "bad_signature"


class DiskStore:
    """An `ObjectStore` below `root`; only one process may have it open, from any thread.

    Others may read and put whole objects without opening it; a put fails when it is opened anew.
    """

    checksum = Checksum.CRC64NVME

    def __init__(
        self,
        root: Path,
        signer: HmacSigner,
        url_seconds: int = LONGEST_PART_URL_SECONDS,
        clock: Callable[[], float] = time.time,
        kept_free: Callable[[int], int] = lambda _: 0,
    ) -> None:
        """`kept_free` says how many bytes of a disk of a size are not for films."""
        # Any would do, but a proxy's limit is hardly ever less (nginx has this one by default).
        self.capabilities = Capabilities(capacity=self, part_endpoint=self, least_part_bytes=MIB)
        self._root = root
        self._room = Room(root, kept_free)
        self._signer = signer
        self._url_seconds = url_seconds
        self._clock = clock
        self._open: dict[str, DiskUpload] = {}
        self._opening = threading.Lock()
        self._creating = threading.Lock()
        self._lock_fd = -1

    def open(self, patience_seconds: float = PATIENCE_SECONDS) -> None:
        """Make the folders and lock them; a former process may still be ending. Raises InUse."""
        for folder in ("objects", "uploads", "fresh"):
            (self._root / folder).mkdir(parents=True, exist_ok=True)
        self._lock_fd = hold(self._root / "lock", patience_seconds)
        for left in (self._root / "fresh").iterdir():
            left.unlink()

    def close(self) -> None:
        """Let go of the lock; what is being written is abandoned, as by a kill."""
        for upload in list(self._open.values()):
            upload.close()
        if self._lock_fd >= 0:
            os.close(self._lock_fd)
            self._lock_fd = -1

    # Uploads

    def without_opening(self, upload: NewUpload) -> str | None:  # noqa: ARG002
        return None

    def create_multipart(self, upload: NewUpload) -> str:
        with full_disk_named(), self._creating:  # a create that is repeated at once finds the first
            made = DiskUpload.create(self._uploads_path(upload.key), upload, self._room)
        return self._remember(upload.key, made).multipart_id

    def sign_parts(
        self, key: str, multipart_id: str, parts: Sequence[PartToSign]
    ) -> list[SignedPart]:
        expires = int(self._clock()) + self._url_seconds
        return [self._signed(key, multipart_id, part, expires) for part in parts]

    def stored_parts(self, key: str, multipart_id: str) -> list[StoredPart]:
        return self._upload(key, multipart_id).stored()

    def complete_multipart(
        self, key: str, multipart_id: str, parts: Sequence[StoredPart]
    ) -> StoredObject:
        upload = self._upload(key, multipart_id)
        with full_disk_named():
            stored = upload.complete(self._object_path(key), parts)
        self._forget(key)
        return stored

    def abort_multipart(self, key: str, multipart_id: str) -> None:
        with suppress(NotFound):
            self._upload(key, multipart_id).discard()
        self._forget(key)

    def growing(self, key: str, multipart_id: str) -> Path | None:
        with suppress(NotFound):
            return self._upload(key, multipart_id).data_path
        return None

    def open_part(self, key: str, query: Mapping[str, str]) -> PartWriter:
        """Check a signed PUT's query and begin the part. Raises BadSignature, NotFound."""
        fields = [query.get(name, "") for name in FIELDS]
        if not self._signer.matches(query.get("signature", ""), "PUT", key, *fields):
            raise BadSignature
        if int(query["expires"]) < self._clock():
            raise BadSignature
        upload = self._upload(key, query["uploadId"])
        return upload.begin(int(query["partNumber"]), int(query["size"]), query["checksum"])

    # Objects

    def head(self, key: str) -> StoredObject | None:
        try:
            status = self._object_path(key).stat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        if (completed := DiskUpload.completed(self._uploads_path(key))) is not None:
            return completed
        return StoredObject(key, status.st_size, f"{status.st_mtime_ns:x}-{status.st_size:x}")

    def read(self, key: str, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        try:
            file = self._object_path(key).open("rb", buffering=0)
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            raise NotFound("no_such_object") from None
        return pieces(file, start, stop)

    def put(self, key: str, data: BinaryIO | bytes, writing: Writing) -> None:  # noqa: ARG002
        path = self._object_path(key)
        self._room.require(len(data) if isinstance(data, bytes) else size_of(data))
        fresh = self._root / "fresh" / secrets.token_hex(8)
        try:
            with full_disk_named():
                with fresh.open("wb") as file:
                    if isinstance(data, bytes):
                        file.write(data)
                    else:
                        shutil.copyfileobj(data, file, PIECE)
                    file.flush()
                    os.fsync(file.fileno())
                path.parent.mkdir(parents=True, exist_ok=True)
                fresh.rename(path)
                sync_folder(path.parent)
        finally:
            fresh.unlink(missing_ok=True)

    def keys(self, prefix: str) -> Iterator[str]:
        objects = self._root / "objects"
        folder = objects / prefix.rpartition("/")[0]
        found = (
            (Path(parent) / name).relative_to(objects).as_posix()
            for parent, _, names in os.walk(folder)
            for name in names
        )
        yield from sorted(key for key in found if key.startswith(prefix))

    def unfinished(self, prefix: str) -> Iterator[str]:
        for log in sorted((self._root / "uploads").glob(f"{flat(prefix)}*.data")):
            yield log.name.removesuffix(".data").replace("!", "/")

    def delete_prefix(self, prefix: str) -> int:
        """Objects, open uploads and the records of completed ones."""
        if not KEY.fullmatch(prefix.rstrip("/")):
            raise BadKey
        deleted = 0
        left = (self._root / "uploads").glob(f"{flat(prefix)}*")
        for name in sorted({path.name.rpartition(".")[0] for path in left}):
            key = name.replace("!", "/")
            deleted += not self._object_path(key).exists()
            self._discard(key)
        for key in list(self.keys(prefix)):
            self._object_path(key).unlink(missing_ok=True)
            deleted += 1
        self._prune(self._root / "objects" / prefix.rpartition("/")[0])
        return deleted

    def signed_get(self, key: str, expires_in_seconds: int) -> str:  # noqa: ARG002
        return file_url(self._object_path(key))

    def room_bytes(self) -> int:
        return self._room.free_bytes

    def awaited_bytes(self, key: str, size_bytes: int) -> int:
        path = self._uploads_path(key)
        try:
            return max(0, size_bytes - allocated(path.with_name(path.name + ".data")))
        except FileNotFoundError:
            return size_bytes

    def _signed(self, key: str, upload: str, part: PartToSign, expires: int) -> SignedPart:
        fields = (upload, part.number, part.size_bytes, part.checksum, expires)
        # Of all these only a checksum has letters that an address must not have.
        url = (
            f"/store/{key}?uploadId={upload}&partNumber={part.number}&size={part.size_bytes}"
            f"&checksum={quote(part.checksum, safe='')}&expires={expires}"
            f"&signature={self._signer.sign('PUT', key, *fields)}"
        )
        headers = {
            "Content-Length": str(part.size_bytes),
            HEADERS[self.checksum]: part.checksum,
        }
        return SignedPart(part.number, "PUT", url, headers, self._url_seconds)

    def _upload(self, key: str, multipart_id: str) -> DiskUpload:
        upload = self._load(key)
        if not secrets.compare_digest(upload.multipart_id.encode(), multipart_id.encode()):
            raise NotFound("no_such_upload")
        return upload

    def _load(self, key: str) -> DiskUpload:
        if (known := self._open.get(key)) is not None:
            return known
        return self._remember(key, DiskUpload.load(self._uploads_path(key), self._room))

    def _remember(self, key: str, upload: DiskUpload) -> DiskUpload:
        """One object per upload, whoever came first: its lock is what keeps writers apart."""
        with self._opening:
            return self._open.setdefault(key, upload)

    def _forget(self, key: str) -> None:
        with self._opening:
            self._open.pop(key, None)

    def _discard(self, key: str) -> None:
        try:
            self._load(key).discard()
        except NotFound:
            path = self._uploads_path(key)
            remove(path.with_name(path.name + ".data"), path.with_name(path.name + ".parts"))
        self._forget(key)

    def _uploads_path(self, key: str) -> Path:
        if not KEY.fullmatch(key):
            raise BadKey
        return self._root / "uploads" / flat(key)

    def _object_path(self, key: str) -> Path:
        if not KEY.fullmatch(key):
            raise BadKey
        return self._root / "objects" / key

    def _prune(self, folder: Path) -> None:
        """Remove folders that deleting has emptied, up to the root."""
        for parent, _, _ in os.walk(folder, topdown=False):
            with suppress(OSError):
                Path(parent).rmdir()
        for above in folder.parents:
            if above == self._root / "objects":
                return
            with suppress(OSError):
                above.rmdir()


def flat(key: str) -> str:
    return key.replace("/", "!")


def size_of(file: BinaryIO) -> int:
    """From here to the end."""
    here = file.tell()
    end = file.seek(0, os.SEEK_END)
    file.seek(here)
    return end - here


def pieces(file: BinaryIO, start: int, stop: int | None) -> Iterator[bytes]:
    with file:
        file.seek(start)
        while stop is None or start < stop:
            data = file.read(PIECE if stop is None else min(PIECE, stop - start))
            if not data:
                return
            start += len(data)
            yield data
