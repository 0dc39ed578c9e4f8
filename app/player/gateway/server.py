"""The loopback HTTP server that mpv plays from.

Every play has a path of its own with a random secret, so no other process of the machine learns
anything by asking. A segment's rung is only settled when its bytes are handed out.
"""

from __future__ import annotations

import contextlib
import logging
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from app.player.fetch.cache import Piece
from app.player.fetch.segment_buffer import SegmentBuffer
from app.player.gateway.file_proxy import FileProxy
from app.player.manifest.playlist import synthetic
from app.player.remux.ts import Filler

logger = logging.getLogger(__name__)

POLL_SECONDS = 0.5
LOADED_WITHIN_SECONDS = 60.0
DECOY_SECONDS = 1.0  # so long mpv may go on asking for the next segments once it seeks
SEEK_BEGINS_WITHIN_SECONDS = 5.0  # usually 0.3 s at most: an earlier seek shows a frame first
MOST_DECOYS = 15


class TrackDoor:
    """One track as mpv sees it: numbered segments of one playlist.

    A seek of mpv begins only when its reader has got a packet. So a seek first ends the requests
    under way, and whatever mpv then asks for in sequence is answered at once: with the segment if
    it is at hand, else with a decoy, which mpv throws away, since by then it knows of the seek.
    """

    def __init__(self, buffer: SegmentBuffer) -> None:
        self._lock = threading.Lock()
        self._buffer = buffer
        self._generation = 0
        self._last_index = -1
        self._target: int | None = None
        self._decoys_until = 0.0
        self._seek_begun = threading.Event()

    def playlist(self) -> str:
        timeline = self._buffer.timeline
        return synthetic(timeline.durations, complete=timeline.announced_whole)

    def seek(self, seconds: float) -> None:
        """mpv is about to seek to where it has no bytes."""
        with self._lock:
            self._generation += 1
            self._target = self._buffer.timeline.index_at(seconds)
            self._decoys_until = time.monotonic() + SEEK_BEGINS_WITHIN_SECONDS
            self._seek_begun.clear()
        self._buffer.refocus(seconds)

    def seek_begun(self) -> None:
        """mpv knows of the seek: it throws away what its reader still brings."""
        with self._lock:
            self._decoys_until = time.monotonic() + DECOY_SECONDS
        self._seek_begun.set()

    def close(self) -> None:
        """Keep nobody waiting, once the buffer is closed."""
        self._seek_begun.set()

    def chunks(self, index: int) -> Iterator[bytes]:
        """The bytes of a segment as they come; raises `AnswerCut` if a seek cuts in."""
        if self._is_outdated(index):
            yield from self._decoy()
            return
        generation = self._generation

        def cut() -> bool:
            return generation != self._generation or self._buffer.closed

        self._buffer.demand(index)
        while (piece := self._buffer.claim(index, POLL_SECONDS, cut)) is None:
            if cut():
                yield from self._decoy()
                return
        yield from self._filled(piece, cut)

    def _filled(self, piece: Piece, cut: Callable[[], bool]) -> Iterator[bytes]:
        """A piece to its end; while the picture waits for it, mpv is kept waiting by no rest."""
        number, over, filler = 0, False, Filler()
        while not over:
            chunk, over = self._buffer.read(piece, number, POLL_SECONDS, cut)
            if cut() or piece.dead:
                raise AnswerCut
            number += chunk is not None
            pauses = not over and self._buffer.starves(piece, number)
            if ready := filler.feed(chunk or b"", pauses=pauses and chunk is not None):
                yield ready

    def _is_outdated(self, index: int) -> bool:
        """Whether mpv asks for this only because it has not begun to seek yet."""
        with self._lock:
            in_sequence = self._last_index <= index <= self._last_index + MOST_DECOYS
            if self._target is not None and time.monotonic() < self._decoys_until:
                expected = index in (self._target - 1, self._target) or self._buffer.has(index)
                if in_sequence and not expected:
                    return True
            self._target = None
            self._last_index = index
            return False

    def _decoy(self) -> Iterator[bytes]:
        begun = self._seek_begun.wait(SEEK_BEGINS_WITHIN_SECONDS)
        if not begun or self._buffer.closed or not (sample := self._buffer.sample()):
            raise AnswerCut
        yield sample


class AnswerCut(Exception):
    """The answer must end here, visibly broken."""


class Mount:
    """What one play offers mpv below its secret path; requests wait until it is `ready`."""

    def __init__(self, texts: dict[str, Callable[[], str]] | None = None) -> None:
        self.tracks: dict[str, TrackDoor] = {}
        self.texts = texts or {}
        self.file: FileProxy | None = None
        self.ready = threading.Event()


class Gateway:
    """Serves any number of mounts on 127.0.0.1, at a port that the system chooses."""

    def __init__(self) -> None:
        self._mounts: dict[str, Mount] = {}
        self._server = _Server(self._mounts)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), name="matinee-gateway", daemon=True
        )
        self._thread.start()

    def mount(self, mount: Mount) -> str:
        """The address below which the play is served, with a slash at its end."""
        secret = secrets.token_urlsafe(24)
        self._mounts[secret] = mount
        return f"http://127.0.0.1:{self._server.server_port}/{secret}/"

    def unmount(self, address: str) -> None:
        mount = self._mounts.pop(address.rstrip("/").rpartition("/")[2], None)
        if mount is not None:
            mount.ready.set()

    def close(self) -> None:
        """Stop serving; requests under way are cut."""
        for mount in self._mounts.values():
            mount.ready.set()
        self._mounts.clear()
        self._server.shutdown()
        self._server.cut_connections()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    block_on_close = True
    request_queue_size = 32

    def __init__(self, mounts: dict[str, Mount]) -> None:
        self.mounts = mounts
        self._connections: set[socket.socket] = set()
        self._lock = threading.Lock()
        super().__init__(("127.0.0.1", 0), _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._lock:
            self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._connections.discard(request)
        super().shutdown_request(request)

    def cut_connections(self) -> None:
        with self._lock:
            for connection in self._connections:
                with contextlib.suppress(OSError):  # the other side was faster
                    connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002
        logger.exception("The gateway failed to answer")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def handle(self) -> None:
        try:
            super().handle()
        except (ConnectionError, TimeoutError):
            self.close_connection = True  # mpv hangs up when it seeks or stops

    def do_GET(self) -> None:
        secret, _, name = self.path.lstrip("/").partition("/")
        mount = self.server.mounts.get(secret)
        if mount is None or not mount.ready.wait(LOADED_WITHIN_SECONDS):
            self._refuse()
        elif name == "file" and mount.file is not None:
            self._send_file(mount.file)
        elif name in mount.texts:
            self._send_text(mount.texts[name]())
        else:
            self._send_track(mount, name)

    def _send_track(self, mount: Mount, name: str) -> None:
        track_name, _, leaf = name.partition("/")
        track = mount.tracks.get(track_name)
        number = leaf.removesuffix(".ts")
        if track is not None and leaf == "play.m3u8":
            self._send_text(track.playlist())
        elif track is not None and number.isdigit():
            self._send_segment(track, int(number))
        else:
            self._refuse()

    def _send_segment(self, track: TrackDoor, index: int) -> None:
        head = self._head(200, ("Content-Type", "video/mp2t"), ("Transfer-Encoding", "chunked"))
        try:
            for chunk in track.chunks(index):
                self.wfile.write(b"%s%x\r\n%s\r\n" % (head, len(chunk), chunk))
                head = b""
        except AnswerCut:
            self.close_connection = True
            return
        self.wfile.write(head + b"0\r\n\r\n")

    def _send_file(self, relay: FileProxy) -> None:
        answer = relay.answer(self.headers.get("Range", ""))
        if answer is None:
            return self._refuse()
        status, headers, body = answer
        self.wfile.write(self._head(status, *headers))
        self.close_connection = True  # its length may be unknown, and mpv opens one per seek
        with contextlib.closing(body):
            for chunk in body:
                self.wfile.write(chunk)
        return None

    def _send_text(self, text: str) -> None:
        body = text.encode()
        kind = "application/vnd.apple.mpegurl" if text.startswith("#EXTM3U") else "text/vtt"
        head = self._head(200, ("Content-Type", kind), ("Content-Length", str(len(body))))
        self.wfile.write(head + body)

    def _refuse(self) -> None:
        self.wfile.write(self._head(404, ("Content-Length", "0")))

    def _head(self, status: int, *headers: tuple[str, str]) -> bytes:
        lines = [f"HTTP/1.1 {status} {'OK' if status < 300 else 'No'}"]
        lines += [f"{name}: {value}" for name, value in headers]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the base class's name)
        """Say nothing: the paths hold the secret."""
