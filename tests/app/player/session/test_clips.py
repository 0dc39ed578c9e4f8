"""A part of a film: it begins and ends where it should, and the whole is never far."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from app.player.engine.api import Clip, Phase
from app.player.session.effects import (
    FindLadder,
    LiftEnd,
    LoadVideo,
    OpenPlay,
    PauseEngine,
    SeekEngine,
)
from app.player.session.events import (
    EngineReported,
    LadderFound,
    OpenVideo,
    PlayerTicked,
    PlayLoaded,
    PlayMade,
    PlayWhole,
    SeekDue,
    SeekTo,
    StopPlayback,
    TogglePaused,
)
from app.player.session.reading import Offer, Reading
from app.player.session.state import SessionState
from tests.app.player.conftest import Theatre, frame_at
from tests.app.player.session.states import LADDER, PLAYING, after, told

CLIP = Clip(10.0, 20.0)
OPEN = OpenVideo("film", None, None, 0.0, CLIP)
AT_ITS_END = replace(PLAYING, position_seconds=19.96, ended=True)


def playing(clip: Clip = CLIP, *, segmented: bool = True) -> SessionState:
    return after(
        replace(OPEN, clip=clip),
        PlayMade(1, clip.start_seconds, segmented),
        PlayLoaded(1, LADDER if segmented else Offer(), 1.0),
        EngineReported(replace(PLAYING, position_seconds=12.0), 2.0),
        PlayerTicked(2.0, Reading()),
    )


def over(clip: Clip = CLIP) -> SessionState:
    ended = EngineReported(AT_ITS_END, 9.0)
    return after(ended, PlayerTicked(9.0, Reading()), state=playing(clip))


def test_a_part_is_opened_from_its_start_to_its_end() -> None:
    """Wherever the film was left last time."""
    _, effects = told(OPEN, PlayMade(1, 10.0, segmented=True))
    assert LoadVideo(1, "film", None, 10.0) in effects
    assert effects[-1] == OpenPlay(1, 10.0, paused=False, end_seconds=20.0)


def test_the_next_film_is_whole_again() -> None:
    """A part ends with its film."""
    state = after(StopPlayback(), state=playing())
    assert state.shown.clip is None
    _, effects = told(OpenVideo("other", None, None, 5.0), PlayMade(2, 0.0, True), state=state)
    assert effects[-1] == OpenPlay(2, 0.0, paused=False)


@pytest.mark.parametrize(("to", "goal"), [(0.0, 10.0), (15.0, 15.0), (60.0, 20.0)])
def test_a_seek_stays_within_the_part(to: float, goal: float) -> None:
    """As it stays within a film."""
    assert after(SeekTo(to), state=playing()).seeks.goal == goal


def test_a_part_without_an_end_lasts_to_the_films() -> None:
    """And not beyond."""
    assert after(SeekTo(99.0), state=playing(Clip(10.0))).seeks.goal == 90.0


def test_the_end_of_the_part_is_an_end() -> None:
    """Not a stream that broke off; play begins with the part again."""
    state = over()
    assert (state.shown.phase, state.seeks.goal) == (Phase.ENDED, None)
    _, effects = told(TogglePaused(), SeekDue(9.5, at_hand=True), state=state)
    assert effects[0] == PauseEngine(False)
    assert effects[-1] == SeekEngine(10.0, drop_cache=False)


def test_a_stream_that_breaks_off_in_the_part_goes_on() -> None:
    """Long before its end."""
    broken = EngineReported(replace(PLAYING, position_seconds=13.0, ended=True), 9.0)
    state = after(broken, PlayerTicked(9.0, Reading()), state=playing())
    assert state.seeks.goal == 13.0


def test_it_goes_on_with_the_whole_film() -> None:
    """From where it is: while it plays, and when it is over."""
    state, effects = told(PlayWhole(), state=playing())
    assert (state.shown.clip, effects) == (None, [LiftEnd()])
    state, effects = told(PlayWhole(), SeekDue(9.5, at_hand=True), state=over())
    assert effects[:2] == [LiftEnd(), PauseEngine(False)]
    assert effects[-1] == SeekEngine(19.96, drop_cache=True)
    assert after(SeekTo(60.0), state=state).seeks.goal == 60.0


def test_a_part_that_is_all_one_may_see_stays_a_part() -> None:
    """Its owner shares no more than that."""
    state = playing(replace(CLIP, whole=False))
    assert told(PlayWhole(), state=state) == (state, [])
    assert told(PlayWhole()) == (SessionState(), [])


def test_the_ladder_that_takes_over_ends_with_the_part() -> None:
    """The one file's end was its own."""
    state, effects = told(PlayerTicked(9.0, Reading()), state=playing(segmented=False))
    assert effects == [FindLadder(2, "film", 12.0)]
    _, effects = told(LadderFound(2, LADDER), state=state)
    assert effects[0] == OpenPlay(2, 12.0, paused=False, end_seconds=20.0)


def test_mpv_shows_the_frames_of_the_part_and_no_other(theatre: Theatre) -> None:
    """Exactly from its start up to its end; then, if one likes, the frames behind it."""
    start, end = frame_at(6.2), frame_at(7.4)
    theatre.session.open("film", clip=Clip(6.2, 7.4))
    theatre.wait(lambda state: state.phase is Phase.ENDED)
    theatre.wait(lambda _: theatre.seen(end - 1, within=0))
    seen = numbers(theatre)
    assert (min(seen), max(seen)) == (start, end - 1)

    theatre.session.play_whole()
    theatre.wait(lambda _: max(numbers(theatre)) > end + 10)
    assert max(b - a for a, b in pairwise(numbers(theatre))) == 1


def numbers(theatre: Theatre) -> list[int]:
    """Of the frames shown so far; black reads as 0."""
    return [frame.number for frame in theatre.screen.frames if frame.number]
