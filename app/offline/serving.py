"""Kept films for the player, on loopback: a playlist, and segments that are checked as they go out.

The player plays them as it plays what a server sends, and seeks as exactly.
"""

from __future__ import annotations

import contextlib
import logging
import secrets
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from app.offline.film import KeptFilm, media_playlist, multivariant
from app.offline.folder import FilmFolder
from app.server.videos import Playback, SubtitleTrack

log = logging.getLogger(__name__)

LASTING_SECONDS = 365 * 24 * 3600
PLAYLIST = "application/vnd.apple.mpegurl"


class ServedFilm:
    """What is answered below one film's address."""

    def __init__(self, film: KeptFilm, folder: FilmFolder) -> None:
        self._film, self._folder = film, folder

    def answer(self, name: str) -> tuple[str, bytes] | None:
        """Its kind and its bytes; None for what is not here, or not what came any more."""
        plan = self._film.plan
        if name == "main.m3u8":
            return PLAYLIST, multivariant(plan).encode()
        for track in plan.tracks:
            if name == f"{track.name}/play.m3u8":
                numbered = track.files[1:] if track.begins else track.files
                sizes = [self._film.received[file].size_bytes for file in numbered]
                return PLAYLIST, media_playlist(track, sizes).encode()
        if (received := self._film.received.get(name)) is not None:
            content = self._folder.verified(name, received)
            return None if content is None else ("video/mp2t", content)
        if name in {track.file for track in plan.subtitles}:
            content = self._folder.get(name)
            return None if content is None else ("text/vtt", content)
        return None


class FilmServer:
    """Serves any number of films on 127.0.0.1; each has a secret path, as with the gateway, so that
    no other user of this computer sees them."""

    def __init__(self) -> None:
        self._films: dict[str, ServedFilm] = {}
        self._secrets: dict[str, str] = {}
        self._server = _FilmServer(self._films)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), name="matinee-kept", daemon=True
        )
        self._thread.start()

    def playback(self, film: KeptFilm, folder: FilmFolder, position_seconds: float) -> Playback:
        """How to play it, in the words of a server."""
        secret = self._secrets.setdefault(film.plan.video_id, secrets.token_urlsafe(24))
        self._films[secret] = ServedFilm(film, folder)
        address = f"http://127.0.0.1:{self._server.server_port}/{secret}/"
        plan = film.plan
        there = (track for track in plan.subtitles if (folder.path / track.file).exists())
        tracks = (SubtitleTrack(t.language, t.label, address + t.file) for t in there)
        return Playback(
            plan.video_id,
            "hls",
            address + "main.m3u8",
            LASTING_SECONDS,
            duration_seconds=plan.duration_seconds,
            subtitles=tuple(tracks),
            position_seconds=position_seconds,
        )

    def close(self) -> None:
        self._films.clear()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _FilmServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, films: dict[str, ServedFilm]) -> None:
        self.films = films
        super().__init__(("127.0.0.1", 0), _FilmHandler)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002
        log.exception("A kept film could not be served")


class _FilmHandler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _FilmServer

    def handle(self) -> None:
        with contextlib.suppress(ConnectionError, TimeoutError):  # who seeks hangs up
            super().handle()

    def do_GET(self) -> None:
        secret, _, name = self.path.partition("?")[0].lstrip("/").partition("/")
        film = self.server.films.get(secret)
        found = film.answer(name) if film is not None else None
        kind, content = found or ("text/plain", b"")
        self.send_response(404 if found is None else 200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the base class's name)
        """Say nothing: the paths hold the secret."""
