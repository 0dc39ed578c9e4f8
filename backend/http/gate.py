"""Which host names this server answers to, and whose pages may ask it.

A stranger's page can have a name of its own lead to this machine (DNS rebinding), and its browser
then takes our answers for that page's own. What such a page can't change is what its browser says
of it: Host, Origin and Sec-Fetch-Site.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import urlsplit

from backend.config.settings import Settings
from backend.errors import BackendError, NotAllowed

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
FORWARDED = (b"forwarded", b"x-forwarded-for", b"x-real-ip")
"""What a proxy says of whom it asks for."""
EVERYWHERE = frozenset({"0.0.0.0", "::", ""})  # noqa: S104 - to turn it away
"""Places to listen at, but no places to ask: where a browser takes 0.0.0.0 for this machine, any
page could."""
OWN_SITES = frozenset({b"same-origin", b"none"})
Headers = Sequence[tuple[bytes, bytes]]


class WrongHost(BackendError):
    status = 421
    code = "wrong_host"

    sentence = "wrong_host"


class ForeignPage(NotAllowed):
    code = "foreign_page"

    sentence = "foreign_page"


@dataclass(frozen=True, slots=True)
class Gate:
    """`names` are the hosts that it goes by, None any; with `own_pages_only` the API is closed to
    pages that it did not serve itself."""

    names: frozenset[str] | None
    own_pages_only: bool = False

    def refusal(self, path: str, headers: Headers, address: str | None) -> BackendError | None:
        """Why a request is turned away, or None. `address` is where it arrived: whoever wrote
        that number into an address bar went through no name."""
        hosts = values(headers, b"host")
        if self.names is not None:
            name = host_name(hosts[0]) if len(hosts) == 1 else None
            if name is None or (name not in self.names and name != address):
                return WrongHost()
        if self.own_pages_only and path.startswith("/api/") and is_foreign(headers, hosts):
            return ForeignPage()
        return None


def gate_for(settings: Settings, host: str, *, bundled: bool) -> Gate:
    """For a server that listens at `host`. One that others can reach, and that nobody has given a
    name, goes by any: it can't know what they call it."""
    public = urlsplit(settings.public_url or "").hostname
    given = {name for name in (public, *settings.hosts) if name}
    if not (given or bundled or is_loopback(host)):
        return Gate(None)
    bound = {host.lower()} - EVERYWHERE
    return Gate(frozenset({*LOOPBACK, *bound, *given}), own_pages_only=bundled)


def is_of_this_machine(headers: Headers, address: str) -> bool:
    """Whether a program of this machine asks, as far as can be known: neither for somebody else,
    nor by a name that others could know. `address` is where it asks from."""
    hosts = [host_name(host) for host in values(headers, b"host")]
    is_forwarded = any(values(headers, name) for name in FORWARDED)
    return is_loopback(address) and LOOPBACK.issuperset(hosts) and not is_forwarded


def is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() in LOOPBACK


def values(headers: Headers, name: bytes) -> list[bytes]:
    return [value for known, value in headers if known == name]


@lru_cache(maxsize=256)
def host_name(host: bytes) -> str | None:
    """Without the port; None for what is no host."""
    try:
        return urlsplit("//" + host.decode("ascii")).hostname
    except ValueError:
        return None


def is_foreign(headers: Headers, hosts: Sequence[bytes]) -> bool:
    """Whether a browser says that another site's page asks. Other programs say nothing."""
    own = {b"http://" + host for host in hosts} | {b"https://" + host for host in hosts}
    origins, sites = values(headers, b"origin"), values(headers, b"sec-fetch-site")
    return not own.issuperset(origins) or not OWN_SITES.issuperset(sites)
