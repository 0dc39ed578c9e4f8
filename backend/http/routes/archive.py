"""Originals to the archive and back; only a store on S3 has one."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel

from backend.database.tables import Account
from backend.errors import NotFound
from backend.http.dependencies import Here, Services, SignedIn
from backend.storage.archive import SENTENCES, Archive, Place
from backend.videos import access

router = APIRouter(prefix="/api/videos", tags=["archive"])


class ArchiveView(BaseModel):
    """`message` is for the screen."""

    state: Place
    message: str


def view(place: Place) -> ArchiveView:
    return ArchiveView(state=place, message=SENTENCES[place])


def own_source(here: Services, account: Account, video_id: str) -> tuple[Archive, str]:
    video = access.own_video(here.database, account, video_id)
    if here.archive is None:
        raise NotFound("This server has no archive: its films are on its own disk.")
    return here.archive, video.source_key


@router.get("/{video_id}/archive")
def read(here: Here, account: SignedIn, video_id: str) -> ArchiveView:
    """Where the original is."""
    archive, key = own_source(here, account, video_id)
    return view(archive.place(key))


@router.post("/{video_id}/archive", status_code=202)
def put_away(here: Here, account: SignedIn, video_id: str) -> ArchiveView:
    """Within two days the original costs a sixth. The film can be watched all the same."""
    archive, key = own_source(here, account, video_id)
    archive.archive(key)
    return view(archive.place(key))


@router.post("/{video_id}/restore", status_code=202)
def restore(here: Here, account: SignedIn, video_id: str) -> ArchiveView:
    """Takes hours when it had moved already."""
    archive, key = own_source(here, account, video_id)
    return view(archive.restore(key))
