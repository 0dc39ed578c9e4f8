"""The library: list, read, change, delete, and hear of changes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from backend.catalogue.chapters import ChapterMark, to_json
from backend.catalogue.pictures import MOST_PIXELS, size_of
from backend.catalogue.searching import Terms
from backend.database.database import Database
from backend.database.pages import Wanted
from backend.database.tables import Account, Video, VideoState
from backend.database.videos import ON_ITS_WAY, VideoDetails
from backend.delivery.api import MULTIVARIANT
from backend.errors import BackendError, Conflict, NotFound
from backend.http.answers import ready
from backend.http.dependencies import (
    CleanupDep,
    DatabaseDep,
    ExtrasDep,
    PipelineDep,
    SignedIn,
    StoreDep,
    ViewsDep,
    Visitor,
    quick,
)
from backend.http.routes import chapters
from backend.http.routes.bodies import limited_body
from backend.http.schemas.common import CardView, PositionBody, Sort, VideoList, VideoView
from backend.http.schemas.editing import ChapterBody, VideoChange
from backend.http.store_threads import asks_store, on_store_thread
from backend.http.views import VideoViews
from backend.ids import fresh_id
from backend.storage.api import ObjectStore, Writing
from backend.transcode.outputs.rewriting import UnreadablePicture, fitting
from backend.uploads.extras import Extras
from backend.videos import access

router = APIRouter(prefix="/api/videos", tags=["videos"])
POSTER_BYTES = 10 * 1024 * 1024
POSTER_SIDE = 2560
"""No screen shows it larger."""


class NotAPicture(BackendError):
    status = 422
    code = "not_a_picture"

    sentence = "not_a_picture"


class PictureTooLarge(NotAPicture):
    code = "picture_too_large"

    sentence = "poster_too_large"


@router.get("", response_model=VideoList)
def find_videos(
    views: ViewsDep,
    account: SignedIn,
    query: Annotated[str, Query(max_length=300)] = "",
    channel: str | None = None,
    state: VideoState | None = None,
    sort: Sort = "newest",
    cursor: Annotated[str | None, Query(max_length=2000)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Response:
    """The account's videos, a page at a time; every word of `query` must be found."""
    terms = Terms.of(query)
    if terms is None and query.strip():
        return ready(VideoList(videos=[], next_cursor=None))
    return ready(
        views.page(account, Wanted(account.id, terms, channel, state, sort), cursor, limit)
    )


@router.get("/{video_id}", response_model=VideoView | CardView)
@quick()
def read_video(database: DatabaseDep, views: ViewsDep, account: Visitor, video_id: str) -> Response:
    return ready(views.one(account, access.seen_card(database, account, video_id)))


@router.patch("/{video_id}")
@asks_store
def change_video(
    database: DatabaseDep,
    extras: ExtrasDep,
    views: ViewsDep,
    account: SignedIn,
    video_id: str,
    body: VideoChange,
) -> VideoView:
    """Change what is named; the rest stays."""
    video = access.own_video(database, account, video_id)
    details = details_of(database, account, body)
    obsolete = chapters.settle(extras, video, details)
    database.describe(video_id, **details)
    chapters.forget(extras, obsolete)
    return views.own(account, video_id)


@router.delete("/{video_id}", status_code=204)
def delete_video(
    database: DatabaseDep, cleanup: CleanupDep, account: SignedIn, video_id: str
) -> Response:
    """The video is gone at once, and can be had back for a short while; then its files go, and
    its row when the store is empty of it."""
    access.own_video(database, account, video_id)
    cleanup.delete([video_id])
    return Response(status_code=204)


@router.post("/{video_id}/undelete")
def undelete_video(
    database: DatabaseDep, views: ViewsDep, account: SignedIn, video_id: str
) -> VideoView:
    """Take a deletion back, as if it had not been. It is too late once files have gone."""
    access.hidden_video(database, account, video_id)
    database.bring_back(video_id)
    return views.own(account, video_id)


@router.post("/{video_id}/retry", status_code=202)
@asks_store
def retry_video(
    database: DatabaseDep,
    store: StoreDep,
    views: ViewsDep,
    pipeline: PipelineDep,
    account: SignedIn,
    video_id: str,
) -> VideoView:
    """Try again what has failed, and make again what is gone from the store; a new source that
    failed, too."""
    video = access.own_video(database, account, video_id)
    others = database.replacements(video_id)
    for row in others:
        if row.state == VideoState.FAILED:
            pipeline.retry(row.id)
    if video.state == VideoState.FAILED:
        pipeline.retry(video_id)
    elif lacks_renditions(views, store, account, video):
        if any(row.state in ON_ITS_WAY for row in others):
            raise Conflict("being_replaced")
        pipeline.retry(video_id)
    return views.own(account, video_id)


@router.put("/{video_id}/poster")
async def set_poster(
    database: DatabaseDep,
    extras: ExtrasDep,
    views: ViewsDep,
    account: SignedIn,
    request: Request,
    video_id: str,
) -> VideoView:
    """A picture of the owner's choice, sent as the body."""
    data = await limited_body(request, POSTER_BYTES, NotAPicture)
    await on_store_thread(partial(store_poster, database, extras, account, video_id, data))
    return await run_in_threadpool(views.own, account, video_id)


@router.delete("/{video_id}/poster", status_code=204)
@asks_store
def delete_poster(
    database: DatabaseDep, extras: ExtrasDep, account: SignedIn, video_id: str
) -> Response:
    """Back to the one that was made of the film; fine when it is so already."""
    video = access.own_video(database, account, video_id)
    database.set_own_poster(video_id, None)
    if video.own_poster_key:
        extras.forget(video.own_poster_key)
    return Response(status_code=204)


@router.put("/{video_id}/position", status_code=204)
def set_position(
    database: DatabaseDep, account: SignedIn, video_id: str, body: PositionBody
) -> Response:
    """Where this account stopped watching."""
    access.visible_video(database, account, video_id)
    database.set_position(account.id, video_id, body.seconds)
    return Response(status_code=204)


def lacks_renditions(views: VideoViews, store: ObjectStore, account: Account, video: Video) -> bool:
    """Whether it is said to be ready, but its revision is not where it was put."""
    grant = views.adaptive_grant(account, video)
    if video.state != VideoState.READY or grant is None or MULTIVARIANT in grant.urls:
        return False
    return store.head(f"media/{video.id}/{video.revision}/{MULTIVARIANT}") is None


def details_of(database: Database, account: Account, body: VideoChange) -> VideoDetails:
    """What is named; a null for what can't be empty counts as not named."""
    details = VideoDetails()
    if body.title is not None:
        details["title"] = body.title
    if body.description is not None:
        details["description"] = body.description
    if body.visibility is not None:
        details["visibility"] = body.visibility
    if "publish_at" in body.model_fields_set:
        details["publish_at"] = body.publish_at.timestamp() if body.publish_at else None
    if "channel_id" in body.model_fields_set:
        details["channel_id"] = own_channel(database, account, body.channel_id)
    if body.embedding is not None:
        details["embedding"] = body.embedding
    if body.tags is not None:
        details["tags"] = json.dumps(list(dict.fromkeys(body.tags)))
    if "language" in body.model_fields_set:
        details["language"] = body.language
    if "chapters" in body.model_fields_set:
        details["own_chapters"] = None if body.chapters is None else json_of(body.chapters)
    return details


def json_of(chapters: Sequence[ChapterBody]) -> str:
    return to_json(ChapterMark(each.start_seconds, each.title) for each in chapters)


def own_channel(database: Database, account: Account, channel_id: str | None) -> str:
    if channel_id is None:
        return database.default_channel(account.id).id
    channel = database.channel(channel_id)
    if channel is None or channel.account_id != account.id:
        raise NotFound("no_such_channel")
    return channel_id


def refuse_too_large(data: bytes) -> None:
    """Before anything decodes it: that takes four bytes for each of its points."""
    if (size := size_of(data)) is None or 0 in size:
        raise NotAPicture
    width, height = size
    if width * height > MOST_PIXELS:
        raise PictureTooLarge(width=width, height=height, most=round(MOST_PIXELS / 1e6))


def store_poster(
    database: Database, extras: Extras, account: Account, video_id: str, data: bytes
) -> None:
    """Written anew, so that nothing but the picture is shown to others; under a fresh name, so
    that caches may keep each for ever."""
    video = access.own_video(database, account, video_id)
    refuse_too_large(data)
    try:
        written = fitting(data, POSTER_SIDE)
    except UnreadablePicture:
        raise NotAPicture from None
    key = f"media/{video_id}/poster-{fresh_id()}/poster.jpg"
    extras.put(account.id, key, written, Writing("image/jpeg"))
    database.set_own_poster(video_id, key)
    if video.own_poster_key:
        extras.forget(video.own_poster_key)
