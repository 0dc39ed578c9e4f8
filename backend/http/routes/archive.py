"""Originals to the archive and back, where the store has one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from backend.errors import NotFound
from backend.http.dependencies import DatabaseDep, SignedIn, StoreDep
from backend.http.store_threads import asks_store
from backend.sentences import told
from backend.storage.archive import RESTORED_DAYS, SENTENCES, Archive, Place
from backend.videos import access

router = APIRouter(prefix="/api/videos", tags=["archive"])


class ArchiveView(BaseModel):
    """`message` is for the screen."""

    state: Place
    message: str


def view(place: Place) -> ArchiveView:
    return ArchiveView(state=place, message=told(SENTENCES[place], {"days": RESTORED_DAYS}))


@dataclass(frozen=True, slots=True)
class Original:
    """One film's source, and where it can be put away."""

    archive: Archive
    key: str


def own_original(
    database: DatabaseDep, store: StoreDep, account: SignedIn, video_id: str
) -> Original:
    video = access.own_video(database, account, video_id)
    if (archive := store.capabilities.archive) is None:
        raise NotFound("no_archive")
    return Original(archive, video.source_key)


OwnOriginal = Annotated[Original, Depends(own_original)]


@router.get("/{video_id}/archive")
@asks_store
def read(original: OwnOriginal) -> ArchiveView:
    """Where the original is."""
    return view(original.archive.place(original.key))


@router.post("/{video_id}/archive", status_code=202)
@asks_store
def put_away(original: OwnOriginal) -> ArchiveView:
    """Within two days the original costs a sixth. The film can be watched all the same."""
    original.archive.archive(original.key)
    return view(original.archive.place(original.key))


@router.post("/{video_id}/restore", status_code=202)
@asks_store
def restore(original: OwnOriginal) -> ArchiveView:
    """Takes hours when it had moved already."""
    return view(original.archive.restore(original.key))
