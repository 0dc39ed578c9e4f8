"""A video's content: the file as it was uploaded, and what has the same content."""

from __future__ import annotations

from fastapi import APIRouter

from backend.http.dependencies import DatabaseDep, SignedIn, StoreDep, ViewsDep
from backend.http.schemas.studio import DuplicateList, DuplicatesBody, DuplicateView, OriginalView
from backend.videos import access, originals

router = APIRouter(prefix="/api", tags=["studio"])


@router.get("/videos/{video_id}/original")
def original(
    database: DatabaseDep, store: StoreDep, views: ViewsDep, account: SignedIn, video_id: str
) -> OriginalView:
    """Leave to download the file that is shown; ask again when it has run out, and go on by a
    range with `If-Range`."""
    video = access.own_video(database, account, video_id)
    originals.check(store, video)
    return views.original(video)


@router.post("/duplicates")
def duplicates(
    database: DatabaseDep, views: ViewsDep, account: SignedIn, body: DuplicatesBody
) -> DuplicateList:
    """The account's own videos that have this content, or seem to; never another's."""
    found = database.like(account.id, body.size_bytes, body.fingerprint, body.blake3)
    hashes = {like.video_id: like.blake3 for like in found}
    shown = {view.id: view for view in views.own_ones(account, list(hashes))}
    return DuplicateList(
        videos=[
            DuplicateView(video=shown[video_id], blake3=blake3)
            for video_id, blake3 in hashes.items()
            if video_id in shown
        ]
    )
