"""The backend's application at work on a free port, in a thread of the test."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from queue import Queue

import uvicorn
from fastapi import FastAPI

from backend.server import Server


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """Yields its URL."""
    urls: Queue[str] = Queue()
    config = uvicorn.Config(app, "127.0.0.1", 0, log_config=None, ws="none", lifespan="on")
    server = Server(config, app, urls.put)
    thread = threading.Thread(target=lambda: asyncio.run(server._serve()))
    thread.start()
    try:
        yield urls.get(timeout=30)
    finally:
        server.should_exit = True
        thread.join()
