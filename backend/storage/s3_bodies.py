"""Objects' bytes in and out of S3."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from contextlib import closing
from io import SEEK_END
from typing import TYPE_CHECKING, Any, BinaryIO

from boto3.s3.transfer import TransferConfig
from botocore.exceptions import (
    ClientError,
    ConnectionClosedError,
    IncompleteReadError,
    ReadTimeoutError,
    ResponseStreamingError,
)
from botocore.response import StreamingBody
from urllib3.exceptions import HTTPError

from backend.errors import Conflict, Unavailable
from backend.storage.api import Writing
from backend.storage.s3_errors import code_of, explained

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import GetObjectOutputTypeDef

PIECE = 1 << 20
WHOLE_AT_MOST = 64 << 20
TRIES = 5
CUT = (
    IncompleteReadError,
    ReadTimeoutError,
    ConnectionClosedError,
    ResponseStreamingError,
    HTTPError,
    OSError,
)


def read(client: S3Client, bucket: str, key: str, start: int, stop: int | None) -> Iterator[bytes]:
    """Bytes [start, stop); a cut line is taken up where it broke, of the same object only."""
    position, etag, cuts = start, "", 0
    while stop is None or position < stop:
        with explained(bucket):
            answer = _get(client, bucket, key, position, stop, etag)
        if answer is None:
            return
        etag = answer.get("ETag", "")
        try:
            for piece in _pieces(answer, position, stop):
                position += len(piece)
                cuts = 0
                yield piece
        except CUT as error:
            cuts += 1
            if cuts == TRIES:
                raise Unavailable("store_stopped") from error
            continue
        return


def _get(
    client: S3Client, bucket: str, key: str, start: int, stop: int | None, etag: str
) -> GetObjectOutputTypeDef | None:
    """The answer to a ranged GET; None where the range begins at or after the end."""
    wanted: dict[str, str] = {}
    if start or stop is not None:
        wanted["Range"] = f"bytes={start}-{'' if stop is None else stop - 1}"
    if etag:
        wanted["IfMatch"] = etag
    try:
        return client.get_object(Bucket=bucket, Key=key, **wanted)  # type: ignore[arg-type]
    except ClientError as error:
        if code_of(error) in {"InvalidRange", "416"}:
            return None
        if code_of(error) in {"PreconditionFailed", "412"}:
            raise Conflict("replaced_meanwhile") from error
        raise


def _pieces(answer: GetObjectOutputTypeDef, start: int, stop: int | None) -> Iterator[bytes]:
    """The range out of the body, also where a server ignores Range and sends all (RFC 9110 §14.2).

    A range is told by Content-Range, not by the status: rclone says 200 to ranges.
    """
    with closing(answer["Body"]) as body:
        if "ContentRange" not in answer:
            _skip(body, start)
        yield from _chunks(body, None if stop is None else stop - start)


def _chunks(body: StreamingBody, limit: int | None) -> Iterator[bytes]:
    left = limit
    while left is None or left > 0:
        piece = body.read(PIECE if left is None else min(PIECE, left))
        if not piece:
            return
        left = None if left is None else left - len(piece)
        yield piece


def _skip(body: StreamingBody, count: int) -> None:
    for _ in _chunks(body, count):
        pass


def put(client: S3Client, bucket: str, key: str, data: BinaryIO | bytes, writing: Writing) -> None:
    """Up to 64 MiB in one PUT that S3 verifies by MD5; a larger file in parts."""
    fields: dict[str, Any] = {
        "ContentType": writing.content_type,
        "CacheControl": writing.cache_control,
        "Metadata": dict(writing.metadata),
    }
    if not isinstance(data, bytes):
        if _size(data) > WHOLE_AT_MOST:
            config = TransferConfig(multipart_chunksize=WHOLE_AT_MOST, max_concurrency=2)
            client.upload_fileobj(data, bucket, key, ExtraArgs=fields, Config=config)
            return
        data = data.read()
    md5 = base64.b64encode(hashlib.md5(data, usedforsecurity=False).digest()).decode()
    client.put_object(Bucket=bucket, Key=key, Body=data, ContentMD5=md5, **fields)


def _size(file: BinaryIO) -> int:
    here = file.tell()
    end = file.seek(0, SEEK_END)
    file.seek(here)
    return end - here
