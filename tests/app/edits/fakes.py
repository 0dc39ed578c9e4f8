"""A backend that keeps what it is told of films, and is told what to do wrong."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.edits.draft import CAPTIONS, PLAYLIST, POSTER
from app.errors import MatineeError, ServerRefused


def refusal(status: int = 422, code: str = "invalid") -> ServerRefused:
    return ServerRefused(status, code, "That won't do.")


@dataclass
class FilmsInMemory:
    """By video and name. `faults` come instead of the next answers; `bad` are words that are
    always refused."""

    films: dict[str, dict[str, Any]] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    faults: deque[MatineeError] = field(default_factory=deque)
    bad: frozenset[str] = frozenset()
    told: threading.Event = field(default_factory=threading.Event)

    def describe(self, video_id: str, words: Mapping[str, Any]) -> None:
        self._take("describe", video_id, words)

    def set_poster(self, video_id: str, picture: bytes | None) -> None:
        self._take("poster", video_id, {POSTER: picture})

    def set_captions(self, video_id: str, language: str, track: bytes | None) -> None:
        self._take("captions", video_id, {CAPTIONS + language: track})

    def put_in_playlist(self, video_id: str, playlist_id: str, *, listed: bool) -> None:
        self._take("playlist", video_id, {PLAYLIST + playlist_id: listed})

    def place_in_playlist(self, video_id: str, playlist_id: str, behind: Sequence[str]) -> None:
        self._take("playlist", video_id, {PLAYLIST + playlist_id: tuple(behind)})

    def _take(self, call: str, video_id: str, values: Mapping[str, Any]) -> None:
        self.calls.append(call)
        self.told.set()
        if self.faults:
            raise self.faults.popleft()
        if self.bad & values.keys():
            raise refusal()
        self.films.setdefault(video_id, {}).update(values)
