"""Those who look around without an account: whether they may, and how often."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address
from threading import Lock

from backend.errors import BackendError, NotSignedIn

BURST = 300.0
PER_SECOND = 20.0
REMEMBERED = 100_000


class TooManyRequests(BackendError):
    status = 429
    code = "slow_down"
    retryable = True
    retry_after_seconds = 1
    sentence = "too_many_requests"


class Guests:
    """A bucket of requests for each address, which fills again as time passes."""

    def __init__(self, allowed: bool, clock: Callable[[], float]) -> None:
        self.allowed = allowed
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def admit(self, address: str) -> None:
        """Raises NotSignedIn where guests may not look, TooManyRequests."""
        if not self.allowed:
            raise NotSignedIn
        self.count(address)

    def count(self, address: str) -> None:
        """Raises TooManyRequests."""
        now, name = self._clock(), network(address)
        with self._lock:
            left, then = self._buckets.pop(name, (BURST, now))
            left = min(BURST, left + max(0.0, now - then) * PER_SECOND)
            self._buckets[name] = (max(0.0, left - 1), now)
            if len(self._buckets) > REMEMBERED:
                self._buckets.popitem(last=False)
        if left < 1:
            raise TooManyRequests


def network(address: str) -> str:
    """What one household has: of IPv6 it is given a whole network."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        return str(parsed.ipv4_mapped or f"{parsed.exploded[:19]}::/64")
    return address
