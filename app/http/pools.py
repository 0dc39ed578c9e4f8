"""Connections of urllib3 to whichever address of a host answers."""

from __future__ import annotations

import socket
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NewConnectionError

from app.http.happy_eyeballs import connect


class Reaching(HTTPConnection):
    """Opened by `app.http.happy_eyeballs`."""

    def _new_conn(self) -> socket.socket:
        # As urllib3's own does: a bare ECONNRESET it would take for one of a request that was sent.
        try:
            return self._opened()
        except OSError as broken:
            raise NewConnectionError(self, str(broken)) from broken

    def _opened(self) -> socket.socket:
        timeout: Any = self.timeout
        return connect(self.host, self.port, timeout, self.socket_options or ())


class ReachingSecure(Reaching, HTTPSConnection):
    """The same over TLS."""


class Pool(HTTPConnectionPool):
    ConnectionCls = Reaching


class SecurePool(HTTPSConnectionPool):
    ConnectionCls = ReachingSecure


POOLS = {"http": Pool, "https": SecurePool}
"""For a `PoolManager`, by scheme."""
