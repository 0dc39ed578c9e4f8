"""How often one address may ask."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from math import ceil
from threading import Lock

REMEMBERED = 100_000


@dataclass(frozen=True, slots=True)
class Rate:
    """So many at once, and then so many a second."""

    burst: float
    per_second: float


class Buckets:
    """A bucket of requests for each address, which fills again as time passes."""

    def __init__(self, rate: Rate, clock: Callable[[], float]) -> None:
        self._rate, self._clock = rate, clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def take(self, address: str) -> int:
        """Take one of an address's; returns the seconds to wait where there is none."""
        now, name, rate = self._clock(), network(address), self._rate
        with self._lock:
            left, then = self._buckets.pop(name, (rate.burst, now))
            left = min(rate.burst, left + max(0.0, now - then) * rate.per_second)
            self._buckets[name] = (left - 1 if left >= 1 else left, now)
            if len(self._buckets) > REMEMBERED:
                self._buckets.popitem(last=False)
        return 0 if left >= 1 else ceil((1 - left) / rate.per_second)


def network(address: str) -> str:
    """What one household has: of IPv6 it is given a whole network."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        return str(parsed.ipv4_mapped or f"{parsed.exploded[:19]}::/64")
    return address
