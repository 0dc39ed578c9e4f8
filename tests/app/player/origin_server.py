"""An origin with faults and a line of limited speed, for tests and benches."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

SLICE_BYTES = 4096


@dataclass(frozen=True)
class Fault:
    """What happens instead of the answer: a status, or an end after so many bytes of the body.

    `how` is "status", "truncate" (orderly end), "reset" or "hang".
    """

    how: str
    status: int = 503
    after_bytes: int = 0


@dataclass(frozen=True)
class Trace:
    """A line as it was measured: rows of seconds, bit/s and seconds to the first byte, repeated."""

    rows: tuple[tuple[float, float, float], ...]

    @classmethod
    def read(cls, path: Path) -> Trace:
        lines = [line for line in path.read_text().splitlines() if not line.startswith("#")]
        table = [[float(cell) for cell in line.split(",")] for line in lines[1:]]
        return cls(tuple((d, kbps * 1000, ms / 1000) for d, kbps, ms in table))

    def at(self, seconds: float) -> tuple[float, float, float]:
        """Seconds left of the row in force, its bit/s and its latency."""
        seconds %= sum(row[0] for row in self.rows)
        for length, bps, latency in self.rows:
            if seconds < length:
                return length - seconds, bps, latency
            seconds -= length
        return self.rows[-1]

    def finish(self, start: float, bits: float) -> float:
        """When the last of so many bits is through."""
        while True:
            left, bps, _ = self.at(start)
            if bits <= left * bps:
                return start + bits / bps
            bits -= left * bps
            start += max(left, 1e-6)


class OriginServer:
    """Serves a folder, but for what `is_missing`. `fault_for(path)` is asked at each request for a
    body, `bps` paces all of them.

    With a `trace` the line changes as that says, from `follow` on.
    """

    def __init__(self, folder: Path, latency_seconds: float = 0.0) -> None:
        self.folder = folder
        self.latency_seconds = latency_seconds
        self.bps: float | None = None
        self.fault_for: Callable[[str], Fault | None] = lambda _: None
        self.is_missing: Callable[[str], bool] = lambda _: False
        self.needed_query = ""
        self.requests: list[str] = []
        self.asked: list[str] = []
        self.head_status = 200
        self.headers: list[dict[str, str]] = []
        self.sent_bytes = 0
        self.down = False
        self._line_free_at = 0.0
        self._trace: Trace | None = None
        self._trace_began = 0.0
        self._lock = threading.Lock()
        self.stopping = threading.Event()
        owner = self

        class Handler(_Handler):
            origin = owner

        self._server = _Server(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/{path}"

    def close(self) -> None:
        self.stopping.set()
        self._server.shutdown()
        self._server.cut()
        self._server.server_close()
        self._thread.join()

    def follow(self, trace: Trace) -> None:
        self._trace, self._trace_began = trace, time.monotonic()
        self.bps = 1.0  # paced

    def wait_for_first_byte(self) -> None:
        latency = self.latency_seconds
        if self._trace is not None:
            latency = self._trace.at(time.monotonic() - self._trace_began)[2]
        if latency:
            self.stopping.wait(latency)

    def _free_at(self, start: float, bits: float) -> float:
        assert self.bps is not None
        if self._trace is None:
            return start + bits / self.bps
        return self._trace_began + self._trace.finish(start - self._trace_began, bits)

    def pace(self, size: int) -> None:
        """Wait until the line has carried `size` more bytes; all answers share it."""
        with self._lock:
            self.sent_bytes += size
            if self.bps is None:
                return
            now = time.monotonic()
            self._line_free_at = self._free_at(max(self._line_free_at, now), size * 8)
            wait = self._line_free_at - now
        if wait > 0:
            self.stopping.wait(wait)


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        self._open: set[socket.socket] = set()
        super().__init__(address, handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def cut(self) -> None:
        for connection in tuple(self._open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    origin: OriginServer

    def handle(self) -> None:
        with contextlib.suppress(ConnectionError, TimeoutError):
            super().handle()

    def do_HEAD(self) -> None:
        """How large a file is, besides and before any fault."""
        self.origin.asked.append(self.path.lstrip("/"))
        file = self.origin.folder / self.path.lstrip("/").partition("?")[0]
        missing = self.origin.is_missing(self.path.lstrip("/"))
        self.send_response(404 if missing else self.origin.head_status)
        self.send_header("Content-Length", "0" if missing else str(file.stat().st_size))
        self.end_headers()

    def do_GET(self) -> None:
        origin = self.origin
        path, _, query = self.path.lstrip("/").partition("?")
        origin.requests.append(self.path.lstrip("/"))
        origin.headers.append(dict(self.headers))
        missing = origin.is_missing(path)
        fault = Fault("status", 404) if missing else origin.fault_for(path)
        origin.wait_for_first_byte()
        if origin.down:
            return self._reset()
        if origin.needed_query and origin.needed_query not in query:
            fault = Fault("status", 403)
        if fault is not None and fault.how == "status":
            return self._answer(fault.status, b"")
        file = origin.folder / path
        if not file.is_file():
            return self._answer(404, b"")
        return self._send(file.read_bytes(), fault)

    def _send(self, whole: bytes, fault: Fault | None) -> None:
        body, status, headers = whole, 200, {}
        if wanted := self.headers.get("Range"):
            first, _, last = wanted.removeprefix("bytes=").partition("-")
            body = whole[int(first) : int(last) + 1 if last else None]
            status = 206
            end = int(first) + len(body) - 1
            headers["Content-Range"] = f"bytes {first}-{end}/{len(whole)}"
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Access-Control-Allow-HttpClient", "*")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        until = len(body) if fault is None else min(fault.after_bytes, len(body))
        slice_bytes = SLICE_BYTES if self.origin.bps is not None else 1 << 18
        for at in range(0, until, slice_bytes):
            piece = body[at : min(at + slice_bytes, until)]
            self.origin.pace(len(piece))
            if self.origin.down:
                return self._reset()
            self.wfile.write(piece)
        if fault is not None:
            self._break(fault)
        return None

    def _break(self, fault: Fault) -> None:
        if fault.how == "hang":
            self.origin.stopping.wait(60)
        if fault.how == "reset":
            return self._reset()
        self.close_connection = True
        return None

    def _reset(self) -> None:
        linger = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.close_connection = True

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""


def unmade(segments: int, but: str = "") -> Callable[[str], bool]:
    """What is missing of a film of which so many segments are made, and perhaps one more."""

    def missing(path: str) -> bool:
        number = path.rpartition("/")[2].removesuffix(".ts")
        return number.isdigit() and int(number) >= segments and not (but and path.endswith(but))

    return missing
