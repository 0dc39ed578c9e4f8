"""The object store on S3, and on servers that speak its protocol.

It relies on what S3 documents and on nothing that one server happens to do; what other servers
leave out is found out once (`s3_probe`) or worked around where a comment says for whom.
Not verified against AWS itself: tests run it on moto, ministack and rclone.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError, NoCredentialsError

from backend.errors import BackendError, Conflict
from backend.storage import s3_bodies, s3_errors, s3_heads, s3_listing, s3_probe, s3_single
from backend.storage.api import (
    LONGEST_PART_URL_SECONDS,
    Capabilities,
    Checksum,
    NewUpload,
    PartToSign,
    SignedPart,
    StoredObject,
    StoredPart,
    Writing,
)
from backend.storage.breaker import Breaker, StoreAway
from backend.storage.checksums import FIELDS, HEADERS, is_joined_from, reported
from backend.storage.s3_archive import S3Archive
from backend.storage.s3_errors import Gone, asking, explain, explained, is_gone, status_of
from backend.storage.s3_heads import BRIEF, LONG, Patience
from backend.storage.s3_single import ONE_PUT, SinglePut, upload_of
from backend.storage.sigv4 import Credentials, Signer

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

log = logging.getLogger(__name__)

AT_ONCE_SECONDS = 60  # for requests that are sent from here
LONGEST_URL_SECONDS = 7 * 24 * 3600  # S3's own limit


@dataclass(frozen=True, slots=True)
class S3Options:
    """Where the bucket is. `checksum` None: CRC-32C on AWS; elsewhere what the server verifies."""

    bucket: str
    region: str
    endpoint: str | None = None
    addressing: str = "auto"
    checksum: Checksum | None = None
    accelerate: bool = False


class S3Store:
    """An `ObjectStore` in one bucket."""

    def __init__(
        self,
        options: S3Options,
        session: boto3.Session | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._options = options
        self._bucket = options.bucket
        self._session = session or boto3.Session(region_name=options.region)
        self._now = now
        self.client = make_client(self._session, options, accelerate=False)
        self._breaker = Breaker(options.bucket, time.monotonic)
        endpoint = self.client.meta.endpoint_url
        self._heads = {kind: s3_heads.make_pool(endpoint, kind) for kind in (BRIEF, LONG)}
        self._patient: S3Client | None = None
        self._making = threading.Lock()
        # Other servers know no Glacier, and no price list of ours.
        is_aws = options.endpoint is None
        archive = S3Archive(self.client, options.bucket) if is_aws else None
        self.capabilities = Capabilities(archive=archive, is_remote=True, is_billed=is_aws)
        self._checksum = options.checksum
        self._bases: dict[bool, str] = {}
        self._accelerated: bool | None = None if options.accelerate else False
        self._works = False

    @property
    def checksum(self) -> Checksum:
        if self._checksum is None:
            self._checksum = self._find_checksum()
        return self._checksum

    def without_opening(self, upload: NewUpload) -> str | None:
        """Only for one part, and only once an upload was opened: that is when a wrong bucket or a
        missing right is found out and told in a sentence."""
        return ONE_PUT if self._works and s3_single.fits(upload) else None

    def create_multipart(self, upload: NewUpload) -> str:
        with self._asking():
            created = self.client.create_multipart_upload(
                Bucket=self._bucket,
                Key=upload.key,
                ContentType=upload.content_type,
                **algorithm_fields(self.checksum),
            )
        self._works = True
        return created["UploadId"]

    def sign_parts(
        self, key: str, multipart_id: str, parts: Sequence[PartToSign]
    ) -> list[SignedPart]:
        signer, seconds = self._signer(LONGEST_PART_URL_SECONDS, accelerated=True)
        header, upload = HEADERS[self.checksum], upload_of(multipart_id)

        def signed(part: PartToSign) -> SignedPart:
            headers = {"Content-Length": str(part.size_bytes), header: part.checksum}
            url = signer.url("PUT", key, upload.query(part.number), headers)
            return SignedPart(part.number, "PUT", url, headers, seconds)

        return [signed(part) for part in parts]

    def stored_parts(self, key: str, multipart_id: str) -> list[StoredPart]:
        if isinstance(upload_of(multipart_id), SinglePut):
            return s3_single.part_of(self.head(key))
        with self._asking():
            found = s3_listing.parts(self.client, self._bucket, key, multipart_id)
        return [_stored_part(part, self.checksum) for part in found]

    def complete_multipart(
        self, key: str, multipart_id: str, parts: Sequence[StoredPart]
    ) -> StoredObject:
        ordered = sorted(parts, key=lambda part: part.number)
        if isinstance(upload_of(multipart_id), SinglePut):
            return s3_single.completed(key, ordered)
        doubt = self._join(key, multipart_id, ordered)
        whole = self._head(key, LONG)
        if whole is None:
            raise self._without_object(key, multipart_id, doubt) from doubt
        stored, etag_is_md5 = whole
        if not is_joined_from(stored, ordered, self.checksum, etag_is_md5=etag_is_md5):
            raise Conflict("place_taken")
        return stored

    def _join(
        self, key: str, multipart_id: str, parts: Sequence[StoredPart]
    ) -> ClientError | BotoCoreError | None:
        """Ask for the parts to be joined; returns the error that leaves open whether they were.

        After a lost answer (a cut line, an error inside a 200) boto3 asks again and hears
        NoSuchUpload: then the object itself tells whether the first request worked.
        """
        fields: Any = [_completed(part, self.checksum) for part in parts]
        self._breaker.ask()
        with explained(self._bucket):
            try:
                self._patient_client.complete_multipart_upload(
                    Bucket=self._bucket,
                    Key=key,
                    UploadId=multipart_id,
                    MultipartUpload={"Parts": fields},
                )
            except ClientError as error:
                self._breaker.answered()
                if not is_gone(error) and status_of(error) < 500:
                    raise
                return error
            except HTTPClientError as error:
                return error  # whether the store is away, the look at the object tells
        self._breaker.answered()
        return None

    def _without_object(
        self, key: str, multipart_id: str, doubt: ClientError | BotoCoreError | None
    ) -> BackendError:
        """Why there is no object: the upload is gone, or the store fell over before joining."""
        try:
            self.stored_parts(key, multipart_id)
        except Gone:
            return Gone("upload_gone_from_store")
        if isinstance(doubt, ClientError) and not is_gone(doubt):
            return explain(doubt, self._bucket, self._now())
        return StoreAway(self._bucket)

    def abort_multipart(self, key: str, multipart_id: str) -> None:
        with self._asking():
            if isinstance(upload_of(multipart_id), SinglePut):
                self.client.delete_object(Bucket=self._bucket, Key=key)
                return
            s3_listing.abort(self.client, self._bucket, key, multipart_id)

    def head(self, key: str) -> StoredObject | None:
        found = self._head(key)
        return found[0] if found else None

    def _head(self, key: str, patience: Patience = BRIEF) -> tuple[StoredObject, bool] | None:
        """The object, and whether its ETag is made of MD5s (it is not under SSE-KMS)."""
        signer, _ = self._signer(AT_ONCE_SECONDS, accelerated=False)
        request = signer.request("HEAD", key, s3_heads.WANTED)
        pool, kind = self._heads[patience], self.checksum
        with self._asking():
            client = self.client if patience is BRIEF else self._patient_client
            found = s3_heads.ask(pool, client, self._bucket, key, kind, request)
        if found is None:
            return None
        stored = StoredObject(key, found.size_bytes, found.etag, found.checksum)
        return stored, not found.encryption.startswith("aws:kms")

    def read(self, key: str, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        return s3_bodies.read(self.client, self._bucket, key, start, stop)

    def put(self, key: str, data: BinaryIO | bytes, writing: Writing) -> None:
        with self._asking():
            s3_bodies.put(self.client, self._bucket, key, data, writing)

    def keys(self, prefix: str) -> Iterator[str]:
        with self._asking():
            yield from s3_listing.keys(self.client, self._bucket, prefix)

    def unfinished(self, prefix: str) -> Iterator[str]:
        whole_bucket_too = self._options.endpoint is not None
        with self._asking():
            found = s3_listing.open_below(
                self.client, self._bucket, prefix, whole_bucket_too=whole_bucket_too
            )
        yield from sorted(key for key, _ in found)

    def delete_prefix(self, prefix: str) -> int:
        """Open uploads go first: one that completes meanwhile is then deleted as an object."""
        if not prefix:
            raise ValueError("an empty prefix would empty the bucket")
        whole_bucket_too = self._options.endpoint is not None
        with self._asking():
            aborted = s3_listing.abort_below(
                self.client, self._bucket, prefix, whole_bucket_too=whole_bucket_too
            )
            return aborted + s3_listing.delete_below(self.client, self._bucket, prefix)

    def signed_get(self, key: str, expires_in_seconds: int) -> str:
        return self.signed_gets([key], expires_in_seconds)[0]

    def signed_gets(self, keys: Sequence[str], expires_in_seconds: int) -> list[str]:
        """One GET URL a key, all made with the same credentials and moment."""
        signer, _ = self._signer(min(expires_in_seconds, LONGEST_URL_SECONDS), accelerated=False)
        return [signer.url("GET", key, {}, {}) for key in keys]

    def growing(self, key: str, multipart_id: str) -> Path | None:  # noqa: ARG002
        """S3 shows nothing of an upload before it is complete."""
        return None

    def _asking(self) -> AbstractContextManager[None]:
        return asking(self._breaker, self._bucket)

    @property
    def _patient_client(self) -> S3Client:
        """Made when it is needed: a second client costs as much as the first."""
        with self._making:
            if self._patient is None:
                self._patient = make_client(
                    self._session, self._options, accelerate=False, patience=LONG
                )
            return self._patient

    def _signer(self, seconds: int, *, accelerated: bool) -> tuple[Signer, int]:
        """A signer for now, and how long its URLs live: no longer than the credentials."""
        with explained(self._bucket):
            found = self._session.get_credentials()
            if found is None:
                raise NoCredentialsError
            frozen = found.get_frozen_credentials()
            base = self._base(accelerated=accelerated and self._is_accelerated())
        now = self._now()
        runs_out = getattr(found, "_expiry_time", None)
        if isinstance(runs_out, datetime):
            seconds = max(1, min(seconds, int((runs_out - now) / timedelta(seconds=1))))
        keys = Credentials(frozen.access_key or "", frozen.secret_key or "", frozen.token)
        return Signer(base, keys, self.client.meta.region_name, now, seconds), seconds

    def _base(self, *, accelerated: bool) -> str:
        """Where boto3 would send requests for this bucket, learnt from one URL of its own."""
        if accelerated not in self._bases:
            client = self.client
            if accelerated:
                client = make_client(self._session, self._options, accelerate=True)
            url = client.generate_presigned_url(
                "get_object", Params={"Bucket": self._bucket, "Key": "k"}
            )
            self._bases[accelerated] = url.partition("?")[0].removesuffix("/k")
        return self._bases[accelerated]

    def _is_accelerated(self) -> bool:
        """Whether the bucket has Transfer Acceleration switched on; asked once."""
        if self._accelerated is None:
            try:
                answer = self.client.get_bucket_accelerate_configuration(Bucket=self._bucket)
                self._accelerated = answer.get("Status") == "Enabled"
            except (ClientError, BotoCoreError) as error:
                log.warning("can't ask for acceleration of %s: %s", self._bucket, error)
                self._accelerated = False
            if not self._accelerated:
                log.warning("the bucket %s is not accelerated; using it without", self._bucket)
        return self._accelerated

    def _find_checksum(self) -> Checksum:
        if self._options.endpoint is None:
            return Checksum.CRC32C
        started = time.monotonic()
        signer, _ = self._signer(AT_ONCE_SECONDS, accelerated=False)
        with explained(self._bucket):
            kind = s3_probe.checksum(self.client, self._bucket, signer)
        log.info("the store verifies %s (asked in %.2f s)", kind, time.monotonic() - started)
        return kind


def make_client(
    session: boto3.Session, options: S3Options, *, accelerate: bool, patience: Patience = BRIEF
) -> S3Client:
    """A client that sends no checksum trailers: most servers other than AWS refuse them."""
    addressing = options.addressing
    if addressing == "auto":
        dotted = "." in options.bucket  # no certificate covers bucket.with.dots.s3.…
        addressing = "path" if options.endpoint or dotted else "virtual"
    style: Any = {"addressing_style": addressing, "use_accelerate_endpoint": accelerate}
    config = Config(
        signature_version="s3v4",
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        retries={"mode": "standard", "total_max_attempts": patience.tries},
        connect_timeout=patience.connect_seconds,
        read_timeout=patience.read_seconds,
        max_pool_connections=s3_heads.MOST_CONNECTIONS,
        s3=style,
    )
    client: S3Client = session.client(
        "s3", region_name=options.region, endpoint_url=options.endpoint, config=config
    )
    client.meta.events.register("before-call.s3", s3_errors.stay_here)
    client.meta.events.register("before-call.s3.DeleteObjects", s3_listing.with_md5)
    return client


def algorithm_fields(kind: Checksum) -> dict[str, Any]:
    """Parts are verified one by one; CRC-64/NVME exists for whole objects only."""
    if kind is Checksum.MD5:
        return {}
    whole = {"ChecksumType": "FULL_OBJECT"} if kind is Checksum.CRC64NVME else {}
    return {"ChecksumAlgorithm": kind.value.upper(), **whole}


def _stored_part(part: Mapping[str, Any], kind: Checksum) -> StoredPart:
    return StoredPart(
        part["PartNumber"], part["Size"], part.get("ETag", "").strip('"'), reported(kind, part)
    )


def _completed(part: StoredPart, kind: Checksum) -> dict[str, Any]:
    fields: dict[str, Any] = {"PartNumber": part.number, "ETag": f'"{part.etag}"'}
    if part.checksum is not None and kind in FIELDS:
        fields[FIELDS[kind]] = part.checksum
    return fields
