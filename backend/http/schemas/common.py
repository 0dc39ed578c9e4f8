"""The JSON of the API: what clients send, and what they get.

What comes is checked by pydantic. Views that make up lists are dataclasses: we fill them ourselves,
and to check each field of each row again took most of the time of a request.
"""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Base64Bytes, BaseModel, ConfigDict, Field, model_validator

from backend.storage.api import Checksum

Visibility = Literal["private", "unlisted", "public"]
Sort = Literal["newest", "oldest", "title", "longest", "largest"]
Kind = Literal["hls", "progressive"]
MOST_MEDIA_BYTES = 16 * 1024


def printable(text: str) -> str:
    """Control characters have no place in a name; a lone surrogate can't even be stored."""
    if any(unicodedata.category(letter) in ("Cc", "Cs") for letter in text):
        raise ValueError("has control characters")
    return text


def tidy(text: str) -> str:
    if not (words := " ".join(printable(text).split())):
        raise ValueError("is empty")
    return words


def prose(text: str) -> str:
    printable(text.replace("\n", "").replace("\r", "").replace("\t", ""))
    return text


def moment(when: datetime) -> datetime:
    """Without a zone it is UTC; the calendar's ends would overflow in another zone."""
    if not 1970 < when.year < 9999:
        raise ValueError("is too far away")
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def printable_name(text: str) -> str:
    """File names come as they are: control characters are shown as `?`, nothing is refused."""
    shown = (c if unicodedata.category(c) not in ("Cc", "Cs") else "?" for c in text)
    return "".join(shown).strip() or "untitled"


Title = Annotated[str, Field(max_length=300), AfterValidator(tidy)]
Name = Annotated[str, Field(max_length=200), AfterValidator(tidy)]
Prose = Annotated[str, Field(max_length=20_000), AfterValidator(prose)]
FileName = Annotated[str, Field(min_length=1, max_length=300), AfterValidator(printable_name)]
Email = Annotated[str, Field(max_length=320), AfterValidator(printable)]
Password = Annotated[str, Field(max_length=500), AfterValidator(printable)]
Device = Annotated[str, Field(max_length=100), AfterValidator(tidy)]
Blake3 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
Fingerprint = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
"""SHA-256 over the size as decimal digits, the first 64 KiB and the last 64 KiB (the whole file
twice, if it is no longer than that)."""
Moment = Annotated[datetime, AfterValidator(moment)]
Seconds = Annotated[float, Field(ge=0, le=1e8, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=0, le=2**62)]
RungName = Annotated[str, Field(min_length=1, max_length=40), AfterValidator(printable)]
Tag = Annotated[str, Field(max_length=60), AfterValidator(tidy)]
Language = Annotated[
    str, Field(pattern="^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,3}$"), AfterValidator(str.lower)
]
Id = Annotated[str, Field(pattern="^[a-z0-9-]{1,64}$")]


class Body(BaseModel):
    """What a client sends; words that we don't know are passed over, for newer clients."""

    model_config = ConfigDict(extra="ignore")


def example(**fields: Any) -> ConfigDict:
    """For readers of the API, and for programs that make requests up and would not come to one that
    leads anywhere."""
    return ConfigDict(json_schema_extra={"examples": [fields]})


class Fault(BaseModel):
    error: str
    message: str
    retryable: bool


@dataclass(slots=True, kw_only=True)
class ChannelBrief:
    id: str
    handle: str
    name: str
    picture_url: str | None


class Media(Body):
    """What the client's probe found; kept as it came unless that is a lot, trusted for nothing but
    display."""

    model_config = ConfigDict(extra="allow")

    @model_validator(mode="after")
    def bounded(self) -> Media:
        if len(json.dumps(self.model_dump())) <= MOST_MEDIA_BYTES:
            return self
        return self.model_copy(update=dict.fromkeys(self.model_extra or ()))

    duration_seconds: Seconds | None = None
    width: Annotated[int, Field(ge=0, le=100_000)] | None = None
    height: Annotated[int, Field(ge=0, le=100_000)] | None = None
    moov_at_end: bool | None = None


class PartBody(Body):
    """`checksum` is base64 of the digest that the upload's `checksum` names."""

    number: Annotated[int, Field(ge=1, le=10_000)]
    checksum: Annotated[str, Field(pattern="^[A-Za-z0-9+/]{4,86}={0,2}$")]


class PartsBody(Body):
    parts: Annotated[list[PartBody], Field(max_length=10_000)]


class FirstPartsBody(Body):
    """Parts to sign in the same call, if the store's kind of `checksum` was guessed right."""

    checksum: Checksum
    parts: Annotated[list[PartBody], Field(max_length=100)]


class UploadBody(Body):
    model_config = example(filename="film.mp4", size_bytes=1_000_000)

    filename: FileName
    size_bytes: Annotated[int, Field(ge=0, le=2**62)]
    blake3: Blake3 | None = None
    title: Title | None = None
    channel_id: Id | None = None
    media: Media | None = None
    first_parts: FirstPartsBody | None = None
    fingerprint: Fingerprint | None = None
    poster: Annotated[Base64Bytes, Field(max_length=128 * 1024)] | None = None
    """A small JPEG to be shown until the server has made a poster of its own."""


class KeyedUploadBody(UploadBody):
    model_config = example(filename="film.mp4", size_bytes=1_000_000, idempotency_key="8c1f")

    idempotency_key: Annotated[str, Field(min_length=1, max_length=200)]


class UploadsBody(Body):
    uploads: Annotated[list[KeyedUploadBody], Field(max_length=100)]


class CompleteBody(Body):
    blake3: Blake3 | None = None


class CompletionBody(CompleteBody):
    id: Id


class CompletionsBody(Body):
    uploads: Annotated[list[CompletionBody], Field(max_length=100)]


class StoredPartView(BaseModel):
    number: int
    size_bytes: int
    etag: str
    checksum: str | None


class UploadView(BaseModel):
    id: str
    video_id: str
    state: str
    part_size_bytes: int
    part_count: int
    checksum: str
    expires_at: str


class SpaceView(BaseModel):
    used_bytes: int
    quota_bytes: int | None


class UploadWithParts(UploadView):
    parts: list[StoredPartView]


@dataclass(slots=True, kw_only=True)
class SignedPartView:
    number: int
    method: str
    url: str
    headers: dict[str, str]
    expires_in_seconds: int


class CreatedView(UploadView):
    signed: list[SignedPartView]


class CompletedView(BaseModel):
    video_id: str
    state: str


class FaultView(BaseModel):
    """What one item of a batch would have been answered with by itself."""

    status: int
    error: str
    message: str
    retryable: bool
    retry_after_seconds: int | None


class CreatedOutcome(BaseModel):
    upload: CreatedView | None = None
    fault: FaultView | None = None


class CompletedOutcome(BaseModel):
    upload: CompletedView | None = None
    fault: FaultView | None = None


@dataclass(slots=True, kw_only=True)
class VideoError:
    message: str
    retryable: bool


@dataclass(slots=True, kw_only=True)
class ReplacementView:
    """A new source of a video on its way. `failed`: it is none, and the former one stays."""

    state: str
    percent: float
    seconds_left: float | None
    error: VideoError | None


@dataclass(slots=True, kw_only=True)
class RungView:
    name: str
    percent: float


@dataclass(slots=True, kw_only=True)
class CardView:
    """A video as others see it."""

    id: str
    title: str
    description: str
    tags: list[str]
    language: str | None
    channel: ChannelBrief
    channel_id: str
    state: str
    playable: str | None
    visibility: Visibility
    published_at: str | None
    views: int
    duration_seconds: float | None
    width: int | None
    height: int | None
    poster_url: str | None
    storyboard_url: str | None
    position_seconds: float
    captions: bool
    created_at: str
    updated_at: str


@dataclass(slots=True, kw_only=True)
class VideoView(CardView):
    """A video as its owner sees it. `rungs` says how far each rendition of the ladder is, lowest
    first. While processing, `error` is why the last try failed; another one follows."""

    filename: str
    percent: float
    seconds_left: float | None
    rungs: list[RungView]
    error: VideoError | None
    publish_at: str | None
    size_bytes: int
    revision: str | None
    embedding: str
    replacement: ReplacementView | None


@dataclass(slots=True, kw_only=True)
class VideoList:
    videos: list[VideoView]
    next_cursor: str | None


class PositionBody(Body):
    seconds: Seconds


class SubtitleView(BaseModel):
    language: str
    label: str
    url: str


class OriginalStreamView(BaseModel):
    """The source as it was uploaded, to go on with where a growing ladder has not come to."""

    url: str
    query: str
    cookies: dict[str, str]


class PlaybackView(BaseModel):
    """`query` and `cookies` go on every child request; ask again before they run out."""

    video_id: str
    kind: Kind
    url: str
    query: str
    cookies: dict[str, str]
    expires_in_seconds: int
    duration_seconds: float | None
    poster_url: str | None
    storyboard_url: str | None
    chapters_url: str | None
    subtitles: list[SubtitleView]
    position_seconds: float
    complete: bool
    original: OriginalStreamView | None = None


@lru_cache(8192)
def iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")


def maybe_iso(seconds: float | None) -> str | None:
    return None if seconds is None else iso(seconds)
