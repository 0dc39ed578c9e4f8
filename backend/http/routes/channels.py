"""Channels group an account's videos."""

from __future__ import annotations

from fastapi import APIRouter

from backend.accounts.accounts import fresh_id
from backend.database.database import Database
from backend.database.tables import Account, Channel
from backend.errors import NotFound
from backend.http.dependencies import DatabaseDep, SignedIn
from backend.http.schemas import ChannelBody, ChannelChange, ChannelList, ChannelView, view_of

router = APIRouter(prefix="/api/channels", tags=["channels"])


@router.get("")
def channels(database: DatabaseDep, account: SignedIn) -> ChannelList:
    return ChannelList(channels=[channel_view(c) for c in database.channels(account.id)])


@router.post("", status_code=201)
def add_channel(database: DatabaseDep, account: SignedIn, body: ChannelBody) -> ChannelView:
    channel = Channel(id=fresh_id(), account_id=account.id, created_at=database.clock())
    channel.name, channel.description = body.name, body.description
    database.add(channel)
    return channel_view(channel)


@router.patch("/{channel_id}")
def change_channel(
    database: DatabaseDep, account: SignedIn, channel_id: str, body: ChannelChange
) -> ChannelView:
    own_channel(database, account, channel_id)
    database.set_channel(channel_id, **body.model_dump(exclude_none=True))
    return channel_view(own_channel(database, account, channel_id))


@router.delete("/{channel_id}", status_code=204)
def delete_channel(database: DatabaseDep, account: SignedIn, channel_id: str) -> None:
    """Its videos stay, without a channel."""
    own_channel(database, account, channel_id)
    database.delete_channel(channel_id)


def own_channel(database: Database, account: Account, channel_id: str) -> Channel:
    channel = database.channel(channel_id)
    if channel is None or channel.account_id != account.id:
        raise NotFound("no_such_channel")
    return channel


def channel_view(channel: Channel) -> ChannelView:
    return ChannelView(**view_of(channel, ChannelView))
