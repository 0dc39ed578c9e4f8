"""How S3 names and combines the checksums of parts."""

from __future__ import annotations

import base64
import hashlib
import zlib
from binascii import unhexlify
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from awscrt import checksums as crt

from backend.storage.api import Checksum, StoredObject, StoredPart

HEADERS = {
    Checksum.CRC32: "x-amz-checksum-crc32",
    Checksum.CRC32C: "x-amz-checksum-crc32c",
    Checksum.CRC64NVME: "x-amz-checksum-crc64nvme",
    Checksum.SHA256: "x-amz-checksum-sha256",
    Checksum.MD5: "Content-MD5",
}
# boto3's field names; Content-MD5 is a transport header that no answer repeats.
FIELDS = {
    Checksum.CRC32: "ChecksumCRC32",
    Checksum.CRC32C: "ChecksumCRC32C",
    Checksum.CRC64NVME: "ChecksumCRC64NVME",
    Checksum.SHA256: "ChecksumSHA256",
}
DIGESTS: Mapping[Checksum, Callable[[bytes], bytes]] = {
    Checksum.CRC32: lambda data: zlib.crc32(data).to_bytes(4, "big"),
    Checksum.CRC32C: lambda data: int(crt.crc32c(data)).to_bytes(4, "big"),
    Checksum.CRC64NVME: lambda data: int(crt.crc64nvme(data)).to_bytes(8, "big"),
    Checksum.SHA256: lambda data: hashlib.sha256(data).digest(),
    Checksum.MD5: lambda data: hashlib.md5(data, usedforsecurity=False).digest(),
}


def digest(kind: Checksum, data: bytes) -> str:
    """Base64 of the raw digest, as it travels in S3's headers."""
    return base64.b64encode(DIGESTS[kind](data)).decode()


def reported(kind: Checksum, answer: Mapping[str, Any]) -> str | None:
    """The checksum of this kind in one of S3's answers, if it gives one."""
    field = FIELDS.get(kind)
    return (answer.get(field) or None) if field else None


def composite(kind: Checksum, parts: Sequence[StoredPart]) -> str | None:
    """S3's checksum of checksums, `base64-count`; None where a part's is unknown."""
    if kind in (Checksum.MD5, Checksum.CRC64NVME) or any(part.checksum is None for part in parts):
        return None
    raw = b"".join(base64.b64decode(part.checksum or "") for part in parts)
    return f"{digest(kind, raw)}-{len(parts)}"


def joined_etags(parts: Sequence[StoredPart]) -> frozenset[str]:
    """What the ETag of the whole may be when those of the parts are MD5s; else empty.

    S3 hashes the raw digests; Garage hashes their hexadecimal text.
    """
    try:
        raw = b"".join(unhexlify(part.etag) for part in parts)
    except ValueError:
        return frozenset()
    text = "".join(part.etag for part in parts).encode()
    hashes = (hashlib.md5(data, usedforsecurity=False).hexdigest() for data in (raw, text))
    return frozenset(f"{value}-{len(parts)}" for value in hashes)


def is_joined_from(
    whole: StoredObject, parts: Sequence[StoredPart], kind: Checksum, *, etag_is_md5: bool
) -> bool:
    """Whether this object is these parts, by size and by the best proof the store offers."""
    if whole.size_bytes != sum(part.size_bytes for part in parts):
        return False
    expected = composite(kind, parts)
    if expected and whole.checksum and "-" in whole.checksum:
        return whole.checksum == expected
    etags = joined_etags(parts)
    comparable = etag_is_md5 and bool(etags) and whole.etag.endswith(f"-{len(parts)}")
    return whole.etag in etags if comparable else True
