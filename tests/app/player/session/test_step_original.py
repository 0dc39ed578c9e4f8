"""A ladder that is not made yet, and an original that can only be played for itself."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.player.fetch.playback_status import Tally
from app.player.session.effects import ClosePlay, FindLadder, FindOriginal, OpenPlay
from app.player.session.events import (
    EngineReported,
    OriginalFound,
    OriginalMissing,
    PlayerTicked,
    SeekTo,
    StopPlayback,
)
from app.player.session.opening import LADDER_POLL_SECONDS
from app.player.session.reading import Offer, Reading
from app.player.session.state import OpenedPlay
from tests.app.player.session.states import PLAYING, after, only, playing, told

LEFT = Reading(Tally(awaits=True), plays_apart=True)
DRY = EngineReported(replace(PLAYING, cached_until=6.0), 3.0)


def test_the_original_is_gone_on_with() -> None:
    """From the same place, and the ladder is looked for from then on."""
    state, effects = told(DRY, PlayerTicked(3.0, LEFT), state=playing())
    assert only(effects, FindOriginal) == [FindOriginal(2, "film")]

    state, effects = told(OriginalFound(2, Offer(), 3.1), state=state)
    assert effects == [OpenPlay(2, 5.0, paused=False), ClosePlay(1)]
    assert state.opened == OpenedPlay(2, False, Offer())
    _, effects = told(PlayerTicked(3.1 + LADDER_POLL_SECONDS, Reading()), state=state)
    assert only(effects, FindLadder) == [FindLadder(3, "film", 0.0)]


def test_a_seek_to_what_is_not_made_leads_there() -> None:
    """Not to where it was."""
    state = after(DRY, SeekTo(60.0), PlayerTicked(3.0, LEFT), state=playing())
    _, effects = told(OriginalFound(2, Offer(), 3.1), state=state)
    assert effects == [OpenPlay(2, 60.0, paused=False), ClosePlay(1)]


@pytest.mark.parametrize(
    "reading",
    [
        Reading(Tally(awaits=True)),
        Reading(plays_apart=True),
        replace(LEFT, buffered_until=30.0),
    ],
)
def test_a_ladder_that_goes_on_is_stayed_with(reading: Reading) -> None:
    """Or where segments out of the original stand in, or some time is left."""
    _, effects = told(DRY, PlayerTicked(3.0, reading), state=playing())
    assert only(effects, FindOriginal) == []


def test_an_original_that_is_not_there_is_asked_for_again() -> None:
    """After a while."""
    state = after(DRY, PlayerTicked(3.0, LEFT), OriginalMissing(2, 3.0), state=playing())
    soon, effects = told(PlayerTicked(3.2, LEFT), state=state)
    assert only(effects, FindOriginal) == []
    _, effects = told(PlayerTicked(3.0 + LADDER_POLL_SECONDS, LEFT), state=soon)
    assert only(effects, FindOriginal) == [FindOriginal(3, "film")]


def test_an_original_that_comes_too_late_is_closed() -> None:
    """The film was left."""
    state = after(DRY, PlayerTicked(3.0, LEFT), StopPlayback(), state=playing())
    assert told(OriginalFound(2, Offer(), 3.1), state=state) == (state, [ClosePlay(2)])
