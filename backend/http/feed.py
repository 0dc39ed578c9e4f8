"""Tells waiting requests that a video changed, across the border between threads and the loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from backend.database.listing import Change
from backend.errors import BackendError
from backend.timing import PRODUCTION

Wanted = Callable[[Change], bool]
MOST_STREAMS = 32
"""Of one account, or of guests from one network: each costs something all the time."""


class TooManyStreams(BackendError):
    status = 429
    code = "too_many_streams"
    retryable = True
    retry_after_seconds = 30
    sentence = "too_many_streams"


@dataclass(frozen=True, slots=True)
class Listens:
    """Who: an account's id or a guest's network, and the hash of the token, if there is one."""

    name: str
    token_hash: str | None = None


class Listener:
    """One listener: the ids of videos that changed since it last asked."""

    def __init__(self, by: Listens, wants: Wanted) -> None:
        self.by, self.wants = by, wants
        self.closed = False
        self._changed: set[str] = set()
        self._ready = asyncio.Event()

    def tell(self, video_id: str) -> None:
        self._changed.add(video_id)
        self._ready.set()

    def close(self) -> None:
        self.closed = True
        self._ready.set()

    async def changes(self, timeout_seconds: float) -> set[str]:
        """What changed, or nothing after the timeout."""
        try:
            await asyncio.wait_for(self._ready.wait(), timeout_seconds)
        except TimeoutError:
            return set()
        if not self.closed:
            self._ready.clear()
        changed, self._changed = self._changed, set()
        return changed


class Feed:
    """`publish` may be called from any thread, and before or after the loop's life. What it is not
    told of, its listeners look for every `look_seconds`."""

    def __init__(self, look_seconds: float = PRODUCTION.look_seconds) -> None:
        self.look_seconds = look_seconds
        self._loop: asyncio.AbstractEventLoop | None = None
        self._listeners: set[Listener] = set()
        self._closed = False

    def attach(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    def publish(self, changed: set[Change]) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._tell, changed)

    def admit(self, by: Listens) -> None:
        """Raises TooManyStreams. Call it on the loop."""
        if self._streams_of(by) >= MOST_STREAMS:
            raise TooManyStreams

    @contextmanager
    def subscribe(self, by: Listens, wants: Wanted) -> Iterator[Listener]:
        """Closed at once where more were admitted at the same time than there may be."""
        listener = Listener(by, wants)
        if self._closed or self._streams_of(by) >= MOST_STREAMS:
            listener.close()
        self._listeners.add(listener)
        try:
            yield listener
        finally:
            self._listeners.discard(listener)

    def _streams_of(self, by: Listens) -> int:
        return sum(listener.by.name == by.name for listener in self._listeners)

    def end(self, token_hashes: Collection[str]) -> None:
        """End the streams of those who were let in by these tokens; from any thread."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._end, frozenset(token_hashes))

    def _end(self, token_hashes: frozenset[str]) -> None:
        for listener in self._listeners:
            if listener.by.token_hash in token_hashes:
                listener.close()

    def close(self) -> None:
        """End every stream, so that the server can stop at once. Call it on the loop."""
        self._closed = True
        for listener in self._listeners:
            listener.close()

    def _tell(self, changed: set[Change]) -> None:
        for listener in self._listeners:
            for change in changed:
                if listener.wants(change):
                    listener.tell(change.video_id)
