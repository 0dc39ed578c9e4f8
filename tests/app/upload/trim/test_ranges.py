"""Ranges of a film, as people write them and as they make sense."""

from __future__ import annotations

import pytest

from app.upload.trim.ranges import (
    BackwardRange,
    BadRange,
    NothingKept,
    Range,
    Recipe,
    kept,
    outside,
    ranges_of,
)


def test_times_are_seconds_or_a_clocks() -> None:
    """Several are divided by commas, and an end that is left out is the film's."""
    assert ranges_of("0:10-1:25.5, 100-1:02:03,-5,7-") == (
        Range(10, 85.5),
        Range(100, 3723),
        Range(0, 5),
        Range(7, 1e8),
    )


@pytest.mark.parametrize(
    "text", ["", "-", "5", "a-b", "1:2:3:4-9", "1--2", "nan-5", "1:-2", "inf-", "1e400-"]
)
def test_what_is_no_range_is_told(text: str) -> None:
    """With what was written."""
    with pytest.raises(BadRange):
        ranges_of(text)


@pytest.mark.parametrize("seconds", [0.0, 1 / 90_000])
def test_a_single_picture_that_lasts_for_no_time_is_kept(seconds: float) -> None:
    """But not by a range in which it is not."""
    assert kept([Range(0, 1e8)], seconds) == (Range(0, seconds),)
    with pytest.raises(NothingKept):
        kept([Range(5, 9)], seconds)


def test_what_a_film_has_not_is_known() -> None:
    """Its open end is none of that, and neither is what differs by the end of a sound."""
    beyond = [Range(8, 20), Range(30, 40), Range(11, 1e8)]
    assert outside([Range(0, 5), Range(6, 10.3), Range(9, 1e8), *beyond], 10) == beyond


@pytest.mark.parametrize("text", ["5-5", "7-3", "1:00-59"])
def test_a_range_does_not_run_backwards(text: str) -> None:
    """It would keep nothing."""
    with pytest.raises(BackwardRange):
        ranges_of(text)


def test_overlaps_are_one_and_nothing_lies_outside() -> None:
    """In the order of the film, whatever order they came in."""
    asked = ranges_of("50-70,10-20,15-30,30-31,90-500,200-300")
    assert kept(asked, 100) == (Range(10, 31), Range(50, 70), Range(90, 100))


@pytest.mark.parametrize("ranges", [(), (Range(100, 200),), (Range(5, 5),), (Range(9, 3),)])
def test_nothing_is_no_film(ranges: tuple[Range, ...]) -> None:
    """It is refused before anything is done."""
    with pytest.raises(NothingKept):
        kept(ranges, 100)


def test_a_recipe_is_written_down() -> None:
    """The journal has it as a text."""
    recipe = Recipe((Range(0.1, 2.5), Range(3.0, 4.25)), exact=True)
    assert Recipe.of_text(recipe.to_text()) == recipe
