"""What an owner edits of films, and does with their files: frozen values, and the calls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol, TypeVar
from urllib.parse import quote

from app.errors import MatineeError, ServerRefused
from app.server.transport import Transport, fault_in
from app.server.videos import Absolute, Playback, Video, as_given, known_fields

Item = TypeVar("Item")
MOST_AT_ONCE = 500
"""Videos in one call."""
FURTHEST_AWAY = timedelta(days=366 * 100)
"""Nobody means to publish anything later than that."""
NOT_IN_PLAYLIST = "not_in_playlist"
UNKNOWN_THERE = (404, 405)
"""What an older server answers."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """It ends where the next one begins."""

    start_seconds: float
    title: str

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Chapter:
        return cls(**known_fields(cls, document))

    def to_json(self) -> dict[str, Any]:
        return {"start_seconds": self.start_seconds, "title": self.title}


@dataclass(frozen=True, slots=True)
class ChapterSet:
    """As viewers have them. `origin`: own, description, file, or "" with none at all; `embedded`
    are those of the file."""

    origin: str = ""
    chapters: tuple[Chapter, ...] = ()
    embedded: tuple[Chapter, ...] = ()

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> ChapterSet:
        return cls(
            document["origin"],
            tuple(map(Chapter.from_json, document["chapters"])),
            tuple(map(Chapter.from_json, document["embedded"])),
        )


@dataclass(frozen=True, slots=True)
class Caption:
    """A track of captions; `own`: added to the film, not a part of its file."""

    language: str
    label: str
    url: str
    own: bool

    @classmethod
    def from_json(cls, document: Mapping[str, Any], absolute: Absolute = as_given) -> Caption:
        return cls(**known_fields(cls, document) | {"url": absolute(document["url"])})


class EditingCalls:
    """Part of a `Client`. Each may be repeated: it says how something is to be, not what to add."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def describe(self, video_id: str, words: Mapping[str, Any]) -> Video:
        """Change what is named: title, description, tags, language, visibility, publish_at,
        channel_id, embedding, chapters."""
        answer = self._transport.call("PATCH", f"videos/{video_id}", json=dict(words))
        return Video.from_json(answer, self._transport.maybe)

    def set_poster(self, video_id: str, picture: bytes | None) -> None:
        """None: back to the one that was made of the film."""
        path = f"videos/{video_id}/poster"
        if picture is None:
            self._transport.call("DELETE", path)
        else:
            self._transport.call("PUT", path, data=picture)

    def captions(self, video_id: str) -> tuple[Caption, ...]:
        answer = self._transport.call("GET", f"videos/{video_id}/subtitles")
        absolute = self._transport.maybe
        return tuple(Caption.from_json(each, absolute) for each in answer["subtitles"])

    def set_captions(self, video_id: str, language: str, track: bytes | None) -> None:
        """A whole file of SRT, ASS or WebVTT; None takes the track of that language away."""
        path = f"videos/{video_id}/subtitles/{quote(language)}"
        if track is not None:
            self._transport.call("PUT", path, data=track)
            return
        try:
            self._transport.call("DELETE", path)
        except ServerRefused as error:
            if not error.is_missing:
                raise

    def chapters(self, video_id: str) -> ChapterSet:
        return ChapterSet.from_json(self._transport.call("GET", f"videos/{video_id}/chapters"))

    def suggested_chapters(self, video_id: str) -> tuple[float, ...] | None:
        """Where chapters may begin; None where the film or the server can't tell."""
        answer = self._transport.call_or_none("GET", f"videos/{video_id}/chapters/suggested")
        return tuple(answer["starts"]) if answer is not None else None

    def frame(self, video_id: str, seconds: float) -> bytes | None:
        """A JPEG of what viewers see then; None where there is none, or the server can't tell."""
        asked = {"seconds": round(seconds, 3)}
        try:
            path = f"videos/{video_id}/frame"
            return self._transport.send("GET", path, params=asked).content
        except ServerRefused as error:
            if not error.is_missing:
                raise
            return None

    def playlists_of(self, video_ids: Sequence[str]) -> Mapping[str, frozenset[str]] | None:
        """The own playlists that each of these is on; None where the server can't tell."""
        found: dict[str, frozenset[str]] = {}
        for part in parts_of(video_ids):
            body = {"ids": list(part)}
            try:
                answer = self._transport.call("POST", "batches/playlists", json=body)
            except ServerRefused as error:
                if error.status not in UNKNOWN_THERE:
                    raise
                return None
            found |= {each["id"]: frozenset(each["playlists"]) for each in answer}
        return found

    def put_in_playlist(self, video_id: str, playlist_id: str, *, listed: bool) -> None:
        """At its end, if it is not in it; or out of it."""
        method = "PUT" if listed else "DELETE"
        self._transport.call(method, f"playlists/{quote(playlist_id)}/videos/{video_id}")

    def place_in_playlist(self, video_id: str, playlist_id: str, behind: Sequence[str]) -> None:
        """Behind the first of these videos that is in it; where none is, at its beginning."""
        for after in (*behind, None):
            try:
                self._transport.call(
                    "PUT",
                    f"playlists/{quote(playlist_id)}/videos/{video_id}",
                    json={"after": after},
                )
            except ServerRefused as error:
                if after is None or error.code != NOT_IN_PLAYLIST:
                    raise
            else:
                return

    def set_defaults(self, channel_id: str, defaults: Mapping[str, Any]) -> None:
        """What new films of the channel begin with."""
        self._transport.call(
            "PATCH", f"channels/{quote(channel_id)}", json={"defaults": dict(defaults)}
        )


@dataclass(frozen=True, slots=True)
class Version:
    """A source of a video. `ready` ones can be played and restored by their number; `current` is
    the one that everybody sees; of others `percent` says how far they are, or `error` why none."""

    number: int
    current: bool
    state: str
    filename: str
    size_bytes: int
    uploaded_at: str
    blake3: str | None = None
    duration_seconds: float | None = None
    width: int | None = None
    height: int | None = None
    percent: float = 0.0
    seconds_left: float | None = None
    error: str | None = None

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Version:
        error = (document.get("error") or {}).get("message")
        return cls(**known_fields(cls, document) | {"error": error})


@dataclass(frozen=True, slots=True)
class OriginalFile:
    """Leave to download a video's file; `blake3` is of all of it, where the backend knows it."""

    url: str
    filename: str
    size_bytes: int
    expires_in_seconds: int
    blake3: str | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """The answer to a ranged request: its bytes begin at `start`, which is 0 where the file is
    another one than `etag` was of; `etag` is the one that it has."""

    start: int
    etag: str | None
    pieces: Iterator[bytes]


class Content(Protocol):
    """A file by its size, and by its `SourceFile`'s fingerprint, the hash of all of it, or both."""

    @property
    def size_bytes(self) -> int: ...
    @property
    def fingerprint(self) -> str | None: ...
    @property
    def blake3(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Duplicate:
    """An own video with that content for certain if its `blake3` is known, else by its looks."""

    video: Video
    blake3: str | None


@dataclass(frozen=True, slots=True)
class Changed:
    """What came of one of many: the video as it is now (None once deleted), or a fault."""

    id: str
    video: Video | None = None
    fault: MatineeError | None = None


def named(content: Content) -> dict[str, Any]:
    by = {"fingerprint": content.fingerprint, "blake3": content.blake3}
    known = {name: value for name, value in by.items() if value is not None}
    return {"size_bytes": content.size_bytes, **known}


def parts_of(many: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """As many at a time as one call may name."""
    for first in range(0, len(many), MOST_AT_ONCE):
        yield many[first : first + MOST_AT_ONCE]


class StudioCalls:
    """Part of a `Client`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    # Versions; `Client.replace_source` sends a new one

    def keep_source(self, video_id: str) -> None:
        """Give up a replacement, on its way or failed."""
        self._transport.call("DELETE", f"videos/{video_id}/source")

    def versions(self, video_id: str) -> tuple[Version, ...]:
        """The newest source first."""
        answer = self._transport.call("GET", f"videos/{video_id}/versions")
        return tuple(map(Version.from_json, answer["versions"]))

    def restore_version(self, video_id: str, number: int) -> Video:
        path = f"videos/{video_id}/versions/{number}/restore"
        return self._video(self._transport.call("POST", path))

    def version_playback(self, video_id: str, number: int) -> Playback:
        """To look at one beside another."""
        path, asked = f"videos/{video_id}/playback", {"version": number}
        answer = self._transport.call("GET", path, params=asked)
        return Playback.from_json(answer, self._absolute)

    # Many videos

    def undelete(self, video_ids: Sequence[str]) -> list[Changed]:
        """Those are had back that are not gone for good yet."""
        return self._batch(video_ids, {"undelete": True})

    def change(self, video_ids: Sequence[str], **changes: Any) -> list[Changed]:
        """The same change of all; each `MOST_AT_ONCE` in one transaction."""
        return self._batch(video_ids, {"change": changes})

    def add_to_playlist(self, video_ids: Sequence[str], playlist_id: str) -> list[Changed]:
        return self._batch(video_ids, {"playlist_id": playlist_id})

    def delete(self, video_ids: Sequence[str]) -> list[Changed]:
        """Each can be had back by `undelete` for a short while."""
        return self._batch(video_ids, {"delete": True})

    # Content

    def duplicates(self, contents: Sequence[Content]) -> list[tuple[Duplicate, ...]]:
        """For each of these, the account's own videos that have its content, or seem to."""
        found: list[tuple[Duplicate, ...]] = []
        for part in parts_of(contents):
            body = {"files": [named(content) for content in part]}
            answer = self._transport.call("POST", "batches/duplicates", json=body)
            found += [tuple(map(self._duplicate, each["videos"])) for each in answer]
        return found

    def _duplicate(self, item: Mapping[str, Any]) -> Duplicate:
        return Duplicate(self._video(item["video"]), item["blake3"])

    def original_file(self, video_id: str) -> OriginalFile | None:
        """None where the video is gone, or the backend gives no originals out."""
        answer = self._transport.call_or_none("GET", f"videos/{video_id}/original")
        if answer is None:
            return None
        url = self._transport.absolute(answer["url"])
        return OriginalFile(**known_fields(OriginalFile, answer) | {"url": url})

    def receive(self, url: str, start: int, etag: str | None) -> Received:
        """The bytes behind an original's URL from `start` on, if it is still the file of `etag`."""
        return Received(*self._transport.ranged(url, start, etag))

    @property
    def _absolute(self) -> Absolute:
        return self._transport.maybe

    def _video(self, document: Mapping[str, Any]) -> Video:
        return Video.from_json(document, self._absolute)

    def _batch(self, video_ids: Sequence[str], what: Mapping[str, Any]) -> list[Changed]:
        """What keeps a later part away befalls all that is left: of what was done before it one
        still hears."""
        changed: list[Changed] = []
        for number, part in enumerate(parts_of(video_ids)):
            body = {"ids": list(part), **what}
            try:
                answer = self._transport.call("POST", "batches/videos", json=body)
            except MatineeError as error:
                if not changed:
                    raise
                left = video_ids[number * MOST_AT_ONCE :]
                return changed + [Changed(video_id, fault=error) for video_id in left]
            changed += map(self._changed, answer)
        return changed

    def _changed(self, item: Mapping[str, Any]) -> Changed:
        video, fault = item.get("video"), item.get("fault")
        return Changed(
            item["id"],
            self._video(video) if video else None,
            fault_in(fault) if fault else None,
        )
