"""The JSON of the studio: versions of a video, originals, duplicates, changes of many."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BaseModel, Field, model_validator

from backend.http.schemas.common import (
    Blake3,
    Body,
    FaultView,
    Fingerprint,
    Id,
    VideoError,
    VideoView,
)
from backend.http.schemas.editing import VideoChange

MOST_AT_ONCE = 500


class VersionView(BaseModel):
    """A source of a video. `ready` ones can be played by their number; `current` is the one that
    everybody sees. One on its way says how far it is, one that `failed` why."""

    number: int
    current: bool
    state: str
    filename: str
    size_bytes: int
    blake3: str | None
    duration_seconds: float | None
    width: int | None
    height: int | None
    uploaded_at: str
    percent: float
    seconds_left: float | None
    error: VideoError | None


class VersionList(BaseModel):
    versions: list[VersionView]


class OriginalView(BaseModel):
    """`url` is a permission by itself, answers to ranges, and holds for so long; `blake3` is of
    the whole file, where it is known."""

    url: str
    expires_in_seconds: int
    filename: str
    size_bytes: int
    blake3: str | None


class DuplicatesBody(Body):
    """A file by its size, and by the hash of all of it or by its `fingerprint`."""

    size_bytes: Annotated[int, Field(ge=1, le=2**62)]
    fingerprint: Fingerprint | None = None
    blake3: Blake3 | None = None

    @model_validator(mode="after")
    def names_content(self) -> Self:
        if self.fingerprint is None and self.blake3 is None:
            raise ValueError("needs fingerprint or blake3")
        return self


class ManyDuplicatesBody(Body):
    files: Annotated[list[DuplicatesBody], Field(max_length=MOST_AT_ONCE)]


class DuplicateView(BaseModel):
    """Found by its fingerprint, it is the same only if `blake3` is."""

    video: VideoView
    blake3: str | None


class DuplicateList(BaseModel):
    videos: list[DuplicateView]


class BatchBody(Body):
    """One of: a change, a playlist that they are put at the end of, their deletion, or the way back
    from it."""

    ids: Annotated[list[Id], Field(max_length=MOST_AT_ONCE)]
    change: VideoChange | None = None
    playlist_id: Id | None = None
    delete: bool = False
    undelete: bool = False

    @model_validator(mode="after")
    def says_one_thing(self) -> Self:
        named = (self.change is not None, self.playlist_id is not None, self.delete, self.undelete)
        if named.count(True) != 1:
            raise ValueError("needs one of change, playlist_id, delete and undelete")
        return self


class VideoOutcome(BaseModel):
    """What came of one: the video as it is now, or why it was not changed; of one that was deleted,
    neither."""

    id: str
    video: VideoView | None = None
    fault: FaultView | None = None


class ListedBody(Body):
    ids: Annotated[list[Id], Field(max_length=MOST_AT_ONCE)]


class ListedView(BaseModel):
    """The own playlists that a video is on, by their ids."""

    id: str
    playlists: list[str]
