"""Numbers as people read them."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import QDateTime, QLocale

from app import units
from app.ui.style.words import translate
from app.units import HOUR, MINUTE, in_units

DAY = 24 * HOUR
FEW_SECONDS = 8
MONTH, YEAR = 30 * DAY, 365 * DAY


def size(count: float) -> str:
    """Bytes in decimal units, as file managers show them: "22.7 MB"."""
    number, unit = in_units(count)
    match unit:
        case "bytes":
            return translate("Numbers", "%n byte(s)", round(count))
        case "KB":
            return translate("Numbers", "{number} KB", number=number)
        case "MB":
            return translate("Numbers", "{number} MB", number=number)
        case "GB":
            return translate("Numbers", "{number} GB", number=number)
        case _:
            return translate("Numbers", "{number} TB", number=number)


def clock(seconds: float | None) -> str:
    """A time of a film, as far as it is known."""
    return "–:––" if seconds is None else units.clock(seconds)


def time_left(seconds: float | None) -> str:
    """A wait, rounded to what is known of it: "a few seconds left", "about 40 s left", "about
    5 min left", "about 2 h 10 min left"; empty when unknown."""
    if seconds is None:
        return ""
    if seconds < FEW_SECONDS:
        return translate("Numbers", "a few seconds left")
    if seconds < 0.95 * MINUTE:
        rounded = nearest(seconds, 5 if seconds < MINUTE / 2 else 10)
        return translate("Numbers", "about {seconds} s left", seconds=rounded)
    minutes = max(1, round(seconds / MINUTE))
    if minutes < MINUTE:
        rounded = minutes if minutes < 10 else nearest(minutes, 5)
        return translate("Numbers", "about {minutes} min left", minutes=rounded)
    if seconds < 2 * DAY:
        hours, minutes = divmod(nearest(minutes, 10), 60)
        if not minutes:
            return translate("Numbers", "about {hours} h left", hours=hours)
        return translate(
            "Numbers", "about {hours} h {minutes} min left", hours=hours, minutes=minutes
        )
    return translate("Numbers", "about %n day(s) left", round(seconds / DAY))


def nearest(count: float, step: int) -> int:
    return step * round(count / step)


def speed(bytes_per_second: float | None) -> str:
    if not bytes_per_second:
        return ""
    return translate("Numbers", "{size}/s", size=size(bytes_per_second))


def bit_rate(bits_per_second: float | None) -> str:
    if not bits_per_second:
        return "–"
    if bits_per_second < 1e6:
        return translate("Numbers", "{number} kbit/s", number=f"{bits_per_second / 1e3:.0f}")
    return translate("Numbers", "{number} Mbit/s", number=f"{bits_per_second / 1e6:.1f}")


def dollars(amount: float) -> str:
    """Servers' lists are in US dollars: "$12", "$0.45", "less than $0.01"."""
    if 0 < amount < 0.01:
        return translate("Numbers", "less than $0.01")
    number = f"{amount:,.0f}" if amount >= 100 else f"{amount:.2f}"
    return translate("Numbers", "${number}", number=number)


def percent(share: float) -> str:
    return translate("Numbers", "{number} %", number=f"{100 * share:.0f}")


def views(count: int) -> str:
    """How often a film was watched, with the separators of the reader's locale."""
    return translate("Numbers", "%Ln view(s)", count)


def brief(words: str, most: int = 80) -> str:
    """What somebody typed, where it is said again: of what is very long its beginning."""
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"


def parsed(when: str) -> datetime | None:
    """An ISO time; one without a zone is UTC. None when it is no time."""
    try:
        then = datetime.fromisoformat(when)
    except ValueError:
        return None
    return then if then.tzinfo else then.replace(tzinfo=UTC)


def moment(when: str) -> str:
    """An ISO time as the reader's clock and calendar show it; empty when it is no time."""
    then = parsed(when)
    if then is None:
        return ""
    shown = QDateTime.fromSecsSinceEpoch(int(then.timestamp()))
    return QLocale().toString(shown, QLocale.FormatType.ShortFormat)


def ago(when: str, now: datetime) -> str:
    """An ISO time as distance from now: "today", "3 days ago"; empty when it is no time."""
    then = parsed(when)
    if then is None:
        return ""
    seconds = int((now - then).total_seconds())
    if seconds < MINUTE:
        return translate("Numbers", "just now")
    if seconds < HOUR:
        return translate("Numbers", "%n minute(s) ago", seconds // MINUTE)
    if seconds < DAY:
        return translate("Numbers", "%n hour(s) ago", seconds // HOUR)
    if seconds < MONTH:
        return translate("Numbers", "%n day(s) ago", seconds // DAY)
    if seconds < YEAR:
        return translate("Numbers", "%n month(s) ago", seconds // MONTH)
    return translate("Numbers", "%n year(s) ago", seconds // YEAR)


def join(*parts: str) -> str:
    """The parts that are not empty, with dots between."""
    return " · ".join(part for part in parts if part)
