"""The real backend without a socket: a request costs what the backend does for it, and no more."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from backend.http.dependencies import Services
from tests.backend.serving import NotingPipeline, app_at


@dataclass(frozen=True, slots=True)
class Answer:
    """`text` is empty for a stream, which has no end."""

    status: int
    text: str

    @property
    def error(self) -> str:
        return str(json.loads(self.text)["error"]) if self.text.startswith("{") else ""


class Asking:
    """Somebody who may ask anything, one thing after the other."""

    def __init__(self, app: FastAPI, loop: asyncio.AbstractEventLoop) -> None:
        self._app, self._loop = app, loop

    @property
    def services(self) -> Services:
        services: Services = self._app.state.services
        return services

    def __call__(
        self, method: str, path: str, token: str | None = None, body: Any = None
    ) -> Answer:
        """`body` is sent as JSON, unless it is bytes."""
        data = (
            body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        )
        return self._loop.run_until_complete(self._ask(method, path, token, data))

    async def _ask(self, method: str, path: str, token: str | None, data: bytes) -> Answer:
        target, _, query = path.partition("?")
        headers = [(b"host", b"127.0.0.1"), (b"content-type", b"application/json")]
        headers += [(b"authorization", f"Bearer {token}".encode())] if token else []
        scope = {
            **{"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1"},
            **{"method": method, "scheme": "http", "path": target, "raw_path": target.encode()},
            **{"query_string": query.encode(), "root_path": "", "headers": headers},
            **{"client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80), "app": self._app},
        }
        status, pieces, begun = 0, list[bytes](), asyncio.Event()

        async def receive() -> dict[str, Any]:
            if not begun.is_set():
                begun.set()
                return {"type": "http.request", "body": data, "more_body": False}
            await asyncio.Event().wait()  # whoever asks does not go away
            raise AssertionError

        async def send(message: Any) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                if (b"content-type", b"text/event-stream; charset=utf-8") in message["headers"]:
                    raise asyncio.CancelledError
            else:
                pieces.append(message.get("body", b""))

        try:
            await self._app(scope, receive, send)
        except asyncio.CancelledError:
            pieces.clear()
        return Answer(status, b"".join(pieces).decode("utf-8", "replace"))


@contextmanager
def in_process(folder: Path, **settings: Any) -> Iterator[Asking]:
    app = app_at(folder, NotingPipeline(), **settings)
    loop = asyncio.new_event_loop()
    lifespan = app.router.lifespan_context(app)
    loop.run_until_complete(lifespan.__aenter__())
    try:
        yield Asking(app, loop)
    finally:
        loop.run_until_complete(lifespan.__aexit__(None, None, None))
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()
