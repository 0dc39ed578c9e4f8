"""How a session ends, what it tells of itself, and within which bounds; as values."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.errors import WayOn
from app.player.abr.controller import Limits
from app.player.engine.api import Phase
from app.player.fetch.playback_status import PlaybackStatus, Tally
from app.player.session.effects import (
    ChangeSpeed,
    ClosePlay,
    Effect,
    EndAll,
    MuteEngine,
    NoteNetwork,
    SelectSubtitles,
    StopEngine,
    TellPlay,
    TurnVolume,
)
from app.player.session.events import (
    ChooseSound,
    ChooseSubtitle,
    EndSession,
    EngineReported,
    Event,
    OpenUrl,
    PlayerTicked,
    PlayLoaded,
    PlayMade,
    SessionBroke,
    SetLimits,
    SetMuted,
    SetPaused,
    SetSpeed,
    SetVolume,
    SetWindowPixels,
    Withdraw,
)
from app.player.session.opening import LADDER_POLL_SECONDS
from app.player.session.reading import Offer, Reading
from app.player.session.state import SessionState
from app.player.session.watching import TICK_SECONDS, is_due
from tests.app.player.session.states import (
    PLAYING,
    after,
    opening,
    playing,
    told,
)


def test_the_end_closes_everything_and_orders_nothing_more() -> None:
    """Whatever still comes in."""
    state, effects = told(EndSession(), state=playing())
    assert effects[-1] == EndAll()
    assert told(opening(), SetPaused(True), EndSession(), state=state) == (state, [])


def test_a_film_that_is_taken_away_ends_at_once() -> None:
    """Another one plays on."""
    state, effects = told(Withdraw("film", "It is gone."), state=playing())
    assert effects == [NoteNetwork(1), ClosePlay(1), StopEngine()]
    shown = state.shown
    assert (shown.phase, shown.error) == (Phase.FAILED, "It is gone.")
    assert shown.way_on is WayOn.NONE
    assert told(Withdraw("other", "It is gone."), state=playing()) == (playing(), [])


@pytest.mark.parametrize("state", [SessionState(), playing()], ids=["idle", "playing"])
def test_a_bug_is_owned_up_to(state: SessionState) -> None:
    """The viewer is told what to do."""
    shown = after(SessionBroke(), state=state).shown
    assert shown.phase is Phase.FAILED
    assert "again" in (shown.error or "")


def test_it_is_looked_at_every_tenth_of_a_second() -> None:
    """And when the first frame is there; not where nothing is open, or all has failed."""
    state = playing()
    assert [is_due(state, now) for now in (2.05, 2.0 + TICK_SECONDS, 9.0)] == [False, True, True]
    loading = after(opening(), PlayMade(1, 0.0, True), PlayerTicked(2.0, Reading()))
    assert not is_due(loading, 2.05)
    assert is_due(after(EngineReported(PLAYING, 2.05), state=loading), 2.05)
    assert not is_due(SessionState(), 9.0)
    assert not is_due(after(SessionBroke(), state=state), 9.0)


@pytest.mark.parametrize(
    ("gateway", "shown"), [(4.9, 20.0), (5.0, 20.0), (15.0, 20.0), (60.0, 60.0)]
)
def test_what_is_buffered_goes_on_in_the_gateway(gateway: float, shown: float) -> None:
    """If that joins what mpv has; it is never less than the place."""
    state = after(PlayerTicked(3.0, Reading(buffered_until=gateway)), state=playing())
    assert state.shown.buffered_seconds == shown
    bare = playing(report=replace(PLAYING, cached_until=0.0))
    for until, expected in ((4.9, 5.0), (5.0, 5.0), (60.0, 60.0)):
        state = after(PlayerTicked(3.0, Reading(buffered_until=until)), state=bare)
        assert state.shown.buffered_seconds == expected


def test_a_url_has_no_ladder_to_wait_for() -> None:
    """Only a video of the catalogue gets one, and only if it has none."""
    plain = after(
        OpenUrl("http://here/film.mp4", 0.0, 0.0),
        PlayMade(1, 0.0, False),
        PlayLoaded(1, Offer(), 1.0),
    )
    assert plain.ladder_due_at is None
    assert playing().ladder_due_at is None
    assert playing(segmented=False).ladder_due_at == 1.0 + LADDER_POLL_SECONDS


def test_what_ends_near_its_end_has_ended() -> None:
    """Two seconds are within what durations are off by."""
    for place, phase in ((87.9, Phase.BUFFERING), (88.0, Phase.ENDED)):
        report = replace(PLAYING, ended=True, position_seconds=place)
        assert playing(report=report).shown.phase is phase
    unknown = replace(PLAYING, ended=True, duration_seconds=None)
    assert playing(report=unknown).shown.phase is Phase.ENDED


@pytest.mark.parametrize(
    ("tally", "starved", "message"),
    [
        (Tally(trouble="It is slow."), False, "It is slow."),
        (Tally(trouble="It is slow."), True, "It is slow. Trying again…"),
        (Tally(awaits=True), True, "The server is still making this part."),
        (Tally(awaits=True), False, ""),
        (Tally(), True, ""),
    ],
)
def test_a_line_says_what_is_waited_for(tally: Tally, starved: bool, message: str) -> None:
    """While the picture stands still; trouble is told before."""
    state = playing(report=replace(PLAYING, starved=starved))
    assert after(PlayerTicked(3.0, Reading(tally)), state=state).shown.message == message


@pytest.mark.parametrize(
    ("change", "phase"),
    [
        ({}, Phase.PLAYING),
        ({"paused": True}, Phase.PAUSED),
        ({"starved": True, "paused": True}, Phase.BUFFERING),
        ({"first_frame": False}, Phase.LOADING),
    ],
)
def test_a_phase_is_what_a_viewer_would_call_it(change: dict[str, bool], phase: Phase) -> None:
    """Standing still comes before being paused."""
    assert playing(report=replace(PLAYING, **change)).shown.phase is phase  # type: ignore[arg-type]


def test_fetching_is_told_where_playing_is() -> None:
    """Once something plays or is sought."""
    report = replace(PLAYING, cached_seconds=15.0)
    _, effects = told(PlayerTicked(3.0, Reading()), state=playing(report=report))
    assert effects == [TellPlay(1, PlaybackStatus(5.0, 15.0, waiting=False))]
    starved = playing(report=replace(report, starved=True))
    assert told(PlayerTicked(3.0, Reading()), state=starved)[1] == [
        TellPlay(1, PlaybackStatus(5.0, 15.0, waiting=True))
    ]
    loading = after(opening(), PlayMade(1, 3.0, True))
    assert told(PlayerTicked(3.0, Reading()), state=loading)[1] == []


def test_mpvs_own_failure_is_shown() -> None:
    """With the sentence of fetching, which knows more, where there is one."""
    state = playing(report=replace(PLAYING, failure="Broken file."))
    assert (state.shown.phase, state.shown.error) == (Phase.FAILED, "Broken file.")
    gone = Reading(Tally(error="Can't reach it."))
    opened = after(opening(), PlayMade(1, 3.0, True), PlayerTicked(3.0, gone))
    assert (opened.shown.phase, opened.shown.error) == (Phase.FAILED, "Can't reach it.")


@pytest.mark.parametrize(
    ("event", "effect"),
    [
        (SetVolume(40.0), TurnVolume(40.0)),
        (SetVolume(201.0), TurnVolume(200.0)),
        (SetVolume(-1.0), TurnVolume(0.0)),
        (SetMuted(True), MuteEngine(True)),
        (SetSpeed(1.5), ChangeSpeed(1.5)),
        (SetSpeed(0.1), ChangeSpeed(0.25)),
        (SetSpeed(9.0), ChangeSpeed(4.0)),
    ],
)
def test_the_engine_is_asked_within_its_bounds(event: Event, effect: Effect) -> None:
    """The sound that was chosen is shown at once."""
    state, effects = told(event, state=playing())
    assert effects == [effect]
    if isinstance(event, ChooseSound):
        assert state.shown.sound_now == 1


def test_the_last_subtitle_is_one_of_them() -> None:
    """There is none after it."""
    assert told(ChooseSubtitle(1), state=playing())[1] == [SelectSubtitles(None, None)]
    assert told(ChooseSubtitle(0), state=SessionState())[1] == [SelectSubtitles(None, None)]
    assert playing().shown.sound_now is None


def test_limits_are_kept_apart() -> None:
    """A cap of the user's does not forget the window."""
    state = after(SetWindowPixels(320, 180), SetLimits(720, 2e6))
    assert state.limits == Limits(720, (320, 180), 2e6)
