"""How many requests of one signed-in device are worked on at a time: whoever sends more waits for
their own, not others for them."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

MOST = 12
"""An application at its busiest has fewer; there are some three times as many threads."""
UNBOUND = "/events"
"""Streams last for as long as somebody listens; the feed counts them."""


class Turns:
    """On one event loop."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._busy: defaultdict[bytes, int] = defaultdict(int)
        self._waiting: defaultdict[bytes, deque[asyncio.Future[None]]] = defaultdict(deque)

    @asynccontextmanager
    async def of(self, token: bytes) -> AsyncIterator[None]:
        if self._busy[token] >= self._most:
            await self._turn(token)
        else:
            self._busy[token] += 1
        try:
            yield
        finally:
            self._pass_on(token)

    async def _turn(self, token: bytes) -> None:
        """That of one who is done, which is handed over."""
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting[token].append(mine)
        try:
            await mine
        except asyncio.CancelledError:
            if mine.done() and not mine.cancelled():
                self._pass_on(token)
            raise

    def _pass_on(self, token: bytes) -> None:
        waiting = self._waiting.get(token)
        while waiting:
            if not (first := waiting.popleft()).done():
                first.set_result(None)
                return
        self._waiting.pop(token, None)
        self._busy[token] -= 1
        if not self._busy[token]:
            del self._busy[token]


def is_counted(path: str) -> bool:
    return path.startswith("/api/") and not path.endswith(UNBOUND)
