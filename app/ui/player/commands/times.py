"""A time of a film, as people type it; pure."""

from __future__ import annotations

import re

CLOCK = re.compile(r"(?:(?:(?P<hours>\d+):)?(?P<minutes>\d+):)?(?P<seconds>\d+(?:[.,]\d+)?)")
SHARE = re.compile(r"(?P<percent>\d+(?:[.,]\d+)?)\s*%")


def time_in(typed: str, duration_seconds: float) -> float | None:
    """As seconds, "1:02:03", "62.5" or "50%", at most the film's; None for what is no time."""
    typed = typed.strip()
    if (share := SHARE.fullmatch(typed)) is not None:
        return min(number(share["percent"]) / 100, 1.0) * duration_seconds
    if (clock := CLOCK.fullmatch(typed)) is None:
        return None
    whole = 3600 * int(clock["hours"] or 0) + 60 * int(clock["minutes"] or 0)
    return min(whole + number(clock["seconds"]), duration_seconds)


def number(text: str) -> float:
    return float(text.replace(",", "."))
