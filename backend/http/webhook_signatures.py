"""Whether an event comes from where it says."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from backend.errors import BackendError

TOLERANCE_SECONDS = 300


@dataclass(frozen=True, slots=True)
class HookSecrets:
    """By what events prove where they come from: by any of these, for who sends them and who takes
    them don't change theirs at the same moment. None: this server takes none from there."""

    eventbridge: Sequence[str] = ()
    mux: Sequence[str] = ()
    bucket: str = ""
    """Whose events count."""


class ForgedHook(BackendError):
    status = 403
    code = "forged"

    sentence = "forged_hook"


def verify_secret(given: str, secrets: Sequence[str]) -> None:
    """What EventBridge sends is no signature: it goes to us alone, over TLS. Raises ForgedHook."""
    if not is_any_of(given, secrets):
        raise ForgedHook


def is_any_of(given: str, secrets: Iterable[str]) -> bool:
    return any(hmac.compare_digest(given.encode(), secret.encode()) for secret in secrets)


def verify_mux(header: str, body: bytes, secrets: Sequence[str], now: float) -> None:
    """`Mux-Signature: t=…,v1=…` is an HMAC-SHA256 over "t.body"; five minutes' tolerance. Raises
    ForgedHook."""
    fields = [part.strip().partition("=") for part in header.split(",")]
    stamps = [value for name, _, value in fields if name == "t"]
    if len(stamps) != 1 or not stamps[0].isdecimal() or not stamps[0].isascii():
        raise ForgedHook
    message = stamps[0].encode() + b"." + body
    wanted = [hmac.new(each.encode(), message, hashlib.sha256).hexdigest() for each in secrets]
    genuine = any(is_any_of(value, wanted) for name, _, value in fields if name == "v1")
    if not genuine or abs(now - int(stamps[0])) > TOLERANCE_SECONDS:
        raise ForgedHook
