"""The object store as the backend sees it: multipart uploads in, whole objects out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO, Protocol

from backend.storage.archive import Archive

MIB = 1024 * 1024
LONGEST_PART_URL_SECONDS = 3600
"""How long the URL of a part is good for at most, in every store."""


class Checksum(StrEnum):
    """What a store verifies each part by; values travel in base64, as S3 has them."""

    CRC32 = "crc32"
    CRC32C = "crc32c"
    CRC64NVME = "crc64nvme"
    SHA256 = "sha256"
    MD5 = "md5"


@dataclass(frozen=True, slots=True)
class PartToSign:
    """A part that the client is about to send. `checksum` is base64 of the raw digest."""

    number: int
    size_bytes: int
    checksum: str


@dataclass(frozen=True, slots=True)
class SignedPart:
    """One request that stores one part; `headers` are signed and must be sent as they are."""

    number: int
    method: str
    url: str
    headers: Mapping[str, str]
    expires_in_seconds: int


@dataclass(frozen=True, slots=True)
class StoredPart:
    """A part the store has. `checksum` is None where the store keeps none (then use the ETag)."""

    number: int
    size_bytes: int
    etag: str
    checksum: str | None = None


@dataclass(frozen=True, slots=True)
class StoredObject:
    """A whole object; `checksum` is the store's composite or full-object one, if it has one."""

    key: str
    size_bytes: int
    etag: str
    checksum: str | None = None


@dataclass(frozen=True, slots=True)
class NewUpload:
    """What a store must know to open a multipart upload."""

    key: str
    size_bytes: int
    part_size_bytes: int
    content_type: str = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Writing:
    """How an object is kept and served."""

    content_type: str
    cache_control: str = "public, max-age=31536000, immutable"
    metadata: Mapping[str, str] = field(default_factory=dict)


class Capacity(Protocol):
    """The end of a store that can be full."""

    def room_bytes(self) -> int:
        """How much more it takes; negative where others have used what should stay free."""

    def awaited_bytes(self, key: str, size_bytes: int) -> int:
        """How much room an open upload has not taken yet."""


class IncomingPart(Protocol):
    """One part as it arrives. Not for two threads at once."""

    def write(self, pieces: Sequence[bytes]) -> None:
        """Append to the part."""

    def finish(self) -> StoredPart:
        """Verify and keep it. Raises what is wrong with it."""

    def close(self) -> None:
        """Let go of it; one that is not finished is no part."""


class PartEndpoint(Protocol):
    """The receiving end of signed PUTs to `/store/{key}`, which this backend answers itself."""

    def open_part(self, key: str, query: Mapping[str, str]) -> IncomingPart:
        """Check the signature in the query and begin the part. Raises NotAllowed, NotFound."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a store can do that others can't, or None."""

    archive: Archive | None = None
    capacity: Capacity | None = None
    part_endpoint: PartEndpoint | None = None
    least_part_bytes: int = 5 * MIB
    """Of all parts but the last; this is S3's."""
    is_remote: bool = False
    """Objects are behind a network, and `signed_get` gives URLs for it."""
    is_billed: bool = False
    """Whether the price list says what keeping films there costs."""


class ObjectStore(Protocol):
    """Keys are ours (`sources/…`, `media/…`); errors are `BackendError`s.

    Every call may be repeated: a repeat after success is a success.
    """

    @property
    def capabilities(self) -> Capabilities:
        """What it offers besides; the same for as long as it lives."""

    @property
    def checksum(self) -> Checksum:
        """The kind that `sign_parts` expects and the store verifies."""

    def without_opening(self, upload: NewUpload) -> str | None:
        """The id of an upload that the store need not be asked to open, or None."""

    def create_multipart(self, upload: NewUpload) -> str:
        """Open a multipart upload and return the store's id for it."""

    def sign_parts(
        self, key: str, multipart_id: str, parts: Sequence[PartToSign]
    ) -> list[SignedPart]:
        """Sign one PUT a part; touches no network, so 10,000 are cheap."""

    def stored_parts(self, key: str, multipart_id: str) -> list[StoredPart]:
        """All parts stored so far, by number. Raises NotFound when the upload is gone."""

    def complete_multipart(
        self, key: str, multipart_id: str, parts: Sequence[StoredPart]
    ) -> StoredObject:
        """Join the parts. Succeeds again when it already had, even if the answer was lost."""

    def abort_multipart(self, key: str, multipart_id: str) -> None:
        """Forget the upload and free its parts; fine when it is already gone."""

    def head(self, key: str) -> StoredObject | None:
        """The object, or None."""

    def read(self, key: str, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """Bytes [start, stop) in pieces of at most 1 MiB. Raises NotFound."""

    def put(self, key: str, data: BinaryIO | bytes, writing: Writing) -> None:
        """Write a whole object; it appears at once or not at all."""

    def keys(self, prefix: str) -> Iterator[str]:
        """Every key below the prefix, in order."""

    def unfinished(self, prefix: str) -> Iterator[str]:
        """Every key below the prefix that an upload is open for; none where a store can't tell."""

    def delete_prefix(self, prefix: str) -> int:
        """Delete objects and incomplete multiparts below the prefix; returns how many."""

    def signed_get(self, key: str, expires_in_seconds: int) -> str:
        """From where FFmpeg can read the object: a URL, or one of `file_urls` on this machine."""

    def growing(self, key: str, multipart_id: str) -> Path | None:
        """Where the parts of an open upload can be read already, or None (S3 can't)."""
