"""A backend that signs everything towards a sink: what the engine itself costs and needs."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from app.upload.source.parts import PartPlan, part_size
from tests.app.upload.fake_server import FakeServer, Handler, running
from tests.bench.upload.stage import LOCAL_SECRET


class SinkHandler(Handler):
    """Answers as a backend does whose store keeps nothing."""

    server: Discarding

    def route(self) -> None:
        path = self.path.strip("/").split("/")
        document = self.document()
        self.answer(*self.reply(path, document))

    def reply(self, path: Sequence[str], asked: Any) -> tuple[int, Any, dict[str, str]]:
        match path:
            case ["api", "session"]:
                return 200, {"token": LOCAL_SECRET, "account": ACCOUNT}, {}
            case ["api", "me"]:
                return 200, ACCOUNT, {}
            case ["api", "batches", "uploads"]:
                self.server.began_at = time.monotonic()
                (new,) = asked["uploads"]
                return 200, [{"upload": view(new["size_bytes"])}], {}
            case ["api", "uploads", _, "parts"]:
                return 200, [signed(self.server.sink, part) for part in asked["parts"]], {}
            case _:
                # Asked a second time for the hash, when the film is whole already.
                if (began_at := self.server.began_at) is not None:
                    self.server.seconds.append(time.monotonic() - began_at)
                    self.server.began_at = None
                return 200, [{"upload": {"video_id": "v", "state": "verifying"}}], {}


class Discarding(FakeServer):
    """`seconds` has the time from create to complete of each upload."""

    def __init__(self, sink: str) -> None:
        super().__init__()
        self.RequestHandlerClass = SinkHandler
        self.sink = sink
        self.began_at: float | None = None
        self.seconds: list[float] = []


ACCOUNT = {"id": "a", "name": "Bench", "email": "bench@localhost"}


def view(size_bytes: int) -> dict[str, Any]:
    size = part_size(size_bytes)
    count = PartPlan(size_bytes, size).count
    return {
        "id": "u",
        "video_id": "v",
        "state": "open",
        "part_size_bytes": size,
        "part_count": count,
        "checksum": "crc32c",
    }


def signed(sink: str, part: dict[str, Any]) -> dict[str, Any]:
    return {
        "number": part["number"],
        "method": "PUT",
        "url": f"{sink}/{part['number']}",
        "headers": {"x-amz-checksum-crc32c": part["checksum"]},
        "expires_in_seconds": 3600,
    }


@contextmanager
def discarding(sink: str) -> Iterator[Discarding]:
    server = Discarding(sink)
    with running(server):
        yield server
