"""Connections to the backend are as many as the threads that may want one."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Barrier, Thread

import pytest

from app.server.transport import CONNECTIONS, Transport
from app.upload.engine.callers import CALLERS

OTHERS = 16
"""Of the window: workers, pictures, and lines that listen."""


class Together(BaseHTTPRequestHandler):
    """Answers when all have asked."""

    protocol_version = "HTTP/1.1"
    barrier = Barrier(CALLERS + OTHERS)

    def do_GET(self) -> None:
        self.barrier.wait(10)
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_: object) -> None: ...


class Crowded(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 2 * CONNECTIONS


@pytest.fixture
def server() -> Iterator[str]:
    httpd = Crowded(("127.0.0.1", 0), Together)
    Thread(target=httpd.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{httpd.server_address[1]}"
    httpd.shutdown()
    httpd.server_close()


def test_no_connection_is_thrown_away(server: str, caplog: pytest.LogCaptureFixture) -> None:
    """With every caller of the uploads and every worker of the window at work at once."""
    assert CALLERS + OTHERS <= CONNECTIONS
    transport = Transport(server, lambda: None, "en")
    with caplog.at_level(logging.WARNING), ThreadPoolExecutor(CALLERS + OTHERS) as threads:
        answers = list(threads.map(lambda _n: transport.call("GET", "x"), range(CALLERS + OTHERS)))
    transport.close()
    assert answers == [{}] * (CALLERS + OTHERS)
    assert "pool is full" not in caplog.text
