"""Around every request: who may ask, its id, how long it took, what it ended in; and one shape of
errors."""

from __future__ import annotations

import logging
import time
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backend.config.logs import REQUEST_ID
from backend.errors import BackendError
from backend.http.bounds import CutOff, bounded
from backend.http.gate import Gate, Headers, values
from backend.http.metrics import Metrics
from backend.http.turns import READING, Turns, is_counted
from backend.ids import fresh_id
from backend.sentences import READER, preferred, told

log = logging.getLogger("backend.request")
OPEN_TO_PAGES = ("/media/", "/store/")
CORS = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"ETag, Content-Length, Content-Range, Retry-After"),
]
PREFLIGHT = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, PUT",
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Max-Age": "86400",
}
CODES = {400: "invalid", 404: "not_found", 405: "method_not_allowed", 413: "too_large"}


class Watch:
    """ASGI middleware (Starlette's BaseHTTPMiddleware would copy every body)."""

    def __init__(self, app: ASGIApp, metrics: Metrics, gate: Gate) -> None:
        self._app = app
        self._metrics = metrics
        self._gate = gate
        self._turns = Turns()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id, began, status = fresh_id(), time.perf_counter(), 500
        REQUEST_ID.set(request_id)
        READER.set(preferred(language_of(scope["headers"])))
        extra = [(b"x-request-id", request_id.encode())]
        if open_to_pages := scope["path"].startswith(OPEN_TO_PAGES):
            extra += CORS

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), *extra]
            await send(message)

        address = (scope.get("server") or (None,))[0]
        refusal = self._gate.refusal(scope["path"], scope["headers"], address)
        try:
            if refusal is not None:
                await rendered(refusal)(scope, receive, sending)
            elif open_to_pages and scope["method"] == "OPTIONS":
                extra = extra[:1]
                await JSONResponse(None, headers=PREFLIGHT)(scope, receive, sending)
            else:
                async with self._turn(scope):
                    await self._app(scope, bounded(scope, receive), sending)
        finally:
            self._note(scope, status, time.perf_counter() - began)

    def _turn(self, scope: Scope) -> AbstractAsyncContextManager[None]:
        tokens = values(scope["headers"], b"authorization")
        if not tokens or not is_counted(scope["path"]):
            return nullcontext()
        return self._turns.of((tokens[0], scope["method"] in READING))

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "none")
        method = scope["method"] if route != "none" else "other"
        self._metrics.count_request(method, route, status, seconds)
        shown = {"method": method, "route": route, "status": status}
        log.info("request", extra=shown | {"seconds": round(seconds, 4)})


def language_of(headers: Headers) -> str:
    return ", ".join(value.decode("latin-1") for value in values(headers, b"accept-language"))


def add_error_answers(app: FastAPI, metrics: Metrics) -> None:
    async def known_fault(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, BackendError)
        if error.status >= 500:
            metrics.count_fault(error)
        return rendered(error)

    app.exception_handler(BackendError)(known_fault)
    app.exception_handler(RequestValidationError)(invalid)
    app.exception_handler(HTTPException)(refused)
    app.exception_handler(ClientDisconnect)(gone)
    app.exception_handler(Exception)(bug)


def fault(status: int, code: str, message: str, retryable: bool = False) -> JSONResponse:
    body = {"error": code, "message": message, "retryable": retryable}
    return JSONResponse(body, status)


def rendered(error: BackendError) -> JSONResponse:
    answer = fault(error.status, error.code, error.told(), error.retryable)
    if error.retry_after_seconds is not None:
        answer.headers["Retry-After"] = str(error.retry_after_seconds)
    answer.headers.update(error.headers)
    if error.status == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


async def invalid(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    problems = "; ".join(problem(found) for found in error.errors()[:3])
    return fault(422, "invalid", told("not_understood", {"problems": problems}))


def problem(found: dict[str, Any]) -> str:
    """`title: is empty`; what was sent is not repeated, since it may be a password."""
    place = ".".join(str(step) for step in found["loc"][1:]) or "body"
    return f"{place}: {found['msg'].removeprefix('Value error, ')}"


async def refused(_: Request, error: Exception) -> JSONResponse:
    if isinstance(error, CutOff):
        return rendered(error.fault)
    assert isinstance(error, HTTPException)
    code = CODES.get(error.status_code, "bad_request")
    answer = fault(error.status_code, code, f"{error.detail}.")
    answer.headers.update(error.headers or {})
    return answer


async def gone(_: Request, error: Exception) -> Response:  # noqa: ARG001
    """In the middle of a body. Nobody hears the answer, and it is no fault of ours."""
    return Response(status_code=400)


async def bug(_: Request, error: Exception) -> JSONResponse:
    log.error("unexpected", exc_info=error)
    return fault(500, "internal", told("bug"), True)
