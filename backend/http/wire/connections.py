"""How many connections there may be, and which has to make way for another one; pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Protocol

KIB = 1024


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """Of what is sent before anybody knows by whom."""

    url_bytes: int = 8 * KIB
    head_bytes: int = 32 * KIB
    head_seconds: float = 15.0
    """From a request's first byte, or the connection's beginning, to the end of its head."""
    body_seconds: float = 45.0
    """Without a byte of a body that is waited for."""
    linger_seconds: float = 2.0
    """For whoever is refused to read why, while what they still send is thrown away."""
    of_address: int = 500
    """A whole school may be one; a proxy of ours is not counted."""
    in_all: int = 4000
    sweep_seconds: float = 0.5
    """How exactly all these seconds are meant."""


class Connection(Protocol):
    """What has to be known of one; times are by its clock."""

    @property
    def address(self) -> str: ...

    @property
    def waits_since(self) -> float | None:
        """Since when there is no request to be answered on it, or None."""

    def check(self, now: float) -> None:
        """End it if what had to come by now has not."""

    def end(self) -> None:
        """At once: another one needs its place."""


class Connections:
    """All of a server. One that waits for a request makes way for a new one; where none of them
    does, the new one is not let in."""

    def __init__(self, limits: ConnectionLimits, uncounted: Callable[[str], bool]) -> None:
        """`uncounted` are the addresses of proxies, which many come by."""
        self._limits, self._uncounted = limits, uncounted
        self._of: defaultdict[str, set[Connection]] = defaultdict(set)
        self._all: set[Connection] = set()

    def __len__(self) -> int:
        return len(self._all)

    def enter(self, connection: Connection) -> bool:
        """Whether it may; then `leave` has to follow."""
        limits, of_address = self._limits, self._of.get(connection.address, set())
        if len(of_address) >= limits.of_address and not self._uncounted(connection.address):
            if not self._make_way(of_address):
                return False
        elif len(self._all) >= limits.in_all and not self._make_way(self._all):
            return False
        self._of[connection.address].add(connection)
        self._all.add(connection)
        return True

    def leave(self, connection: Connection) -> None:
        """Again is fine."""
        self._all.discard(connection)
        of_address = self._of[connection.address]
        of_address.discard(connection)
        if not of_address:
            del self._of[connection.address]

    def check(self, now: float) -> None:
        for connection in list(self._all):
            connection.check(now)

    def _make_way(self, connections: Collection[Connection]) -> bool:
        """Has the one go that waits for the longest; False where none waits."""
        waiting = [(since, c) for c in connections if (since := c.waits_since) is not None]
        if not waiting:
            return False
        longest = min(waiting, key=lambda found: found[0])[1]
        longest.end()
        self.leave(longest)  # its end is heard of later; until then others come
        return True


def is_within(address: IPv4Address | IPv6Address, place: str) -> bool:
    """`place` as Uvicorn takes it: an address, a network, or all."""
    name = place.strip()
    try:
        return name == "*" or address in ip_network(name, strict=False)
    except ValueError:
        return False  # what is no address is Uvicorn's to compare


def is_proxy(address: str, trusted: Collection[str]) -> bool:
    """Whether many may come by it: this machine, and what FORWARDED_ALLOW_IPS names."""
    try:
        found = ip_address(address)
        return found.is_loopback or any(is_within(found, place) for place in trusted)
    except ValueError:
        return True  # a socket of this machine has no address
