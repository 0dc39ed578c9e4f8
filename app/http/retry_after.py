"""How long a server asks to be left alone (RFC 9110 §10.2.3)."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

MOST_SECONDS = 600.0
"""A typo of an administrator's must not stop us for good."""


def retry_after(value: str | None, now: datetime) -> float | None:
    """The seconds that a Retry-After header asks for from `now` on, which knows its time zone.

    None for a missing header, and for one that is neither a number nor a date.
    """
    text = (value or "").strip()
    # `isdigit` alone also takes "²", which is no number to `float`.
    if text.isascii() and text.isdigit():
        return min(float(text), MOST_SECONDS)
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    seconds = (date.replace(tzinfo=date.tzinfo or UTC) - now).total_seconds()
    return min(max(seconds, 0.0), MOST_SECONDS)
