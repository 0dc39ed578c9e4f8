"""What AWS and Mux tell us. Every event may be forged, late, repeated, out of order or lost.

So an event is only a hint: it makes us look at the store or ask the service, and what they say
counts. Cleanup and polling find out the same a little later when an event is lost.
"""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Request, Response

from backend.database.database import Database
from backend.database.tables import UploadState
from backend.errors import BackendError, NotFound
from backend.http.dependencies import DatabaseDep, HooksDep, NudgeDep, UploadsDep
from backend.http.store_threads import asks_store
from backend.http.webhook_signatures import verify_mux, verify_secret
from backend.uploads.service import Uploads

router = APIRouter(prefix="/hooks", tags=["hooks"])
MOST_BYTES = 256 * 1024  # EventBridge's own limit of an event


class BadEvent(BackendError):
    status = 422
    code = "bad_event"

    sentence = "bad_event"


async def event_body(request: Request) -> bytes:
    """At most as much as a genuine sender sends."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BYTES:
            raise BadEvent
    return body


Body = Annotated[bytes, Depends(event_body)]


def from_eventbridge(hooks: HooksDep, x_matinee_hook: Annotated[str, Header()] = "") -> None:
    """The template's API destination sends the secret in this header."""
    if not hooks.eventbridge:
        raise NotFound("takes_no_events")
    verify_secret(x_matinee_hook, hooks.eventbridge)


@router.post("/s3", status_code=204, dependencies=[Depends(from_eventbridge)])
@asks_store
def stored(database: DatabaseDep, uploads: UploadsDep, hooks: HooksDep, body: Body) -> Response:
    """ "Object Created": an upload whose completion we began is finished, exactly once.

    One that is still open is left alone: whoever completes it must name its parts.
    """
    detail = detail_of(body)
    bucket, key = read(detail, "bucket", "name"), read(detail, "object", "key")
    if bucket == hooks.bucket and key.startswith("sources/"):
        finish_upload(database, uploads, key)
    return Response(status_code=204)


@router.post("/mediaconvert", status_code=204, dependencies=[Depends(from_eventbridge)])
def converted(nudge: NudgeDep, body: Body) -> Response:
    """ "MediaConvert Job State Change": the next look at this job asks the service."""
    nudge(read(detail_of(body), "jobId"))
    return Response(status_code=204)


@router.post("/mux", status_code=204)
def mux(
    database: DatabaseDep,
    hooks: HooksDep,
    nudge: NudgeDep,
    body: Body,
    mux_signature: Annotated[str, Header()] = "",
) -> Response:
    """`video.asset.…`: the next look at this asset asks Mux."""
    if not hooks.mux:
        raise NotFound("takes_no_events")
    verify_mux(mux_signature, body, hooks.mux, database.clock())
    event = parsed(body)
    if read(event, "type").startswith("video.asset."):
        nudge(read(event, "data", "id"))
    return Response(status_code=204)


def finish_upload(database: Database, uploads: Uploads, key: str) -> None:
    """Client and event may race: the row's state lets one of them through."""
    video_id = key.split("/")[1]
    upload = database.upload_to(key, video_id)
    if upload is not None and upload.state == UploadState.COMPLETING:
        uploads.finish([upload])


def parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadEvent from error


def detail_of(body: bytes) -> Any:
    event = parsed(body)
    return event.get("detail") if isinstance(event, dict) else None


def read(event: Any, *path: str) -> str:
    """The text at this place of an event."""
    for name in path:
        if not isinstance(event, dict) or name not in event:
            raise BadEvent
        event = event[name]
    if not isinstance(event, str) or not event.isprintable():
        raise BadEvent
    return event
