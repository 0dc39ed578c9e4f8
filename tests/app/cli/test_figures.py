"""Figures as lines, and as JSON."""

from __future__ import annotations

import json
from datetime import date

import pytest

from app.cli.exit_codes import Misused
from app.cli.figures import event_of, first_day, lines_of
from app.server.figures import Figures, PlayQuality, PlaySources, Retention, Spent, Totals

DAY = date(2030, 5, 1)
TOTAL = Totals(
    views=12,
    plays=20,
    watch_seconds=5400.0,
    average_part=0.45,
    sources=PlaySources(app=15, embed=5),
    quality=PlayQuality(start_seconds=0.34, stalls_per_hour=0.5, rungs={"720p": 0.8, "360p": 0.2}),
)
FIGURES = Figures(
    date(2030, 4, 1),
    DAY,
    Retention(date(2030, 4, 1), 20, tuple(1 - part / 100 for part in range(100))),
    duration_seconds=100.0,
    total=TOTAL,
    days={DAY: Totals(views=12)},
    cost=Spent(0.5, 0.02, 0.1, "a list"),
)


def test_figures_are_a_few_lines() -> None:
    """With the units that people think in."""
    assert list(lines_of(FIGURES)) == [
        "days: 2030-04-01 to 2030-05-01",
        "views: 12",
        "watched: 1.5 h",
        "average part watched: 45 %",
        "plays: app 15, embed 5",
        "start: 0.3 s",
        "stalls: 0.5 an hour",
        "qualities: 720p 80 %, 360p 20 %",
        "retention: 0:00 100 %, 0:20 80 %, 0:40 60 %, 1:00 40 %, 1:20 20 %",
        "cost: $0.60, and $0.02 a month",
    ]


def test_nobody_has_watched_it_yet() -> None:
    """Then there is little to say."""
    blank = Figures(DAY, DAY, Retention(DAY))
    assert list(lines_of(blank))[1:] == ["views: 0", "watched: 0.0 h"]


def test_programs_have_each_day() -> None:
    """By its date."""
    event = json.loads(json.dumps(event_of(FIGURES)))
    assert event["days"]["2030-05-01"]["views"] == 12
    assert event["retention"]["since"] == "2030-04-01"
    assert len(event["retention"]["shares"]) == 100


def test_the_last_days_end_today() -> None:
    """Of one day it is today."""
    assert first_day(None, DAY) is None
    assert first_day(1, DAY) == DAY
    assert first_day(30, DAY) == date(2030, 4, 2)
    with pytest.raises(Misused, match="at least 1"):
        first_day(0, DAY)
