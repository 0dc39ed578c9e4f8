"""A slow way to a local port: delay each way, a cap on each connection, resets by chance.

`python -m tests.bench.upload.wan PORT --cap BYTES_PER_SECOND --delay SECONDS --resets SHARE`
prints its own port. A connection with loss is carried by its number of connections, so the cap
stands for what loss makes of one (0.24 MiB/s at 100 ms and 0.5 % with cubic).
"""

from __future__ import annotations

import argparse
import asyncio
import random
import socket
from contextlib import suppress

PIECE = 16 * 1024


class Way:
    def __init__(self, chosen: argparse.Namespace) -> None:
        self._port = chosen.port
        self._delay = chosen.delay
        self._cap = chosen.cap
        # A reset falls on any MiB with this probability.
        self._resets = chosen.resets
        self._random = random.Random(chosen.seed)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(2 * self._delay)  # the handshake
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._port)
        ways = [self._carry(reader, far_writer, True), self._carry(far_reader, writer, False)]
        with suppress(OSError):
            await asyncio.gather(*ways)
        for end in (writer, far_writer):
            end.close()

    async def _carry(
        self, source: asyncio.StreamReader, to: asyncio.StreamWriter, capped: bool
    ) -> None:
        """Pieces arrive `delay` after they were read, no faster than the cap."""
        loop = asyncio.get_running_loop()
        on_the_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(64)
        deliver = asyncio.create_task(self._deliver(on_the_way, to))
        free_at = loop.time()
        try:
            while data := await source.read(PIECE):
                if capped and self._random.random() < self._resets * len(data) / 2**20:
                    reset(to)
                    raise ConnectionResetError
                await on_the_way.put((loop.time() + self._delay, data))
                if capped and self._cap:
                    free_at = max(free_at, loop.time() - 0.05) + len(data) / self._cap
                    await asyncio.sleep(free_at - loop.time())
            await on_the_way.put((loop.time() + self._delay, b""))
            await deliver
        finally:
            deliver.cancel()

    async def _deliver(
        self, on_the_way: asyncio.Queue[tuple[float, bytes]], to: asyncio.StreamWriter
    ) -> None:
        with suppress(OSError):
            while True:
                due, data = await on_the_way.get()
                await asyncio.sleep(due - asyncio.get_running_loop().time())
                if not data:
                    to.close()
                    return
                to.write(data)
                await to.drain()


def reset(writer: asyncio.StreamWriter) -> None:
    transport = writer.transport
    if isinstance(transport, asyncio.Transport):
        transport.abort()


async def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("--cap", type=float, default=0)
    parser.add_argument("--delay", type=float, default=0.1)
    parser.add_argument("--resets", type=float, default=0)
    parser.add_argument("--seed", type=int, default=1)
    way = Way(parser.parse_args())
    listening = socket.create_server(("127.0.0.1", 0))
    # Little room before the proxy, or the sender's bytes are here long before they count.
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 * 1024)
    server = await asyncio.start_server(way.serve, sock=listening, limit=PIECE)
    print(listening.getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(main())
