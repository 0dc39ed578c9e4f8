"""The unit of `bench api`: Starlette with one JSON route, served as the backend is."""

from __future__ import annotations

import socket

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from backend.server import announce


async def hello(_: Request) -> JSONResponse:
    return JSONResponse({"status": "ok"})


def main() -> None:
    app = Starlette(routes=[Route("/", hello)])
    config = uvicorn.Config(app, log_config=None, access_log=False, ws="none")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        announce(f"http://127.0.0.1:{listening.getsockname()[1]}")
        uvicorn.Server(config).run([listening])


if __name__ == "__main__":
    main()
