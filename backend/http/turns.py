"""How many requests of one signed-in device are worked on at a time: whoever sends more waits for
their own, not others for them."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

MOST = 12
"""An application at its busiest has fewer; there are some three times as many threads."""
READING = ("GET", "HEAD")
"""They are counted by themselves: to look on never waits for what a store has to do first."""
UNBOUND = "/events"
"""Streams last for as long as somebody listens; the feed counts them."""


OF_LEAVES = ("/media/", "/store/")
Asker = tuple[bytes, bool]
"""A device's token, and whether it only reads."""


class Turns:
    """On one event loop."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._busy: defaultdict[Asker, int] = defaultdict(int)
        self._waiting: defaultdict[Asker, deque[asyncio.Future[None]]] = defaultdict(deque)

    @asynccontextmanager
    async def of(self, asker: Asker) -> AsyncIterator[None]:
        if self._busy[asker] >= self._most:
            await self._turn(asker)
        else:
            self._busy[asker] += 1
        try:
            yield
        finally:
            self._pass_on(asker)

    async def _turn(self, asker: Asker) -> None:
        """That of one who is done, which is handed over."""
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting[asker].append(mine)
        try:
            await mine
        except asyncio.CancelledError:
            if mine.done() and not mine.cancelled():
                self._pass_on(asker)
            raise

    def _pass_on(self, asker: Asker) -> None:
        waiting = self._waiting.get(asker)
        while waiting:
            if not (first := waiting.popleft()).done():
                first.set_result(None)
                return
        self._waiting.pop(asker, None)
        self._busy[asker] -= 1
        if not self._busy[asker]:
            del self._busy[asker]


def is_counted(path: str) -> bool:
    """Media and parts come by leaves of their own, at the pace of a line."""
    return not path.startswith(OF_LEAVES) and not path.endswith(UNBOUND)
