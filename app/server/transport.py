"""Requests to one backend: the token, time limits, and what an answer that is no success means."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3 import ProxyManager

from app.errors import (
    MatineeError,
    NotMatinee,
    Sentence,
    ServerRefused,
    ServerUnreachable,
    SignInNeeded,
    proxys_limit,
)
from app.http.pools import POOLS
from app.http.retry_after import retry_after
from app.http.trust import not_secure, trusted

CONNECT_SECONDS, ANSWER_SECONDS = 10.0, 30.0
# A page of videos, its posters and the events share the pool with the engine's calls; those that
# there is no room for would be made anew each time.
CONNECTIONS = 64
PIECE_BYTES = 1 << 20
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class Bearer(requests.auth.AuthBase):
    """Sends the token as it is at that moment; also keeps `.netrc` out of it."""

    def __init__(self, token: Callable[[], str | None]) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if token := self._token():
            request.headers["Authorization"] = f"Bearer {token}"
        return request


def unchanged(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """No token; as an `auth` it keeps `.netrc` out, too."""
    return request


class Adapter(HTTPAdapter):
    """Trusts whom the whole application does, which it finds out once something is asked for over
    TLS; and reaches a host by whichever of its addresses answers."""

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = POOLS

    def get_connection_with_tls_context(
        self, request: requests.PreparedRequest, *args: Any, **options: Any
    ) -> Any:
        if (request.url or "").startswith("https:"):
            self.poolmanager.connection_pool_kw["ssl_context"] = trusted()
        return super().get_connection_with_tls_context(request, *args, **options)

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
        manager = super().proxy_manager_for(proxy, ssl_context=trusted(), **options)
        if isinstance(manager, ProxyManager):  # and not one of SOCKS, with connections of its own
            manager.pool_classes_by_scheme = POOLS
        return manager

    def cert_verify(self, *_: object) -> None:
        """By the context."""


class Transport:
    """The way to one backend. Safe from any thread; every call may raise a `MatineeError`."""

    def __init__(self, server_url: str, token: Callable[[], str | None], language: str) -> None:
        self.server_url = server_url.rstrip("/") + "/"
        self.host = urlsplit(self.server_url).netloc
        self._auth = Bearer(token)
        self._session = requests.Session()
        self._session.headers["Accept-Language"] = language.replace("_", "-")
        # A proxy is for the world outside, not for the bundled backend.
        self._session.trust_env = urlsplit(self.server_url).hostname not in LOOPBACK
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, Adapter(pool_maxsize=CONNECTIONS))

    def close(self) -> None:
        self._session.close()

    def absolute(self, url: str) -> str:
        return urljoin(self.server_url, url)

    def maybe(self, url: str | None) -> str | None:
        return self.absolute(url) if url else None

    def call(self, method: str, path: str, **options: Any) -> Any:
        """One JSON call; {} where the answer has no body."""
        response = self.send(method, path, **options)
        if not response.content:
            return {}
        try:
            return response.json()
        except requests.JSONDecodeError as error:
            raise NotMatinee(self.host) from error

    def call_or_none(self, method: str, path: str) -> Any:
        """None where the backend has no such thing (404)."""
        try:
            return self.call(method, path)
        except ServerRefused as error:
            if not error.is_missing:
                raise
            return None

    def send(self, method: str, path: str, **options: Any) -> requests.Response:
        """`path` is below `/api/`, or a whole address."""
        url = urljoin(self.server_url + "api/", path)
        try:
            response = self._session.request(
                method,
                url,
                timeout=(CONNECT_SECONDS, ANSWER_SECONDS),
                # No call of the API redirects; a network's sign-in page does.
                **{"auth": self._auth, "allow_redirects": False, **options},
            )
        except requests.exceptions.SSLError as error:
            raise not_secure(self.host, error) from error
        except requests.RequestException as error:
            raise ServerUnreachable(self.host) from error
        if response.status_code >= 300:
            raise refusal(response, self.host, datetime.now(UTC))
        return response

    def ranged(
        self, url: str, start: int, etag: str | None
    ) -> tuple[int, str | None, Iterator[bytes]]:
        """The bytes behind such an address from `start` on, or from 0 where it is not the file of
        `etag` any more; with where they begin, and the tag of that file."""
        headers = {"Accept-Encoding": "identity"}
        if start:
            headers["Range"] = f"bytes={start}-"
            headers |= {"If-Range": etag} if etag else {}
        options = {"auth": unchanged, "allow_redirects": True, "stream": True}
        response = self.send("GET", url, headers=headers, **options)
        begins = start if response.status_code == 206 else 0
        return begins, strong(response.headers.get("ETag")), self._pieces(response)

    def _pieces(self, response: requests.Response) -> Iterator[bytes]:
        with response:
            try:
                yield from response.iter_content(PIECE_BYTES)
            except requests.RequestException as error:
                raise ServerUnreachable(self.host) from error


def strong(etag: str | None) -> str | None:
    """One that names bytes (RFC 9110 §8.8.3), so that a range can go on by it."""
    return etag if etag and not etag.startswith("W/") else None


def fault_in(told: Mapping[str, Any]) -> ServerRefused:
    """What one item of a batch would have been refused with by itself."""
    return ServerRefused(
        told["status"],
        told["error"],
        told["message"],
        retryable=told["retryable"],
        retry_after_seconds=told["retry_after_seconds"],
    )


def refusal(response: requests.Response, host: str, now: datetime) -> MatineeError:
    """The fault that an answer of 300 or more stands for."""
    try:
        document = response.json()
        code, message = document["error"], document["message"]
    except (requests.JSONDecodeError, KeyError, TypeError):
        return refusal_without_shape(response, host, now)
    if code == "not_signed_in":
        return SignInNeeded()
    return ServerRefused(
        response.status_code,
        code,
        message,
        retryable=document.get("retryable", False),
        retry_after_seconds=retry_after(response.headers.get("Retry-After"), now),
    )


def refusal_without_shape(response: requests.Response, host: str, now: datetime) -> MatineeError:
    """Something between us and the backend answered: a proxy, a balancer, a sign-in page."""
    status = response.status_code
    if status == 401:
        return SignInNeeded()
    if status == 413:
        return ServerRefused(status, "too_large", proxys_limit(host))
    if status in (408, 429) or status >= 500:
        return ServerRefused(
            status,
            "unavailable",
            Sentence("{host} is not available just now ({status}).", host=host, status=status),
            retryable=True,
            retry_after_seconds=retry_after(response.headers.get("Retry-After"), now),
        )
    return NotMatinee(host)
