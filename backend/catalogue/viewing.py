"""When a play is a view, and whose."""

from __future__ import annotations

from backend.signing import HmacSigner

WINDOW_SECONDS = 1800.0
"""Within it, one viewer's plays of a film are one view."""
ENOUGH_SECONDS = 10.0
ENOUGH_SHARE = 1 / 3
NEARLY_WHOLE = 0.95
"""Who has seen so much of a film does not want to go on with it."""
DAY = 86400


def is_view(watched_seconds: float, duration_seconds: float | None) -> bool:
    """After ten seconds, or a third of what is shorter than half a minute."""
    third = (duration_seconds or ENOUGH_SECONDS / ENOUGH_SHARE) * ENOUGH_SHARE
    return watched_seconds > 0 and watched_seconds >= min(ENOUGH_SECONDS, third)


def guest(signer: HmacSigner, now: float, address: str, program: str) -> str:
    """Who a guest is for the length of a day: nothing that leads back to an address, since the
    key is known to the server alone, and nothing that is the same on another day."""
    return signer.sign("guest", int(now // DAY), address, program)
