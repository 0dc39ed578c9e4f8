"""A video's content: the file as it was uploaded, and what has the same content."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter

from backend.database.database import Database
from backend.database.tables import Account
from backend.database.versions import Content
from backend.http.dependencies import DatabaseDep, SignedIn, StoreDep, ViewsDep
from backend.http.schemas.studio import (
    DuplicateList,
    DuplicatesBody,
    DuplicateView,
    ManyDuplicatesBody,
    OriginalView,
)
from backend.http.store_threads import asks_store
from backend.http.views import VideoViews
from backend.videos import access, originals

router = APIRouter(prefix="/api", tags=["studio"])


@router.get("/videos/{video_id}/original")
@asks_store
def original(
    database: DatabaseDep, store: StoreDep, views: ViewsDep, account: SignedIn, video_id: str
) -> OriginalView:
    """Leave to download the file that is shown; ask again when it has run out, and go on by a
    range with `If-Range`."""
    video = access.own_video(database, account, video_id)
    originals.check(store, video)
    return views.original(account, video)


@router.post("/duplicates")
def duplicates(
    database: DatabaseDep, views: ViewsDep, account: SignedIn, body: DuplicatesBody
) -> DuplicateList:
    """The account's own videos that have this content, or seem to; never another's."""
    return listed(database, views, account, [body])[0]


@router.post("/batches/duplicates")
def many_duplicates(
    database: DatabaseDep, views: ViewsDep, account: SignedIn, body: ManyDuplicatesBody
) -> list[DuplicateList]:
    """The same for many files, in their order."""
    return listed(database, views, account, body.files)


def listed(
    database: Database, views: VideoViews, account: Account, files: Sequence[DuplicatesBody]
) -> list[DuplicateList]:
    asked = [Content(file.size_bytes, file.fingerprint, file.blake3) for file in files]
    found = database.like(account.id, asked)
    ids = dict.fromkeys(like.video_id for each in found for like in each)
    shown = {view.id: view for view in views.own_ones(account, list(ids))}
    return [
        DuplicateList(
            videos=[
                DuplicateView(video=shown[like.video_id], blake3=like.blake3)
                for like in each
                if like.video_id in shown
            ]
        )
        for each in found
    ]
