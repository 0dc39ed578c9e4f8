"""A proxy on loopback that makes the way to a server slow, late, or gone."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from contextlib import suppress
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import urlsplit

T = TypeVar("T")
PIECE = 16 * 1024


class ShapedLink:
    """Forwards TCP to `target`; all connections share `bytes_per_second` towards the client.

    The rate may be changed at any time, from any thread; None is as fast as it goes, and 0 stops
    the flow without closing anything. `latency_seconds` is added once to each answer.
    """

    def __init__(
        self, target: str, bytes_per_second: float | None = None, latency_seconds: float = 0.0
    ) -> None:
        parts = urlsplit(target)
        self._host, self._port = parts.hostname or "127.0.0.1", parts.port or 80
        self.bytes_per_second = bytes_per_second
        self.latency_seconds = latency_seconds
        self.passed_bytes = 0
        self._free_at = 0.0
        self._loop = asyncio.new_event_loop()
        self._connections: set[asyncio.Task[None]] = set()
        self._thread = threading.Thread(target=self._loop.run_forever, name="shaped link")

    def __enter__(self) -> Self:
        self._thread.start()
        self._server = self._run(asyncio.start_server(self._serve, "127.0.0.1", 0)).result()
        port = self._server.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._run(self._shut()).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def drop_connections(self) -> None:
        """Cut every connection as it stands, as a lost network does."""
        self._run(self._cut()).result()

    def _run(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    async def _cut(self) -> None:
        open_now = list(self._connections)
        for task in open_now:
            task.cancel()
        await asyncio.gather(*open_now, return_exceptions=True)

    async def _shut(self) -> None:
        self._server.close()
        await self._cut()

    async def _serve(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        far_writer = None
        try:
            far, far_writer = await asyncio.open_connection(self._host, self._port)
            async with asyncio.TaskGroup() as both:
                both.create_task(self._pass_on(near, far_writer))
                both.create_task(self._pass_slowly(far, back))
        except* (OSError, asyncio.CancelledError):
            pass
        finally:
            self._connections.discard(task)
            for writer in (back, far_writer):
                if writer is not None:
                    writer.close()
                    with suppress(OSError):
                        await writer.wait_closed()

    async def _pass_on(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        while piece := await source.read(256 * 1024):
            sink.write(piece)
            await sink.drain()
        sink.write_eof()

    async def _pass_slowly(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        quiet_since = 0.0
        while piece := await source.read(PIECE):
            now = self._loop.time()
            if self.latency_seconds and now - quiet_since > self.latency_seconds:
                await asyncio.sleep(self.latency_seconds)
            await self._wait_for_room(len(piece))
            sink.write(piece)
            await sink.drain()
            self.passed_bytes += len(piece)
            quiet_since = self._loop.time()
        sink.write_eof()

    async def _wait_for_room(self, size: int) -> None:
        while self.bytes_per_second == 0:
            await asyncio.sleep(0.02)
        if self.bytes_per_second is not None:
            start = max(self._loop.time(), self._free_at)
            self._free_at = start + size / self.bytes_per_second
            await asyncio.sleep(self._free_at - self._loop.time())
