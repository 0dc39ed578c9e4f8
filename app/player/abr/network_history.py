"""What is known of the ways to hosts, kept from one session to the next.

A way is a host as seen from one network: the same server is near at home and far on a train.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

from app.player.abr.throughput import Estimate

logger = logging.getLogger(__name__)

MOST_KEPT = 100
KEPT_SECONDS = 60 * 24 * 3600.0
ROUTES = Path("/proc/net/route")
NEIGHBOURS = Path("/proc/net/arp")


@dataclass(frozen=True, slots=True)
class KnownNetwork:
    """The way to one host. `seed` is what was measured on it last, `stale` if not by us."""

    key: str = ""
    seed: Estimate | None = None
    stale: bool = True


class NetworkHistory:
    """Remembers in a small file, or without a `path` only as long as it lives. Thread-safe.

    `network_to` names the network by which a host is reached.
    """

    def __init__(
        self,
        path: Path | None = None,
        network_to: Callable[[str], str] = lambda host: network_to(host),
        now: Callable[[], float] = time.time,
    ) -> None:
        self._path = path
        self._network_to = network_to
        self._now = now
        self._lock = threading.Lock()
        self._measured: set[str] = set()
        self._known: dict[str, tuple[float, Estimate]] | None = None

    def to(self, url: str) -> KnownNetwork:
        """The way to that address's host; may look up its name, so it blocks."""
        host = urlsplit(url).hostname or ""
        # Hashed: where somebody was is nobody's business.
        place = f"{self._network_to(host)} {host}".encode()
        key = hashlib.sha256(place).hexdigest()[:24]
        with self._lock:
            _, seed = self._all().get(key, (0.0, None))
        return KnownNetwork(key, seed, stale=key not in self._measured)

    def note(self, link: KnownNetwork, estimate: Estimate | None) -> None:
        """A play on that link is over."""
        if estimate is None or not estimate.seconds or not link.key:
            return
        with self._lock:
            self._measured.add(link.key)
            known = self._all()
            known.pop(link.key, None)
            known[link.key] = (self._now(), estimate)
            while len(known) > MOST_KEPT:
                del known[next(iter(known))]
            self._save(known)

    def _all(self) -> dict[str, tuple[float, Estimate]]:
        if self._known is None:
            self._known = self._load() if self._path is not None else {}
        return self._known

    def _load(self) -> dict[str, tuple[float, Estimate]]:
        assert self._path is not None
        oldest = self._now() - KEPT_SECONDS
        try:
            document = json.loads(self._path.read_text("utf-8"))
            rows = {key: (float(at), Estimate(**row)) for key, (at, row) in document.items()}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, TypeError, AttributeError) as fault:
            logger.info("What was known of the network is lost: %s", type(fault).__name__)
            return {}
        return {key: row for key, row in rows.items() if row[0] > oldest and is_sound(row[1])}

    def _save(self, known: dict[str, tuple[float, Estimate]]) -> None:
        if self._path is None:
            return
        document = {key: (at, asdict(estimate)) for key, (at, estimate) in known.items()}
        beside = self._path.with_suffix(".new")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            beside.write_text(json.dumps(document), "utf-8")
            beside.replace(self._path)
        except OSError as fault:
            logger.info("What is known of the network is not kept: %s", fault)


def is_sound(estimate: Estimate) -> bool:
    """Whether the file's numbers can be a link's: it may have been edited."""
    numbers = asdict(estimate).values()
    if not all(isinstance(number, int | float) for number in numbers):
        return False
    rates = (estimate.bps, estimate.fast_bps, estimate.slow_bps)
    return all(1e3 <= rate <= 1e12 for rate in rates) and 0 <= estimate.latency_seconds <= 60


def network_to(host: str) -> str:
    """A name for the network by which this machine reaches the host; "" without one.

    The subnet alone would not do, half of all homes have the same: so the router is in it.
    """
    with contextlib.suppress(OSError):
        for family, kind, protocol, _, address in socket.getaddrinfo(
            host, 9, type=socket.SOCK_DGRAM
        ):
            with socket.socket(family, kind, protocol) as probe:
                probe.connect(address)  # sends nothing
                own: str = probe.getsockname()[0]
            separator = ":" if ":" in own else "."
            return separator.join(own.split(separator)[:-1]) + " " + router()
    return ""


def router() -> str:
    """The hardware address of the default gateway, where the system tells."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        for line in ROUTES.read_text().splitlines()[1:]:
            _, destination, gateway, *_ = line.split()
            if int(destination, 16) == 0:
                address = socket.inet_ntoa(int(gateway, 16).to_bytes(4, "little"))
                rows = (row.split() for row in NEIGHBOURS.read_text().splitlines()[1:])
                return next((row[3] for row in rows if row[0] == address), address)
    return ""
