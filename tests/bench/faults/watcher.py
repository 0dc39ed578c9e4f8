"""A proxy that sees each request and each answer, so that a fault comes at an exact moment."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import SO_RCVBUF, SOL_SOCKET
from typing import Any
from urllib.parse import parse_qsl

CHANGED_HERE = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length"})
PIECE = 64 * 1024
Answer = tuple[int, list[tuple[str, str]], bytes]


class Step(Enum):
    """What a request is for; see `step_of`."""

    CREATE = auto()
    PART = auto()
    COMPLETE = auto()
    SIGN = auto()
    OTHER = auto()


STEPS = {
    ("POST", "/api/batches/uploads"): Step.CREATE,
    ("POST", "/api/batches/completions"): Step.COMPLETE,
}


@dataclass(frozen=True)
class Moment:
    """A request of the client's; `answered` is the backend's status, None before it was asked, and
    `said` the body of its answer."""

    step: Step
    path: str
    answered: int | None = None
    said: bytes = b""


class Cut(Exception):
    """Raised by a `watch` or a `slow` that wants the connection to end here."""


class Halved(Exception):
    """Raised by a `watch` that wants the answer to end in its middle."""


class Instead(Exception):
    """Raised by a `watch` that answers in the backend's place."""

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes = b"") -> None:
        super().__init__(status)
        self.answer = status, list(headers.items()), body


def ignore(moment: Moment) -> None:
    """Let it pass."""


def at_once(size_bytes: int) -> None:
    """Hold up nothing."""


@dataclass
class Watcher:
    """Before the backend at `target`. `watch` is called at each moment, from several threads, and
    `slow` with the size of each piece of a part before it is passed on.

    `parts` counts the answers 200 to each part, `part_bytes` what came for parts in all.
    """

    port: int
    target: int = 0
    watch: Callable[[Moment], None] = ignore
    slow: Callable[[int], None] = at_once
    parts: Counter[str] = field(default_factory=Counter)
    part_bytes: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def count(self, size_bytes: int) -> None:
        with self.lock:
            self.part_bytes += size_bytes

    def note(self, answered: Moment) -> None:
        with self.lock:
            if answered.step is Step.PART and answered.answered == 200:
                self.parts[part_of(answered.path)] += 1

    def forget(self) -> None:
        """What was counted."""
        with self.lock:
            self.parts.clear()
            self.part_bytes = 0

    @property
    def stored_twice(self) -> int:
        return sum(times - 1 for times in self.parts.values())


def step_of(method: str, path: str) -> Step:
    if method == "PUT" and path.startswith("/store/"):
        return Step.PART
    if method == "POST" and path.startswith("/api/uploads/") and path.endswith("/parts"):
        return Step.SIGN
    return STEPS.get((method, path), Step.OTHER)


def part_of(path: str) -> str:
    """Whichever time it was signed."""
    key, _, query = path.partition("?")
    fields = dict(parse_qsl(query))
    return f"{key} {fields.get('uploadId')} {fields.get('partNumber')}"


@contextmanager
def watching() -> Iterator[Watcher]:
    """Listens at once; the backend's port is told to it later."""
    server = Listener(("127.0.0.1", 0), Handler)
    server.watcher = Watcher(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server.watcher
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Listener(ThreadingHTTPServer):
    daemon_threads = True
    watcher: Watcher

    def server_bind(self) -> None:
        """Little fits in between, so that a client sees what is slow behind us."""
        self.socket.setsockopt(SOL_SOCKET, SO_RCVBUF, 4 * PIECE)
        super().server_bind()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection that ends is what this is for."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Listener

    def setup(self) -> None:
        super().setup()
        self.backend = HTTPConnection("127.0.0.1", self.server.watcher.target, timeout=60)

    def finish(self) -> None:
        self.backend.close()
        super().finish()

    def log_message(self, *_: object) -> None:
        """Nothing is said."""

    def pass_on(self) -> None:
        watcher, moment = self.server.watcher, Moment(step_of(self.command, self.path), self.path)
        try:
            watcher.watch(moment)
            status, headers, body = self.asked()
            answered = replace(moment, answered=status, said=body)
            watcher.note(answered)
            watcher.watch(answered)
        except Instead as instead:
            self.read_all()
            self.answer(*instead.answer)
        except Halved:
            self.answer(status, headers, body, whole=False)
        except (Cut, OSError, HTTPException):
            self.close_connection = True
        else:
            self.answer(status, headers, body)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = pass_on  # noqa: N815

    def answer(
        self, status: int, headers: Sequence[tuple[str, str]], body: bytes, *, whole: bool = True
    ) -> None:
        """All of it; or half of the body, or of the head where there is no body."""
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in CHANGED_HERE:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        if not whole:
            self.close_connection = True
            if not body:
                self.flush_headers()
                return
            body = body[: len(body) // 2]
        self.end_headers()
        self.wfile.write(body)

    def read_all(self) -> None:
        """So that our answer is read, too."""
        for _ in self.pieces():
            pass

    def pieces(self) -> Iterator[bytes]:
        """Of what is asked, as it comes."""
        left, watcher = int(self.headers.get("Content-Length", 0)), self.server.watcher
        while left:
            piece = self.rfile.read1(min(left, PIECE))
            if not piece:
                raise Cut
            left -= len(piece)
            if self.command == "PUT":
                watcher.count(len(piece))
                watcher.slow(len(piece))
            yield piece

    def asked(self) -> Answer:
        headers = {n: v for n, v in self.headers.items() if n.lower() not in CHANGED_HERE}
        body: Iterator[bytes] | None = None
        if size := self.headers.get("Content-Length"):
            headers["Content-Length"], body = size, self.pieces()
        self.backend.request(self.command, self.path, body, headers)
        answer = self.backend.getresponse()
        return answer.status, answer.getheaders(), answer.read()
