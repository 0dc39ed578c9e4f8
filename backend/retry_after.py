"""How long a service asks to be left alone (RFC 9110 §10.2.3)."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

MOST_SECONDS = 300
"""A typo of somebody else's must not stop us for good."""
USUAL_SECONDS = 5
"""Where nothing is asked for, or nothing that can be read."""


def retry_after(value: str | None, now: datetime) -> int:
    """The seconds that a Retry-After header asks for from `now` on, which knows its time zone."""
    text = (value or "").strip()
    # `isdigit` alone also takes "²", which is no number to `float`.
    if text.isascii() and text.isdigit():
        return int(min(float(text), MOST_SECONDS))
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return USUAL_SECONDS
    seconds = (date.replace(tzinfo=date.tzinfo or UTC) - now).total_seconds()
    return math.ceil(min(max(seconds, 0.0), MOST_SECONDS))
