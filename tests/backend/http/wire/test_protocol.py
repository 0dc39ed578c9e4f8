"""What a connection may send and how long it may take, over real sockets."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from typing import Any

import pytest
import uvicorn

from backend.http.wire.connections import ConnectionLimits
from backend.http.wire.protocol import config_for
from tests.waiting import until

PATIENT = ConnectionLimits(linger_seconds=60)
HASTY = ConnectionLimits(head_seconds=0, body_seconds=0, linger_seconds=0, sweep_seconds=0.01)
GET = b"GET / HTTP/1.1\r\nHost: a\r\n"
CHUNKED = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n"


async def echo(_: Any, receive: Any, send: Any) -> None:
    """Answers with how much came, once that is all."""
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        size, more = size + len(message["body"]), message["more_body"]
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"%d" % size})


@contextmanager
def listening(limits: ConnectionLimits) -> Iterator[tuple[str, int]]:
    server = uvicorn.Server(config_for(echo, limits, port=0, lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        until(lambda: server.started)
        yield server.servers[0].sockets[0].getsockname()[:2]
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def patient() -> Iterator[tuple[str, int]]:
    with listening(PATIENT) as address:
        yield address


@pytest.fixture(scope="module")
def hasty() -> Iterator[tuple[str, int]]:
    with listening(HASTY) as address:
        yield address


def answer(address: tuple[str, int], *pieces: bytes) -> bytes:
    """Whatever comes until the server ends the connection, or has answered in full."""
    with closing(socket.create_connection(address, timeout=30)) as line:
        for piece in pieces:
            line.sendall(piece)
        told = b""
        while not told.endswith((b"}", b"0\r\n\r\n")) and (more := line.recv(65536)):
            told += more
    return told


def status(told: bytes) -> int:
    """Of an answer in the one shape of errors, if it is none of the application's."""
    head, _, body = told.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        assert set(json.loads(body)) == {"error", "message", "retryable"}
    return int(head.split()[1])


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        ([GET + b"X: " + b"a" * 8000 + b"\r\n\r\n"], 200),
        ([GET + b"X: " + b"a" * 40_000 + b"\r\n\r\n"], 431),
        ([GET + b"X: ", *[b"a" * 60_000] * 20], 431),
        ([GET, *[b"X: a\r\n" * 10_000] * 3], 431),
        ([b"GET /?" + b"a" * 8000 + b" HTTP/1.1\r\nHost: a\r\n\r\n"], 200),
        ([b"GET /?" + b"a" * 9000 + b" HTTP/1.1\r\nHost: a\r\n\r\n"], 414),
        ([b"GET /?", *[b"a" * 60_000] * 20], 414),
        ([b"no request at all\r\n\r\n"], 400),
        ([b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 90000\r\n\r\n", bytes(90_000)], 200),
        ([CHUNKED, *[b"1\r\na\r\n" * 10_000] * 20, b"0\r\nX: a\r\n\r\n"], 200),
        ([GET + b"Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n"], 200),
    ],
)
def test_a_head_is_bounded(patient: tuple[str, int], pieces: list[bytes], expected: int) -> None:
    """As soon as it is too large, and with a sentence; bodies are for others to judge."""
    assert status(answer(patient, *pieces)) == expected


@pytest.mark.parametrize("endless", [b"X: a\r\n" * 10_000, b"X" * 60_000])
def test_what_stands_behind_a_body_is_bounded(patient: tuple[str, int], endless: bytes) -> None:
    """As a head is: it is kept like one."""
    with closing(socket.create_connection(patient, timeout=5)) as line:
        line.sendall(CHUNKED + b"0\r\n")
        with suppress(ConnectionError):
            for _ in range(20):
                line.sendall(endless)
            assert line.recv(65536) == b""


def test_heads_are_counted_one_by_one(patient: tuple[str, int]) -> None:
    """One connection may have many of them, between bodies of any size."""
    post = b"POST / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 7000
    post += b"\r\nContent-Length: 70000\r\n\r\n" + bytes(70_000)
    with closing(socket.create_connection(patient, timeout=30)) as line:
        for _ in range(10):
            line.sendall(post)
            told = b""
            while not told.endswith(b"0\r\n\r\n"):
                told += line.recv(65536)
            assert b"\r\n70000\r\n" in told


@pytest.mark.parametrize(
    ("begun", "told"),
    [(b"", b""), (b"\r\n", b""), (GET, b"HTTP/1.1 408"), (POST + b"half", b"")],
)
def test_whoever_is_too_slow_is_let_go(hasty: tuple[str, int], begun: bytes, told: bytes) -> None:
    """With nothing, half a head, or half a body."""
    with closing(socket.create_connection(hasty, timeout=30)) as line:
        line.sendall(begun)
        heard = b""
        try:
            while more := line.recv(65536):
                heard += more
        except ConnectionResetError:
            pass

    assert heard[:12] == told


def test_a_crowd_is_told_to_come_again() -> None:
    """When all its connections are in the middle of something."""
    with (
        listening(ConnectionLimits(in_all=1)) as address,
        closing(socket.create_connection(address, timeout=30)) as first,
    ):
        first.sendall(GET + b"Expect: 100-continue\r\nContent-Length: 9\r\n\r\n")
        assert first.recv(65536).startswith(b"HTTP/1.1 100")
        assert status(answer(address)) == 503
        first.sendall(b"123456789")
        assert first.recv(65536).startswith(b"HTTP/1.1 200")
