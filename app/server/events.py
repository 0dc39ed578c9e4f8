"""Changes of videos as the backend sends them (Server-Sent Events)."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import requests

from app.errors import ServerUnreachable
from app.server.videos import Video

OWN = (b"", b"video")
"""Kinds of events that are about videos of the account's own; others are of those it follows."""


class VideoEvents:
    """An iterator of videos, each whole as of its last change; `close` from any thread."""

    def __init__(
        self,
        response: requests.Response,
        host: str,
        read: Callable[[Mapping[str, Any]], Video],
    ) -> None:
        self._response = response
        self._host = host
        self._read = read
        self._closed = False

    def __iter__(self) -> Iterator[Video]:
        with self._response:
            try:
                kind = b""
                for line in self._response.iter_lines(chunk_size=None):
                    if line.startswith(b"event:"):
                        kind = line[6:].strip()
                    elif line.startswith(b"data:") and kind in OWN:
                        yield self._read(json.loads(line[5:]))
                    elif not line:
                        kind = b""
            except (requests.RequestException, OSError, AttributeError, ValueError) as error:
                if not self._closed:
                    raise ServerUnreachable(self._host) from error

    def close(self) -> None:
        """End the iteration, though another thread waits in it."""
        self._closed = True
        # It raises ValueError or RuntimeError when the line was lost or given back before: then
        # there is nothing to end.
        with contextlib.suppress(AttributeError, ValueError, RuntimeError):
            self._response.raw.shutdown()
