"""How an issuer is asked: briefly, without being led elsewhere, and for no more than it may say."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping
from typing import Any

import requests

from backend.accounts.oidc.api import IssuerAway

log = logging.getLogger(__name__)
SECONDS = (3.05, 5)
MOST_BYTES, PIECE_BYTES = 1 << 20, 1 << 16


class IssuerWeb:
    """A `Web`."""

    def get(self, url: str) -> Any:
        status, answer = self._ask("GET", url)
        if status != 200:
            log.warning("The issuer answers %s at %s", status, url)
            raise IssuerAway
        return answer

    def post(
        self, url: str, form: Mapping[str, str], client: tuple[str, str] | None
    ) -> tuple[int, Any]:
        status, answer = self._ask("POST", url, data=form, auth=client or unchanged)
        if status >= 500 or status == 429:
            raise IssuerAway
        return status, answer

    def _ask(self, method: str, url: str, **options: Any) -> tuple[int, Any]:
        """None for what is no JSON."""
        asking = {"allow_redirects": False, "stream": True, "auth": unchanged, **options}
        try:
            with requests.request(method, url, timeout=SECONDS, **asking) as answer:
                body = bounded(answer.iter_content(PIECE_BYTES))
        except requests.RequestException as error:
            log.warning("The issuer can't be asked: %s", type(error).__name__)
            raise IssuerAway from error
        try:
            return answer.status_code, json.loads(body)
        except (ValueError, RecursionError):
            return answer.status_code, None


def bounded(pieces: Iterable[bytes]) -> bytes:
    body = bytearray()
    for piece in pieces:
        body += piece
        if len(body) > MOST_BYTES:
            log.warning("The issuer says more than %s bytes", MOST_BYTES)
            raise IssuerAway
    return bytes(body)


def unchanged(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Keeps `.netrc` out of it."""
    return request
