"""On which day something was watched, in the reader's words and time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from PySide6.QtCore import QDate, QLocale

from app.ui.style.words import translate

WEEK = timedelta(days=7)


def local(moment: str, now: datetime) -> datetime | None:
    """An ISO time in the zone of `now`; None for what is no time."""
    try:
        then = datetime.fromisoformat(moment)
    except ValueError:
        return None
    return (then if then.tzinfo else then.replace(tzinfo=UTC)).astimezone(now.tzinfo)


def day_of(moment: str, now: datetime, locale: QLocale) -> str:
    """Today, Yesterday, a day of the week, or a date."""
    if (then := local(moment, now)) is None:
        return ""
    day, today = then.date(), now.date()
    if day == today:
        return translate("History", "Today")
    if day == today - timedelta(days=1):
        return translate("History", "Yesterday")
    if today - WEEK < day < today:
        return str(locale.dayName(day.isoweekday()))
    return str(locale.toString(qdate(day), QLocale.FormatType.LongFormat))


def qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)
