"""What an issuer is asked in the browser, and what its answer is worth; pure."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qs, parse_qsl, quote, urlencode, urlsplit, urlunsplit

from app.errors import MatineeError
from app.server.servers import is_here
from app.server.viewing import IssuerInfo


class NotConfirmed(MatineeError):
    def __init__(self, issuer: str) -> None:
        super().__init__("{issuer} did not let you in. Try again.", issuer=issuer)


class StrangeIssuer(MatineeError):
    """A server could name anything as the page to open."""

    def __init__(self, host: str) -> None:
        super().__init__(
            "{host} wants to open a page that is not safe. Tell its administrator.", host=host
        )


@dataclass(frozen=True, slots=True)
class Question:
    """What one try to sign in is known by; `verifier` is what whoever brings its code must show."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def fresh(cls, random: Callable[[int], str] = secrets.token_urlsafe) -> Question:
        return cls(random(32), random(32), random(32))

    @property
    def challenge(self) -> str:
        """RFC 7636 §4.2."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def path_for(server_url: str) -> str:
    """Where the browser comes back to. It names the server, which takes no code that was sent
    anywhere else: another server could not have somebody sign in here and be handed the code."""
    return "/" + quote(urlsplit(server_url).netloc.lower(), safe=":")


def page_for(issuer: IssuerInfo, question: Question, redirect_uri: str, host: str) -> str:
    """The issuer's page to open; raises StrangeIssuer."""
    try:
        parts = urlsplit(issuer.authorization_url)
        name = parts.hostname or ""
    except ValueError as error:
        raise StrangeIssuer(host) from error
    if not name or not (parts.scheme == "https" or (parts.scheme == "http" and is_here(name))):
        raise StrangeIssuer(host)
    ours = {
        "response_type": "code",
        "client_id": issuer.client_id,
        "redirect_uri": redirect_uri,
        "scope": "openid email profile",
        "state": question.state,
        "nonce": question.nonce,
        "code_challenge": question.challenge,
        "code_challenge_method": "S256",
    }
    query = urlencode({**dict(parse_qsl(parts.query)), **ours})
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))


@dataclass(frozen=True, slots=True)
class Return:
    """What the browser brought; without a `code` the issuer said no."""

    code: str | None


def return_in(target: str, path: str, state: str) -> Return | None:
    """None for what is no answer to this question: it is passed over, and the right one waited
    for."""
    asked, _, query = target.partition("?")
    if asked != path:
        return None
    try:
        given = parse_qs(query, max_num_fields=20)
    except ValueError:
        return None
    states = given.get("state", [])
    if len(states) != 1 or not hmac.compare_digest(
        states[0].encode("utf-8", "replace"), state.encode()
    ):
        return None
    codes = given.get("code", [])
    if "error" in given or len(codes) != 1:
        return Return(None)
    return Return(codes[0])
