"""Uploads: create, sign parts, see what is stored, complete, abort."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urljoin

from fastapi import APIRouter, Header, Request, Response

from backend.schemas import (
    CompleteBody,
    CompletedView,
    PartsBody,
    SignedPartView,
    StoredPartView,
    UploadBody,
    UploadView,
    UploadWithParts,
    view_of,
)
from backend.services import Here, SignedIn
from backend.storage.api import PartToSign
from backend.uploads import Wish, size_of_part

router = APIRouter(prefix="/api/uploads", tags=["uploads"])
IdempotencyKey = Annotated[str | None, Header(max_length=200)]


@router.post("", status_code=201)
def create(
    here: Here, account: SignedIn, body: UploadBody, idempotency_key: IdempotencyKey = None
) -> UploadView:
    """Open an upload and its video. The same Idempotency-Key answers with the same upload."""
    known = body.model_dump(exclude={"media"})
    media = body.media.model_dump(exclude_none=True) if body.media else {}
    upload = here.uploads.create(account, Wish(**known, media=media), idempotency_key)
    return UploadView(**view_of(upload, UploadView))


@router.get("/{upload_id}")
def stored(here: Here, account: SignedIn, upload_id: str) -> UploadWithParts:
    """The upload with the parts that need not be sent again."""
    upload = here.uploads.own(account, upload_id)
    parts = [
        StoredPartView(**view_of(part, StoredPartView)) for part in here.uploads.stored(upload)
    ]
    return UploadWithParts(**view_of(upload, UploadView), parts=parts)


@router.post("/{upload_id}/parts")
def sign(
    here: Here, account: SignedIn, request: Request, upload_id: str, body: PartsBody
) -> list[SignedPartView]:
    """One signed PUT for each part asked for."""
    upload = here.uploads.own(account, upload_id)
    wanted = [
        PartToSign(part.number, size_of_part(upload, part.number), part.checksum)
        for part in body.parts
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


@router.post("/{upload_id}/complete")
def complete(
    here: Here, account: SignedIn, upload_id: str, body: CompleteBody | None = None
) -> CompletedView:
    """Join the parts and verify the whole; the same again is a success."""
    upload = here.uploads.own(account, upload_id)
    video = here.uploads.complete(upload, body.sha256 if body else None)
    return CompletedView(video_id=video.id, state=video.state)


@router.delete("/{upload_id}", status_code=204)
def abort(here: Here, account: SignedIn, upload_id: str) -> Response:
    """Forget the upload, what it stored, and its video."""
    here.uploads.abort(here.uploads.own(account, upload_id))
    return Response(status_code=204)
