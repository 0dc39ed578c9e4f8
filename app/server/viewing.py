"""What viewers find their way by: channels, playlists, history, links; frozen values from JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.server.videos import Absolute, ChannelBrief, Playback, Video, as_given, known_fields

LATER = "later"
"""The id of "Watch later", for each account its own."""


@dataclass(frozen=True, slots=True)
class Channel:
    """`following`: whether the account does; `own`: whether it is the account's."""

    id: str
    handle: str
    name: str
    picture_url: str | None = None
    banner_url: str | None = None
    description: str = ""
    followers: int = 0
    following: bool = False
    own: bool = False
    is_default: bool = False
    created_at: str = ""
    defaults: Mapping[str, Any] = field(default_factory=dict, hash=False)
    """What new videos of an own one begin with."""

    @classmethod
    def from_json(cls, document: Mapping[str, Any], absolute: Absolute = as_given) -> Channel:
        return cls(
            **known_fields(cls, document)
            | {
                "picture_url": absolute(document.get("picture_url")),
                "banner_url": absolute(document.get("banner_url")),
            }
        )


@dataclass(frozen=True, slots=True)
class Playlist:
    """`later` marks "Watch later". `size` counts what its owner sees."""

    id: str
    title: str
    description: str = ""
    visibility: str = "private"
    later: bool = False
    own: bool = False
    size: int = 0
    channel: ChannelBrief | None = None
    updated_at: str = ""

    @classmethod
    def from_json(cls, document: Mapping[str, Any], absolute: Absolute = as_given) -> Playlist:
        channel = document.get("channel")
        brief = ChannelBrief.from_json(channel, absolute) if channel else None
        return cls(**known_fields(cls, document) | {"channel": brief})


@dataclass(frozen=True, slots=True)
class PlaylistEntry:
    """`missing` says why there is no video: "deleted" or "hidden"; only its owner sees such."""

    video_id: str
    video: Video | None
    missing: str | None = None

    @classmethod
    def from_json(cls, document: Mapping[str, Any], absolute: Absolute = as_given) -> PlaylistEntry:
        return cls(
            document["video_id"],
            maybe_video(document["video"], absolute),
            document.get("missing"),
        )


@dataclass(frozen=True, slots=True)
class PlaylistPage:
    """A playlist with some of its entries."""

    playlist: Playlist
    entries: tuple[PlaylistEntry, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class Watched:
    """One line of the history; `video` is None when it can't be seen any more."""

    video_id: str
    watched_at: str
    video: Video | None

    @classmethod
    def from_json(cls, document: Mapping[str, Any], absolute: Absolute = as_given) -> Watched:
        return cls(
            document["video_id"],
            document["watched_at"],
            maybe_video(document["video"], absolute),
        )


@dataclass(frozen=True, slots=True)
class History:
    """What the account watched, the last first; `paused`: nothing is added any more."""

    watched: tuple[Watched, ...]
    paused: bool
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class ShareLink:
    """Leave to watch that a video's owner gave to whoever has the address."""

    id: str
    url: str
    video_id: str
    has_password: bool = False
    expires_at: str | None = None
    start_seconds: float | None = None
    end_seconds: float | None = None
    created_at: str = ""

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> ShareLink:
        return cls(**known_fields(cls, document))


@dataclass(frozen=True, slots=True)
class Opened:
    """What a link opens: play from `start_seconds` to `end_seconds`, where they are set."""

    video: Video
    playback: Playback
    start_seconds: float | None
    end_seconds: float | None


@dataclass(frozen=True, slots=True)
class Suggestions:
    titles: tuple[str, ...] = ()
    channels: tuple[ChannelBrief, ...] = ()


@dataclass(frozen=True, slots=True)
class Published:
    """An event: this is new in a channel that the account follows."""

    video: Video


@dataclass(frozen=True, slots=True)
class PublicChange:
    """An event: of what anybody may see `video` came or changed, or is None because it went."""

    id: str
    video: Video | None


@dataclass(frozen=True, slots=True)
class ServerInfo:
    """What a server says of itself before anybody signs in. `api` is the contract's version."""

    name: str
    version: str
    api: int
    guests: bool = False
    signup: bool = False
    oidc: bool = False
    oidc_name: str | None = None
    """What the place is called where its people have their accounts."""

    @classmethod
    def from_json(cls, document: Any) -> ServerInfo:
        """Raises ValueError for what some other program says of itself."""
        try:
            info = cls(**known_fields(cls, document))
        except TypeError as error:
            raise ValueError("This is no Matinee.") from error
        if not (isinstance(info.name, str) and isinstance(info.api, int)):
            raise ValueError("This is no Matinee.")
        return info


@dataclass(frozen=True, slots=True)
class IssuerInfo:
    """Where people sign in who have no password at the server, and as what it is known there."""

    name: str
    authorization_url: str
    client_id: str

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> IssuerInfo:
        return cls(**known_fields(cls, document))


def maybe_video(document: Mapping[str, Any] | None, absolute: Absolute) -> Video | None:
    return Video.from_json(document, absolute) if document else None
