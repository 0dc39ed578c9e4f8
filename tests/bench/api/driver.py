"""A client that costs little: requests as bytes, on connections that stay open."""

from __future__ import annotations

import selectors
import socket
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

PATIENCE_SECONDS = 60.0


def request(method: str, path: str, token: str | None = None, body: bytes | None = None) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    if token is not None:
        lines.append(f"Authorization: Bearer {token}")
    if body is not None:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + (body or b"")


class Connection:
    """One request at a time."""

    def __init__(self, url: str) -> None:
        address = urlsplit(url)
        self.socket = socket.create_connection((address.hostname or "", address.port or 0))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.settimeout(PATIENCE_SECONDS)
        self.sent_at = 0.0
        self._received = b""

    def send(self, data: bytes) -> None:
        self.sent_at = time.perf_counter()
        self.socket.sendall(data)

    def receive(self) -> tuple[int, bytes] | None:
        """Status and body, once the answer is whole."""
        more = self.socket.recv(1 << 18)
        if not more:
            raise ConnectionError("the server has closed the connection")
        self._received += more
        head, end, body = self._received.partition(b"\r\n\r\n")
        if not end or len(body) < length_of(head):
            return None
        self._received = b""
        return int(head[9:12]), body

    def ask(self, data: bytes) -> tuple[int, bytes]:
        self.send(data)
        while (answer := self.receive()) is None:
            pass
        return answer

    def close(self) -> None:
        self.socket.close()


def length_of(head: bytes) -> int:
    _, _, after = head.lower().partition(b"\r\ncontent-length:")
    return int(after.partition(b"\r\n")[0] or b"0")


@dataclass
class Drive:
    """What came of many requests."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    @property
    def p95_ms(self) -> float:
        return sorted(self.seconds)[int(0.95 * (len(self.seconds) - 1))] * 1000

    @property
    def errors_5xx(self) -> int:
        return sum(number for status, number in self.statuses.items() if status >= 500)


def drive(
    url: str,
    requests: Iterator[bytes],
    connections: int,
    count: int | None = None,
    seconds: float | None = None,
) -> Drive:
    """Keep as many connections busy, for as many requests or as long."""
    done, sent = Drive(), 0
    until = time.perf_counter() + seconds if seconds is not None else float("inf")
    waiting = selectors.DefaultSelector()
    for _ in range(connections):
        connection = Connection(url)
        waiting.register(connection.socket, selectors.EVENT_READ, connection)
        connection.send(next(requests))
        sent += 1
    while waiting.get_map():
        ready = waiting.select(PATIENCE_SECONDS)
        if not ready:
            raise TimeoutError("the server does not answer any more")
        for key, _ in ready:
            connection = key.data
            if (answer := connection.receive()) is None:
                continue
            done.seconds.append(time.perf_counter() - connection.sent_at)
            done.statuses[answer[0]] += 1
            if (count is None or sent < count) and time.perf_counter() < until:
                connection.send(next(requests))
                sent += 1
            else:
                waiting.unregister(connection.socket)
                connection.close()
    return done
