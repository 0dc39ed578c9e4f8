"""Times of a film as people write them: in an address, and in a description."""

from __future__ import annotations

import re

UNITS = re.compile(r"(?:(\d{1,3})h)?(?:(\d{1,5})m)?(?:(\d{1,7}(?:\.\d{1,3})?)s?)?", re.IGNORECASE)
CLOCK = re.compile(r"(?<![\d:.])(?:(\d{1,3}):)?([0-5]?\d):([0-5]\d)(?![\d:]|\.\d)")
"""`4:05` or `1:02:03`, but neither a part of something longer nor `4:65`."""


def seconds_of(text: str | None) -> float | None:
    """`90`, `90s`, `1m30s` or `1:30`; None for what is no time."""
    given = (text or "").strip()
    found = CLOCK.fullmatch(given) or UNITS.fullmatch(given)
    if found is None or not any(found.groups()):
        return None
    hours, minutes, seconds = (float(number or 0) for number in found.groups())
    return hours * 3600 + minutes * 60 + seconds
