"""What an owner edits of films: frozen values, and the calls about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from app.errors import ServerRefused
from app.server.videos import Absolute, Video, as_given, known_fields

if TYPE_CHECKING:
    from app.server.transport import Transport


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
            if error.status != 404:
                raise

    def chapters(self, video_id: str) -> ChapterSet:
        return ChapterSet.from_json(self._transport.call("GET", f"videos/{video_id}/chapters"))

    def put_in_playlist(self, video_id: str, playlist_id: str, *, listed: bool) -> None:
        """At its end, if it is not in it; or out of it."""
        method = "PUT" if listed else "DELETE"
        self._transport.call(method, f"playlists/{quote(playlist_id)}/videos/{video_id}")

    def set_defaults(self, channel_id: str, defaults: Mapping[str, Any]) -> None:
        """What new films of the channel begin with."""
        self._transport.call(
            "PATCH", f"channels/{quote(channel_id)}", json={"defaults": dict(defaults)}
        )
