"""Hands a source behind a network to one process, which has no network: it asks for an address that
means nothing elsewhere, by a proxy that its environment names.

So no signed URL stands in a list of processes, and a process that was turned has nowhere to go.
"""

from __future__ import annotations

import base64
import hmac
import logging
import os
import secrets
import socket
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from threading import BoundedSemaphore, Thread

import requests
from urllib3.exceptions import HTTPError

from backend.transcode.confine.api import LOOPBACK

log = logging.getLogger(__name__)

ADDRESS = "http://source/film"
"""What a process is told instead of the URL."""
NAME = "matinee"
BLOCK_BYTES = 256 << 10
PASSED_ON = ("Content-Length", "Content-Range", "Accept-Ranges")
CONNECT_SECONDS = 10
MOST_CONNECTIONS = 8
"""FFmpeg has one or two."""


class SourceDoor:
    """Answers for `url` until it is closed."""

    def __init__(self, url: str, silent_seconds: float) -> None:
        self.was_cut_off = False
        """The store went away, or said nothing for so long: what was read is not the source."""
        self._url, self._silent_seconds = url, silent_seconds
        self._secret = secrets.token_urlsafe()
        self._listening: socket.socket | None = None
        self._room = BoundedSemaphore(MOST_CONNECTIONS)

    def serve(self, listening: socket.socket) -> None:
        """At this socket, which is the door's from now on."""
        self._listening = listening
        Thread(target=self._accept, args=(listening,), name="door", daemon=True).start()

    def environment(self, port: int) -> Mapping[str, str]:
        """What a client on the same machine must find in its own."""
        return {"http_proxy": f"http://{NAME}:{self._secret}@{LOOPBACK}:{port}"}

    def close(self) -> None:
        """Connections end with the process, whose they are."""
        if self._listening is not None:
            with suppress(OSError):  # nobody waits there any more
                self._listening.shutdown(socket.SHUT_RDWR)
            self._listening.close()

    def lets_in(self, credentials: str) -> bool:
        known = base64.b64encode(f"{NAME}:{self._secret}".encode()).decode()
        return hmac.compare_digest(credentials.encode(), f"Basic {known}".encode())

    def ask(self, byte_range: str) -> requests.Response | None:
        """The store's answer, whose body is yet to be read."""
        try:
            answer = requests.get(
                self._url,
                headers={"Range": byte_range, "Accept-Encoding": "identity"},
                timeout=(CONNECT_SECONDS, self._silent_seconds),
                stream=True,
                # Trusted as boto3 trusts it, which knows one name more than requests does.
                verify=os.environ.get("AWS_CA_BUNDLE") or True,
            )
        except requests.RequestException as error:
            self._cut_off(error)
            return None
        status = answer.status_code
        if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            self._cut_off(f"status {status}")
        return answer

    def blocks(self, answer: requests.Response) -> Iterator[bytes]:
        try:
            while block := answer.raw.read(BLOCK_BYTES):
                yield block
        except (HTTPError, OSError) as error:
            self._cut_off(error)

    def _cut_off(self, why: object) -> None:
        # The URL is signed, and stands in what requests has to say.
        log.warning(
            "A source could not be read on: %s",
            type(why).__name__ if isinstance(why, Exception) else why,
        )
        self.was_cut_off = True

    def _accept(self, listening: socket.socket) -> None:
        with suppress(OSError):  # it is closed
            while True:
                connection, peer = listening.accept()
                if not self._room.acquire(blocking=False):
                    connection.close()
                    continue
                Thread(
                    target=self._answer, args=(connection, peer), name="door", daemon=True
                ).start()

    def _answer(self, connection: socket.socket, peer: object) -> None:
        try:
            with connection, suppress(OSError):  # the process has gone
                _Request(connection, peer, self)
        finally:
            self._room.release()


class _Request(BaseHTTPRequestHandler):
    """One, after which the connection ends."""

    def __init__(self, connection: socket.socket, peer: object, door: SourceDoor) -> None:
        self._door = door
        super().__init__(connection, peer, None)  # type: ignore[arg-type]  # there is no server

    def do_GET(self) -> None:
        if not self._door.lets_in(self.headers.get("Proxy-Authorization", "")):
            self.send_response(HTTPStatus.PROXY_AUTHENTICATION_REQUIRED)
            self.send_header("Proxy-Authenticate", 'Basic realm="source"')
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        answer = self._door.ask(self.headers.get("Range", "bytes=0-"))
        if answer is None:
            self.send_error(HTTPStatus.BAD_GATEWAY)
            return
        with closing(answer):
            self.send_response(answer.status_code)
            for name in PASSED_ON:
                if name in answer.headers:
                    self.send_header(name, answer.headers[name])
            self.end_headers()
            for block in self._door.blocks(answer):
                self.wfile.write(block)

    def log_message(self, *_: object) -> None:
        """What is asked for, and how often, is FFmpeg's business."""
