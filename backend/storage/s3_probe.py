"""Finds out, once, which checksum a server that is not AWS verifies."""

from __future__ import annotations

import logging
import secrets
from typing import TYPE_CHECKING, Any

import requests
from botocore.exceptions import ClientError

from backend.storage import s3_listing
from backend.storage.api import Checksum
from backend.storage.checksums import FIELDS, HEADERS, digest
from backend.storage.s3_errors import REMEDIES, code_of, status_of
from backend.storage.sigv4 import Signer

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

log = logging.getLogger(__name__)

SAMPLE = b"right"
OTHER = b"wrong"
CANDIDATES = (Checksum.CRC32C, Checksum.CRC32, Checksum.SHA256)
REFUSED = range(400, 500)
UNKNOWN = frozenset({400, 405, 501})
"""How servers answer to a field that they don't know, if they don't ignore it."""


def checksum(client: S3Client, bucket: str, signer: Signer) -> Checksum:
    """The first kind that goes all the way; else MD5, which S3 has had from its beginning."""
    for kind in CANDIDATES:
        key = f"sources/.check/{secrets.token_hex(8)}"
        if _goes_all_the_way(client, bucket, key, signer, kind):
            return kind
    return Checksum.MD5


def _goes_all_the_way(
    client: S3Client, bucket: str, key: str, signer: Signer, kind: Checksum
) -> bool:
    """Damage refused, sound data taken, the value listed, and the whole completed with it.

    A server that only repeats the header would pass a weaker test and let damage in.
    """
    at: dict[str, Any] = {"Bucket": bucket, "Key": key}
    try:
        fields: Any = {"ChecksumAlgorithm": kind.value.upper()}
        created = client.create_multipart_upload(**at, **fields)
    except ClientError as error:
        if status_of(error) in UNKNOWN and code_of(error) not in REMEDIES:
            return False
        raise
    multipart_id = created["UploadId"]
    try:
        if _put(signer, key, multipart_id, kind, OTHER) not in REFUSED:
            return False
        if _put(signer, key, multipart_id, kind, SAMPLE) != requests.codes.ok:
            return False
        return _completes(client, at, multipart_id, kind)
    finally:
        _tidy(client, bucket, key, multipart_id)


def _tidy(client: S3Client, bucket: str, key: str, multipart_id: str) -> None:
    """A server without abort keeps a few bytes; that must not keep films out."""
    try:
        s3_listing.abort(client, bucket, key, multipart_id)
    except ClientError as error:
        log.warning("the store does not abort uploads: %s", error)


def _put(signer: Signer, key: str, multipart_id: str, kind: Checksum, data: bytes) -> int:
    """Send `data` with the checksum of SAMPLE; returns the status."""
    headers = {"Content-Length": str(len(data)), HEADERS[kind]: digest(kind, SAMPLE)}
    query = {"uploadId": multipart_id, "partNumber": "1"}
    url = signer.url("PUT", key, query, headers)
    with requests.put(url, data=data, headers=headers, timeout=30) as answer:
        return answer.status_code


def _completes(client: S3Client, at: dict[str, Any], multipart_id: str, kind: Checksum) -> bool:
    try:
        stored: Any = client.list_parts(**at, UploadId=multipart_id).get("Parts", [])
        if [part.get(FIELDS[kind]) for part in stored] != [digest(kind, SAMPLE)]:
            return False
        parts: Any = [
            {"PartNumber": 1, "ETag": part["ETag"], FIELDS[kind]: part[FIELDS[kind]]}
            for part in stored
        ]
        client.complete_multipart_upload(
            **at, UploadId=multipart_id, MultipartUpload={"Parts": parts}
        )
    except ClientError:
        return False
    client.delete_object(**at)
    return True
