"""Uploads: create, sign parts, see what is stored, complete, abort."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any
from urllib.parse import urljoin

from fastapi import APIRouter, Header, Response

from backend.accounts.roles import quota_of
from backend.database.tables import Upload, UploadState, Video
from backend.errors import BackendError
from backend.http.answers import ready
from backend.http.bounds import MIB, takes
from backend.http.dependencies import BaseUrl, DatabaseDep, SignedIn, UploadsDep
from backend.http.schemas.common import (
    CompleteBody,
    CompletedOutcome,
    CompletedView,
    CompletionsBody,
    CreatedOutcome,
    CreatedView,
    FaultView,
    PartBody,
    PartsBody,
    SignedPartView,
    SpaceView,
    StoredPartView,
    UploadBody,
    UploadsBody,
    UploadWithParts,
    iso,
)
from backend.http.store_threads import asks_store
from backend.storage.api import PartToSign
from backend.uploads.completion import size_of_part
from backend.uploads.opening import Wish
from backend.uploads.service import Uploads

router = APIRouter(prefix="/api", tags=["uploads"])
BATCH_BYTES = 12 * MIB
"""Fifty uploads, each with its poster."""
IdempotencyKey = Annotated[str | None, Header(max_length=200)]


@router.post("/uploads", status_code=201)
@asks_store
def create(
    uploads: UploadsDep,
    account: SignedIn,
    base_url: BaseUrl,
    body: UploadBody,
    idempotency_key: IdempotencyKey = None,
) -> CreatedView:
    """Open an upload and its video. The same Idempotency-Key answers with the same upload.

    `first_parts` are signed at once if their `checksum` is the store's kind.
    """
    upload = uploads.create(account, wish_of(body), idempotency_key)
    return created(uploads, base_url, body, upload)


@router.get("/space")
def space(uploads: UploadsDep, database: DatabaseDep, account: SignedIn) -> SpaceView:
    """How much the account's originals take, and how much they may; null: whatever there is."""
    quota = quota_of(account, uploads.limits.quota_bytes)
    return SpaceView(used_bytes=database.used_bytes(account.id), quota_bytes=quota)


@router.post("/batches/uploads")
@takes(BATCH_BYTES)
@asks_store
def create_many(
    uploads: UploadsDep, account: SignedIn, base_url: BaseUrl, body: UploadsBody
) -> list[CreatedOutcome]:
    """Several creates in one call, answered in their order; one may fail without the others."""
    asked = [(wish_of(item), item.idempotency_key) for item in body.uploads]
    made = zip(body.uploads, uploads.create_all(account, asked), strict=True)
    return [created_outcome(uploads, base_url, item, outcome) for item, outcome in made]


@router.post("/batches/completions")
@asks_store
def complete_many(
    uploads: UploadsDep, account: SignedIn, body: CompletionsBody
) -> list[CompletedOutcome]:
    """Several completes in one call, answered in their order; one may fail without the others."""
    asked = [(item.id, item.blake3) for item in body.uploads]
    return [
        CompletedOutcome(fault=fault_of(outcome))
        if isinstance(outcome, BackendError)
        else CompletedOutcome(upload=completed(outcome))
        for outcome in uploads.complete_all(account, asked)
    ]


@router.get("/uploads/{upload_id}")
@asks_store
def stored(uploads: UploadsDep, account: SignedIn, upload_id: str) -> UploadWithParts:
    """The upload with the parts that need not be sent again."""
    return with_parts(uploads, uploads.own(account, upload_id))


@router.post("/uploads/{upload_id}/smaller-parts")
@asks_store
def cut_smaller(uploads: UploadsDep, account: SignedIn, upload_id: str) -> UploadWithParts:
    """Cut it into the smallest parts that the store takes: what was stored has to be sent again.

    For a proxy that lets no larger ones pass (413). It stays as it is if they can't be smaller.
    """
    return with_parts(uploads, uploads.cut_smaller(uploads.own(account, upload_id)))


@router.post("/uploads/{upload_id}/parts", response_model=list[SignedPartView])
@asks_store
def sign(
    uploads: UploadsDep, account: SignedIn, base_url: BaseUrl, upload_id: str, body: PartsBody
) -> Response:
    """One signed PUT for each part asked for."""
    parts = signed(uploads, base_url, uploads.own(account, upload_id), body.parts)
    return ready(parts, list[SignedPartView])


@router.post("/uploads/{upload_id}/complete")
@asks_store
def complete(
    uploads: UploadsDep, account: SignedIn, upload_id: str, body: CompleteBody | None = None
) -> CompletedView:
    """Join the parts and verify the whole; the same again is a success.

    A `blake3` that was not known in time may be handed in later by asking again.
    """
    upload = uploads.own(account, upload_id)
    video = uploads.complete(upload, body.blake3 if body else None)
    return completed(video)


@router.delete("/uploads/{upload_id}", status_code=204)
@asks_store
def abort(uploads: UploadsDep, account: SignedIn, upload_id: str) -> Response:
    """Forget the upload, what it stored, and its video."""
    uploads.abort(uploads.own(account, upload_id))
    return Response(status_code=204)


def with_parts(uploads: Uploads, upload: Upload) -> UploadWithParts:
    parts = [
        StoredPartView(
            number=part.number,
            size_bytes=part.size_bytes,
            etag=part.etag,
            checksum=part.checksum,
        )
        for part in uploads.stored(upload)
    ]
    return UploadWithParts(**shown(upload), parts=parts)


def wish_of(body: UploadBody, replaces: str | None = None) -> Wish:
    plain = {name: getattr(body, name) for name in PLAIN}
    media = body.media.model_dump(exclude_none=True) if body.media else {}
    return Wish(**plain, media=media, replaces=replaces)


PLAIN = ("filename", "size_bytes", "blake3", "fingerprint", "title", "channel_id", "poster")


def created_outcome(
    uploads: Uploads, base_url: str, body: UploadBody, outcome: Upload | BackendError
) -> CreatedOutcome:
    try:
        if isinstance(outcome, BackendError):
            raise outcome
        return CreatedOutcome(upload=created(uploads, base_url, body, outcome))
    except BackendError as error:
        return CreatedOutcome(fault=fault_of(error))


def created(uploads: Uploads, base_url: str, body: UploadBody, upload: Upload) -> CreatedView:
    first = body.first_parts
    usable = first and first.checksum == upload.checksum and upload.state == UploadState.OPEN
    parts: list[SignedPartView] = []
    if first and usable:
        parts = signed(uploads, base_url, upload, first.parts, goes_on=False)
    return CreatedView(**shown(upload), signed=parts)


def completed(video: Video) -> CompletedView:
    return CompletedView(video_id=video.replaces or video.id, state=video.state)


def shown(upload: Upload) -> dict[str, Any]:
    """The fields of an `UploadView`."""
    return {
        "id": upload.id,
        "video_id": upload.replaces or upload.video_id,
        "state": upload.state,
        "part_size_bytes": upload.part_size_bytes,
        "part_count": upload.part_count,
        "checksum": upload.checksum,
        "expires_at": iso(upload.expires_at),
    }


def signed(
    uploads: Uploads,
    base_url: str,
    upload: Upload,
    parts: Sequence[PartBody],
    goes_on: bool = True,
) -> list[SignedPartView]:
    wanted = [
        PartToSign(part.number, size_of_part(upload, part.number), part.checksum) for part in parts
    ]
    here = urljoin(base_url, "/").rstrip("/")
    return [
        SignedPartView(
            number=part.number,
            method=part.method,
            url=here + part.url if part.url.startswith("/") else part.url,
            headers=dict(part.headers),
            expires_in_seconds=part.expires_in_seconds,
        )
        for part in uploads.sign(upload, wanted, goes_on=goes_on)
    ]


def fault_of(error: BackendError) -> FaultView:
    return FaultView(
        status=error.status,
        error=error.code,
        message=error.told(),
        retryable=error.retryable,
        retry_after_seconds=error.retry_after_seconds,
    )
