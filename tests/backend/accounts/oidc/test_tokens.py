"""Which tokens are the issuer's word, and for us."""

from __future__ import annotations

import base64
import json
from typing import Any

import jwt
import pytest

from backend.accounts.oidc.tokens import (
    MOST_LETTERS,
    Disbelieved,
    Identity,
    Key,
    Rules,
    Signed,
    claims_in,
    judged,
    key_of,
    keys_of,
    matching,
    signed_with,
)
from tests.backend.accounts.oidc.issuing import ec_key, encoded, jwk_of, rsa_key, token_of

ISSUER, NOW = "https://id.example.org/", 1_800_000_000.0
RULES = Rules(ISSUER, frozenset({"matinee"}), nonce="n1")
BEARER = Rules(ISSUER, frozenset({"films"}), frozenset({"https://films.example.org"}))
GOOD: dict[str, Any] = {
    **{"iss": ISSUER, "aud": "matinee", "sub": "anna", "nonce": "n1"},
    **{"exp": NOW + 60, "iat": NOW, "nbf": NOW},
}
KEYS = keys_of({"keys": [jwk_of(rsa_key(), "first"), jwk_of(ec_key(), "second")]})
CLERK: dict[str, Any] = {
    **{"iss": ISSUER, "azp": "https://films.example.org", "sub": "user_2abc", "sid": "sess_1"},
    **{"exp": NOW + 60, "iat": NOW, "nbf": NOW - 10},
}


def refusal(claims: dict[str, Any], rules: Rules = RULES, now: float = NOW) -> str:
    with pytest.raises(Disbelieved) as refused:
        judged(claims, rules, now)
    return str(refused.value)


@pytest.mark.parametrize(("name", "key"), [("first", rsa_key()), ("second", ec_key())])
def test_both_kinds_of_signature_are_understood(name: str, key: Any) -> None:
    """RS256 and ES256, each by the key that the token names."""
    token = token_of(GOOD, key, name)
    found = matching(signed_with(token), KEYS)
    assert found is not None
    assert judged(claims_in(token, found), RULES, NOW) == Identity(ISSUER, "anna", NOW + 60)


def test_what_was_changed_is_not_believed() -> None:
    """A letter of the claims, or all of the signature; another's key; a key under a known name."""
    head, _, signature = (token := token_of(GOOD)).split(".")
    forged = [
        f"{head}.{encoded({**GOOD, 'sub': 'owner'})}.{signature}",
        f"{head}.{token.split('.')[1]}.",
        token_of(GOOD, rsa_key("another"), "first"),
    ]
    for each in forged:
        with pytest.raises(Disbelieved, match="signature"):
            claims_in(each, KEYS[0])


def test_no_token_chooses_how_it_is_verified() -> None:
    """Neither "none", nor HMAC with the public key as its secret, nor another kind of key."""
    public = jwk_of(rsa_key(), "first")["n"]
    confused = jwt.encode(GOOD, public, "HS256", headers={"kid": "first"})
    bare = f"{encoded({'alg': 'none', 'kid': 'first'})}.{encoded(GOOD)}."
    longer = jwt.encode(GOOD, rsa_key(), "RS512", headers={"kid": "first"})
    for token in (confused, bare, longer):
        with pytest.raises(Disbelieved, match="algorithm"):
            signed_with(token)
    assert matching(Signed("second", "RS256"), KEYS) is None
    with pytest.raises(Disbelieved):
        claims_in(token_of(GOOD, ec_key(), "first"), KEYS[0])


@pytest.mark.parametrize(
    "token",
    [
        *("", "..", "a.b.c", "é.ü.x", "\ud800..", f"{encoded('x')}.{encoded('x')}.x"),
        f"{encoded([])}.{encoded({})}.x",
        f"{encoded({'alg': 'RS256', 'kid': 7})}.{encoded({})}.x",
        f"{encoded({'alg': ['RS256']})}.{encoded({})}.x",
        f"{encoded({'alg': 'RS256', 'crit': ['b64'], 'b64': False})}.{encoded({})}.x",
        encoded({"alg": "RS256", "deep": 0}).replace("MA", "W1tb" * 100) + ".e30.x",
    ],
)
def test_nonsense_is_refused_before_any_key_is_looked_for(token: str) -> None:
    """And never with anything but a refusal."""
    with pytest.raises(Disbelieved):
        signed_with(token)


def test_what_is_deep_or_long_is_refused() -> None:
    """Before and behind the signature: neither memory nor the stack is a token's to fill."""
    deep = base64.urlsafe_b64encode(b"[" * 9000).decode().rstrip("=")
    for token in (f"{deep}.e30.x", token_of(GOOD) + "x" * MOST_LETTERS):
        with pytest.raises(Disbelieved):
            signed_with(token)
    for payload in (b"[" * 9000, b"[1]", b"\xff", b'{"exp": ' + b"9" * 5000 + b"}"):
        token = jwt.PyJWS().encode(payload, rsa_key(), "RS256", headers={"kid": "first"})
        with pytest.raises(Disbelieved):
            claims_in(token, KEYS[0])


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"iss": "https://id.example.org"}, "issuer"),
        ({"iss": None}, "issuer"),
        ({"sub": ""}, "nobody"),
        ({"sub": 7}, "nobody"),
        ({"sub": "x" * 256}, "nobody"),
        ({"aud": "somebody"}, "somebody else"),
        ({"aud": None}, "somebody else"),
        ({"aud": []}, "somebody else"),
        ({"aud": {"matinee": 1}}, "somebody else"),
        ({"aud": ["matinee", 7], "azp": "matinee"}, "somebody else"),
        ({"aud": ["matinee", "other"]}, "several"),
        ({"azp": "other"}, "another program"),
        ({"azp": ["matinee"]}, "another program"),
        ({"aud": None, "azp": "matinee"}, "somebody else"),
        ({"nonce": "n2"}, "another question"),
        ({"nonce": None}, "another question"),
        ({"nonce": 1}, "another question"),
        ({"exp": NOW - 60}, "expired"),
        ({"exp": None}, "no time"),
        ({"exp": "tomorrow"}, "no time"),
        ({"exp": True}, "no time"),
        ({"exp": float("nan")}, "no time"),
        ({"exp": float("inf")}, "no time"),
        ({"nbf": NOW + 61}, "not valid yet"),
        ({"iat": NOW + 61}, "not valid yet"),
        ({"nbf": None}, "no time"),
    ],
)
def test_what_is_not_said_for_us_and_now_is_refused(change: dict[str, Any], why: str) -> None:
    """Each claim by itself."""
    assert why in refusal({**GOOD, **change})


def test_clocks_may_differ_by_a_minute() -> None:
    """To either side, and not by more."""
    assert judged({**GOOD, "exp": NOW - 59, "nbf": NOW + 60, "iat": NOW + 60}, RULES, NOW)


def test_a_token_for_several_says_that_we_have_it() -> None:
    """As OpenID Connect has it, in `azp`."""
    assert judged({**GOOD, "aud": ["other", "matinee"], "azp": "matinee"}, RULES, NOW)


def test_clerks_tokens_need_a_known_party() -> None:
    """They have no audience: whose page has them is all that says that they are for us."""
    assert judged(CLERK, BEARER, NOW).subject == "user_2abc"
    assert "another program" in refusal({**CLERK, "azp": "https://evil.example"}, BEARER)
    assert "somebody else" in refusal({k: v for k, v in CLERK.items() if k != "azp"}, BEARER)
    unnamed = Rules(ISSUER, frozenset({"films"}))
    assert "another program" in refusal(CLERK, unnamed)


def test_only_a_verified_address_is_one() -> None:
    """Whatever else is said in its place."""
    email = {"email": "anna@example.org"}
    assert judged({**GOOD, **email, "email_verified": True}, RULES, NOW).email == email["email"]
    for verified in (None, False, "true", 1):
        assert judged({**GOOD, **email, "email_verified": verified}, RULES, NOW).email is None


def test_a_name_is_what_can_be_shown() -> None:
    """Without what would change the line that it stands in."""
    assert judged({**GOOD, "name": " A\x00nn\u202ea \n"}, RULES, NOW).name == "Anna"
    shown = judged({**GOOD, "name": "\x01", "preferred_username": "a" * 300}, RULES, NOW).name
    assert shown == "a" * 200


@pytest.mark.parametrize(
    "jwk",
    [
        *(None, [], {}, {"kty": "RSA"}, {"kty": "RSA", "n": 1, "e": "AQAB"}),
        {"kty": "oct", "k": "c2VjcmV0", "alg": "HS256"},
        {"kty": "EC", "crv": "P-384", "x": "AA", "y": "AA"},
        jwk_of(rsa_key(), "x", use="enc"),
        jwk_of(rsa_key(), "x", alg="HS256"),
        jwk_of(rsa_key("short", 1024), "x"),
        {**json.loads(jwt.get_algorithm_by_name("RS256").to_jwk(rsa_key())), "kid": "private"},
    ],
)
def test_keys_that_do_not_sign_for_us_are_passed_over(jwk: Any) -> None:
    """What a set holds besides is no fault of it."""
    assert key_of(jwk) is None


def test_a_token_that_names_no_key_has_the_only_one() -> None:
    """Of several none is tried in turn."""
    first, second = (
        Key("a", "RS256", rsa_key().public_key()),
        Key("b", "ES256", ec_key().public_key()),
    )
    nameless = Signed(None, "RS256")
    assert matching(nameless, [first, second]) is first
    assert matching(nameless, [first, first]) is None
