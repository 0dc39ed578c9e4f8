"""Tells waiting requests that a video changed, across the border between threads and the loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from backend.database.listing import Change

Wanted = Callable[[Change], bool]


class Listener:
    """One listener: the ids of videos that changed since it last asked."""

    def __init__(self, wants: Wanted) -> None:
        self.wants = wants
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
    """`publish` may be called from any thread, and before or after the loop's life."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._listeners: set[Listener] = set()
        self._closed = False

    def attach(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    def publish(self, changed: set[Change]) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._tell, changed)

    @contextmanager
    def subscribe(self, wants: Wanted) -> Iterator[Listener]:
        listener = Listener(wants)
        self._listeners.add(listener)
        if self._closed:
            listener.close()
        try:
            yield listener
        finally:
            self._listeners.discard(listener)

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
