"""An upload of one part as a plain PUT: two requests to the store instead of five.

What is stored is the object itself. Where others have S3's id, it has a word that S3 never gives
out, and by that the two kinds are told apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from backend.storage.api import NewUpload, StoredObject, StoredPart
from backend.storage.s3_errors import Gone

ONE_PUT = "one-put"
"""Stands in the database, of uploads that are under way: it must not change."""


@dataclass(frozen=True, slots=True)
class OpenedUpload:
    """A multipart upload that S3 opened."""

    upload_id: str

    def query(self, number: int) -> Mapping[str, str]:
        return {"uploadId": self.upload_id, "partNumber": str(number)}


@dataclass(frozen=True, slots=True)
class SinglePut:
    """An upload that nobody had to open."""

    def query(self, _: int) -> Mapping[str, str]:
        return {}


def upload_of(multipart_id: str) -> OpenedUpload | SinglePut:
    return SinglePut() if multipart_id == ONE_PUT else OpenedUpload(multipart_id)


def fits(upload: NewUpload) -> bool:
    return upload.size_bytes <= upload.part_size_bytes


def part_of(stored: StoredObject | None) -> list[StoredPart]:
    """The object as the one part of its upload."""
    return [StoredPart(1, stored.size_bytes, stored.etag, stored.checksum)] if stored else []


def completed(key: str, parts: Sequence[StoredPart]) -> StoredObject:
    """Nothing is left to be joined: the store verified the checksum as it took the object, and
    who lists the parts has just seen it there."""
    if len(parts) != 1:
        raise Gone("upload_gone_from_store")
    (part,) = parts
    return StoredObject(key, part.size_bytes, part.etag, part.checksum)
