"""Changes of many videos in one call."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TypeVar

from fastapi import APIRouter

from backend.database.database import Database
from backend.database.playlists import AT_END
from backend.database.tables import Account, Video
from backend.errors import BackendError
from backend.http.dependencies import CleanupDep, DatabaseDep, ExtrasDep, SignedIn, ViewsDep
from backend.http.routes import chapters
from backend.http.routes.uploads import fault_of
from backend.http.routes.videos import details_of
from backend.http.routes.viewers.playlists import own_playlist
from backend.http.schemas.editing import VideoChange
from backend.http.schemas.studio import BatchBody, ListedBody, ListedView, VideoOutcome
from backend.http.store_threads import asks_store
from backend.uploads.extras import Extras
from backend.videos import access

router = APIRouter(prefix="/api/batches", tags=["studio"])
Given = TypeVar("Given")
Faults = dict[str, BackendError]


@router.post("/videos")
@asks_store
def change_videos(
    database: DatabaseDep,
    extras: ExtrasDep,
    views: ViewsDep,
    cleanup: CleanupDep,
    account: SignedIn,
    body: BatchBody,
) -> list[VideoOutcome]:
    """Change several videos, put them into a playlist, delete them or have them back; answered in
    their order, and one may fail without the others. All changes are made at one moment."""
    ids, faults = list(dict.fromkeys(body.ids)), Faults()
    look = access.hidden_video if body.undelete else access.own_video
    own = each(ids, lambda video_id: look(database, account, video_id), faults)
    if body.change is not None:
        change_all(database, extras, account, own, body.change, faults)
    elif body.playlist_id is not None:
        add_all(database, account, list(own), body.playlist_id, faults)
    elif body.undelete:
        with database.write():
            each(sorted(own), database.bring_back, faults)
    else:
        cleanup.delete(own)
    changed = [] if body.delete else [video_id for video_id in own if video_id not in faults]
    shown = {view.id: view for view in views.own_ones(account, changed)}
    return [
        VideoOutcome(
            id=video_id,
            video=shown.get(video_id),
            fault=fault_of(faults[video_id]) if video_id in faults else None,
        )
        for video_id in ids
    ]


@router.post("/playlists")
def find_playlists(database: DatabaseDep, account: SignedIn, body: ListedBody) -> list[ListedView]:
    """On which of one's own playlists each of these videos is, in their order."""
    found = database.listed(account.id, list(dict.fromkeys(body.ids)))
    return [ListedView(id=video_id, playlists=lists) for video_id, lists in found.items()]


def change_all(
    database: Database,
    extras: Extras,
    account: Account,
    own: Mapping[str, Video],
    change: VideoChange,
    faults: Faults,
) -> None:
    """Chapters are written before and after the transaction, which others would wait for."""
    details = details_of(database, account, change)
    changes = {video_id: details.copy() for video_id in own}
    settle = partial(chapters.settle, extras)
    obsolete = each(list(own), lambda name: settle(own[name], changes[name]), faults)
    with database.write():
        for video_id in sorted(obsolete):  # in one order, or two calls could deadlock
            database.describe(video_id, **changes[video_id])
    for key in obsolete.values():
        chapters.forget(extras, key)


def add_all(
    database: Database, account: Account, ids: Sequence[str], playlist_id: str, faults: Faults
) -> None:
    with database.write():
        playlist = own_playlist(database, account, playlist_id)
        each(ids, lambda video_id: database.place_entry(playlist.id, video_id, AT_END), faults)


def each(ids: Sequence[str], step: Callable[[str], Given], faults: Faults) -> dict[str, Given]:
    """What comes of it for each that nothing befalls."""
    done = dict[str, Given]()
    for video_id in ids:
        try:
            done[video_id] = step(video_id)
        except BackendError as error:
            faults[video_id] = error
    return done
