"""Lists and batches of S3: pages of 1,000, for servers that page well and for those that don't."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from backend.storage.s3_errors import code_of, is_gone, status_of

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import PartTypeDef

PAGE = 1000
NO_BATCHES = frozenset(
    {"NotImplemented", "MethodNotAllowed", "MalformedXML", "MissingContentMD5", "InvalidRequest"}
)


def parts(client: S3Client, bucket: str, key: str, multipart_id: str) -> list[PartTypeDef]:
    """All stored parts by number.

    The next page is asked for by the highest number seen, and only while numbers rise: some
    servers leave out NextPartNumberMarker, others ignore the marker and repeat themselves.
    """
    found: dict[int, PartTypeDef] = {}
    marker = 0
    while True:
        page = client.list_parts(
            Bucket=bucket, Key=key, UploadId=multipart_id, PartNumberMarker=marker, MaxParts=PAGE
        )
        found.update((part["PartNumber"], part) for part in page.get("Parts", []))
        highest = max(found, default=0)
        if not page.get("IsTruncated") or highest <= marker:
            return [found[number] for number in sorted(found)]
        marker = highest


def keys(client: S3Client, bucket: str, prefix: str) -> Iterator[str]:
    """Every key below the prefix. Where a token brings nothing new, `StartAfter` may."""
    after, token = "", ""
    while True:
        place = {"ContinuationToken": token} if token else {"StartAfter": after}
        page = client.list_objects_v2(
            Bucket=bucket,
            Prefix=prefix,
            MaxKeys=PAGE,
            **place,  # type: ignore[arg-type]
        )
        fresh = [entry["Key"] for entry in page.get("Contents", []) if entry["Key"] > after]
        yield from fresh
        if not page.get("IsTruncated") or not (fresh or token):
            return
        token = page.get("NextContinuationToken", "") if fresh else ""
        after = fresh[-1] if fresh else after


def delete_below(client: S3Client, bucket: str, prefix: str) -> int:
    count = 0
    batch: list[str] = []
    for key in keys(client, bucket, prefix):
        batch.append(key)
        if len(batch) == PAGE:
            count += _delete(client, bucket, batch)
            batch = []
    return count + (_delete(client, bucket, batch) if batch else 0)


def _delete(client: S3Client, bucket: str, batch: Sequence[str]) -> int:
    """One batch; what the server did not delete with it is deleted key by key."""
    try:
        answer = client.delete_objects(
            Bucket=bucket, Delete={"Objects": [{"Key": key} for key in batch], "Quiet": True}
        )
        left = [error["Key"] for error in answer.get("Errors", []) if "Key" in error]
    except ClientError as error:
        # Google's XML API and a few others have no batches.
        if not _is_missing_feature(error):
            raise
        left = list(batch)
    for key in left:
        client.delete_object(Bucket=bucket, Key=key)
    return len(batch)


def with_md5(params: dict[str, Any], context: dict[str, Any], **_: object) -> None:
    """Send Content-MD5 with DeleteObjects: AWS takes it, MinIO, Ceph and OVH insist on it. The
    CRC that botocore would add after this is unknown to some."""
    context.get("checksum", {}).pop("request_algorithm", None)
    md5 = hashlib.md5(params["body"], usedforsecurity=False).digest()
    params["headers"]["Content-MD5"] = base64.b64encode(md5).decode()


def abort(client: S3Client, bucket: str, key: str, multipart_id: str) -> None:
    """Forget one multipart upload; fine when it is already gone."""
    try:
        client.abort_multipart_upload(Bucket=bucket, Key=key, UploadId=multipart_id)
    except ClientError as error:
        if not is_gone(error):
            raise


def abort_below(client: S3Client, bucket: str, prefix: str, *, whole_bucket_too: bool) -> int:
    """Abort every open upload below the prefix."""
    open_uploads = open_below(client, bucket, prefix, whole_bucket_too=whole_bucket_too)
    for key, multipart_id in open_uploads:
        abort(client, bucket, key, multipart_id)
    return len(open_uploads)


def open_below(
    client: S3Client, bucket: str, prefix: str, *, whole_bucket_too: bool
) -> set[tuple[str, str]]:
    """(key, multipart id) of every open upload below the prefix.

    MinIO answers a prefix only when it is a whole key, and lists all without one (minio #20989):
    for servers other than AWS, `whole_bucket_too` looks there as well.
    """
    open_uploads = set(_listed(client, bucket, prefix))
    if whole_bucket_too:
        everywhere = _listed(client, bucket, "")
        open_uploads |= {found for found in everywhere if found[0].startswith(prefix)}
    return open_uploads


def _listed(client: S3Client, bucket: str, prefix: str) -> list[tuple[str, str]]:
    """The open uploads, or none from a server that does not list them at all."""
    try:
        return list(_open_uploads(client, bucket, prefix))
    except ClientError as error:
        if not _is_missing_feature(error):
            raise
        return []


def _is_missing_feature(error: ClientError) -> bool:
    return code_of(error) in NO_BATCHES or status_of(error) in {405, 501}


def _open_uploads(client: S3Client, bucket: str, prefix: str) -> Iterator[tuple[str, str]]:
    """(key, multipart id) of each open upload; stops when a page brings nothing new."""
    seen: set[tuple[str, str]] = set()
    markers: dict[str, str] = {}
    while True:
        page = client.list_multipart_uploads(
            Bucket=bucket,
            Prefix=prefix,
            MaxUploads=PAGE,
            **markers,  # type: ignore[arg-type]
        )
        found = [(upload["Key"], upload["UploadId"]) for upload in page.get("Uploads", [])]
        fresh = [upload for upload in found if upload not in seen]
        yield from fresh
        if not page.get("IsTruncated") or not fresh:
            return
        seen.update(fresh)
        key, multipart_id = found[-1]
        markers = {
            "KeyMarker": page.get("NextKeyMarker") or key,
            "UploadIdMarker": page.get("NextUploadIdMarker") or multipart_id,
        }
