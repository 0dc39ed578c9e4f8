"""Costs by the dated price list, checked by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from backend.videos import costs
from backend.videos.costs import GB, Film, Fleet

PRICES = costs.load()
HOUR = Film(size_bytes=4 * GB, duration_seconds=3600, short_side=1080)


def test_the_list_is_dated_and_says_what_it_is_worth() -> None:
    """Every figure can be traced to a month, a region, and where it was read."""
    assert PRICES.label == "USD, us-east-1, list of 2025-10"
    apart = {"date", "region", "currency", "note", "sources"}
    explained = ", ".join(PRICES.table["sources"])
    assert [name for name in set(PRICES.table) - apart if name not in explained] == []


def test_the_newest_list_counts(tmp_path: Path) -> None:
    """An administrator adds a file, and the old one stays for comparison."""
    for date in ("2025-01", "2026-03"):
        text = json.dumps({"date": date, "region": "r", "currency": "USD"})
        (tmp_path / f"prices-{date}.json").write_text(text)

    assert costs.load(tmp_path).date == "2026-03"


@pytest.mark.parametrize(
    ("amount", "expected"), [(0, 0), (5, 50), (10, 100), (12, 102), (25, 115), (40, 122.5)]
)
def test_steps_apply_to_what_lies_in_them(amount: float, expected: float) -> None:
    """The first 10 cost 10 each, the next 15 cost 1, the rest a half."""
    assert costs.stepped(amount, [(10, 10), (25, 1), (None, 0.5)]) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("film", "expected"),
    [
        (HOUR, 60 * (0.0075 * 2 + 0.015 * 2)),
        (Film(GB, 3600, 720), 60 * (0.0075 * 2 + 0.015)),
        (Film(GB, 3600, 1080, frame_rate=60), 2 * 60 * (0.0075 * 2 + 0.015 * 2)),
        (Film(GB, 1, 240), 10 / 60 * 0.0075),
    ],
)
def test_converting_costs_by_output_minute(film: Film, expected: float) -> None:
    """By resolution and rate, ten seconds at least."""
    assert costs.convert(PRICES, film) == pytest.approx(expected)


def test_an_estimate_has_three_figures() -> None:
    """An hour at 1080p: dollars to convert, cents to keep and to watch."""
    found = costs.estimate(PRICES, HOUR)

    assert found.convert == pytest.approx(2.7)
    assert 0.1 < found.keep_month < 0.3
    assert 0.1 < found.watch_once < 0.2


def test_a_small_source_has_few_rungs() -> None:
    """Nothing is charged for sizes that are not made."""
    assert Film(1, 60, 480).rungs == (360, 480)
    assert Film(1, 60, 100).rungs == (360,)
    assert HOUR.rungs == (360, 480, 720, 1080)


def test_lazy_rungs_are_not_paid_for_at_once() -> None:
    """What is above 720p waits for a viewer."""
    lazy = replace(HOUR, lazy=True)

    assert lazy.rungs == (360, 480, 720)
    assert costs.convert(PRICES, lazy) == pytest.approx(60 * (0.0075 * 2 + 0.015))
    assert costs.estimate(PRICES, lazy).keep_month < costs.estimate(PRICES, HOUR).keep_month


def test_what_was_watched_costs_by_its_quality() -> None:
    """A rung that has no usual height counts as the lowest; nothing costs nothing."""
    low, tall = (costs.watched(PRICES, {name: 3600.0}) for name in ("360p", "2160p"))
    assert 0 < low < tall / 20
    assert costs.watched(PRICES, {"other": 3600.0}) == low
    assert costs.watched(PRICES, {"360p": 3600.0, "2160p": 3600.0}) == pytest.approx(low + tall)
    assert costs.watched(PRICES, {}) == 0


def test_a_million_films_cost_less_each() -> None:
    """Traffic and storage get cheaper by volume."""
    film = Film(GB, 600, 1080)

    many = costs.bill(PRICES, Fleet(1_000_000, film, views=10))
    few = costs.bill(PRICES, Fleet(1000, film, views=10))

    assert many.total / 1_000_000 < few.total / 1000
    assert many.total == many.keep + many.convert + many.deliver + many.machines


def test_archived_bytes_are_cheaper() -> None:
    """By a factor of six."""
    assert costs.keep(PRICES, 0, GB) < costs.keep(PRICES, GB) / 6
