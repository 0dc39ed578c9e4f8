"""Channels group an account's videos."""

from __future__ import annotations

from fastapi import APIRouter

from backend.accounts.accounts import fresh_id
from backend.database.tables import Account, Channel
from backend.errors import NotFound
from backend.http.dependencies import Here, SignedIn
from backend.http.schemas import ChannelBody, ChannelChange, ChannelList, ChannelView, view_of

router = APIRouter(prefix="/api/channels", tags=["channels"])


@router.get("")
def channels(here: Here, account: SignedIn) -> ChannelList:
    return ChannelList(channels=[channel_view(c) for c in here.database.channels(account.id)])


@router.post("", status_code=201)
def add_channel(here: Here, account: SignedIn, body: ChannelBody) -> ChannelView:
    channel = Channel(id=fresh_id(), account_id=account.id, created_at=here.database.clock())
    channel.name, channel.description = body.name, body.description
    here.database.add(channel)
    return channel_view(channel)


@router.patch("/{channel_id}")
def change_channel(
    here: Here, account: SignedIn, channel_id: str, body: ChannelChange
) -> ChannelView:
    own_channel(here, account, channel_id)
    here.database.set_channel(channel_id, **body.model_dump(exclude_none=True))
    return channel_view(own_channel(here, account, channel_id))


@router.delete("/{channel_id}", status_code=204)
def delete_channel(here: Here, account: SignedIn, channel_id: str) -> None:
    """Its videos stay, without a channel."""
    own_channel(here, account, channel_id)
    here.database.delete_channel(channel_id)


def own_channel(here: Here, account: Account, channel_id: str) -> Channel:
    channel = here.database.channel(channel_id)
    if channel is None or channel.account_id != account.id:
        raise NotFound("There is no such channel.")
    return channel


def channel_view(channel: Channel) -> ChannelView:
    return ChannelView(**view_of(channel, ChannelView))
