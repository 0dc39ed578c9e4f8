"""Videos as the application knows them: frozen values read from the backend's JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Absolute = Callable[[str | None], str | None]
"""Makes an address of the backend's whole; None stays None."""


def as_given(url: str | None) -> str | None:
    return url


def known_fields(kind: Any, document: Mapping[str, Any]) -> dict[str, Any]:
    """Those that `kind` has: a newer backend may say more."""
    return {name: document[name] for name in kind.__slots__ if name in document}


@dataclass(frozen=True, slots=True)
class Account:
    """Who is signed in."""

    id: str
    name: str
    email: str | None = None
    role: str = "member"

    @property
    def may_upload(self) -> bool:
        return self.role != "viewer"

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Account:
        return cls(**known_fields(cls, document))


@dataclass(frozen=True, slots=True)
class ChannelBrief:
    """The channel that a video is in."""

    id: str
    handle: str
    name: str
    picture_url: str | None = None

    @classmethod
    def from_json(cls, document: Mapping[str, Any], absolute: Absolute = as_given) -> ChannelBrief:
        picture_url = absolute(document.get("picture_url"))
        return cls(**known_fields(cls, document) | {"picture_url": picture_url})


@dataclass(frozen=True, slots=True)
class RungProgress:
    """A rendition in the making."""

    name: str
    percent: float


@dataclass(frozen=True, slots=True)
class Replacement:
    """A new file for a video that is on its way, in the states of a video. `failed`: it became
    none for the reason in `error`, and the former one stays."""

    state: str
    percent: float = 0.0
    seconds_left: float | None = None
    error: str | None = None
    error_retryable: bool = False

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Replacement:
        error = document.get("error") or {}
        said = {"error": error.get("message"), "error_retryable": error.get("retryable", False)}
        return cls(**known_fields(cls, document) | said)


@dataclass(frozen=True, slots=True)
class Video:
    """A video as the account may see it. `state` and `playable` are the backend's words; what only
    its owner is told (size, percent, errors) stays empty for others, who see no `filename`."""

    id: str
    title: str
    state: str
    visibility: str = "private"
    description: str = ""
    playable: str | None = None
    percent: float = 0.0
    seconds_left: float | None = None
    rungs: tuple[RungProgress, ...] = ()
    error: str | None = None
    error_retryable: bool = False
    duration_seconds: float | None = None
    width: int | None = None
    height: int | None = None
    size_bytes: int = 0
    poster_url: str | None = None
    storyboard_url: str | None = None
    position_seconds: float = 0.0
    created_at: str = ""
    filename: str | None = None
    channel: ChannelBrief | None = None
    views: int = 0
    published_at: str | None = None
    publish_at: str | None = None
    tags: tuple[str, ...] = ()
    language: str | None = None
    captions: bool = False
    embedding: str = "everywhere"
    replacement: Replacement | None = None

    @property
    def own(self) -> bool:
        """Whether it is the account's."""
        return self.filename is not None

    @classmethod
    def from_json(cls, document: Mapping[str, Any], absolute: Absolute = as_given) -> Video:
        error = document.get("error") or {}
        channel, replacement = document.get("channel"), document.get("replacement")
        return cls(
            **{
                **known_fields(cls, document),
                "poster_url": absolute(document.get("poster_url")),
                "storyboard_url": absolute(document.get("storyboard_url")),
                "channel": ChannelBrief.from_json(channel, absolute) if channel else None,
                "tags": tuple(document.get("tags", ())),
                "rungs": tuple(
                    RungProgress(r["name"], r["percent"]) for r in document.get("rungs", ())
                ),
                "error": error.get("message"),
                "error_retryable": error.get("retryable", False),
                "replacement": Replacement.from_json(replacement) if replacement else None,
            }
        )


@dataclass(frozen=True, slots=True)
class VideoPage:
    """A page of a list of videos, and where the next one starts."""

    videos: tuple[Video, ...]
    next_cursor: str | None

    @classmethod
    def from_json(cls, document: Mapping[str, Any], absolute: Absolute = as_given) -> VideoPage:
        videos = tuple(Video.from_json(video, absolute) for video in document["videos"])
        return cls(videos, document.get("next_cursor"))


@dataclass(frozen=True, slots=True)
class PlayReport:
    """What one play of a video was like, as the player measured it (the terms of CTA-2066).

    `startup_seconds` is None if no frame was ever shown, `error` why it failed, if it did.
    `watched` are the parts of the film that were shown, each once; nothing says by whom.
    """

    startup_seconds: float | None
    error: str | None
    rebuffers: int
    rebuffer_seconds: float
    switches: int
    seconds_by_rendition: Mapping[str, float]
    dropped_frames: int
    bytes_received: int
    bytes_wasted: int
    failures: int
    throughput_bps: float | None
    watched: tuple[tuple[float, float], ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {"source": "app", **{name: getattr(self, name) for name in self.__slots__}}


@dataclass(frozen=True, slots=True)
class SubtitleTrack:
    language: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class OriginalStream:
    """The file that a video was made from, with what its requests carry."""

    url: str
    query: str = ""
    cookies: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Playback:
    """Everything needed to play one video now.

    `kind` is "hls" (url: a multivariant playlist) or "progressive" (url: one file).
    `query` and `cookies` go on every child request; ask again before they run out. `original` is
    there to go on with while the ladder is still made.
    """

    video_id: str
    kind: str
    url: str
    expires_in_seconds: int
    query: str = ""
    cookies: Mapping[str, str] | None = None
    duration_seconds: float | None = None
    poster_url: str | None = None
    storyboard_url: str | None = None
    chapters_url: str | None = None
    subtitles: tuple[SubtitleTrack, ...] = ()
    position_seconds: float = 0.0
    complete: bool = True
    original: OriginalStream | None = None

    @classmethod
    def from_json(cls, document: Mapping[str, Any], absolute: Absolute = as_given) -> Playback:
        original = document.get("original")
        tracks = (
            SubtitleTrack(**track | {"url": absolute(track["url"])})
            for track in document.get("subtitles", ())
        )
        return cls(
            **known_fields(cls, document)
            | {
                "url": absolute(document["url"]),
                "poster_url": absolute(document.get("poster_url")),
                "storyboard_url": absolute(document.get("storyboard_url")),
                "chapters_url": absolute(document.get("chapters_url")),
                "subtitles": tuple(tracks),
                "original": original
                and OriginalStream(
                    **known_fields(OriginalStream, original) | {"url": absolute(original["url"])}
                ),
            }
        )
