"""What S3 says of an object, without all that boto3 does in order to ask.

A thousand small films are a thousand such questions. They go over connections of our own, made as
boto3 makes its; whatever is no plain answer is asked again by boto3, which has patience and words
for everything else.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.awsrequest import AWSPreparedRequest, AWSResponse, HeadersDict
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    ReadTimeoutError,
)
from botocore.httpsession import URLLib3Session
from botocore.utils import get_environ_proxies

from backend.storage.api import Checksum
from backend.storage.checksums import HEADERS, reported
from backend.storage.s3_errors import is_gone, status_of

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

WANTED = {"x-amz-checksum-mode": "ENABLED"}
"""To be signed with the request that `ask` is given."""
MOST_CONNECTIONS = 32


@dataclass(frozen=True, slots=True)
class Patience:
    """How long is waited for an answer's next byte, and how often it is asked for."""

    connect_seconds: float
    read_seconds: float
    tries: int


BRIEF = Patience(3, 8, 2)
"""Somebody waits for it."""
LONG = Patience(5, 60, 5)
"""To join thousands of parts takes a store its time, and to look at what became of them."""


@dataclass(frozen=True, slots=True)
class Head:
    size_bytes: int
    etag: str
    checksum: str | None
    encryption: str


def make_pool(endpoint: str, patience: Patience = BRIEF) -> URLLib3Session:
    """Connections with the proxies and roots that this process's environment names. A `ca_bundle`
    in AWS's configuration file they don't know: there, boto3 is asked."""
    roots = os.environ.get("AWS_CA_BUNDLE") or os.environ.get("REQUESTS_CA_BUNDLE")
    options: Any = {  # its stubs know neither paths nor pairs
        "verify": roots or True,
        "timeout": (patience.connect_seconds, patience.read_seconds),
        "proxies": get_environ_proxies(endpoint),
        "max_pool_connections": MOST_CONNECTIONS,
    }
    return URLLib3Session(**options)


def ask(
    pool: URLLib3Session,
    client: S3Client,
    bucket: str,
    key: str,
    kind: Checksum,
    request: tuple[str, Mapping[str, str]],
) -> Head | None:
    """None where there is no such object. `request`: its URL and headers, signed."""
    answer = answered(pool, *request)
    if answer is not None and answer.status_code == 404:
        return None
    if answer is None or answer.status_code != 200 or "content-length" not in answer.headers:
        return by_boto3(client, bucket, key, kind)
    return read(answer.headers, kind)


def answered(pool: URLLib3Session, url: str, headers: Mapping[str, str]) -> AWSResponse | None:
    request = AWSPreparedRequest("HEAD", url, HeadersDict(headers), None, False)  # type: ignore[arg-type]
    try:
        return pool.send(request)
    except (ConnectTimeoutError, ReadTimeoutError):
        raise
    except BotoCoreError:
        return None


def read(headers: Mapping[str, str], kind: Checksum) -> Head:
    return Head(
        int(headers["content-length"]),
        headers.get("etag", "").strip('"'),
        None if kind is Checksum.MD5 else headers.get(HEADERS[kind]) or None,
        headers.get("x-amz-server-side-encryption", ""),
    )


def by_boto3(client: S3Client, bucket: str, key: str, kind: Checksum) -> Head | None:
    """With its checksum, from servers that know of such."""
    try:
        try:
            found = client.head_object(Bucket=bucket, Key=key, ChecksumMode="ENABLED")
        except ClientError as error:
            if status_of(error) not in {400, 405, 501}:
                raise
            found = client.head_object(Bucket=bucket, Key=key)
    except ClientError as error:
        if is_gone(error):
            return None
        raise
    return Head(
        found["ContentLength"],
        found.get("ETag", "").strip('"'),
        reported(kind, found),
        found.get("ServerSideEncryption", ""),
    )
