"""What happens at the backend, as it sends it (Server-Sent Events)."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Generic, TypeVar

import requests

from app.errors import ServerUnreachable
from app.server.transport import Transport
from app.server.videos import Video
from app.server.viewing import Published

E_co = TypeVar("E_co", covariant=True)
Read = Callable[[str, Mapping[str, Any]], E_co | None]
"""An event of its kind ("" where none is named) and data; None is passed over."""


class ServerEvents(Generic[E_co]):
    """An iterator of events, each whole as of the last change; `close` from any thread."""

    def __init__(self, transport: Transport, path: str, read: Read[E_co]) -> None:
        """Opens the line; it ends when the server closes it, and raises `ServerUnreachable` when
        it drops; either way whoever listens asks again."""
        self._response = transport.send(
            "GET", path, stream=True, headers={"Accept": "text/event-stream"}
        )
        self._host = transport.host
        self._read = read
        self._closed = False

    def __iter__(self) -> Iterator[E_co]:
        with self._response:
            try:
                kind = ""
                for line in self._response.iter_lines(chunk_size=None):
                    if line.startswith(b"event:"):
                        kind = line[6:].strip().decode()
                    elif line.startswith(b"data:"):
                        event = self._read(kind, json.loads(line[5:]))
                        if event is not None:
                            yield event
                    elif not line:
                        kind = ""
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


def own_event(
    kind: str, document: Mapping[str, Any], read: Callable[[Mapping[str, Any]], Video]
) -> Video | Published | None:
    """A video of the account's own, or another's that is new where it follows."""
    match kind:
        case "" | "video":
            return read(document)
        case "published":
            return Published(read(document))
        case _:
            return None  # a newer server tells of more
