"""A new source for a video that keeps its address, and the way back to former ones."""

from __future__ import annotations

from fastapi import APIRouter, Response

from backend.database.tables import Video, VideoState
from backend.database.versions import REPLACEABLE
from backend.errors import Conflict
from backend.http.dependencies import (
    BaseUrl,
    CleanupDep,
    DatabaseDep,
    SignedIn,
    UploadsDep,
    ViewsDep,
)
from backend.http.routes.uploads import IdempotencyKey, created, wish_of
from backend.http.schemas.common import CreatedView, UploadBody, VideoView, iso
from backend.http.schemas.studio import VersionList, VersionView
from backend.http.store_threads import asks_store
from backend.http.views import fault
from backend.videos import access

router = APIRouter(prefix="/api/videos/{video_id}", tags=["studio"])


@router.put("/source", status_code=201)
@asks_store
def replace_source(
    database: DatabaseDep,
    uploads: UploadsDep,
    account: SignedIn,
    base_url: BaseUrl,
    video_id: str,
    body: UploadBody,
    idempotency_key: IdempotencyKey = None,
) -> CreatedView:
    """Open an upload, as `POST /uploads` does, of a file that takes the place of the video's.

    The former one is played until all of the new one is made. `title`, `channel_id` and `poster`
    count for nothing: the video keeps its own.
    """
    access.own_video(database, account, video_id)
    upload = uploads.create(account, wish_of(body, replaces=video_id), idempotency_key)
    return created(uploads, base_url, body, upload)


@router.delete("/source", status_code=204)
def keep_source(
    database: DatabaseDep, cleanup: CleanupDep, account: SignedIn, video_id: str
) -> Response:
    """Forget the file that was to take the place of the video's, wherever it is on its way."""
    access.own_video(database, account, video_id)
    for row in database.replacements(video_id):
        cleanup.delete_replacement(row.id)
    return Response(status_code=204)


@router.get("/versions")
def versions(database: DatabaseDep, account: SignedIn, video_id: str) -> VersionList:
    """The newest source first; the one that is shown is among them."""
    film = access.own_video(database, account, video_id)
    rows = [row for row in database.replacements(video_id) if row.state != VideoState.DELETED]
    in_order = sorted([film, *rows], key=lambda row: -row.source_number)
    times = database.upload_times([row.id for row in in_order])
    views = [view_of(row, times.get(row.id, row.created_at)) for row in in_order]
    return VersionList(versions=views)


@router.post("/versions/{number}/restore")
def restore_version(
    database: DatabaseDep, views: ViewsDep, account: SignedIn, video_id: str, number: int
) -> VideoView:
    """Show a former source again; at once, for what was made of it was kept."""
    row = access.own_version(database, account, video_id, number)
    if not database.show_source(row.id, REPLACEABLE):
        if access.own_video(database, account, video_id).state not in REPLACEABLE:
            raise Conflict("not_replaceable")
        raise access.NoSuchVersion
    return views.own(account, video_id)


def view_of(row: Video, uploaded_at: float) -> VersionView:
    """Rows keep their dates when they exchange their sources, whose uploads go with them."""
    return VersionView(
        number=row.source_number,
        current=row.replaces is None,
        state=row.state,
        filename=row.filename,
        size_bytes=row.size_bytes,
        blake3=row.blake3,
        duration_seconds=row.duration_seconds,
        width=row.width,
        height=row.height,
        uploaded_at=iso(uploaded_at),
        percent=row.percent,
        seconds_left=row.seconds_left,
        error=fault(row.error, row.error_retryable),
    )
