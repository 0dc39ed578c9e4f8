"""A store behind a network, which the test takes away and brings back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from backend.errors import Unavailable
from backend.storage.api import Capabilities, StoredObject, Writing
from tests.backend.http_stub import Answer, Asked
from tests.backend.transcode.fakes import FolderStore


class AwayStore(FolderStore):
    """It is away for the next `away` calls, of those that `concerns` holds for; FFmpeg, which
    reads sources from `url`, meets it as it stands, and is none of these calls."""

    def __init__(self, root: Path, url: str = "") -> None:
        super().__init__(root)
        self.url = url
        self.away = 0
        self.concerns: Callable[[str, str], bool] = lambda _call, _key: True
        self.refused: list[str] = []

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(is_remote=bool(self.url))

    def head(self, key: str) -> StoredObject | None:
        self._meet("head", key)
        return super().head(key)

    def read(self, key: str, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        self._meet("read", key)
        return super().read(key, start, stop)

    def put(self, key: str, data: BinaryIO | bytes, writing: Writing) -> None:
        self._meet("put", key)
        super().put(key, data, writing)

    def keys(self, prefix: str) -> Iterator[str]:
        self._meet("keys", prefix)
        return super().keys(prefix)

    def signed_get(self, key: str, expires_in_seconds: int) -> str:
        path = super().signed_get(key, expires_in_seconds)
        return f"{self.url}/{key}" if self.url else path

    def _meet(self, call: str, key: str) -> None:
        if self.away > 0 and self.concerns(call, key):
            self.away -= 1
            self.refused.append(call)
            raise away()

    def answer(self, asked: Asked) -> Answer:
        """What FFmpeg hears at `url`: a plain file with ranges, or that the store is busy."""
        key = asked.path.lstrip("/")
        if self.away > 0 and self.concerns("read", key):
            return 503, {}, b""
        data = self.path(key).read_bytes()
        first = int(asked.headers.get("Range", "bytes=0-").removeprefix("bytes=").split("-")[0])
        place = {"Content-Range": f"bytes {first}-{len(data) - 1}/{len(data)}"}
        return 206, {**place, "Accept-Ranges": "bytes"}, data[first:]


def away() -> Unavailable:
    error = Unavailable("Can't reach the bucket films. Uploads go on when it is back.")
    error.retry_after_seconds = 0
    return error
