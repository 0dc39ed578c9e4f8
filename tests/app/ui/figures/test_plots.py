"""What charts, tiles and tables say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from PySide6.QtCore import QLocale

from app.ui.figures import wording
from app.ui.figures.plots import Period, bars_of, nice_top, rungs_of
from tests.app.ui.figures.made import LAST, figures, of_day, spent


@pytest.fixture(autouse=True)
def _american() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale("en_US"))
    yield
    QLocale.setDefault(before)


def test_days_without_viewers_are_shown() -> None:
    """As nothing: a line would lie."""
    plot = wording.views_plot(figures(of_day(3), None, of_day(12)))
    assert plot.layers[0].values == (3, 0, 12)
    assert plot.labels == ("11/28/26", "11/29/26", "11/30/26")
    assert plot.words == ("3 views", "0 views", "12 views")
    assert plot.top == 20


def test_of_many_days_a_bar_is_a_week() -> None:
    """None of them is lost, though the last week may be short."""
    bars = bars_of(figures(*[of_day(1)] * 400))
    assert len(bars) == 58
    assert sum(bar.views for bar in bars) == 400
    assert (bars[-1].first, bars[-1].last) == (LAST, LAST)
    assert bars[0].last - bars[0].first == timedelta(days=6)


def test_quality_is_of_the_time_watched() -> None:
    """A day that was watched for longer weighs more, in the total; each day comes to the whole."""
    plot = wording.rungs_plot(figures(of_day(1, 3.0), of_day(1, 1.0, r720p=0.5, rother=0.5), None))
    other, tall = plot.layers
    assert (other.values, tall.values) == ((0, 0.5, 0), (1, 0.5, 0))
    assert plot.words == ("720p 100 %", "Other 50 % · 720p 50 %", "")
    assert other.shade < tall.shade == 1


def test_the_curve_is_along_the_film() -> None:
    """In its own time; of a channel's many films, in shares of their length."""
    one = figures(of_day(4))
    plot = wording.retention_plot(one)
    assert plot.labels == ("0:00", "0:25", "0:50", "1:15")
    assert plot.words[1] == "50 % watched"
    many = figures(of_day(4), duration_seconds=None)
    assert wording.retention_rows(many)[1] == ("25 %", "50 %")


@pytest.mark.parametrize(
    ("values", "top"),
    [((), 1), ((0,), 1), ((3,), 4), ((10, 2), 10), ((11,), 20), ((0.03,), 1), ((1234,), 2000)],
)
def test_a_scale_ends_at_a_round_number(values: tuple[float, ...], top: float) -> None:
    """That has room for all."""
    assert nice_top(values) == top


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (59, "59 s"), (720, "12 min"), (12_240, "3.4 h"), (4_334_400, "1,204 h")],
)
def test_time_watched_is_rounded_to_what_matters(seconds: float, words: str) -> None:
    """In the unit that people would use."""
    assert wording.watched(seconds) == words


@pytest.mark.parametrize(
    ("hours", "marks"),
    [
        (0.001, ["0 s", "2 s", "4 s"]),
        (0.4, ["0 s", "20 min", "40 min"]),
        (3, ["0 s", "2.0 h", "4.0 h"]),
    ],
)
def test_the_scale_of_time_has_round_numbers(hours: float, marks: list[str]) -> None:
    """Whatever unit they need."""
    plot = wording.time_plot(figures(of_day(1, hours), None))
    assert [plot.scale(plot.top * n / 2) for n in range(3)] == marks


def test_tiles_say_what_there_is() -> None:
    """And a dash for what nobody told; money only where there is any."""
    told = {label: number for label, number, _ in wording.tiles(figures(of_day(1204)))}
    assert told == {
        "Views": "1,204",
        "Watch time": "1.0 h",
        "Part watched": "49 %",
        "Until it begins": "0.4 s",
        "Stalls per hour": "0.3",
    }
    paid = wording.tiles(figures(of_day(1), cost=spent()))
    assert [number for _, number, _ in paid[-3:]] == ["$12.00", "less than $0.01", "$1.50"]
    assert wording.tiles(figures(None))[2][1] == "–"


def test_sources_are_shares_of_plays() -> None:
    """Those that there are."""
    named = wording.sources(figures(of_day(4)).total.sources)
    assert wording.legend(named) == "Matinee 75 % · In a browser 25 %"


def test_the_table_begins_with_the_last_day() -> None:
    """A row has what the charts have."""
    rows = wording.day_rows(figures(of_day(3), of_day(12)))
    assert [row[:4] for row in rows] == [
        ("11/30/26", "12", "1.0 h", "50 %"),
        ("11/29/26", "3", "1.0 h", "50 %"),
    ]
    assert rows[0][-1] == "720p 100 %"
    assert all(len(row) == len(wording.day_headers()) for row in rows)


def test_a_period_ends_today() -> None:
    """Seven days are six before this one."""
    assert Period.WEEK.first_day(LAST) == date(2026, 11, 24)
    assert Period.ALL.first_day(LAST) is None


def test_rungs_stand_in_order() -> None:
    """What has no height comes first."""
    assert rungs_of(figures(of_day(1))) == ["other", "720p"]
