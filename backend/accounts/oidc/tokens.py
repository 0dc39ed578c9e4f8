"""Whether a JWT is the issuer's word, and for us: values in, a verdict out.

PyJWT verifies the signature; the claims are judged here, by a clock that is handed in.
"""

from __future__ import annotations

import hmac
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeGuard

import jwt
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

LEEWAY_SECONDS = 60
"""How far the issuer's clock may be from ours."""
ALGORITHMS = {"RSA": "RS256", "EC": "ES256"}
"""By the kind of a key, so that no token can choose how its signature is understood."""
LEAST_RSA_BITS = 2048
MOST_LETTERS = 16_384
MOST_KEYS = 100
MOST_NAME_LETTERS = 200
UNREADABLE = (jwt.PyJWTError, ValueError, RecursionError)


class Disbelieved(Exception):
    """Why a token is not believed; for the log, so nothing of the token is in it."""


@dataclass(frozen=True, slots=True)
class Key:
    """A public key of the issuer's, and the one algorithm that it is for."""

    id: str | None
    algorithm: str
    public: RSAPublicKey | EllipticCurvePublicKey


@dataclass(frozen=True, slots=True)
class Signed:
    """What a token says of its signature, before anybody has looked at that."""

    key_id: str | None
    algorithm: str


@dataclass(frozen=True, slots=True)
class Rules:
    """Whose tokens count: `issuer` to the letter, an audience that is us, or a party that has it
    for us. With a `nonce`, only the answer to the one question that had it."""

    issuer: str
    audiences: frozenset[str]
    parties: frozenset[str] = frozenset()
    nonce: str | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody, as the issuer knows them. `email` is there only if the issuer has verified it."""

    issuer: str
    subject: str
    expires_at: float
    email: str | None = None
    name: str | None = None


def looks_like_jwt(token: str) -> bool:
    return token.count(".") == 2


def keys_of(document: Any) -> tuple[Key, ...]:
    """Of a JWK set (RFC 7517) those that sign as we accept it; the others are no fault."""
    listed = document.get("keys") if isinstance(document, Mapping) else None
    if not isinstance(listed, list):
        raise Disbelieved("the issuer's keys are no JWK set")
    return tuple(key for each in listed[:MOST_KEYS] if (key := key_of(each)) is not None)


def key_of(jwk: Any) -> Key | None:
    if not isinstance(jwk, Mapping) or jwk.get("use", "sig") != "sig":
        return None
    algorithm, key_id = ALGORITHMS.get(str(jwk.get("kty"))), jwk.get("kid")
    if algorithm is None or jwk.get("alg", algorithm) != algorithm:
        return None
    try:
        public = jwt.PyJWK(dict(jwk), algorithm).key
    except UNREADABLE:
        return None
    if not is_strong(public):
        return None
    return Key(key_id if isinstance(key_id, str) else None, algorithm, public)


def is_strong(public: object) -> bool:
    """A public key (a private one has no business there), and not one that can be computed."""
    match public:
        case RSAPublicKey():
            return public.key_size >= LEAST_RSA_BITS
        case EllipticCurvePublicKey():
            return public.curve.name == "secp256r1"
    return False


def signed_with(token: str) -> Signed:
    """Raises Disbelieved for what we would not believe whatever key it was signed with."""
    if len(token) > MOST_LETTERS:
        raise Disbelieved("it is too long")
    try:
        header = jwt.get_unverified_header(token)
    except UNREADABLE as error:
        raise Disbelieved("it is no JWT") from error
    algorithm, key_id = str(header.get("alg")), header.get("kid")
    if algorithm not in ALGORITHMS.values():
        raise Disbelieved("its algorithm is not allowed")
    if "crit" in header:
        raise Disbelieved("it asks for what we don't know")
    return Signed(key_id, algorithm)


def matching(signed: Signed, keys: Iterable[Key]) -> Key | None:
    """The key that is named; of a token that names none, the only one that it can be."""
    found = [key for key in keys if key.algorithm == signed.algorithm]
    if signed.key_id is not None:
        found = [key for key in found if key.id == signed.key_id]
    return found[0] if len(found) == 1 else None


def claims_in(token: str, key: Key) -> Mapping[str, Any]:
    """What the holder of the key has signed."""
    try:
        payload = jwt.PyJWS().decode(token, key.public, algorithms=[key.algorithm])
        claims = json.loads(payload)
    except UNREADABLE as error:
        raise Disbelieved("its signature is wrong") from error
    if not isinstance(claims, Mapping):
        raise Disbelieved("it has no claims")
    return claims


def judged(claims: Mapping[str, Any], rules: Rules, now: float) -> Identity:
    """Whom these claims name, if they are true now and for us; raises Disbelieved."""
    subject = claims.get("sub")
    if claims.get("iss") != rules.issuer:
        raise Disbelieved("it is another issuer's")
    if not isinstance(subject, str) or not 0 < len(subject) <= 255:
        raise Disbelieved("it names nobody")
    check_times(claims, now)
    check_audience(claims, rules)
    if rules.nonce is not None and not same(claims.get("nonce"), rules.nonce):
        raise Disbelieved("it answers another question")
    return Identity(
        rules.issuer, subject, float(claims["exp"]), verified_email(claims), name_in(claims)
    )


def check_times(claims: Mapping[str, Any], now: float) -> None:
    if now >= moment(claims, "exp") + LEEWAY_SECONDS:
        raise Disbelieved("it has expired")
    for name in ("nbf", "iat"):
        if name in claims and now < moment(claims, name) - LEEWAY_SECONDS:
            raise Disbelieved("it is not valid yet")


def moment(claims: Mapping[str, Any], name: str) -> float:
    when = claims.get(name)
    if isinstance(when, bool) or not isinstance(when, int | float) or not math.isfinite(when):
        raise Disbelieved(f"its {name} is no time")
    return when


def check_audience(claims: Mapping[str, Any], rules: Rules) -> None:
    """`aud` says for whom a token is, `azp` who has it. Clerk's session tokens have no `aud`: there
    the `azp` must be one that the administrator has named."""
    audiences, party = claims.get("aud"), claims.get("azp")
    told = [audiences] if isinstance(audiences, str) else audiences
    if party is not None and not (is_names([party]) and party in rules.parties | rules.audiences):
        raise Disbelieved("another program has it")
    if told is None and party in rules.parties:
        return
    if not is_names(told) or rules.audiences.isdisjoint(told):
        raise Disbelieved("it is for somebody else")
    if len(told) > 1 and party is None:
        raise Disbelieved("it is for several, and does not say who has it")


def is_names(value: object) -> TypeGuard[list[str]]:
    return isinstance(value, list) and all(isinstance(name, str) for name in value)


def same(given: object, expected: str) -> bool:
    return isinstance(given, str) and hmac.compare_digest(given.encode(), expected.encode())


def verified_email(claims: Mapping[str, Any]) -> str | None:
    email = claims.get("email")
    is_verified = claims.get("email_verified") is True and isinstance(email, str)
    return email if is_verified else None


def name_in(
    claims: Mapping[str, Any], names: Sequence[str] = ("name", "preferred_username")
) -> str | None:
    """What is shown, as far as it can be."""
    for name in names:
        if isinstance(told := claims.get(name), str):
            shown = " ".join("".join(c for c in told if c.isprintable()).split())
            if shown:
                return shown[:MOST_NAME_LETTERS]
    return None
