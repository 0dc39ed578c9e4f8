"""Uploads: create, sign parts, see what is stored, complete, abort."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, TypeVar
from urllib.parse import urljoin

from fastapi import APIRouter, Header, Request, Response

from backend.errors import BackendError
from backend.schemas import (
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
    StoredPartView,
    UploadBody,
    UploadsBody,
    UploadView,
    UploadWithParts,
    view_of,
)
from backend.services import Here, Services, SignedIn
from backend.storage.api import PartToSign
from backend.tables import Account, Upload, UploadState
from backend.uploads import Wish, size_of_part

router = APIRouter(prefix="/api", tags=["uploads"])
IdempotencyKey = Annotated[str | None, Header(max_length=200)]
Asked = TypeVar("Asked")
Made = TypeVar("Made")


@router.post("/uploads", status_code=201)
def create(
    here: Here,
    account: SignedIn,
    request: Request,
    body: UploadBody,
    idempotency_key: IdempotencyKey = None,
) -> CreatedView:
    """Open an upload and its video. The same Idempotency-Key answers with the same upload.

    `first_parts` are signed at once if their `checksum` is the store's kind.
    """
    return created(here, account, request, body, idempotency_key)


@router.post("/batches/uploads")
def create_many(
    here: Here, account: SignedIn, request: Request, body: UploadsBody
) -> list[CreatedOutcome]:
    """Several creates in one call, answered in their order; one may fail without the others."""

    def one(wish: UploadBody, key: str) -> CreatedView:
        return created(here, account, request, wish, key)

    outcomes = each(here, lambda asked: one(asked, asked.idempotency_key), body.uploads)
    return [CreatedOutcome(upload=upload, fault=fault) for upload, fault in outcomes]


@router.post("/batches/completions")
def complete_many(here: Here, account: SignedIn, body: CompletionsBody) -> list[CompletedOutcome]:
    """Several completes in one call, answered in their order; one may fail without the others."""
    outcomes = each(
        here, lambda asked: completed(here, account, asked.id, asked.sha256), body.uploads
    )
    return [CompletedOutcome(upload=upload, fault=fault) for upload, fault in outcomes]


@router.get("/uploads/{upload_id}")
def stored(here: Here, account: SignedIn, upload_id: str) -> UploadWithParts:
    """The upload with the parts that need not be sent again."""
    upload = here.uploads.own(account, upload_id)
    parts = [
        StoredPartView(**view_of(part, StoredPartView)) for part in here.uploads.stored(upload)
    ]
    return UploadWithParts(**view_of(upload, UploadView), parts=parts)


@router.post("/uploads/{upload_id}/parts")
def sign(
    here: Here, account: SignedIn, request: Request, upload_id: str, body: PartsBody
) -> list[SignedPartView]:
    """One signed PUT for each part asked for."""
    return signed(here, request, here.uploads.own(account, upload_id), body.parts)


@router.post("/uploads/{upload_id}/complete")
def complete(
    here: Here, account: SignedIn, upload_id: str, body: CompleteBody | None = None
) -> CompletedView:
    """Join the parts and verify the whole; the same again is a success.

    A `sha256` that was not known in time may be handed in later by asking again.
    """
    return completed(here, account, upload_id, body.sha256 if body else None)


@router.delete("/uploads/{upload_id}", status_code=204)
def abort(here: Here, account: SignedIn, upload_id: str) -> Response:
    """Forget the upload, what it stored, and its video."""
    here.uploads.abort(here.uploads.own(account, upload_id))
    return Response(status_code=204)


def created(
    here: Services, account: Account, request: Request, body: UploadBody, key: str | None
) -> CreatedView:
    known = {name: getattr(body, name) for name in PLAIN}
    media = body.media.model_dump(exclude_none=True) if body.media else {}
    upload = here.uploads.create(account, Wish(**known, media=media), key)
    first = body.first_parts
    usable = first and first.checksum == upload.checksum and upload.state == UploadState.OPEN
    parts = signed(here, request, upload, first.parts) if first and usable else []
    return CreatedView(**view_of(upload, UploadView), signed=parts)


PLAIN = ("filename", "size_bytes", "sha256", "title", "channel_id")


def completed(
    here: Services, account: Account, upload_id: str, sha256: str | None
) -> CompletedView:
    video = here.uploads.complete(here.uploads.own(account, upload_id), sha256)
    return CompletedView(video_id=video.id, state=video.state)


def signed(
    here: Services, request: Request, upload: Upload, parts: Sequence[PartBody]
) -> list[SignedPartView]:
    wanted = [
        PartToSign(part.number, size_of_part(upload, part.number), part.checksum) for part in parts
    ]
    base = here.settings.public_url or str(request.base_url)
    return [
        SignedPartView(
            number=part.number,
            method=part.method,
            url=urljoin(base, part.url),
            headers=dict(part.headers),
            expires_in_seconds=part.expires_in_seconds,
        )
        for part in here.uploads.sign(upload, wanted)
    ]


def each(
    here: Services, do: Callable[[Asked], Made], batch: Sequence[Asked]
) -> list[tuple[Made | None, FaultView | None]]:
    """Do it for each, several at a time, since the store takes its time for every one."""

    def outcome(asked: Asked) -> tuple[Made | None, FaultView | None]:
        try:
            return do(asked), None
        except BackendError as error:
            return None, fault_of(error)

    return list(here.batches.map(outcome, batch))


def fault_of(error: BackendError) -> FaultView:
    return FaultView(
        status=error.status,
        error=error.code,
        message=str(error),
        retryable=error.retryable,
        retry_after_seconds=error.retry_after_seconds,
    )
