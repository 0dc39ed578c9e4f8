"""An upload of one part as a plain PUT: two requests to the store instead of five.

Its "multipart upload id" is a word that S3 never gives out; what is stored is the object itself.
"""

from __future__ import annotations

from collections.abc import Sequence

from backend.storage.api import NewUpload, StoredObject, StoredPart
from backend.storage.s3_errors import Gone

SINGLE = "one-put"


def fits(upload: NewUpload) -> bool:
    return upload.size_bytes <= upload.part_size_bytes


def part_of(stored: StoredObject | None) -> list[StoredPart]:
    """The object as the one part of its upload."""
    return [StoredPart(1, stored.size_bytes, stored.etag, stored.checksum)] if stored else []


def completed(key: str, parts: Sequence[StoredPart]) -> StoredObject:
    """Nothing is left to be joined: the store verified the checksum as it took the object, and
    who lists the parts has just seen it there."""
    if len(parts) != 1:
        raise Gone("This upload is gone from the store. Start it again.")
    (part,) = parts
    return StoredObject(key, part.size_bytes, part.etag, part.checksum)
