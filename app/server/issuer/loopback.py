"""Where the browser comes back to: a server on loopback that takes one answer."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import SimpleQueue
from threading import Thread

from app.server.issuer.question import Return, return_in

log = logging.getLogger(__name__)
SLOW_SECONDS = 5
PAGE = (
    '<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    "<title>Matinee</title><p>{words}</p>"
)
HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Connection": "close",
}


@contextmanager
def returning(
    path: str, state: str, farewell: str, replies: SimpleQueue[Return | None]
) -> Iterator[str]:
    """Yields the address to come back to; what comes there is put into `replies`."""

    class Handler(BaseHTTPRequestHandler):
        timeout = SLOW_SECONDS
        # Python's version is nobody's business.
        server_version, sys_version = "Matinee", ""

        def do_GET(self) -> None:
            is_ours = self.headers.get("Host") == f"127.0.0.1:{server.server_port}"
            reply = return_in(self.path, path, state) if is_ours else None
            page = PAGE.format(words=escape(farewell)).encode() if reply is not None else b""
            self.send_response(404 if reply is None else 200)
            for name, value in {**HEADERS, "Content-Length": str(len(page))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(page)
            if reply is not None:
                replies.put(reply)

        def log_message(self, *_: object) -> None:
            """The address holds the code."""

    class Quiet(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:  # noqa: ARG002
            log.debug("A browser went away", exc_info=True)

    server = Quiet(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.1,), name="loopback", daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{path}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
