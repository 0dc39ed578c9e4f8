"""The JSON of the catalogue, channels, playlists, history and links."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, Field

from backend.http.schemas.common import (
    Body,
    CardView,
    ChannelBrief,
    Id,
    Moment,
    Name,
    PlaybackView,
    Prose,
    Seconds,
    Title,
    Visibility,
    printable,
)
from backend.http.schemas.editing import ChannelDefaults

Handle = Annotated[str, Field(max_length=100)]
LinkPassword = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(printable)]


class ChannelBody(Body):
    """Without a handle it gets one out of its name."""

    name: Name
    handle: Handle | None = None
    description: Prose = ""


class ChannelChange(Body):
    name: Name | None = None
    handle: Handle | None = None
    description: Prose | None = None
    defaults: ChannelDefaults | None = None
    """All of them: what is not named is none any more."""


@dataclass(slots=True, kw_only=True)
class ChannelView(ChannelBrief):
    """`following`: whether who asks does; `own`: whether it is theirs."""

    description: str
    banner_url: str | None
    followers: int
    following: bool
    own: bool
    is_default: bool
    defaults: dict[str, Any]
    """What its new videos begin with; told to its owner only."""
    created_at: str


class ChannelList(BaseModel):
    channels: list[ChannelView]


class SubscriptionList(ChannelList):
    next_cursor: str | None


@dataclass(slots=True, kw_only=True)
class CardList:
    videos: list[CardView]
    next_cursor: str | None


class WatchedView(BaseModel):
    """`video` is null when it can't be seen any more."""

    video_id: str
    watched_at: str
    watched_seconds: float
    video: CardView | None


class History(BaseModel):
    videos: list[WatchedView]
    paused: bool
    next_cursor: str | None


class Suggestions(BaseModel):
    titles: list[str]
    channels: list[ChannelBrief]


class ServerView(BaseModel):
    """`api` is the version of the contract: newer ones of the same number only add. `oidc`: one may
    sign in at `/api/session/oidc`, by an account at the place of that name."""

    name: str
    version: str
    api: int
    guests: bool
    signup: bool
    oidc: bool
    oidc_name: str | None


class PlaylistBody(Body):
    title: Title
    description: Prose = ""
    visibility: Visibility = "private"


class PlaylistChange(Body):
    title: Title | None = None
    description: Prose | None = None
    visibility: Visibility | None = None


class PlaylistView(BaseModel):
    """`later` marks "Watch later". `size` counts what its owner sees."""

    id: str
    title: str
    description: str
    visibility: Visibility
    later: bool
    own: bool
    size: int
    channel: ChannelBrief | None
    created_at: str
    updated_at: str


class PlaylistList(BaseModel):
    playlists: list[PlaylistView]
    next_cursor: str | None


class EntryView(BaseModel):
    """`missing` says why there is no video: "deleted" or "hidden"; only its owner sees such."""

    video_id: str
    added_at: str
    video: CardView | None
    missing: Literal["deleted", "hidden"] | None


class PlaylistPage(PlaylistView):
    entries: list[EntryView]
    next_cursor: str | None


class EntryBody(Body):
    """`after`: the id of the video that it comes behind; null: at the beginning; not named: a new
    one at the end, and one that is there stays."""

    after: Id | None = None


class LinkBody(Body):
    expires_at: Moment | None = None
    password: LinkPassword | None = None
    start_seconds: Seconds | None = None
    end_seconds: Seconds | None = None


class LinkView(BaseModel):
    id: str
    url: str
    video_id: str
    has_password: bool
    expires_at: str | None
    start_seconds: float | None
    end_seconds: float | None
    created_at: str


class LinkList(BaseModel):
    links: list[LinkView]


class OpenBody(Body):
    password: Annotated[str, Field(max_length=500), AfterValidator(printable)] | None = None


class OpenedView(BaseModel):
    """What a link opens: play from `start_seconds` to `end_seconds`, where they are set."""

    video: CardView
    playback: PlaybackView
    start_seconds: float | None
    end_seconds: float | None


class CatalogueEvent(BaseModel):
    """`video` is null when it can't be found any more."""

    id: str
    video: CardView | None
