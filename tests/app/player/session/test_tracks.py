"""Subtitles and sounds of a session, as values."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.player.engine.adjustments import PictureSettings, SoundSettings, SubtitleSettings
from app.player.engine.api import EngineTrack, Loop, Track
from app.player.session.effects import (
    AdjustEngine,
    HearSound,
    LoadSubtitleFile,
    PauseEngine,
    SeekSubtitleEngine,
    SelectSound,
    SelectSubtitles,
    ServeSubtitle,
    ShowSubtitle,
    StepEngine,
)
from app.player.session.events import (
    AddSubtitleFile,
    Adjust,
    ChooseSound,
    ChooseSubtitle,
    EngineReported,
    OpenPath,
    PlayerTicked,
    SeekSubtitle,
    SeekTo,
    SetLoop,
    SetVolume,
    StepFrame,
    SubtitleFailed,
    SubtitleFileAdded,
    SubtitleServed,
    SubtitleShown,
)
from app.player.session.reading import Reading
from app.player.session.state import SessionState
from app.player.session.tracks import line_start
from tests.app.player.session.states import LADDER, PLAYING, after, playing, told

FOUND = replace(
    PLAYING,
    subtitles=(EngineTrack(1, "", "deu"), EngineTrack(2, "", "eng")),
    subtitle=1,
    sounds=(EngineTrack(1, "", "deu", channels=2), EngineTrack(2, "", "eng", channels=6)),
    sound=1,
    frame_rate=25.0,
)
LOOKED = PlayerTicked(1.0, Reading())


def local() -> SessionState:
    return after(OpenPath(Path("/film.mkv"), 0.0), EngineReported(FOUND, 0.5), LOOKED)


def test_a_file_shows_what_is_its_own_default() -> None:
    """Until somebody chooses."""
    shown = local().shown
    assert [track.language for track in shown.subtitles] == ["deu", "eng"]
    assert (shown.subtitle_now, shown.sound_now) == (0, 0)
    assert shown.sounds[1].channels == 6
    state, effects = told(ChooseSubtitle(None), LOOKED, state=local())
    assert effects == [SelectSubtitles(None, None)]
    assert state.shown.subtitle_now is None


def test_two_are_shown_at_once() -> None:
    """Each is chosen by itself."""
    state, effects = told(ChooseSubtitle(1), ChooseSubtitle(0, second=True), state=local())
    assert effects[-1] == SelectSubtitles(2, 1)
    assert (state.shown.subtitle_now, state.shown.second_subtitle) == (1, 0)


def test_the_servers_come_before_the_films_own() -> None:
    """What was fetched is known by the engine's id, and is not listed twice."""
    state = after(EngineReported(FOUND, 0.5), LOOKED, state=playing())
    assert [track.label or track.language for track in state.shown.subtitles] == [
        *("English", "deu", "eng")
    ]
    assert told(ChooseSubtitle(2), state=state)[1] == [SelectSubtitles(2, None)]
    served = SubtitleServed(1, 0, "http://here", (1.0, 6.0))
    state, effects = told(ChooseSubtitle(0), served, state=state)
    assert effects == [
        *(SelectSubtitles(None, None), ServeSubtitle(1, 0), ShowSubtitle(1, 0, "http://here")),
    ]
    three = replace(FOUND, subtitles=(*FOUND.subtitles, EngineTrack(3, "subtitle0.vtt")))
    state, effects = told(SubtitleShown(1, 0, 3), EngineReported(three, 2.0), LOOKED, state=state)
    assert SelectSubtitles(3, None) in effects
    assert len(state.shown.subtitles) == 3
    assert state.shown.subtitle_now == 0
    assert told(ChooseSubtitle(0), state=state)[1] == [SelectSubtitles(3, None)]


def test_a_file_that_is_given_is_shown_at_once() -> None:
    """The engine lists it a moment later."""
    added = SubtitleFileAdded(1, 3, "more.srt")
    state, effects = told(AddSubtitleFile(Path("/more.srt")), added, state=local())
    assert effects == [LoadSubtitleFile(1, Path("/more.srt")), SelectSubtitles(3, None)]
    assert state.shown.subtitles[2] == Track("more.srt")
    assert state.shown.subtitle_now == 2


def test_what_failed_is_said_long_enough_to_be_read() -> None:
    """And then no more; another choice takes it back at once."""
    failed = after(LOOKED, SubtitleFailed(1, "No."), state=local())
    soon, later = PlayerTicked(2.0, Reading()), PlayerTicked(9.0, Reading())
    assert after(soon, state=failed).shown.message == "No."
    assert after(later, state=failed).shown.message == ""
    assert after(ChooseSubtitle(1), soon, state=failed).shown.message == ""


def test_nothing_is_given_to_nobody() -> None:
    """Before a film is opened, or after it was left."""
    assert told(AddSubtitleFile(Path("/more.srt")), state=SessionState())[1] == []
    late = SubtitleFileAdded(7, 3, "more.srt")
    assert told(late, state=local()) == (local(), [])


def test_a_sound_apart_is_fetched_from_where_one_is() -> None:
    """mpv would read all of it up to there, so it seeks, once it has the sound."""
    sounds = (Track("English", "en"), Track("Deutsch", "de"))
    state = playing()
    assert state.play is not None
    offer = replace(LADDER, sounds=sounds)
    state = replace(state, opened=replace(state.play, offer=offer))
    state, effects = told(ChooseSound(1), state=state)
    assert effects == [HearSound(1, 1, state.place), SelectSound(2)]
    assert (state.shown.sound_now, state.seeks.goal) == (1, state.place)


def test_the_engines_sounds_are_chosen_by_its_ids() -> None:
    """One that is not there is not asked for."""
    assert told(ChooseSound(1), state=local())[1] == [SelectSound(2)]
    assert told(ChooseSound(2), state=local())[1] == []


@pytest.mark.parametrize(
    ("seconds", "lines", "start"),
    [(0.0, 1, 1.0), (1.0, 1, 6.0), (7.0, -1, 6.0), (6.2, -1, 1.0), (7.0, 1, None), (0.5, -1, None)],
)
def test_a_line_is_found(seconds: float, lines: int, start: float | None) -> None:
    """The one that runs comes first on the way back, unless it has just begun."""
    assert line_start((1.0, 6.0), seconds, lines) == start


def test_lines_are_sought_by_who_can() -> None:
    """In segments by a seek of ours, which the gateway knows of; in a file by the engine."""
    served = SubtitleServed(1, 0, "http://here", (1.0, 6.0))
    state = after(ChooseSubtitle(0), served, SeekSubtitle(1), state=playing())
    assert state.seeks.goal == 6.0
    assert told(SeekSubtitle(1), state=local())[1] == [SeekSubtitleEngine(1)]
    assert told(SeekSubtitle(1), state=SessionState())[1] == []


def test_frames_are_stepped_through_paused() -> None:
    """On by the engine, back by a seek."""
    state, effects = told(StepFrame(forward=True), state=local())
    assert (state.paused, effects) == (True, [PauseEngine(True), StepEngine()])
    state, effects = told(StepFrame(forward=False), state=local())
    assert state.seeks.goal == pytest.approx(5.0 - 1 / 25)
    assert effects == [PauseEngine(True)]
    assert told(StepFrame(forward=True), state=SessionState())[1] == []


def test_a_loop_leads_back_to_its_start() -> None:
    """When its end is reached, or the film's; a seek out of it ends it."""
    state = after(SetLoop(Loop(2.0, 4.0)), LOOKED, state=local())
    assert state.seeks.goal == 2.0
    inside = after(SetLoop(Loop(2.0, 8.0)), LOOKED, state=local())
    assert inside.seeks.goal is None
    assert after(SeekTo(3.0), state=inside).shown.loop == Loop(2.0, 8.0)
    assert after(SeekTo(8.0), state=inside).shown.loop is None


@pytest.mark.parametrize(
    "adjustment",
    [PictureSettings(zoom=2.0), SoundSettings(0.1), SubtitleSettings(scale=2.0)],
)
def test_an_adjustment_is_shown_and_lasts(adjustment: PictureSettings) -> None:
    """Also into the next film."""
    state, effects = told(Adjust(adjustment), state=local())
    assert effects == [AdjustEngine(adjustment)]
    state = after(OpenPath(Path("/next.mkv"), 2.0), state=state)
    assert adjustment in (state.shown.picture, state.shown.sound, state.shown.look)


def test_of_two_presses_the_second_goes_on_from_the_first() -> None:
    """The volume is shown before the engine has said it."""
    assert after(SetVolume(40.0), LOOKED, state=local()).shown.volume == 40.0
