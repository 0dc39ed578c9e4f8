"""The way to an origin: at once, or through the proxy that the environment names."""

from __future__ import annotations

import base64
import http.client
import socket
from collections.abc import Mapping
from urllib.parse import SplitResult, unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

from app.http import happy_eyeballs
from app.http.trust import trusted
from app.server.uploads import SignedPart

CONNECT_SECONDS = 15.0


def proxy_for(origin: SplitResult) -> SplitResult | None:
    host = origin.hostname or ""
    if host in ("127.0.0.1", "::1", "localhost") or proxy_bypass(host):
        return None
    named = getproxies().get(origin.scheme)
    return urlsplit(named) if named else None


def connection_to(origin: SplitResult, proxy: SplitResult | None) -> http.client.HTTPConnection:
    """Not opened yet."""
    place = proxy or origin
    host, port = place.hostname or "", place.port
    made: http.client.HTTPConnection
    if origin.scheme == "https":
        made = http.client.HTTPSConnection(host, port, timeout=CONNECT_SECONDS, context=trusted())
        if proxy is not None:
            made.set_tunnel(origin.hostname or "", origin.port or 443, authorization(proxy))
    else:
        made = http.client.HTTPConnection(host, port, timeout=CONNECT_SECONDS)
    made._create_connection = opened  # type: ignore[attr-defined]
    return made


def opened(address: tuple[str, int], seconds: float, _source: object) -> socket.socket:
    host, port = address
    return happy_eyeballs.connect(host, port, seconds)


def as_asked_for(request: SignedPart, proxy: SplitResult | None) -> tuple[str, Mapping[str, str]]:
    """What stands in the first line (RFC 9112 §3.2), and in the headers: a proxy forwards what is
    not encrypted, and for the rest it is a tunnel."""
    url = urlsplit(request.url)
    if proxy is not None and url.scheme == "http":
        return request.url, {**request.headers, **authorization(proxy)}
    return url._replace(scheme="", netloc="").geturl(), request.headers


def authorization(proxy: SplitResult) -> dict[str, str]:
    if not proxy.username:
        return {}
    pair = f"{unquote(proxy.username)}:{unquote(proxy.password or '')}"
    return {"Proxy-Authorization": "Basic " + base64.b64encode(pair.encode()).decode()}
