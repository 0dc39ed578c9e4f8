"""A film goes on as its sound alone, and comes back."""

from __future__ import annotations

from app.player.fetch.playback_status import Wishes
from app.player.session.effects import ChangePlay, ClosePlay, OpenPlay, WatchPlay, WishOfPlay
from app.player.session.events import (
    ChooseRendition,
    PlayChanged,
    PlayUnchanged,
    SeekTo,
    SetWindowPixels,
)
from tests.app.player.session.states import LADDER, SOUND_ALONE, after, only, playing, told

ALONE = ChooseRendition("Audio only")


def test_the_picture_plays_on_until_its_sound_is_there() -> None:
    """Then that does, from where the film has got to, and can only be kept to."""
    state, effects = told(ALONE, state=playing())
    assert effects == [ChangePlay(2, 1, 5.0, sound_alone=True)]
    assert (state.opened, state.shown.rendition_chosen) == (playing().opened, "Audio only")
    assert only(told(SetWindowPixels(640, 360), state=state)[1], WishOfPlay)

    state, effects = told(PlayChanged(2, SOUND_ALONE), state=after(SeekTo(60.0), state=state))
    assert effects == [
        OpenPlay(2, 60.0, paused=False),
        WishOfPlay(2, Wishes(0, 0)),
        WatchPlay(2),
        ClosePlay(1),
    ]
    assert state.shown.renditions == LADDER.renditions


def test_a_quality_brings_the_picture_back() -> None:
    """That one from the start; of its rungs there is nothing to be wished before."""
    state = after(ALONE, PlayChanged(2, SOUND_ALONE), state=playing())
    state, effects = told(ChooseRendition("720p"), SetWindowPixels(640, 360), state=state)
    assert only(effects, ChangePlay) == [ChangePlay(3, 2, 5.0, sound_alone=False)]
    assert [wish.wishes.fixed for wish in effects if isinstance(wish, WishOfPlay)] == [None]
    state, effects = told(PlayChanged(3, LADDER), state=state)
    assert [wish.wishes.fixed for wish in effects if isinstance(wish, WishOfPlay)] == [2]
    assert state.shown.rendition_chosen == "720p"


def test_another_wish_before_it_is_there_is_the_one_that_counts() -> None:
    """What comes too late is closed."""
    state = after(ALONE, ChooseRendition(None), state=playing())
    assert told(PlayChanged(2, SOUND_ALONE), state=state) == (state, [ClosePlay(2)])


def test_what_can_not_be_had_is_said_and_nothing_changes() -> None:
    """In either direction."""
    state = after(ALONE, PlayUnchanged(2, "It is gone."), state=playing())
    assert (state.shown.rendition_chosen, state.shown.message) == (None, "It is gone.")
    assert state.opened == playing().opened

    state = after(ALONE, PlayChanged(2, SOUND_ALONE), state=playing())
    state = after(ChooseRendition(None), PlayUnchanged(3, "It is gone."), state=state)
    assert (state.shown.rendition_chosen, state.shown.message) == ("Audio only", "It is gone.")
