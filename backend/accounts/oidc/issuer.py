"""An issuer over the network: where it is asked for what, its keys, and codes made into tokens."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any, Protocol

from backend.accounts.oidc.api import IssuerAway
from backend.accounts.oidc.tokens import Disbelieved, Key, keys_of, matching, signed_with
from backend.config.issuer import IssuerSettings, is_private_way

log = logging.getLogger(__name__)
DOCUMENT = "/.well-known/openid-configuration"
AGAIN_SECONDS = 60
"""Between two looks at the issuer's keys, whatever tokens come meanwhile."""
AWAY_SECONDS = 5
"""As long is nobody made to wait for an issuer that did not answer."""
FRESH_SECONDS = 3600
LAST_SECONDS = 86_400
"""As long as the issuer is away, keys that it had a day ago still count."""


class Web(Protocol):
    """JSON over HTTP; raises IssuerAway."""

    def get(self, url: str) -> Any: ...
    def post(
        self, url: str, form: Mapping[str, str], client: tuple[str, str] | None
    ) -> tuple[int, Any]: ...


@dataclass(frozen=True, slots=True)
class Places:
    authorization: str
    token: str
    keys: str


@dataclass(frozen=True, slots=True)
class Known:
    """What the issuer said at a time."""

    places: Places
    keys: tuple[Key, ...]
    at: float


class Issuer:
    """What it says is kept, and asked for again when a key is named that is not among it. One
    thread asks at a time; the others are told to come back rather than to wait for it."""

    def __init__(self, settings: IssuerSettings, web: Web, clock: Callable[[], float]) -> None:
        self.settings = settings
        self._web, self._clock = web, clock
        self._known: Known | None = None
        self._again_at = float("-inf")
        self._turn = Lock()

    def places(self) -> Places:
        """Raises IssuerAway."""
        return self._up_to_date().places

    def key_of(self, token: str) -> Key:
        """The key that a token says it was signed with; raises Disbelieved, and IssuerAway."""
        signed = signed_with(token)
        key = matching(signed, self._up_to_date().keys) or matching(signed, self._asked().keys)
        if key is None:
            raise Disbelieved("it is signed with no key of the issuer's")
        return key

    def exchange(self, code: str, verifier: str, redirect_uri: str) -> str:
        """The ID token that a code stands for (RFC 6749 §4.1.3, RFC 7636); raises Disbelieved."""
        settings = self.settings
        form = {"grant_type": "authorization_code", "code": code, "code_verifier": verifier}
        form |= {"redirect_uri": redirect_uri, "client_id": str(settings.client_id)}
        status, answer = self._web.post(self.places().token, form, settings.credentials)
        told = answer if isinstance(answer, Mapping) else {}
        if status != 200 or not isinstance(token := told.get("id_token"), str):
            # RFC 6749 §5.2 has a few words for this, none of which is secret.
            raise Disbelieved(f"the issuer says {status}, {str(told.get('error'))[:40]!r}")
        return token

    def _up_to_date(self) -> Known:
        known, now = self._known, self._clock()
        if known is None or now - known.at >= FRESH_SECONDS:
            try:
                known = self._asked()
            except IssuerAway:
                if known is None:
                    raise
        if now - known.at >= LAST_SECONDS:
            raise IssuerAway
        return known

    def _asked(self) -> Known:
        """Anew, unless that was a moment ago; raises IssuerAway, too, while another thread asks."""
        if not self._turn.acquire(blocking=False):
            raise IssuerAway
        try:
            if (now := self._clock()) >= self._again_at:
                self._again_at = now + AWAY_SECONDS
                self._known = self._ask(now)
                self._again_at = now + AGAIN_SECONDS
            if self._known is None:
                raise IssuerAway
            return self._known
        finally:
            self._turn.release()

    def _ask(self, now: float) -> Known:
        url = self.settings.url
        try:
            places = places_in(self._web.get(address_of(url)), url)
            return Known(places, keys_of(self._web.get(places.keys)), now)
        except Disbelieved as error:
            log.warning("The issuer %s can't be used: %s", url, error)
            raise IssuerAway from error


def address_of(issuer: str) -> str:
    return issuer.rstrip("/") + DOCUMENT


def places_in(document: Any, issuer: str) -> Places:
    """Raises Disbelieved for another issuer's document, or one that would send secrets openly."""
    told = document if isinstance(document, Mapping) else {}
    if told.get("issuer") != issuer:
        raise Disbelieved(f"it calls itself {str(told.get('issuer'))[:200]!r}")
    names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    found = [told.get(name) for name in names]
    urls = [url for url in found if isinstance(url, str) and is_private_way(url)]
    if len(urls) != len(names):
        raise Disbelieved("its document lacks a place that can be asked")
    return Places(*urls)
