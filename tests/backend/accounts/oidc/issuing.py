"""An issuer of the tests' own: keys made here, tokens as the specifications describe them."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from tests.backend.http_stub import Answer, Asked, answering

CLIENT = "matinee-desktop"
PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@cache
def rsa_key(name: str = "first", bits: int = 2048) -> rsa.RSAPrivateKey:  # noqa: ARG001
    """One for each name; to make one takes a while."""
    return rsa.generate_private_key(65537, bits)


@cache
def ec_key(name: str = "first") -> ec.EllipticCurvePrivateKey:  # noqa: ARG001
    return ec.generate_private_key(ec.SECP256R1())


def algorithm_of(key: PrivateKey) -> str:
    return "RS256" if isinstance(key, rsa.RSAPrivateKey) else "ES256"


def jwk_of(key: PrivateKey, key_id: str | None, **more: Any) -> dict[str, Any]:
    algorithm = algorithm_of(key)
    made = jwt.get_algorithm_by_name(algorithm).to_jwk(key.public_key(), as_dict=True)
    named = {"kid": key_id} if key_id is not None else {}
    return {**made, **named, "use": "sig", "alg": algorithm, **more}


def token_of(
    claims: dict[str, Any], key: PrivateKey | None = None, key_id: str | None = "first"
) -> str:
    signing = key or rsa_key()
    return jwt.encode(
        claims, signing, algorithm_of(signing), headers={"kid": key_id} if key_id else None
    )


def encoded(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


@dataclass
class FakeIssuer:
    """Authorisation code with PKCE, for one client; `person` is who sits at the browser."""

    url: str = ""
    now: float = 0.0
    person: dict[str, Any] = field(default_factory=lambda: {"sub": "anna"})
    keys: dict[str, PrivateKey] = field(default_factory=lambda: {"first": rsa_key()})
    signing: str = "first"
    secret: str | None = None
    asked: list[str] = field(default_factory=list)
    trouble: Answer | None = None
    discovery: dict[str, Any] = field(default_factory=dict)
    """What its document says besides, or otherwise."""
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def __call__(self, asked: Asked) -> Answer:
        path = urlsplit(asked.path).path
        self.asked.append(path)
        if self.trouble is not None:
            return self.trouble
        match path:
            case "/.well-known/openid-configuration":
                return told(self.document())
            case "/keys":
                return told({"keys": [jwk_of(key, name) for name, key in self.keys.items()]})
            case "/authorize":
                return self._authorize(parse_qs(urlsplit(asked.path).query))
            case "/token":
                return self._token(asked)
        return 404, {}, b""

    def document(self) -> dict[str, Any]:
        places = {
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
        }
        return {"issuer": self.url, **places, **self.discovery}

    def _authorize(self, query: dict[str, list[str]]) -> Answer:
        """Everybody is signed in already, and agrees."""
        asked = {name: values[0] for name, values in query.items() if len(values) == 1}
        is_sound = asked["response_type"] == "code" and asked["code_challenge_method"] == "S256"
        if not is_sound or asked["client_id"] != CLIENT or "openid" not in asked["scope"].split():
            return 400, {}, b"invalid_request"
        code = secrets.token_urlsafe(16)
        self._codes[code] = asked
        back = urlencode({"code": code, "state": asked["state"]})
        return 302, {"Location": f"{asked['redirect_uri']}?{back}"}, b""

    def _token(self, asked: Asked) -> Answer:
        """A code counts once, for whoever has its verifier and where it was sent to."""
        form = {name: values[0] for name, values in parse_qs(asked.body.decode()).items()}
        if not self._is_client(asked, form):
            return told({"error": "invalid_client"}, 401)
        known = self._codes.pop(form["code"], None)
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if known is None or known["code_challenge"] != challenge:
            return told({"error": "invalid_grant"}, 400)
        if known["redirect_uri"] != form["redirect_uri"]:
            return told({"error": "invalid_grant"}, 400)
        return told({"id_token": self.id_token(nonce=known["nonce"]), "token_type": "Bearer"})

    def _is_client(self, asked: Asked, form: dict[str, str]) -> bool:
        if self.secret is None:
            return form.get("client_id") == CLIENT
        basic = base64.b64encode(f"{CLIENT}:{self.secret}".encode()).decode()
        return asked.headers.get("Authorization") == f"Basic {basic}"

    def id_token(self, **more: Any) -> str:
        times = {"iat": self.now, "exp": self.now + 300}
        claims = {"iss": self.url, "aud": CLIENT, **times, **self.person, **more}
        return token_of(claims, self.keys[self.signing], self.signing)


def told(body: Any, status: int = 200) -> Answer:
    return status, {"Content-Type": "application/json"}, json.dumps(body).encode()


@contextmanager
def issuing(**what: Any) -> Iterator[FakeIssuer]:
    issuer = FakeIssuer(**what)
    with answering(issuer) as url:
        issuer.url = url
        yield issuer
