"""A proxy that sees each request and each answer, so that a fault comes at an exact moment."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

CHANGED_HERE = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length"})
PIECE = 64 * 1024


class Step(Enum):
    """What a request is for; see `step_of`."""

    CREATE = auto()
    PART = auto()
    COMPLETE = auto()
    OTHER = auto()


STEPS = {
    ("POST", "/api/batches/uploads"): Step.CREATE,
    ("POST", "/api/batches/completions"): Step.COMPLETE,
}


@dataclass(frozen=True)
class Moment:
    """A request of the client's; `answered` is the backend's status, None before it was asked."""

    step: Step
    path: str
    answered: int | None = None


class Cut(Exception):
    """Raised by a `watch` that wants the connection to end here."""


def ignore(moment: Moment) -> None:
    """Let it pass."""


@dataclass
class Watcher:
    """Before the backend at `target`. `watch` is called at each moment, from several threads.

    `parts` counts the answers 200 to each part, `part_bytes` what came for parts in all,
    `created` the answers to what begins an upload.
    """

    port: int
    target: int = 0
    watch: Callable[[Moment], None] = ignore
    parts: Counter[str] = field(default_factory=Counter)
    part_bytes: int = 0
    created: int = 0
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
            elif answered.step is Step.CREATE:
                self.created += 1

    def forget(self) -> None:
        """What was counted."""
        with self.lock:
            self.parts.clear()
            self.part_bytes = self.created = 0

    @property
    def stored_twice(self) -> int:
        return sum(times - 1 for times in self.parts.values())


def step_of(method: str, path: str) -> Step:
    if method == "PUT" and path.startswith("/store/"):
        return Step.PART
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
            status, headers, body = self.asked(self.received())
            answered = replace(moment, answered=status)
            watcher.note(answered)
            watcher.watch(answered)
        except (Cut, OSError, HTTPException):
            self.close_connection = True
            return
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in CHANGED_HERE:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = pass_on  # noqa: N815

    def received(self) -> bytes:
        left, pieces = int(self.headers.get("Content-Length", 0)), []
        while left:
            piece = self.rfile.read(min(left, PIECE))
            if not piece:
                raise Cut
            pieces.append(piece)
            left -= len(piece)
            if self.command == "PUT":
                self.server.watcher.count(len(piece))
        return b"".join(pieces)

    def asked(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        headers = {n: v for n, v in self.headers.items() if n.lower() not in CHANGED_HERE}
        self.backend.request(self.command, self.path, body, headers)
        answer = self.backend.getresponse()
        return answer.status, answer.getheaders(), answer.read()
