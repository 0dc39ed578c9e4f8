"""How commands are found by what is typed."""

from __future__ import annotations

import pytest

from app.ui.commands.match import found

NAMES = ("Play or pause", "Full screen", "Next video", "Leave full screen", "Präsentation")


@pytest.mark.parametrize(
    ("typed", "best"),
    [
        ("ful", "Full screen"),
        ("screen", "Full screen"),
        ("SCREEN full", "Full screen"),
        ("lv", "Leave full screen"),
        ("nxv", "Next video"),
        ("pras", "Präsentation"),
    ],
)
def test_the_best_comes_first(typed: str, best: str) -> None:
    """The start of a name, then of a word, then letters in their order; accents don't matter."""
    assert found(typed, NAMES, str)[0] == best


def test_what_does_not_fit_is_left_out() -> None:
    """And nothing typed leaves all as they are."""
    assert found("full", NAMES, str) == ["Full screen", "Leave full screen"]
    assert found("zzz", NAMES, str) == []
    assert found("", NAMES, str) == list(NAMES)
