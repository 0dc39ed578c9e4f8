"""Connections of one play: none into the viewer's own network for a stranger, none that outlive it.

A playlist from the internet may name any address, and what asks for it sits in the viewer's
network, where devices answer whoever can reach them. So what is reached first settles it: if that
is in the internet, nothing else may be at home, whichever name or redirect leads there.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Collection
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any
from weakref import WeakSet

import urllib3
from urllib3.connection import HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from app.errors import MatineeError, Sentence, WayOn
from app.http.happy_eyeballs import Address, SocketOptions, addresses_of, reach
from app.http.pools import Reaching
from app.http.trust import is_about_certificates, not_secure, trusted

NAT64 = IPv6Network("64:ff9b::/96")
"""Behind whose addresses lie those of IPv4."""


class StreamRefused(MatineeError):
    """What a stream asks for and does not get, however often it asks."""

    way_on = WayOn.NONE


class OwnNetworkRefused(StreamRefused):
    def __init__(self, host: str) -> None:
        super().__init__(
            "This video asks for something of {host}, which is in your own network. "
            "If you trust the video, allow that host in the settings.",
            host=host,
        )


def is_near(address: str) -> bool:
    """Whether an IP address is this computer's, or one that the internet can't reach."""
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        found = _inside(found)
    return not found.is_global or found.is_multicast


def _inside(address: IPv6Address) -> IPv4Address | IPv6Address:
    """The address of IPv4 that one of IPv6 leads to, if it does."""
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


class Connections:
    """Opens those of one play, and can end all of them at once. Thread-safe.

    `allowed` names hosts that may be in the viewer's network whatever was opened.
    """

    def __init__(self, allowed: Collection[str] = ()) -> None:
        self._lock = threading.Lock()
        self._allowed = {host.lower() for host in allowed}
        self._began_near: bool | None = None
        self._open: WeakSet[_Watched] = WeakSet()
        self._closed = False

    def connect(
        self, host: str, port: int, timeout_seconds: float, options: SocketOptions
    ) -> socket.socket:
        """To the first address of the host that may be asked, and answers."""
        permitted = self._permitted(host, addresses_of(host, port))
        return reach(permitted, timeout_seconds, options)

    def _permitted(self, host: str, addresses: list[Address]) -> list[Address]:
        with self._lock:
            if self._began_near is None:
                self._began_near = is_near(addresses[0].ip)
            if self._began_near or host.strip("[].").lower() in self._allowed:
                return addresses
        far = [address for address in addresses if not is_near(address.ip)]
        if not far:
            raise OwnNetworkRefused(host)
        return far

    def watch(self, connection: _Watched) -> None:
        """Have it end with the others; raises OSError if they have ended."""
        with self._lock:
            self._open.add(connection)
            closed = self._closed
        if closed:
            connection.cut()
            raise ConnectionAbortedError

    def close(self) -> None:
        """Wake up whoever waits for an answer's first byte."""
        with self._lock:
            self._closed = True
            left = list(self._open)
        for connection in left:
            connection.cut()


class _Watched(Reaching):
    """A connection that another thread can end.

    It keeps a second handle of its socket: the first one is lost inside TLS until that stands.
    """

    def __init__(self, *args: Any, connections: Connections, **options: Any) -> None:
        super().__init__(*args, **options)
        self._connections = connections
        self._handle: socket.socket | None = None

    def _opened(self) -> socket.socket:
        timeout: Any = self.timeout
        options = self.socket_options or ()
        made = self._connections.connect(self.host, self.port, timeout, options)
        self._handle = made.dup()
        try:
            self._connections.watch(self)
        except OSError:
            made.close()
            self.close()
            raise
        return made

    def cut(self) -> None:
        if (handle := self._handle) is not None:
            with contextlib.suppress(OSError):  # it had ended by itself
                handle.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        super().close()
        handle, self._handle = self._handle, None
        if handle is not None:
            handle.close()


class _WatchedSecure(_Watched, HTTPSConnection):
    """The same over TLS."""


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Watched


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _WatchedSecure


class Pools(urllib3.PoolManager):
    """Keeps connections alive, all of them opened by `connections`."""

    def __init__(self, connections: Connections, **options: Any) -> None:
        super().__init__(**options)
        self._connections = connections
        self.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}

    def _new_pool(
        self, scheme: str, host: str, port: int, request_context: dict[str, Any] | None = None
    ) -> HTTPConnectionPool:
        if scheme == "https":
            options = self.connection_pool_kw if request_context is None else request_context
            request_context = {**options, "ssl_context": trusted()}
        pool = super()._new_pool(scheme, host, port, request_context)
        pool.conn_kw["connections"] = self._connections
        return pool


def no_answer(host: str, error: Exception) -> Sentence:
    """Why there is none."""
    if is_about_certificates(error):
        return not_secure(host, error).sentence
    return Sentence("Can't reach {host}.", host=host)
