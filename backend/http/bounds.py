"""How much of a body is read, and for whom: little of a stranger's, and of JSON no more than its
route needs, since to take it apart keeps everybody waiting."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from fastapi import Request
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive, Scope

from backend.errors import BackendError
from backend.http.dependencies import Door

KIB = 1024
MIB = 1024 * KIB
STRANGERS_BYTES = 64 * KIB
JSON_BYTES = MIB
MOST_BYTES = 17 * MIB
"""Of files; each route has its own bound, and its own words for more."""
Endpoint = TypeVar("Endpoint", bound=Callable[..., object])


class BodyTooLarge(BackendError):
    status = 413
    code = "too_large"
    sentence = "body_too_large"


class CutOff(HTTPException):
    """What FastAPI lets pass while it reads a body; `fault` is what it stands for."""

    def __init__(self, fault: BackendError) -> None:
        super().__init__(fault.status)
        self.fault = fault


def takes(most_bytes: int) -> Callable[[Endpoint], Endpoint]:
    """For a route whose JSON may be as large as that."""

    def marked(endpoint: Endpoint) -> Endpoint:
        endpoint.most_bytes = most_bytes  # type: ignore[attr-defined]
        return endpoint

    return marked


def bounded(scope: Scope, receive: Receive) -> Receive:
    """Parts are bounded by what was signed for them; all else by its route, which is known by the
    time that somebody reads."""
    if not scope["path"].startswith("/api/"):
        return receive
    size, is_known = 0, False

    async def receiving() -> Message:
        nonlocal size, is_known
        message = await receive()
        size += len(message.get("body", b""))
        if size > STRANGERS_BYTES and not is_known:
            await require_somebody(scope)
            is_known = True
        if size > most_bytes(scope.get("route")):
            raise CutOff(BodyTooLarge())
        return message

    return receiving


async def require_somebody(scope: Scope) -> None:
    try:
        await Door(guests=False)(Request(scope))
    except BackendError as refusal:
        raise CutOff(refusal) from None


def most_bytes(route: object) -> int:
    if not isinstance(route, APIRoute) or route.body_field is None:
        return MOST_BYTES
    most: int = getattr(route.endpoint, "most_bytes", JSON_BYTES)
    return most
