"""Tells waiting requests that a video changed: said on any thread, heard on the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from backend.database.listing import Change


class Subscription:
    """One listener: the ids of videos that changed since it last asked."""

    def __init__(self, account_id: str, video_id: str | None) -> None:
        self.account_id = account_id
        self.video_id = video_id
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
    """`publish` is for any thread, also before the loop begins and after it ends."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._subscriptions: set[Subscription] = set()
        self._closed = False

    def attach(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    def publish(self, changed: set[Change]) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._tell, changed)

    @contextmanager
    def subscribe(self, account_id: str, video_id: str | None = None) -> Iterator[Subscription]:
        subscription = Subscription(account_id, video_id)
        self._subscriptions.add(subscription)
        if self._closed:
            subscription.close()
        try:
            yield subscription
        finally:
            self._subscriptions.discard(subscription)

    def close(self) -> None:
        """End every stream, so that the server can stop at once. Call it on the loop."""
        self._closed = True
        for subscription in self._subscriptions:
            subscription.close()

    def _tell(self, changed: set[Change]) -> None:
        for subscription in self._subscriptions:
            for account_id, video_id, _ in changed:
                wanted = subscription.video_id in (None, video_id)
                if wanted and account_id == subscription.account_id:
                    subscription.tell(video_id)
