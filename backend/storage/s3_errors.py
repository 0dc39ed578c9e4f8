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
# Each is what an administrator must do; {bucket} and {right} are filled in.
REMEDIES = {
    "NoSuchBucket": "There is no bucket {bucket}. Check AWS_S3_BUCKET and AWS_REGION.",
    "PermanentRedirect": "The bucket {bucket} is in another region. Check AWS_REGION.",
    "IllegalLocationConstraintException": "The bucket {bucket} is in another region. "
    "Check AWS_REGION.",
    "AuthorizationHeaderMalformed": "The bucket {bucket} is in another region. Check AWS_REGION.",
    "TemporaryRedirect": "The bucket {bucket} is in another region. Check AWS_REGION.",
    "301": "The bucket {bucket} is in another region. Check AWS_REGION.",
    "307": "The bucket {bucket} is in another region. Check AWS_REGION.",
    # A HEAD has no body that could tell which of the two it is.
    "400": "S3 does not understand the server. Check AWS_REGION and its credentials.",
    "InvalidBucketName": "{bucket} can't be a bucket's name. Check AWS_S3_BUCKET.",
    "InvalidToken": "AWS refuses the server's credentials. Renew them and start it again.",
    "ExpiredToken": "The server's AWS credentials have run out. Renew them and start it again.",
    "ExpiredTokenException": "The server's AWS credentials have run out. "
    "Renew them and start it again.",
    "InvalidAccessKeyId": "AWS does not know the server's access key. Check AWS_ACCESS_KEY_ID.",
    "InvalidClientTokenId": "AWS does not know the server's access key. Check AWS_ACCESS_KEY_ID.",
    "SignatureDoesNotMatch": "The server's secret key is wrong. Check AWS_SECRET_ACCESS_KEY.",
    "AccessDenied": "The server may not use the bucket {bucket} so. Add {right} to its policy.",
    "AccessDeniedException": "The server may not use {bucket} so. Add {right} to its policy.",
    "403": "The server may not use the bucket {bucket} so, or its keys are wrong. "
    "See that its policy has {right}.",
    "RequestTimeTooSkewed": "The server's clock is wrong. Set it by NTP; nothing is lost.",
    "RequestExpired": "The server's clock is wrong. Set it by NTP; nothing is lost.",
    "InvalidObjectState": "This original is archived. Restore it first; that takes hours.",
    "QuotaExceeded": "The bucket {bucket} is full.",
    "XMinioStorageFull": "The bucket {bucket} is full.",
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
        raise Misconfigured(
            "The server has no AWS credentials. Set AWS_ACCESS_KEY_ID and "
            "AWS_SECRET_ACCESS_KEY, or give its machine a role."
        ) from error
    except BotoCoreError as error:
        raise Unavailable(f"Can't reach the bucket {bucket}. Uploads go on when it is back.") from (
            error
        )


def explain(error: ClientError, bucket: str, now: datetime) -> BackendError:
    """A pure function of S3's answer and our time; its own words are kept as the cause."""
    code = code_of(error)
    if code in UNSURE and is_skewed(error, now):
        code = "RequestTimeTooSkewed"
    if code in GONE:
        return Gone("The store no longer has this.")
    if code in MISUSED_PARTS:
        return Conflict("Parts of this upload are missing or damaged. Upload it again.")
    if (remedy := REMEDIES.get(code)) is not None:
        right = RIGHTS.get(error.operation_name, f"s3:{error.operation_name}")
        return Misconfigured(remedy.format(bucket=bucket, right=right))
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
        unavailable = Unavailable(f"The bucket {bucket} is busy. Uploads go on by themselves.")
        unavailable.retry_after_seconds = retry_after(_headers(error).get("retry-after"), now)
        return unavailable
    said = str(answer.get("Message") or code_of(error))
    return Conflict(f"The store refused {error.operation_name}: {said}")


def _headers(error: ClientError) -> Mapping[str, str]:
    headers: Mapping[str, str] = error.response.get("ResponseMetadata", {}).get("HTTPHeaders", {})
    return headers
