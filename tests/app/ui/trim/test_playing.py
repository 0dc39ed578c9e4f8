"""Where one is while only what is kept is played."""

from __future__ import annotations

import pytest

from app.ui.trim.playing import film_at
from app.upload.trim.ranges import Range, played_at

PARTS = (Range(1.0, 3.0), Range(5.0, 6.0))


@pytest.mark.parametrize(
    ("played", "film"), [(0.0, 1.0), (1.5, 2.5), (2.0, 5.0), (2.5, 5.5), (3.0, 6.0), (9.0, 6.0)]
)
def test_playing_skips_what_is_left_out(played: float, film: float) -> None:
    """At a cut it is where it goes on."""
    assert film_at(PARTS, played) == film


@pytest.mark.parametrize(
    ("film", "played"), [(0.0, 0.0), (2.5, 1.5), (4.0, 2.0), (5.5, 2.5), (7.0, 3.0)]
)
def test_it_begins_where_one_is(film: float, played: float) -> None:
    """From a gap with the next part."""
    assert played_at(PARTS, film) == played
