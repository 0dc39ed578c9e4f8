"""What taps of a finger come to."""

from __future__ import annotations

import pytest

from app.ui.player.seeking.taps import Taps, Third

PATIENCE_MS = 400


def after(*taps: tuple[Third, float]) -> Taps:
    """The thirds that were tapped, and when."""
    state = Taps()
    for third, at_ms in taps:
        state = state.then(third, at_ms, PATIENCE_MS)
    return state


@pytest.mark.parametrize(
    ("share", "third"),
    [
        *((0.0, Third.LEFT), (0.33, Third.LEFT), (0.34, Third.MIDDLE)),
        *((0.66, Third.MIDDLE), (0.67, Third.RIGHT), (1.0, Third.RIGHT)),
    ],
)
def test_the_picture_has_three_parts(share: float, third: Third) -> None:
    """Equally wide."""
    assert Third.at(share) is third


@pytest.mark.parametrize(("third", "seconds"), [(Third.LEFT, -10), (Third.RIGHT, 10)])
def test_twice_at_a_side_is_a_step_and_more_add_up(third: Third, seconds: float) -> None:
    """One tap is none, and the time between two of them may be used up each time."""
    taps = [(third, place * PATIENCE_MS) for place in range(4)]
    steps = [after(*taps[:count]).seconds for count in (1, 2, 3, 4)]
    assert steps == [0, seconds, 2 * seconds, 3 * seconds]
    assert not after(*taps[:2]).fill_screen


def test_twice_in_the_middle_fills_the_screen() -> None:
    """A third one changes nothing, a fourth takes it back."""
    taps = [(Third.MIDDLE, 100.0 * place) for place in range(1, 5)]
    assert [after(*taps[:count]).fill_screen for count in range(5)] == [
        *(False, False, True, False, True)
    ]
    assert after(*taps).seconds == 0


@pytest.mark.parametrize("second", [(Third.RIGHT, 1001 + PATIENCE_MS), (Third.LEFT, 1100)])
def test_what_comes_late_or_elsewhere_begins_anew(second: tuple[Third, float]) -> None:
    """It is a first tap."""
    assert after((Third.RIGHT, 1000), second) == Taps(second[0], 1, second[1])


def test_the_very_first_tap_is_one() -> None:
    """Also just after the clock began."""
    assert after((Third.MIDDLE, 5.0)).count == 1
