"""What S3 refuses, as sentences for whoever runs the server (and for the uploader's screen)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    NoCredentialsError,
    PartialCredentialsError,
)

from backend.errors import BackendError, Conflict, NotFound, Unavailable
from backend.retry_after import retry_after
from backend.storage.breaker import Breaker, StoreAway

GONE = frozenset({"NoSuchUpload", "NoSuchKey", "404", "NotFound"})
BUSY = frozenset(
    {"SlowDown", "ServiceUnavailable", "RequestLimitExceeded", "Throttling", "TooManyRequests"}
)
MISUSED_PARTS = frozenset({"InvalidPart", "InvalidPartOrder", "EntityTooSmall", "BadDigest"})

# Operations whose right has another name ("Actions defined by Amazon S3").
RIGHTS = {
    "HeadObject": "s3:GetObject",
    "CreateMultipartUpload": "s3:PutObject",
    "CompleteMultipartUpload": "s3:PutObject",
    "UploadPart": "s3:PutObject",
    "DeleteObjects": "s3:DeleteObject",
    "ListObjectsV2": "s3:ListBucket",
    "ListParts": "s3:ListMultipartUploadParts",
    "ListMultipartUploads": "s3:ListBucketMultipartUploads",
    "GetBucketAccelerateConfiguration": "s3:GetAccelerateConfiguration",
    "GetBucketNotificationConfiguration": "s3:GetBucketNotification",
    "GetBucketCors": "s3:GetBucketCORS",
    "CreateJob": "mediaconvert:CreateJob",
    "GetJob": "mediaconvert:GetJob",
    "CancelJob": "mediaconvert:CancelJob",
    "GetQueue": "mediaconvert:GetQueue",
}
# Each sentence is what an administrator must do.
REMEDIES = {
    "NoSuchBucket": "no_such_bucket",
    "PermanentRedirect": "bucket_elsewhere",
    "IllegalLocationConstraintException": "bucket_elsewhere",
    "AuthorizationHeaderMalformed": "bucket_elsewhere",
    "TemporaryRedirect": "bucket_elsewhere",
    "301": "bucket_elsewhere",
    "307": "bucket_elsewhere",
    # A HEAD has no body that could tell which of the two it is.
    "400": "s3_does_not_understand",
    "InvalidBucketName": "bad_bucket_name",
    "InvalidToken": "credentials_refused",
    "ExpiredToken": "credentials_expired",
    "ExpiredTokenException": "credentials_expired",
    "InvalidAccessKeyId": "unknown_access_key",
    "InvalidClientTokenId": "unknown_access_key",
    "SignatureDoesNotMatch": "wrong_secret_key",
    "AccessDenied": "bucket_denied",
    "AccessDeniedException": "access_denied",
    "403": "bucket_denied_or_keys",
    "RequestTimeTooSkewed": "clock_wrong",
    "RequestExpired": "clock_wrong",
    "InvalidObjectState": "original_archived",
    "QuotaExceeded": "bucket_full",
    "XMinioStorageFull": "bucket_full",
}


# What servers also say when they mean the clock; a HEAD's answer can't say more.
UNSURE = frozenset({"AccessDenied", "400", "403", "SignatureDoesNotMatch"})
MOST_SKEW = timedelta(minutes=15)


class Misconfigured(Unavailable):
    """A service refuses the server; an administrator has to act, but no upload is lost."""

    code = "misconfigured"
    retry_after_seconds = 60


class Gone(NotFound):
    """The store knows no such object or multipart upload."""


def code_of(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))


def status_of(error: ClientError) -> int:
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


def is_gone(error: ClientError) -> bool:
    return code_of(error) in GONE


def stay_here(context: dict[str, Any], **_: object) -> None:
    """Keep botocore from following a bucket to another region: presigned URLs would not, and a
    server that only redirects would be followed for ever."""
    context.setdefault("s3_redirect", {})["redirected"] = True


@contextmanager
def explained(bucket: str) -> Iterator[None]:
    """Turn whatever boto3 raises inside into a `BackendError`."""
    try:
        yield
    except ClientError as error:
        raise explain(error, bucket, datetime.now(UTC)) from error
    except (NoCredentialsError, PartialCredentialsError) as error:
        raise Misconfigured("no_aws_credentials") from error
    except BotoCoreError as error:
        raise StoreAway(bucket) from error


@contextmanager
def asking(breaker: Breaker, bucket: str) -> Iterator[None]:
    """The same for what is asked only of a store that answers."""
    breaker.ask()
    try:
        with explained(bucket):
            yield
    except StoreAway:
        breaker.failed()
        raise
    except Exception:
        breaker.answered()  # whatever it said
        raise
    breaker.answered()


def explain(error: ClientError, bucket: str, now: datetime) -> BackendError:
    """A pure function of S3's answer and our time; its own words are kept as the cause."""
    code = code_of(error)
    if code in UNSURE and is_skewed(error, now):
        code = "RequestTimeTooSkewed"
    if code in GONE:
        return Gone("gone_from_store")
    if code in MISUSED_PARTS:
        return Conflict("parts_damaged")
    if (remedy := REMEDIES.get(code)) is not None:
        right = RIGHTS.get(error.operation_name, f"s3:{error.operation_name}")
        return Misconfigured(remedy, bucket=bucket, right=right)
    return _other(error, bucket, now)


def is_skewed(error: ClientError, now: datetime) -> bool:
    """Whether the answer's own time is further from ours than S3 lets pass."""
    try:
        theirs = parsedate_to_datetime(_headers(error).get("date", ""))
    except ValueError:
        return False
    return abs(now - theirs.replace(tzinfo=theirs.tzinfo or UTC)) > MOST_SKEW


def _other(error: ClientError, bucket: str, now: datetime) -> BackendError:
    answer: Any = error.response.get("Error", {})
    busy = code_of(error) in BUSY or status_of(error) in {429, 503}
    if busy or status_of(error) >= 500 or not status_of(error):
        unavailable = Unavailable("bucket_busy", bucket=bucket)
        unavailable.retry_after_seconds = retry_after(_headers(error).get("retry-after"), now)
        return unavailable
    words = str(answer.get("Message") or code_of(error))
    return Conflict("store_refused", operation=error.operation_name, words=words)


def _headers(error: ClientError) -> Mapping[str, str]:
    headers: Mapping[str, str] = error.response.get("ResponseMetadata", {}).get("HTTPHeaders", {})
    return headers
