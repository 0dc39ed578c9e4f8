"""A backend and store in memory, which keeps state and is told what to do wrong."""

from __future__ import annotations

import base64
import json
import socket
import sys
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from app.upload.source.hashing import KINDS

MIB = 1024 * 1024


@dataclass
class StoredUpload:
    id: str
    key: str
    size: int
    filename: str
    account_id: str
    state: str = "open"
    parts: dict[int, bytes] = field(default_factory=dict)
    checksums: dict[int, str] = field(default_factory=dict)
    blake3: str | None = None
    order: list[int] = field(default_factory=list)

    @property
    def content(self) -> bytes:
        return b"".join(self.parts[number] for number in sorted(self.parts))


Answer = tuple[int, Any, dict[str, str]]
Mishap = Callable[["Handler"], Answer | None]


class FakeServer(ThreadingHTTPServer):
    """`mishaps["put"]` (or create, list, cut, sign, complete, abort, me) happen to the next
    requests, one each, instead of what was asked; a mishap that returns None lets the request go
    on. Parts above `most_body` are refused as by a proxy."""

    daemon_threads = True
    host = "127.0.0.1"

    def __init__(self, part_size: int = MIB, checksum: str = "crc32c", port: int = 0) -> None:
        super().__init__((self.host, port), Handler)
        self.part_size, self.checksum = part_size, checksum
        self.least_part_size, self.most_body = part_size, sys.maxsize
        self.uploads: dict[str, StoredUpload] = {}
        self.mishaps: dict[str, deque[Mishap]] = {}
        self.calls: Counter[str] = Counter()
        self.sent_again: list[int] = []
        self.account_id, self.tokens = "account-1", {"token"}
        self.keeps_checksums = True
        self.most_at_once = self.at_once = 0
        self.gate = threading.Event()
        self.gate.set()
        self.lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.server_address[1]}"

    @property
    def only(self) -> StoredUpload:
        (upload,) = self.uploads.values()
        return upload

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that hang up are part of the play; anything else is a bug of this file."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: FakeServer

    def do_GET(self) -> None:
        self.route()

    def do_POST(self) -> None:
        self.route()

    def do_PUT(self) -> None:
        self.route()

    def do_DELETE(self) -> None:
        self.route()

    def log_message(self, *_: object) -> None: ...

    def route(self) -> None:
        path = urlsplit(self.path).path.strip("/").split("/")
        name = {
            ("GET", 2): "me",
            ("POST", 3): {"uploads": "create", "completions": "complete"}.get(path[-1], ""),
            ("GET", 3): "list",
            ("DELETE", 3): "abort",
            ("POST", 4): {"parts": "sign", "smaller-parts": "cut"}.get(path[-1], path[-1]),
            ("PUT", 3): "put",
        }[(self.command, len(path))]
        self.server.calls[name] += 1
        waiting = self.server.mishaps.get(name)
        if waiting:
            answer = waiting.popleft()(self)
            if answer is not None:
                self.answer(*answer)
                return
        upload_id = path[1] if name == "put" else "".join(path[2:3])
        self.answer(*getattr(self, name)(upload_id))

    def answer(self, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
        if status == 0:
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True
            return
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for header, value in {"Content-Type": "application/json", **(headers or {})}.items():
            self.send_header(header, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def document(self) -> Any:
        return json.loads(self.body() or b"{}")

    def signed_in(self) -> bool:
        return self.headers.get("Authorization", "")[7:] in self.server.tokens

    def me(self, _: str) -> Answer:
        if not self.signed_in():
            return SIGNED_OUT
        return 200, {"id": self.server.account_id, "name": "A", "email": "a@b"}, {}

    def create(self, _: str) -> Answer:
        asked = self.document()["uploads"]
        if not self.signed_in():
            return SIGNED_OUT
        return 200, [{"upload": self.created(item)} for item in asked], {}

    def created(self, asked: Any) -> dict[str, Any]:
        key = asked["idempotency_key"]
        with self.server.lock:
            known = [u for u in self.server.uploads.values() if u.key == key]
            number = len(self.server.uploads) + 1
            upload = (
                known[0]
                if known
                else StoredUpload(
                    f"u{number}",
                    key,
                    asked["size_bytes"],
                    asked["filename"],
                    self.server.account_id,
                )
            )
            self.server.uploads[upload.id] = upload
        first = asked.get("first_parts")
        parts = first["parts"] if first and first["checksum"] == self.server.checksum else []
        return {**self.view(upload), "signed": [signed(upload.id, part) for part in parts]}

    def view(self, upload: StoredUpload) -> dict[str, Any]:
        size = self.server.part_size
        return {
            "id": upload.id,
            "video_id": "v" + upload.id,
            "state": upload.state,
            "part_size_bytes": size,
            "part_count": -(-upload.size // size),
            "checksum": self.server.checksum,
        }

    def list(self, upload_id: str) -> Answer:
        if not self.signed_in():
            return SIGNED_OUT
        upload = self.server.uploads.get(upload_id)
        if upload is None:
            return GONE
        keeps = self.server.keeps_checksums
        parts = [
            {
                "number": number,
                "size_bytes": len(data),
                "etag": etag_of(data),
                "checksum": upload.checksums[number] if keeps else None,
            }
            for number, data in sorted(upload.parts.items())
        ]
        return 200, {**self.view(upload), "parts": parts}, {}

    def cut(self, upload_id: str) -> Answer:
        if self.server.least_part_size < self.server.part_size:
            self.server.part_size = self.server.least_part_size
            self.server.uploads[upload_id].parts.clear()
        return self.list(upload_id)

    def sign(self, upload_id: str) -> Answer:
        asked = self.document()
        if not self.signed_in():
            return SIGNED_OUT
        if upload_id not in self.server.uploads:
            return GONE
        return 200, [signed(upload_id, part) for part in asked["parts"]], {}

    def put(self, upload_id: str) -> Answer:
        with self.server.lock:
            self.server.at_once += 1
            self.server.most_at_once = max(self.server.most_at_once, self.server.at_once)
        try:
            return self.store(upload_id, int(self.path.rsplit("/", 1)[1]))
        finally:
            with self.server.lock:
                self.server.at_once -= 1

    def store(self, upload_id: str, number: int) -> Answer:
        self.server.gate.wait(10)
        data = self.body()
        if len(data) != int(self.headers["Content-Length"]):
            return CUT
        if len(data) > self.server.most_body:
            return 413, b"<html>413 Request Entity Too Large</html>", {"Content-Type": "text/html"}
        upload = self.server.uploads.get(upload_id)
        if upload is None:
            return GONE
        if checksum(self.server.checksum, data) != self.headers["x-checksum"]:
            return 400, fault("bad_checksum", "The part arrived damaged.", True), {}
        with self.server.lock:
            if number in upload.parts:
                self.server.sent_again.append(number)
            upload.parts[number] = data
            upload.order.append(number)
            upload.checksums[number] = self.headers["x-checksum"]
        return 200, b"", {"ETag": f'"{etag_of(data)}"'}

    def complete(self, _: str) -> Answer:
        return 200, [self.completed(item) for item in self.document()["uploads"]], {}

    def completed(self, asked: Any) -> dict[str, Any]:
        upload = self.server.uploads.get(asked["id"])
        if upload is None:
            return {"fault": as_item(*GONE)}
        if sum(map(len, upload.parts.values())) != upload.size:
            return {"fault": as_item(409, fault("incomplete", "Parts are missing.", True))}
        upload.state, upload.blake3 = "completed", asked.get("blake3")
        return {"upload": {"video_id": "v" + upload.id, "state": "verifying"}}

    def abort(self, upload_id: str) -> Answer:
        upload = self.server.uploads.get(upload_id)
        if upload is None or upload.account_id != self.server.account_id:
            return GONE
        del self.server.uploads[upload_id]
        return 204, b"", {}


def fault(code: str, message: str, retryable: bool = False) -> dict[str, Any]:
    return {"error": code, "message": message, "retryable": retryable}


def as_item(status: int, body: Any, *_: object) -> dict[str, Any]:
    """A fault as a batch has it."""
    return {"status": status, **body, "retry_after_seconds": None}


def signed(upload_id: str, part: Any) -> dict[str, Any]:
    return {
        "number": part["number"],
        "method": "PUT",
        "url": f"/store/{upload_id}/{part['number']}",
        "headers": {"x-checksum": part["checksum"]},
        "expires_in_seconds": 900,
    }


GONE: Answer = (404, fault("upload_gone", "This upload is gone."), {})
SIGNED_OUT: Answer = (401, fault("not_signed_in", "Sign in to go on."), {})
CUT: Answer = (0, b"", {})


def checksum(kind: str, data: bytes) -> str:
    digest = KINDS[kind]()
    digest.update(memoryview(data))
    return base64.b64encode(digest.digest()).decode()


def etag_of(data: bytes) -> str:
    return base64.b64decode(checksum("md5", data)).hex()


def cut(handler: Handler) -> Answer:
    """The connection breaks before an answer; half of the body was read."""
    handler.rfile.read(int(handler.headers["Content-Length"]) // 2)
    return CUT


def stores_but_cuts(handler: Handler) -> Answer:
    """The part is stored, and the answer lost."""
    handler.put(handler.path.strip("/").split("/")[1])
    return CUT


def refuses(
    status: int, body: dict[str, Any] | bytes, headers: dict[str, str] | None = None
) -> Mishap:
    def mishap(handler: Handler) -> Answer:
        handler.body()
        return status, body, headers or {}

    return mishap


def s3_error(status: int, code: str, headers: dict[str, str] | None = None) -> Mishap:
    body = f"<Error><Code>{code}</Code><Message>{code} it is.</Message></Error>".encode()
    return refuses(status, body, {"Content-Type": "application/xml", **(headers or {})})


@contextmanager
def running(server: FakeServer) -> Iterator[FakeServer]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.gate.set()
        server.shutdown()
        thread.join()
        server.server_close()


def holds(_: object) -> Answer:
    """Read nothing and hang up: nothing of it is stored."""
    return 0, b"", {}


def stalled_after(count: int) -> deque[Mishap]:
    return deque([lambda _: None] * count + [holds] * 200)
