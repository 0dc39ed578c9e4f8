"""Numbers as people read them, as far as that is the same in every language."""

from __future__ import annotations

UNITS = ("bytes", "KB", "MB", "GB", "TB")
MINUTE, HOUR = 60, 3600


def in_units(count: float) -> tuple[str, str]:
    """Bytes in decimal units, as file managers show them: ("22.7", "MB")."""
    for unit in UNITS:
        if abs(count) < 999.5 or unit == UNITS[-1]:
            break
        count /= 1000
    whole = unit == UNITS[0] or count >= 99.95
    return f"{count:.0f}" if whole else f"{count:.1f}", unit


def clock(seconds: float) -> str:
    """A time of a film: "4:05", "1:02:03"."""
    whole = max(0, int(seconds))
    hours, minutes = whole // HOUR, whole // MINUTE % MINUTE
    return f"{hours}:{minutes:02}:{whole % 60:02}" if hours else f"{minutes}:{whole % 60:02}"
