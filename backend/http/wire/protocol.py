"""HTTP/1.1 as Uvicorn speaks it, with an end to everything: a head, a silence, a crowd."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from enum import Enum, auto
from functools import partial
from http import HTTPStatus
from typing import Any

import httptools
import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from backend.errors import BackendError, Unavailable
from backend.http.wire.connections import ConnectionLimits, Connections, is_proxy

LIMITS = ConnectionLimits()


class NoHttp(BackendError):
    code = "invalid"
    sentence = "no_http"


class UrlTooLong(BackendError):
    status = 414
    code = "url_too_long"
    sentence = "url_too_long"


class HeadTooLarge(BackendError):
    status = 431
    code = "head_too_large"
    sentence = "head_too_large"


class TooSlow(BackendError):
    status = 408
    code = "too_slow"
    retryable = True
    sentence = "too_slow"


class Crowded(Unavailable):
    code = "crowded"
    sentence = "crowded"


class Phase(Enum):
    IDLE = auto()
    HEAD = auto()
    BODY = auto()


class BoundedProtocol(HttpToolsProtocol):
    """One connection. A head is bounded as it comes, and so is what stands between and behind the
    pieces of a body (RFC 9112, 7.1): the parser would gather either without end."""

    address = ""

    def __init__(self, crowd: Crowd, **options: Any) -> None:
        super().__init__(**options)
        self._crowd, self._limits = crowd, crowd.limits
        self._phase = Phase.IDLE
        self._steps = 0
        """Heads that began or ended, and pieces of bodies."""
        self._gathered_bytes = 0
        """Since the last step, as far as they came before the last piece."""
        self._fault: BackendError | None = None
        self._is_refused = False
        self._quiet_since = 0.0
        self._due: float | None = None

    @property
    def waits_since(self) -> float | None:
        is_served = self.cycle is not None and not self.cycle.response_complete
        if is_served or self.transport.get_write_buffer_size():
            return None
        return self._quiet_since

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.address = self.client[0] if self.client else ""
        self._quiet_since = self.loop.time()
        self._wait(self._limits.head_seconds)
        if not self._crowd.enter(self, self.loop):
            transport.write(rendered(Crowded()))
            transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        self._crowd.connections.leave(self)
        super().connection_lost(exc)

    def end(self) -> None:
        self.transport.abort()

    def check(self, now: float) -> None:
        if self._due is None:
            return
        if self.flow.read_paused:  # it is us who are slow
            self._wait(self._limits.body_seconds)
        elif self._due <= now:
            self._due = None
            if self._phase is Phase.HEAD and not self._is_refused:
                self._refuse(TooSlow())
            else:
                self.transport.abort()

    def data_received(self, data: bytes) -> None:
        self._unset_keepalive_if_required()
        if self._is_refused:
            return
        if self._due is None and self._phase is Phase.IDLE:
            self._wait(self._limits.head_seconds)  # whatever it is, it has to become a request
        former = self._steps
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            pass  # nobody here speaks anything else, and such a request is answered as any other
        except httptools.HttpParserError:
            self._refuse(self._fault or NoHttp())
            return
        if self._phase is Phase.BODY and not self.cycle.response_complete:
            self._wait(self._limits.body_seconds)
        if self._phase is not Phase.IDLE and self._steps == former:
            self._gather(len(data))

    def _step(self) -> None:
        self._steps, self._gathered_bytes = self._steps + 1, 0

    def _gather(self, size: int) -> None:
        self._gathered_bytes += size
        if self._gathered_bytes > self._limits.head_bytes:
            is_url = len(self.url) > self._limits.url_bytes
            self._refuse(UrlTooLong() if is_url else HeadTooLarge())

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._step()
        self._phase = Phase.HEAD
        self._wait(self._limits.head_seconds)

    def on_headers_complete(self) -> None:
        self._fault = self._fault_of_head()
        if self._fault is not None:
            raise self._fault
        self._step()
        self._phase, self._due = Phase.BODY, None
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._step()
        super().on_body(body)

    def _fault_of_head(self) -> BackendError | None:
        if len(self.url) > self._limits.url_bytes:
            return UrlTooLong()
        size = sum(len(name) + len(value) for name, value in self.headers)
        return HeadTooLarge() if size > self._limits.head_bytes else None

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._phase, self._due = Phase.IDLE, None

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._quiet_since = self.loop.time()
        if self._phase is Phase.BODY:  # of which nobody wants the rest
            self._wait(self._limits.body_seconds)

    def _wait(self, seconds: float) -> None:
        self._due = self.loop.time() + seconds

    def _refuse(self, fault: BackendError) -> None:
        """Say why, unless that would be in the middle of another answer; then wait a moment for it
        to be read: to close while more is coming in makes the answer disappear."""
        self._is_refused = True
        if self.waits_since is None:
            self.transport.abort()
            return
        self.transport.write(rendered(fault))
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self._wait(self._limits.linger_seconds)


class Crowd:
    """What the connections of one server have in common."""

    def __init__(self, limits: ConnectionLimits, uncounted: Callable[[str], bool]) -> None:
        self.limits = limits
        self.connections = Connections(limits, uncounted)
        self._sweeps = False

    def enter(self, connection: BoundedProtocol, loop: asyncio.AbstractEventLoop) -> bool:
        """Whether it may. What is overdue is ended for as long as there are connections."""
        may = self.connections.enter(connection)
        if not self._sweeps:
            self._sweeps = True
            loop.call_later(self.limits.sweep_seconds, self._sweep, loop)
        return may

    def _sweep(self, loop: asyncio.AbstractEventLoop) -> None:
        self.connections.check(loop.time())
        self._sweeps = len(self.connections) > 0
        if self._sweeps:
            loop.call_later(self.limits.sweep_seconds, self._sweep, loop)


def rendered(fault: BackendError) -> bytes:
    told = {"error": fault.code, "message": fault.told(), "retryable": fault.retryable}
    body = json.dumps(told).encode()
    lines = [
        f"HTTP/1.1 {fault.status} {HTTPStatus(fault.status).phrase}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        "Connection: close",
    ]
    if fault.retry_after_seconds is not None:
        lines.append(f"Retry-After: {fault.retry_after_seconds}")
    return "\r\n".join([*lines, "", ""]).encode() + body


def config_for(app: Any, limits: ConnectionLimits = LIMITS, **options: Any) -> uvicorn.Config:
    """How Uvicorn serves `app`, within these limits."""
    config = uvicorn.Config(app, log_config=None, access_log=False, ws="none", **options)
    trusted = config.forwarded_allow_ips
    names = trusted.split(",") if isinstance(trusted, str) else trusted
    crowd = Crowd(limits, lambda address: is_proxy(address, names))
    config.http = partial(BoundedProtocol, crowd)  # type: ignore[assignment]
    return config
