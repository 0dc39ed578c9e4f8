"""An origin that means no good: each path answers as raw bytes of a test's making."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator

Answer = Callable[[], Iterator[bytes]]
OK = b"HTTP/1.1 200 OK\r\n"
PARTIAL = b"HTTP/1.1 206 Partial Content\r\n"
WORDS = b"Connection: close\r\n\r\n"


def whole(body: bytes, *headers: str) -> Answer:
    """An honest answer."""
    lines = "".join(f"{header}\r\n" for header in headers).encode()
    return lambda: iter((OK + lines + b"Content-Length: %d\r\n" % len(body) + WORDS + body,))


def endless(first: bytes, again: bytes, *headers: str, status: bytes = OK) -> Answer:
    """A body without an end."""

    def chunks() -> Iterator[bytes]:
        yield status + "".join(f"{header}\r\n" for header in headers).encode() + WORDS + first
        while True:
            yield again

    return chunks


def to(url: str) -> Answer:
    return lambda: iter((b"HTTP/1.1 302 Found\r\nLocation: %s\r\n" % url.encode() + WORDS,))


class HostileServer:
    """Listens on every loopback address. `trickle` is paused by for each chunk, to be slow."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.requests: list[str] = []
        self.heads: list[str] = []
        self.hung_up = threading.Event()
        """Somebody left in the middle of an answer."""
        self.stopping = threading.Event()
        self._open: set[socket.socket] = set()
        self._socket = socket.create_server(("", 0))
        self.port = self._socket.getsockname()[1]
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}/{path}"

    def slow(self, chunks: Answer, seconds: float) -> Answer:
        """The same, bit by bit."""

        def paused() -> Iterator[bytes]:
            for chunk in chunks():
                yield chunk
                if self.stopping.wait(seconds):
                    return

        return paused

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            if self.stopping.is_set():
                connection.close()
                return
            self._open.add(connection)
            thread = threading.Thread(target=self._answer, args=(connection,))
            self._threads.append(thread)
            thread.start()

    def _answer(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            head = b""
            while b"\r\n\r\n" not in head and (more := connection.recv(65536)):
                head += more
            if not head:
                return
            path = head.split(b" ")[1].decode().lstrip("/")
            self.requests.append(path)
            self.heads.append(head.decode("latin-1"))
            try:
                for chunk in self.answers.get(path, whole(b""))():
                    connection.sendall(chunk)
            except OSError:
                self.hung_up.set()

    def close(self) -> None:
        self.stopping.set()
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port)).close()
        for connection in tuple(self._open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for thread in self._threads:
            thread.join()
