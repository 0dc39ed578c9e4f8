"""Places of the window, and the way back from them."""

from __future__ import annotations

import pytest

from app.server.catalogue import Wanted
from app.ui.navigation.places import MOST_REMEMBERED, Kind, Place, Way

HOME, HISTORY = Place(Kind.HOME), Place(Kind.HISTORY)
SEARCH = Place(Kind.SEARCH, wanted=Wanted("sea"))


@pytest.mark.parametrize(
    "place", [HOME, Place(Kind.CHANNEL, "c1"), Place(Kind.PLAYLIST, "later"), Place(Kind.UPLOADS)]
)
def test_a_place_is_found_again_by_its_text(place: Place) -> None:
    """The window opens where it was closed."""
    assert Place.parse(str(place)) == place


@pytest.mark.parametrize("text", ["", "nowhere", "channel", "channel/", "home/3", "search", "/"])
def test_what_is_no_place_is_told(text: str) -> None:
    """A file from another version, or one that somebody edited."""
    assert Place.parse(text) is None


def test_back_and_forward_lead_as_in_a_browser() -> None:
    """What one went back from is ahead, until one goes somewhere else."""
    way = Way(HOME).go(HISTORY).go(SEARCH)
    assert way.back().here == HISTORY
    assert way.back().back().here == HOME
    assert way.back().back().back().here == HOME
    assert way.back().forward() == way
    assert way.forward() == way
    assert way.back().go(HOME).ahead == ()


def test_going_where_one_is_adds_no_step() -> None:
    """Two clicks on Home are one."""
    assert Way(HOME).go(HOME) == Way(HOME)


def test_a_search_typed_on_is_one_step() -> None:
    """Back leads to where the search began."""
    longer = Place(Kind.SEARCH, wanted=Wanted("seal"))
    assert Way(HOME).go(SEARCH).instead(longer).back().here == HOME


def test_a_long_way_is_forgotten_at_its_beginning() -> None:
    """It takes no more memory after a day of wandering."""
    way = Way(HOME)
    for number in range(3 * MOST_REMEMBERED):
        way = way.go(Place(Kind.CHANNEL, f"c{number}"))
    assert len(way.behind) == MOST_REMEMBERED
    assert way.back().here == Place(Kind.CHANNEL, f"c{3 * MOST_REMEMBERED - 2}")
