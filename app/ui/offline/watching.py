"""Kept films as the player asks for them: how to play one, and how far it was watched."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.offline.contact import tell_position
from app.offline.film import KeptFilm
from app.offline.folder import CHAPTERS, POSTER, KeptFolder
from app.ui.offline.kept import KeptFilms

if TYPE_CHECKING:
    from app.offline.serving import FilmServer
    from app.server.client import Client
    from app.server.videos import Playback


@dataclass(frozen=True, slots=True)
class KeptPlay:
    """How to play a film that is here, and its chapters as WebVTT, if it has any."""

    playback: Playback
    chapters: bytes | None


class KeptPlays:
    """Blocks where it reads the disk; from any thread."""

    def __init__(self, kept: KeptFilms) -> None:
        self._kept, self._lock = kept, threading.Lock()
        self._server: FilmServer | None = None

    def of(self, video_id: str) -> KeptPlay | None:
        """None where the film is not here, or not all of it."""
        found = self._whole(video_id)
        if found is None:
            return None
        folder, film = found
        files = folder.film(video_id)
        playback = self._served().playback(film, files, folder.position(video_id))
        return KeptPlay(playback, files.get(CHAPTERS))

    def has(self, video_id: str) -> bool:
        return self._kept.has(video_id)

    def poster(self, video_id: str) -> bytes | None:
        folder = self._kept.folder
        return None if folder is None else folder.film(video_id).get(POSTER)

    def saving(
        self, video_id: str, seconds: float, client: Client | None
    ) -> Callable[[], None] | None:
        """What keeps the position of a film that is here, and tells the server if there is one;
        who gets so far has watched it."""
        folder = self._kept.folder
        if folder is None or not self._kept.has(video_id):
            return None

        def save() -> None:
            folder.film(video_id).use()
            if client is None:
                folder.note_position(video_id, seconds, told=False)
            else:
                tell_position(client, folder, video_id, seconds)

        return save

    def close(self) -> None:
        with self._lock:
            server, self._server = self._server, None
        if server is not None:
            server.close()

    def _whole(self, video_id: str) -> tuple[KeptFolder, KeptFilm] | None:
        if (folder := self._kept.folder) is None:
            return None
        film = folder.film(video_id).read()
        return (folder, film) if film is not None and film.is_here else None

    def _served(self) -> FilmServer:
        from app.offline.serving import FilmServer  # when the first one is played

        with self._lock:
            if self._server is None:
                self._server = FilmServer()
            return self._server
