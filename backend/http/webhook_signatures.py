"""Whether an event comes from where it says."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

from backend.errors import BackendError

TOLERANCE_SECONDS = 300


@dataclass(frozen=True, slots=True)
class HookSecrets:
    """By what events prove where they come from; None: this server takes none from there."""

    eventbridge: str | None = None
    mux: str | None = None
    bucket: str = ""
    """Whose events count."""


class ForgedHook(BackendError):
    status = 403
    code = "forged"

    sentence = "forged_hook"


def verify_mux(header: str, body: bytes, secret: str, now: float) -> None:
    """`Mux-Signature: t=…,v1=…` is an HMAC-SHA256 over "t.body"; five minutes' tolerance."""
    fields = [part.strip().partition("=") for part in header.split(",")]
    stamps = [value for name, _, value in fields if name == "t"]
    if len(stamps) != 1 or not stamps[0].isdecimal() or not stamps[0].isascii():
        raise ForgedHook
    message = stamps[0].encode() + b"." + body
    wanted = hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()
    given = [value for name, _, value in fields if name == "v1"]
    genuine = any(hmac.compare_digest(wanted.encode(), value.encode()) for value in given)
    if not genuine or abs(now - int(stamps[0])) > TOLERANCE_SECONDS:
        raise ForgedHook
