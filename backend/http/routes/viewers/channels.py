"""Channels: an account's own, their public pages, and who follows them."""

from __future__ import annotations

import json
from functools import partial
from typing import Any, Literal

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from backend.accounts.roles import may_create
from backend.catalogue import channels as rules
from backend.database.catalogue import Sought
from backend.database.database import Database
from backend.database.tables import Account, Channel
from backend.errors import BackendError, NotFound
from backend.http import cursors
from backend.http.answers import ready
from backend.http.dependencies import DatabaseDep, ExtrasDep, SignedIn, StoreDep, ViewsDep, Visitor
from backend.http.routes.bodies import limited_body
from backend.http.routes.viewers.catalogue import Cursor, Limit
from backend.http.schemas.viewers import (
    CardList,
    ChannelBody,
    ChannelChange,
    ChannelList,
    ChannelView,
    PlaylistList,
    SubscriptionList,
)
from backend.http.store_threads import asks_store, on_store_thread
from backend.ids import fresh_id
from backend.storage.api import Writing
from backend.transcode.outputs.rewriting import UnreadablePicture, filling
from backend.uploads.extras import Extras
from backend.videos.access import id_of

router = APIRouter(prefix="/api", tags=["channels"])
PICTURE_BYTES = 10 * 1024 * 1024
SIZES = {"picture": (400, 400), "banner": (2048, 512)}
ChannelSort = Literal["newest", "oldest", "popular", "longest"]
Kind = Literal["picture", "banner"]


class NoSuchChannel(NotFound):
    sentence = "no_such_channel"


class NotAChannelPicture(BackendError):
    status = 422
    code = "not_a_picture"
    sentence = "not_a_channel_picture"


@router.get("/channels")
def channels(database: DatabaseDep, views: ViewsDep, account: SignedIn) -> ChannelList:
    """The account's own; the first one came with it. Whoever only watches has none."""
    if may_create(account):
        database.default_channel(account.id)
    return ChannelList(channels=views.channels(account, database.channels(account.id)))


@router.post("/channels", status_code=201)
def add_channel(
    database: DatabaseDep, views: ViewsDep, account: SignedIn, body: ChannelBody
) -> ChannelView:
    channel = Channel(id=fresh_id(), account_id=account.id, created_at=database.clock())
    channel.name, channel.description = body.name, body.description
    set_handle(channel, body.handle or rules.suggested_handle(body.name, fresh_id()[:8]))
    database.add_channel(channel)
    return views.channel(channel, account, following=False)


@router.get("/channels/{channel}")
def read_channel(
    database: DatabaseDep, views: ViewsDep, account: Visitor, channel: str
) -> ChannelView:
    """By its id or its handle."""
    return views.channels(account, [named(database, channel)])[0]


@router.get("/channels/{channel}/videos", response_model=CardList)
def channel_videos(
    database: DatabaseDep,
    views: ViewsDep,
    account: Visitor,
    channel: str,
    sort: ChannelSort = "newest",
    cursor: Cursor = None,
    limit: Limit = 24,
) -> Response:
    """What it shows to everybody."""
    row = named(database, channel)
    sought = Sought(id_of(account), channel_id=row.id, sort=sort)
    name = cursors.list_name("channel", row.id, sort)
    after = cursors.read(name, cursor, float, str)
    cards = database.catalogue_page(sought, after, limit + 1)
    return ready(views.cards(account, *cursors.cut(name, cards, limit, sought.place_of)))


@router.get("/channels/{channel}/playlists")
def channel_playlists(
    database: DatabaseDep,
    views: ViewsDep,
    account: Visitor,
    channel: str,
    cursor: Cursor = None,
    limit: Limit = 24,
) -> PlaylistList:
    """Its public ones."""
    row = named(database, channel)
    name = cursors.list_name("channel playlists", row.id)
    after = cursors.read(name, cursor, float, str)
    rows = database.public_playlists(row.id, after, limit + 1)
    return views.playlists(account, rows, name, limit)


@router.patch("/channels/{channel_id}")
def change_channel(
    database: DatabaseDep,
    views: ViewsDep,
    account: SignedIn,
    channel_id: str,
    body: ChannelChange,
) -> ChannelView:
    own_channel(database, account, channel_id)
    changes = body.model_dump(exclude_none=True)
    if "defaults" in changes:
        changes["defaults"] = json.dumps(changes["defaults"])
    if body.handle is not None:
        handle = rules.handle_of(body.handle)
        changes |= {"handle": handle, "handle_key": rules.handle_key(handle)}
    database.set_channel(channel_id, **changes)
    return views.channels(account, [own_channel(database, account, channel_id)])[0]


@router.delete("/channels/{channel_id}", status_code=204)
@asks_store
def delete_channel(
    database: DatabaseDep, store: StoreDep, account: SignedIn, channel_id: str
) -> None:
    """Its videos go to the account's first channel, which itself stays."""
    channel = own_channel(database, account, channel_id)
    if channel.is_default:
        raise rules.DefaultChannelStays
    database.delete_channel(channel_id)
    store.delete_prefix(f"media/{channel_id}/")


@router.put("/channels/{channel_id}/{kind}")
async def set_picture(
    database: DatabaseDep,
    extras: ExtrasDep,
    views: ViewsDep,
    account: SignedIn,
    request: Request,
    channel_id: str,
    kind: Kind,
) -> ChannelView:
    """A picture as the body; what is kept is written anew, without what else was in the file."""
    own = partial(own_channel, database, account, channel_id)
    channel = await run_in_threadpool(own)
    data = await limited_body(request, PICTURE_BYTES, NotAChannelPicture)
    await on_store_thread(partial(keep_picture, database, extras, channel, kind, data))
    return (await run_in_threadpool(lambda: views.channels(account, [own()])))[0]


@router.delete("/channels/{channel_id}/{kind}", status_code=204)
@asks_store
def delete_picture(
    database: DatabaseDep, extras: ExtrasDep, account: SignedIn, channel_id: str, kind: Kind
) -> None:
    channel = own_channel(database, account, channel_id)
    replace_picture(database, extras, channel, kind, None)


# Following


@router.get("/subscriptions")
def subscriptions(
    database: DatabaseDep,
    views: ViewsDep,
    account: SignedIn,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> SubscriptionList:
    """The channels that the account follows, the latest first."""
    name = cursors.list_name("subscriptions")
    after = cursors.read(name, cursor, float, str)
    rows = database.followed_page(account.id, after, limit + 1)
    page, next_cursor = cursors.cut(name, rows, limit, lambda each: (each[1], each[0].id))
    shown = [views.channel(row, account, following=True) for row, _ in page]
    return SubscriptionList(channels=shown, next_cursor=next_cursor)


@router.put("/subscriptions/{channel_id}", status_code=204)
def follow(database: DatabaseDep, account: SignedIn, channel_id: str) -> Response:
    """Fine when it is so already."""
    database.follow(account.id, named(database, channel_id).id)
    return Response(status_code=204)


@router.delete("/subscriptions/{channel_id}", status_code=204)
def unfollow(database: DatabaseDep, account: SignedIn, channel_id: str) -> Response:
    """Fine when it is so already, and when the channel is gone."""
    channel = database.channel_named(channel_id)
    if channel is not None:
        database.unfollow(account.id, channel.id)
    return Response(status_code=204)


def named(database: Database, name: str) -> Channel:
    channel = database.channel_named(name.removeprefix("@").casefold())
    if channel is None:
        raise NoSuchChannel
    return channel


def own_channel(database: Database, account: Account, channel_id: str) -> Channel:
    channel = database.channel(channel_id)
    if channel is None or channel.account_id != account.id:
        raise NoSuchChannel
    return channel


def set_handle(channel: Channel, text: str) -> None:
    channel.handle = rules.handle_of(text)
    channel.handle_key = rules.handle_key(channel.handle)


def keep_picture(
    database: Database, extras: Extras, channel: Channel, kind: Kind, data: bytes
) -> None:
    """Under a fresh name, so that caches may keep each for ever."""
    try:
        written = filling(data, SIZES[kind])
    except UnreadablePicture:
        raise NotAChannelPicture from None
    key = f"media/{channel.id}/{kind}-{fresh_id()}/{kind}.jpg"
    extras.put(channel.account_id, key, written, Writing("image/jpeg"))
    replace_picture(database, extras, channel, kind, key)


def replace_picture(
    database: Database, extras: Extras, channel: Channel, kind: Kind, key: str | None
) -> None:
    former: str | None = getattr(channel, f"{kind}_key")
    changes: dict[str, Any] = {f"{kind}_key": key}
    database.set_channel(channel.id, **changes)
    if former is not None:
        extras.forget(former)
