"""On which day something was watched, in the reader's words and time."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from PySide6.QtCore import QDate, QLocale

from app.ui.style import text
from app.ui.style.words import translate

WEEK = timedelta(days=7)


def day_of(moment: str, now: datetime, locale: QLocale) -> str:
    """Today, Yesterday, a day of the week, or a date."""
    if (then := text.parsed(moment)) is None:
        return ""
    day, today = then.astimezone(now.tzinfo).date(), now.date()
    if day == today:
        return translate("History", "Today")
    if day == today - timedelta(days=1):
        return translate("History", "Yesterday")
    if today - WEEK < day < today:
        return str(locale.dayName(day.isoweekday()))
    return str(locale.toString(qdate(day), QLocale.FormatType.LongFormat))


def qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)
