"""Figures as a test wants them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from app.server.figures import Figures, PlayQuality, PlaySources, Retention, Spent, Totals

LAST = date(2026, 11, 30)


def of_day(views: int, hours: float = 1.0, **rungs: float) -> Totals:
    shares = {name.lstrip("r"): part for name, part in rungs.items()} or {"720p": 1.0}
    return Totals(views, views, hours * 3600, 0.5, quality=PlayQuality(rungs=shares))


def figures(*days: Totals | None, **more: Any) -> Figures:
    """Up to the last day; None: nobody came."""
    first = LAST - timedelta(days=len(days) - 1)
    there = {first + timedelta(days=n): day for n, day in enumerate(days) if day is not None}
    total = Totals(
        sum(day.views for day in there.values()),
        sum(day.plays for day in there.values()),
        sum(day.watch_seconds for day in there.values()),
        0.49 if there else None,
        PlaySources(app=3, page=1) if there else PlaySources(),
        PlayQuality(4, 0.42, 2, 3.0, 0.25, 0, {"720p": 0.75, "other": 0.25}),
    )
    shares = (1.0, 0.5, 0.25, 0.25) if there else ()
    usual = {
        "duration_seconds": 100.0,
        "retention": Retention(first.replace(day=1), 4 if there else 0, shares),
    }
    return Figures(**{"first": first, "last": LAST, "total": total, "days": there, **usual, **more})


def spent() -> Spent:
    return Spent(1.5, 0.004, 12.0, "USD, eu-central-1, list of 2026-01-01")
