"""Where the ladder is left for the original, and come back to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.player.fetch.stand_in import Before, GrowingPlace, Supply, supply_of

FIRST = GrowingPlace(
    reach=1,
    before=Before.NOTHING,
    duration_seconds=4.0,
    ahead_seconds=0.0,
    key_seconds=2.0,
    usable=True,
)
DRY = replace(FIRST, before=Before.LADDER, ahead_seconds=12.0)


def test_a_ladder_that_is_made_to_the_end_needs_no_original() -> None:
    assert supply_of(replace(FIRST, reach=None)) is Supply.LADDER


@pytest.mark.parametrize(("reach", "supply"), [(0, Supply.WAIT), (1, Supply.LADDER)])
def test_without_an_original_there_is_only_the_ladder(reach: int, supply: Supply) -> None:
    assert supply_of(replace(FIRST, reach=reach, usable=False)) is supply


def test_what_has_just_begun_to_be_made_starts_with_the_original() -> None:
    """Also after a seek: the ladder would end again at once."""
    assert supply_of(FIRST) is Supply.ORIGINAL
    assert supply_of(replace(FIRST, reach=0, key_seconds=None)) is Supply.ORIGINAL


def test_what_is_only_looked_at_comes_from_the_ladder() -> None:
    """mpv reads the beginning of a film wherever it starts."""
    assert supply_of(replace(FIRST, ahead_seconds=-300.0)) is Supply.LADDER
    assert supply_of(replace(FIRST, ahead_seconds=-300.0, reach=0)) is Supply.ORIGINAL


def test_a_ladder_some_way_ahead_is_begun_with() -> None:
    """Provided that it can be left again at a key frame."""
    ahead = replace(FIRST, reach=5, key_seconds=17.0)
    assert supply_of(ahead) is Supply.LADDER
    assert supply_of(replace(ahead, key_seconds=None)) is Supply.ORIGINAL


def test_the_ladder_is_come_back_to() -> None:
    """No sooner than it goes on for some segments, and with little of the original at hand."""
    after = replace(FIRST, before=Before.ORIGINAL, ahead_seconds=12.0)
    assert supply_of(replace(after, reach=5, key_seconds=17.0)) is Supply.LADDER
    assert supply_of(after) is Supply.ORIGINAL
    assert supply_of(replace(after, ahead_seconds=20.0)) is Supply.WAIT


def test_the_encoder_is_given_time_while_much_is_at_hand() -> None:
    assert supply_of(replace(DRY, reach=0, ahead_seconds=60.0)) is Supply.WAIT
    assert supply_of(replace(DRY, reach=1, ahead_seconds=60.0)) is Supply.LADDER


@pytest.mark.parametrize(
    ("reach", "key", "supply"),
    [
        (2, 6.0, Supply.LADDER),
        (1, 2.0, Supply.JOIN),
        (3, 2.0, Supply.JOIN),
        (1, 0.0, Supply.ORIGINAL),
        (1, -2.0, Supply.LADDER),
        (0, -2.0, Supply.BACK),
        (0, None, Supply.ORIGINAL),
    ],
)
def test_a_ladder_that_ends_is_left_at_the_last_key_frame(
    reach: int, key: float | None, supply: Supply
) -> None:
    """That may be in a place to come, in this one, just here, or in one that is done over."""
    assert supply_of(replace(DRY, reach=reach, key_seconds=key)) is supply
