"""Numbers as people read them. Pure functions."""

from __future__ import annotations

from datetime import UTC, datetime

UNITS = ("bytes", "KB", "MB", "GB", "TB")
MINUTE, HOUR, DAY = 60, 3600, 86400


def size(count: float) -> str:
    """Bytes in decimal units, as file managers show them: "22.7 MB"."""
    for unit in UNITS:
        if abs(count) < 999.5 or unit == UNITS[-1]:
            break
        count /= 1000
    digits = 1 if unit != "bytes" and count < 99.95 else 0
    return f"{count:.{digits}f} {unit}"


def clock(seconds: float | None) -> str:
    """A time of a film: "4:05", "1:02:03"."""
    if seconds is None:
        return "–:––"
    whole = max(0, int(seconds))
    hours, minutes = whole // HOUR, whole // MINUTE % MINUTE
    return f"{hours}:{minutes:02}:{whole % 60:02}" if hours else f"{minutes}:{whole % 60:02}"


def time_left(seconds: float | None) -> str:
    """A rough wait: "8 s left", "5 min left", "2 h 10 min left"; empty when unknown."""
    if seconds is None:
        return ""
    if seconds < 1.5 * MINUTE:
        return f"{max(1, round(seconds))} s left"
    minutes = round(seconds / MINUTE)
    if minutes < MINUTE:
        return f"{minutes} min left"
    if seconds < 2 * DAY:
        return f"{minutes // 60} h {minutes % 60} min left"
    return f"{round(seconds / DAY)} days left"


def speed(bytes_per_second: float | None) -> str:
    return f"{size(bytes_per_second)}/s" if bytes_per_second else ""


def bit_rate(bits_per_second: float | None) -> str:
    if not bits_per_second:
        return "–"
    if bits_per_second < 1e6:
        return f"{bits_per_second / 1e3:.0f} kbit/s"
    return f"{bits_per_second / 1e6:.1f} Mbit/s"


def dollars(amount: float) -> str:
    """Servers' lists are in US dollars: "$12", "$0.45", "less than $0.01"."""
    if 0 < amount < 0.01:
        return "less than $0.01"
    return f"${amount:,.0f}" if amount >= 100 else f"${amount:.2f}"


def ago(when: str, now: datetime) -> str:
    """An ISO time as distance from now: "today", "3 days ago"; empty when it is no time."""
    try:
        then = datetime.fromisoformat(when)
    except ValueError:
        return ""
    then = then if then.tzinfo else then.replace(tzinfo=UTC)
    seconds = (now - then).total_seconds()
    for limit, unit, name in (
        (HOUR, MINUTE, "minute"),
        (DAY, HOUR, "hour"),
        (30 * DAY, DAY, "day"),
        (365 * DAY, 30 * DAY, "month"),
        (float("inf"), 365 * DAY, "year"),
    ):
        if seconds < limit:
            count = int(seconds // unit)
            return f"{count} {name}{'s' if count != 1 else ''} ago" if count > 0 else "just now"
    raise AssertionError


def join(*parts: str) -> str:
    """The parts that are not empty, with dots between."""
    return " · ".join(part for part in parts if part)
