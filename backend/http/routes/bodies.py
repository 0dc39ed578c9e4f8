"""Files that come as the body of a request and fit into memory."""

from __future__ import annotations

from fastapi import Request

from backend.errors import BackendError


async def limited_body(request: Request, most_bytes: int, too_large: type[BackendError]) -> bytes:
    """The whole body; raises `too_large` as soon as it is."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most_bytes:
            raise too_large
    return bytes(body)
