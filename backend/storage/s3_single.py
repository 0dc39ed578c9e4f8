"""An upload of one part as a plain PUT: two requests to the store instead of five.

Its "multipart upload id" is a word that S3 never gives out; what is stored is the object itself.
"""

from __future__ import annotations

from backend.errors import Conflict
from backend.storage.api import NewUpload, StoredObject, StoredPart
from backend.storage.s3_errors import Gone

SINGLE = "one-put"


def fits(upload: NewUpload) -> bool:
    return upload.size_bytes <= upload.part_size_bytes


def part_of(stored: StoredObject | None) -> list[StoredPart]:
    """The object as the one part of its upload."""
    return [StoredPart(1, stored.size_bytes, stored.etag, stored.checksum)] if stored else []


def completed(stored: StoredObject | None, parts: list[StoredPart]) -> StoredObject:
    """Nothing is left to be joined: the store verified the checksum as it took the object."""
    if stored is None:
        raise Gone("This upload is gone from the store. Start it again.")
    if part_of(stored) != parts:
        raise Conflict("The store has something else in this upload's place. Upload it again.")
    return stored
