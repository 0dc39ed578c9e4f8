"""Links that let others watch: made and revoked by a video's owner, opened by whoever has one."""

from __future__ import annotations

from fastapi import APIRouter, Response

from backend.catalogue import links as rules
from backend.catalogue.links import NoSuchLink
from backend.database.tables import ShareLink
from backend.errors import BackendError
from backend.http import opening
from backend.http.dependencies import (
    AddressDep,
    BaseUrl,
    DatabaseDep,
    GuestsDep,
    LocksDep,
    PipelineDep,
    SignedIn,
    ViewsDep,
)
from backend.http.schemas.common import iso, maybe_iso
from backend.http.schemas.viewers import LinkBody, LinkList, LinkView, OpenBody, OpenedView
from backend.videos import access

router = APIRouter(prefix="/api", tags=["links"])


class Over(BackendError):
    status = 422
    code = "invalid"
    sentence = "link_over"


@router.get("/videos/{video_id}/links")
def video_links(
    database: DatabaseDep, base_url: BaseUrl, account: SignedIn, video_id: str
) -> LinkList:
    """Those that were not revoked."""
    access.own_video(database, account, video_id)
    return LinkList(links=[link_view(base_url, row) for row in database.links(video_id)])


@router.post("/videos/{video_id}/links", status_code=201)
def add_link(
    database: DatabaseDep,
    base_url: BaseUrl,
    locks: LocksDep,
    account: SignedIn,
    video_id: str,
    body: LinkBody,
) -> LinkView:
    """Leave to watch, also while the video is private; or a part of it only, from `start_seconds`
    to `end_seconds`."""
    video = access.own_video(database, account, video_id)
    rules.check_clip(body.start_seconds, body.end_seconds, video.duration_seconds)
    now = database.clock()
    row = ShareLink(id=rules.fresh_link_id(), video_id=video_id, created_at=now)
    row.expires_at = body.expires_at.timestamp() if body.expires_at else None
    if row.expires_at is not None and row.expires_at <= now:
        raise Over
    row.password_hash = locks.passwords.hash(body.password) if body.password else None
    row.start_seconds, row.end_seconds = body.start_seconds, body.end_seconds
    database.add_link(row)
    return link_view(base_url, row)


@router.delete("/links/{link_id}", status_code=204)
def revoke_link(database: DatabaseDep, account: SignedIn, link_id: str) -> Response:
    """It leads nowhere from now on; fine when it was revoked before."""
    if (row := database.link(link_id)) is None:
        raise NoSuchLink
    try:
        access.own_video(database, account, row.video_id)
    except access.NoSuchVideo as error:
        raise NoSuchLink from error  # not even that there is one
    database.revoke_link(link_id)
    return Response(status_code=204)


@router.post("/links/{link_id}/open")
def open_link(
    database: DatabaseDep,
    views: ViewsDep,
    pipeline: PipelineDep,
    guests: GuestsDep,
    locks: LocksDep,
    address: AddressDep,
    link_id: str,
    body: OpenBody | None = None,
) -> OpenedView:
    """What the link is for, and leave to watch it: the owner gave it, so that nobody has to sign
    in. Ask again before the leave runs out."""
    guests.count(address)
    row, video = opening.linked(database, link_id)
    locks.check(row, body.password if body else None, address)
    if (card := database.cards(None, [video.id]).get(video.id)) is None:
        raise NoSuchLink
    pipeline.wanted(video.id, row.start_seconds or 0.0)
    return OpenedView(
        video=views.card(None, card, row.id),
        playback=views.playback(None, video, row.start_seconds or 0.0, row.id),
        start_seconds=row.start_seconds,
        end_seconds=row.end_seconds,
    )


def link_view(base_url: str, row: ShareLink) -> LinkView:
    return LinkView(
        id=row.id,
        url=f"{base_url.rstrip('/')}/watch/{row.video_id}?link={row.id}",
        video_id=row.video_id,
        has_password=row.password_hash is not None,
        expires_at=maybe_iso(row.expires_at),
        start_seconds=row.start_seconds,
        end_seconds=row.end_seconds,
        created_at=iso(row.created_at),
    )
