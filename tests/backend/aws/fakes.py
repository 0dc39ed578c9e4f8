"""An object store in memory, for what only reads and writes whole objects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from backend.errors import NotFound
from backend.storage.api import (
    Capabilities,
    Checksum,
    NewUpload,
    PartToSign,
    SignedPart,
    StoredObject,
    StoredPart,
    Writing,
)


class MemoryStore:
    """An `ObjectStore` without uploads."""

    checksum = Checksum.MD5
    capabilities = Capabilities(is_remote=True)

    def __init__(self, objects: dict[str, bytes] | None = None) -> None:
        self.objects = objects or {}

    def without_opening(self, upload: NewUpload) -> str | None:
        raise NotImplementedError

    def create_multipart(self, upload: NewUpload) -> str:
        raise NotImplementedError

    def sign_parts(
        self, key: str, multipart_id: str, parts: Sequence[PartToSign]
    ) -> list[SignedPart]:
        raise NotImplementedError

    def stored_parts(self, key: str, multipart_id: str) -> list[StoredPart]:
        raise NotImplementedError

    def complete_multipart(
        self, key: str, multipart_id: str, parts: Sequence[StoredPart]
    ) -> StoredObject:
        raise NotImplementedError

    def abort_multipart(self, key: str, multipart_id: str) -> None:
        raise NotImplementedError

    def head(self, key: str) -> StoredObject | None:
        data = self.objects.get(key)
        return None if data is None else StoredObject(key, len(data), "etag")

    def read(self, key: str, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        if key not in self.objects:
            raise NotFound("The store no longer has this.")
        yield self.objects[key][start:stop]

    def put(self, key: str, data: BinaryIO | bytes, writing: Writing) -> None:  # noqa: ARG002
        self.objects[key] = data if isinstance(data, bytes) else data.read()

    def keys(self, prefix: str) -> Iterator[str]:
        yield from sorted(key for key in self.objects if key.startswith(prefix))

    def unfinished(self, prefix: str) -> Iterator[str]:  # noqa: ARG002
        return iter(())

    def delete_prefix(self, prefix: str) -> int:
        gone = list(self.keys(prefix))
        for key in gone:
            del self.objects[key]
        return len(gone)

    def signed_get(self, key: str, expires_in_seconds: int) -> str:
        return f"https://signed.example/{key}?expires={expires_in_seconds}"

    def growing(self, key: str, multipart_id: str) -> Path | None:  # noqa: ARG002
        return None
