"""To the first address of a host that answers, though others lead nowhere (RFC 8305)."""

from __future__ import annotations

import os
import selectors
import socket
from collections import deque
from collections.abc import Sequence
from contextlib import closing
from errno import EINPROGRESS, EWOULDBLOCK
from itertools import chain, zip_longest
from time import monotonic
from typing import Any, NamedTuple

LEAD_SECONDS = 0.25
"""What an address has before the next is tried beside it (§5)."""

UNDER_WAY = (0, EINPROGRESS, EWOULDBLOCK)
"""The last is what Windows says."""

SocketOptions = Sequence[tuple[int, int, int | bytes]]


class Address(NamedTuple):
    """`place` is what a socket of the family takes."""

    family: int
    place: Any

    @property
    def ip(self) -> str:
        return str(self.place[0])


def connect(
    host: str, port: int, timeout_seconds: float, options: SocketOptions = ()
) -> socket.socket:
    """Raises OSError, also for a host that has no address."""
    return reach(addresses_of(host, port), timeout_seconds, options)


def addresses_of(host: str, port: int) -> list[Address]:
    """As the system prefers them. Raises OSError."""
    try:
        found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    except UnicodeError as error:  # a name that can't be one
        raise socket.gaierror(socket.EAI_NONAME, str(error)) from error
    return [Address(family, place) for family, _, _, _, place in found]


def alternating(addresses: Sequence[Address]) -> list[Address]:
    """The families by turns, that of the first before the others (§4): where one of them leads
    nowhere, the second try is of another."""
    families = dict.fromkeys(address.family for address in addresses)
    rows = [[each for each in addresses if each.family == family] for family in families]
    return [each for each in chain(*zip_longest(*rows)) if each is not None]


def reach(
    addresses: Sequence[Address], timeout_seconds: float, options: SocketOptions = ()
) -> socket.socket:
    """A connection to whichever answers first, within the time for all of them."""
    left, latest = deque(alternating(addresses)), monotonic() + timeout_seconds
    with closing(Attempts(options)) as attempts:
        while (left or attempts) and (rest := latest - monotonic()) > 0:
            if left:
                attempts.begin(left.popleft())
            won = attempts.wait(min(rest, LEAD_SECONDS) if left else rest)
            if won is not None:
                won.settimeout(timeout_seconds)
                return won
        raise TimeoutError("timed out") if attempts else attempts.failure


class Attempts:
    """Connections that are under way; `failure` is of the last that came to nothing."""

    def __init__(self, options: SocketOptions) -> None:
        self._options = options
        self._selector = selectors.DefaultSelector()
        self.failure = OSError("the host has no address")

    def __len__(self) -> int:
        return len(self._selector.get_map())

    def begin(self, address: Address) -> None:
        try:
            sock = socket.socket(address.family, socket.SOCK_STREAM)
        except OSError as error:  # of a family that this computer has not
            self.failure = error
            return
        for option in self._options:
            sock.setsockopt(*option)
        sock.setblocking(False)
        if (code := sock.connect_ex(address.place)) in UNDER_WAY:
            self._selector.register(sock, selectors.EVENT_WRITE)
        else:
            self._fail(sock, code)

    def wait(self, seconds: float) -> socket.socket | None:
        """One that stands; None after that time, and as soon as one has failed."""
        ready = self._selector.select(seconds) if self else []
        for key, _ in ready:
            sock: Any = key.fileobj
            self._selector.unregister(sock)
            if not (code := sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)):
                return sock  # type: ignore[no-any-return]
            self._fail(sock, code)
        return None

    def _fail(self, sock: socket.socket, code: int) -> None:
        sock.close()
        self.failure = OSError(code, os.strerror(code))

    def close(self) -> None:
        for key in list(self._selector.get_map().values()):
            key.fileobj.close()  # type: ignore[union-attr]
        self._selector.close()
