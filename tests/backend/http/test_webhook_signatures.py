"""Genuine and forged events."""

from __future__ import annotations

import hashlib
import hmac

import pytest

from backend.http.webhook_signatures import ForgedHook, verify_mux, verify_secret

NOW = 1_800_000_000
SECRETS = ("hook-secret", "former-secret")


def signature(body: bytes, at: int = NOW, secret: str = "hook-secret") -> str:
    message = f"{at}.".encode() + body
    return f"t={at},v1={hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()}"


def test_takes_genuine_webhooks() -> None:
    """Within five minutes, also during a change of secrets, whoever changes first."""
    verify_mux(signature(b"{}"), b"{}", SECRETS, NOW + 299)
    verify_mux(f"{signature(b'{}')},v1=other", b"{}", SECRETS, NOW)
    verify_mux(signature(b"{}", secret="former-secret"), b"{}", SECRETS, NOW)


@pytest.mark.parametrize(
    "header",
    [
        signature(b"{}", secret="another"),
        signature(b"{} "),
        signature(b"{}", at=NOW - 301),
        signature(b"{}", at=NOW + 301),
        "",
        "t=,v1=",
        "t=²,v1=ü",
        "v1=00",
        f"t=1,{signature(b'{}')}",
    ],
)
def test_refuses_forged_webhooks(header: str) -> None:
    """Wrong secret, other body, too old, too new, malformed."""
    with pytest.raises(ForgedHook):
        verify_mux(header, b"{}", SECRETS, NOW)


@pytest.mark.parametrize("given", ["", "hook", "hook-secret ", "hook-secret\xff", "another-secret"])
def test_a_secret_is_sent_whole_or_not_at_all(given: str) -> None:
    """Both that count are taken."""
    with pytest.raises(ForgedHook):
        verify_secret(given, SECRETS)
    for secret in SECRETS:
        verify_secret(secret, SECRETS)


def test_secrets_are_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """No time tells how much of a guess was right."""
    compared: list[bytes] = []

    def digest(given: bytes, secret: bytes) -> bool:
        compared.append(secret)
        return given == secret

    monkeypatch.setattr(hmac, "compare_digest", digest)
    verify_secret(SECRETS[0], SECRETS)
    with pytest.raises(ForgedHook):
        verify_secret("another", SECRETS)
    assert compared == [secret.encode() for secret in (SECRETS[0], *SECRETS)]
