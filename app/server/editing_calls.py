"""The backend's calls for who edits films. Each may be repeated: it says how something is to be,
not what to add."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from app.errors import ServerRefused
from app.server.editing import Caption, ChapterSet
from app.server.transport import Transport
from app.server.videos import Video


class EditingCalls:
    """Part of a `Client`."""

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
