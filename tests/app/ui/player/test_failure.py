"""What a viewer is offered when a film stopped."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from app.errors import WayOn
from app.player.engine.api import Phase, PlayerState
from app.ui.player.overlays import Failure
from tests.app.ui.fakes import FILM

OWN = replace(FILM, filename="film.mp4")


@pytest.fixture
def failure(qtbot: QtBot) -> Failure:
    failure = Failure()
    qtbot.addWidget(failure)
    failure.show()
    return failure


@pytest.mark.parametrize(
    ("way_on", "video", "first"),
    [
        (WayOn.AGAIN, FILM, "player_retry"),
        (WayOn.NONE, FILM, "player_back"),
        (WayOn.REMAKE, FILM, "player_retry"),
        (WayOn.REMAKE, OWN, "player_remake"),
        (WayOn.REMAKE, replace(OWN, state="processing"), "player_retry"),
        (WayOn.REMAKE, None, "player_retry"),
    ],
)
def test_only_what_may_help_is_offered(
    failure: Failure, way_on: WayOn, video: object, first: str
) -> None:
    """One button is the first one; what is missing is its owner's to have made again."""
    state = PlayerState(Phase.FAILED, error="It stopped.", way_on=way_on)
    failure.show_state(PlayerState(Phase.FAILED, way_on=WayOn.NONE), None)
    failure.show_state(state, video)  # type: ignore[arg-type]

    assert failure.words.text() == "It stopped."
    assert failure.first.objectName() == first
    ways = (failure.retry, failure.remake, failure.back)
    loud = [way.objectName() for way in ways if way.isVisible() and way.property("kind")]
    assert loud == [first]
