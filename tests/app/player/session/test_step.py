"""What a session decides, as values: events in, effects out, without a thread or a wait."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from app.player.abr.controller import Limits, Rung
from app.player.engine.api import Phase, PlayerState, Rendition, Report, Track
from app.player.fetch.playback_status import PlaybackStatus, Tally, Wishes
from app.player.session.effects import (
    ChangeSpeed,
    ClosePlay,
    Effect,
    EndAll,
    FindLadder,
    FixRung,
    HideSubtitles,
    LoadVideo,
    MuteEngine,
    NoteNetwork,
    OpenLocalFile,
    OpenPlay,
    PauseEngine,
    PrepareSeek,
    SeekBegun,
    SeekEngine,
    SelectSound,
    ServeSubtitle,
    ShowSubtitle,
    StopEngine,
    TellLeft,
    TellPlay,
    TellState,
    TurnVolume,
    WatchPlay,
    WishOfPlay,
)
from app.player.session.events import (
    ChooseRendition,
    ChooseSound,
    ChooseSubtitle,
    EndSession,
    EngineReported,
    Event,
    LadderFound,
    LadderMissing,
    OpenPath,
    OpenUrl,
    OpenVideo,
    OtherRungGiven,
    PlayerTicked,
    PlayFailed,
    PlayLoaded,
    PlayMade,
    SeekDue,
    SeekTo,
    SessionBroke,
    SetLimits,
    SetMuted,
    SetPaused,
    SetSpeed,
    SetVolume,
    SetWindowPixels,
    StopPlayback,
    SubtitleFailed,
    SubtitleServed,
    SubtitleShown,
    TogglePaused,
    Withdraw,
)
from app.player.session.opening import LADDER_POLL_SECONDS
from app.player.session.reading import Offer, Reading
from app.player.session.state import SessionState
from app.player.session.step import step
from app.player.session.watching import MOST_RECOVERIES, TICK_SECONDS, is_due

HEIGHTS = (180, 360, 720)
LADDER = Offer(
    tuple(Rendition(f"{h}p", h * 1e3, h * 16 // 9, h) for h in HEIGHTS),
    tuple(Rung(f"{h}p", h * 16 // 9, h, h * 1e3, h * 1e3, h * 2e3) for h in HEIGHTS),
    (Track("English", "en"),),
)
PLAYING = Report(
    medium=1,
    loaded=True,
    first_frame=True,
    paused=False,
    position_seconds=5.0,
    duration_seconds=90.0,
    cached_until=20.0,
    width=640,
)


def after(*events: Event, state: SessionState | None = None) -> SessionState:
    return told(*events, state=state)[0]


def told(*events: Event, state: SessionState | None = None) -> tuple[SessionState, list[Effect]]:
    """The state after all, and what was ordered of others than the window."""
    state, effects = state or SessionState(), list[Effect]()
    for event in events:
        state, more = step(state, event)
        effects += more
    return state, [e for e in effects if not isinstance(e, TellState)]


def only(effects: Iterable[Effect], kind: type[Effect]) -> list[Effect]:
    return [effect for effect in effects if isinstance(effect, kind)]


def opening(at: float = 0.0) -> OpenVideo:
    return OpenVideo("film", None, None, at)


def playing(*, segmented: bool = True, report: Report = PLAYING) -> SessionState:
    offer = LADDER if segmented else Offer()
    return after(
        opening(),
        PlayMade(1, 3.0, segmented),
        PlayLoaded(1, offer, 1.0),
        EngineReported(report, 2.0),
        PlayerTicked(2.0, Reading()),
    )


def test_a_click_has_the_play_made_and_mpv_open_it() -> None:
    """From the click over the playlists to the first frame."""
    state, effects = told(opening(), PlayMade(1, 3.0, segmented=True), PlayLoaded(1, LADDER, 1.0))

    assert effects == [
        StopEngine(),
        LoadVideo(1, "film", None, None),
        OpenPlay(1, 3.0, paused=False),
        WishOfPlay(1, Wishes(None, 2)),
        WatchPlay(1),
    ]
    assert (state.shown.phase, state.shown.position_seconds) == (Phase.LOADING, 3.0)
    state = after(
        EngineReported(PLAYING, 2.5), PlayerTicked(2.5, Reading(rendition="360p")), state=state
    )
    assert (state.shown.phase, state.shown.rendition_now) == (Phase.PLAYING, "360p")
    assert state.shown.statistics.startup_seconds == 2.5


def test_the_window_hears_of_a_change_and_of_nothing_else() -> None:
    """The same again says nothing."""
    state = playing()
    tick = PlayerTicked(3.0, Reading())
    state, _ = step(state, tick)
    assert not only(step(state, replace(tick, at=3.0))[1], TellState)
    moved = after(EngineReported(replace(PLAYING, position_seconds=6.0), 3.1), state=state)
    changed, effects = step(moved, replace(tick, at=3.2))
    assert only(effects, TellState) == [TellState(changed.shown)]


def test_a_play_that_comes_too_late_is_closed() -> None:
    """The viewer has opened another film, stopped, or gone."""
    late = PlayMade(1, 0.0, segmented=True)
    for event in (opening(), StopPlayback(), EndSession()):
        state, effects = told(late, state=after(opening(), event))
        assert effects == [ClosePlay(1)]
        assert state == after(opening(), event)


def test_leaving_tells_once_what_it_was_like() -> None:
    """And notes what the network was like, before the play is closed."""
    state = playing()
    after_it, effects = told(StopPlayback(), StopPlayback(), state=state)
    assert effects == [TellLeft(state.shown), NoteNetwork(1), ClosePlay(1), *[StopEngine()] * 2]
    assert after_it.shown == PlayerState()


def test_volume_mute_and_speed_last() -> None:
    """Everything else begins anew with the next film."""
    loud = replace(PLAYING, volume=40.0, muted=True, speed=1.5)
    state = after(opening(), state=playing(report=loud))
    assert state.shown == PlayerState(
        phase=Phase.LOADING, video_id="film", volume=40.0, muted=True, speed=1.5
    )
    made = after(PlayMade(2, 0.0, True), PlayerTicked(9.0, Reading()), state=state)
    assert (made.shown.volume, made.shown.muted, made.shown.speed) == (40.0, True, 1.5)


def test_a_failure_is_a_sentence_and_closes_the_play() -> None:
    """Whether it failed in the making or in loading; told as left only when it is left."""
    for events, closed in [([], []), ([PlayMade(1, 0.0, True)], [NoteNetwork(1), ClosePlay(1)])]:
        before = after(opening(), *events)
        state, effects = told(PlayFailed(1, "Can't reach it."), state=before)
        assert effects == [*closed, StopEngine()]
        assert (state.shown.phase, state.shown.error) == (Phase.FAILED, "Can't reach it.")
        assert told(StopPlayback(), state=state)[1] == [TellLeft(state.shown), StopEngine()]


def test_pausing_while_it_opens_holds() -> None:
    """mpv is given the film paused."""
    _, effects = told(opening(), SetPaused(True), PlayMade(1, 0.0, True))
    assert effects[-2:] == [PauseEngine(True), OpenPlay(1, 0.0, paused=True)]


def test_play_starts_what_has_ended_again() -> None:
    """Whichever button was pressed."""
    over = playing(report=replace(PLAYING, ended=True, position_seconds=90.0))
    assert over.shown.phase is Phase.ENDED
    for event in (TogglePaused(), SetPaused(False)):
        _, effects = told(event, SeekDue(3.0, at_hand=True), state=over)
        assert effects[0] == PauseEngine(False)
        assert SeekEngine(0.0, drop_cache=False) in effects


def test_toggle_is_told_by_what_was_asked_last() -> None:
    """Not by the report, which may be late."""
    _, effects = told(TogglePaused(), TogglePaused(), state=playing())
    assert effects == [PauseEngine(True), PauseEngine(False)]


def test_a_seek_stays_within_the_film() -> None:
    """The end, and the beginning."""
    assert after(SeekTo(100.0), state=playing()).seeks.goal == 90.0
    assert after(SeekTo(-1.0), state=playing()).seeks.goal == 0.0


def test_there_is_nothing_to_seek_in_where_nothing_is_open() -> None:
    """But a film that only opens takes a seek along."""
    assert after(SeekTo(5.0)).seeks.goal is None
    assert after(opening(), SeekTo(5.0), PlayMade(1, 0.0, True)).seeks.goal == 5.0


def test_a_seek_outside_mpvs_cache_is_prepared() -> None:
    """The gateway hears first; the place is shown at once."""
    due = SeekDue(3.0, at_hand=False)
    state, effects = told(SeekTo(50.0), due, PlayerTicked(3.0, Reading()), state=playing())
    assert effects[:2] == [PrepareSeek(1, 50.0), SeekEngine(50.0, drop_cache=True)]
    assert (state.shown.phase, state.shown.position_seconds) == (Phase.BUFFERING, 50.0)
    assert effects[2:] == [TellPlay(1, PlaybackStatus(50.0, 0.0, waiting=True))]
    begun = EngineReported(replace(PLAYING, seeks=1), 3.1)
    assert told(begun, state=state)[1] == [SeekBegun(1)]


def test_a_file_has_no_gateway_to_prepare(tmp_path: Path) -> None:
    """mpv reads it by itself."""
    path = tmp_path / "film.mkv"
    report = replace(PLAYING, seeks=1)
    opened = after(OpenPath(path, 0.0), EngineReported(PLAYING, 1.0), SeekTo(50.0))
    _, effects = told(
        SeekDue(3.0, at_hand=True),
        EngineReported(report, 3.1),
        state=opened,
    )
    assert effects == [SeekEngine(50.0, drop_cache=False)]
    _, effects = told(OpenPath(path, 0.0))
    assert effects == [StopEngine(), OpenLocalFile(1, path)]


def test_an_earlier_mediums_report_is_not_heard() -> None:
    """Even if the same file is opened again."""
    path = Path("/films/film.mkv")
    again = after(OpenPath(path, 0.0), EngineReported(PLAYING, 1.0), OpenPath(path, 2.0))
    assert after(EngineReported(PLAYING, 2.1), state=again) == again


def test_a_chosen_rung_is_asked_for_afresh_where_mpv_has_another() -> None:
    """At the goal, if a seek is under way."""
    state, effects = told(ChooseRendition("360p"), state=playing())
    assert effects == [FixRung(1, Wishes(1, 2), 5.0)]
    assert state.shown.rendition_chosen == "360p"
    state, effects = told(SeekTo(7.0), OtherRungGiven(1), SeekDue(3.0, at_hand=True), state=state)
    assert effects[-1] == SeekEngine(7.0, drop_cache=True)
    assert told(ChooseRendition(None), state=state)[1] == [WishOfPlay(1, Wishes(None, 2))]


def test_a_file_and_an_unknown_name_leave_no_rung_chosen() -> None:
    """There is nothing to choose from."""
    assert told(ChooseRendition("360p"), state=playing(segmented=False))[1] == []
    state, effects = told(ChooseRendition("4320p"), state=playing())
    assert (state.shown.rendition_chosen, effects) == (None, [WishOfPlay(1, Wishes(None, 2))])


def test_limits_hold_for_films_to_come() -> None:
    """The window was measured before."""
    state = after(SetWindowPixels(320, 180))
    assert state.limits == Limits(window=(320, 180))
    _, effects = told(opening(), PlayMade(1, 0.0, True), PlayLoaded(1, LADDER, 0.0), state=state)
    assert WishOfPlay(1, Wishes(None, 0)) in effects
    assert told(SetWindowPixels(1280, 720), state=playing())[1] == [WishOfPlay(1, Wishes(None, 2))]


def test_only_the_subtitle_chosen_last_is_shown() -> None:
    """What was fetched meanwhile is not."""
    state, effects = told(ChooseSubtitle(0), state=playing())
    assert effects == [HideSubtitles(), ServeSubtitle(1, 0)]
    served = SubtitleServed(1, 0, "http://here")
    assert told(served, state=state)[1] == [ShowSubtitle(1, 0, "http://here")]
    assert after(SubtitleShown(1, 0), state=state).shown.subtitle_now == 0
    assert told(ChooseSubtitle(None), served, state=state)[1] == [HideSubtitles()]
    assert told(ChooseSubtitle(7), state=state)[1] == [HideSubtitles()]
    assert after(SubtitleFailed(1, "No."), state=state).shown.message == "No."
    assert after(SubtitleFailed(2, "No."), state=state) == state


def test_a_stream_that_breaks_off_goes_on() -> None:
    """mpv calls it the end; but not for ever."""
    broken = replace(PLAYING, ended=True)
    state = playing()
    for turn in range(MOST_RECOVERIES):
        at = 10.0 + turn
        state = after(
            EngineReported(replace(broken, seeks=turn, arrivals=turn), at),
            PlayerTicked(at, Reading()),
            state=state,
        )
        assert (state.shown.phase, state.seeks.goal) == (Phase.BUFFERING, 5.0)
        state = after(SeekDue(at, at_hand=True), state=state)
        arrived = replace(broken, seeks=turn + 1, arrivals=turn + 1)
        state = after(EngineReported(arrived, at), state=state)
    state = after(PlayerTicked(30.0, Reading()), state=state)
    assert state.shown.phase is Phase.ENDED


def test_what_was_given_up_fails_when_all_that_was_there_is_played() -> None:
    """Not before."""
    gone = Reading(Tally(error="Can't reach it."))
    state = after(PlayerTicked(3.0, gone), state=playing())
    assert state.shown.phase is Phase.PLAYING
    starved = EngineReported(replace(PLAYING, starved=True), 3.1)
    state = after(starved, PlayerTicked(3.2, gone), state=state)
    assert (state.shown.phase, state.shown.error) == (Phase.FAILED, "Can't reach it.")


def test_what_was_given_up_fails_a_seek_beyond_what_is_there() -> None:
    """mpv would wait for it for ever; where it has the bytes itself, it goes."""
    gone = PlayerTicked(3.0, Reading(Tally(error="Can't reach it.")))
    assert after(SeekTo(50.0), gone, state=playing()).shown.phase is Phase.FAILED
    assert after(SeekTo(7.0), gone, state=playing()).shown.phase is Phase.BUFFERING


def test_the_ladder_takes_over_where_the_file_is() -> None:
    """It is asked for from time to time, and the start is not measured again."""
    state = playing(segmented=False)
    now = 1.0 + LADDER_POLL_SECONDS
    state, effects = told(PlayerTicked(now, Reading()), state=state)
    assert effects == [FindLadder(2, "film", 5.0)]
    state, effects = told(
        LadderMissing(2, now), PlayerTicked(now + LADDER_POLL_SECONDS, Reading()), state=state
    )
    assert effects == [FindLadder(3, "film", 5.0)]
    state, effects = told(LadderFound(3, LADDER), state=state)
    assert effects == [
        OpenPlay(3, 5.0, paused=False),
        WishOfPlay(3, Wishes(None, 2)),
        WatchPlay(3),
        ClosePlay(1),
    ]
    first = EngineReported(replace(PLAYING, medium=3), 60.0)
    shown = after(first, PlayerTicked(60.0, Reading()), state=state).shown
    assert shown.statistics.startup_seconds == 2.0
    assert shown.renditions == LADDER.renditions


def test_a_ladder_that_comes_too_late_is_closed() -> None:
    """The film was left."""
    state = after(PlayerTicked(9.0, Reading()), StopPlayback(), state=playing(segmented=False))
    assert told(LadderFound(2, LADDER), state=state) == (state, [ClosePlay(2)])


def test_another_films_ladder_is_not_taken() -> None:
    """Even if that film plays as one file too."""
    searching = after(PlayerTicked(9.0, Reading()), state=playing(segmented=False))
    other = after(opening(), PlayMade(3, 0.0, False), PlayLoaded(3, Offer(), 9.0), state=searching)
    assert told(LadderFound(2, LADDER), state=other) == (other, [ClosePlay(2)])


def test_the_end_closes_everything_and_orders_nothing_more() -> None:
    """Whatever still comes in."""
    state, effects = told(EndSession(), state=playing())
    assert effects[-1] == EndAll()
    assert told(opening(), SetPaused(True), EndSession(), state=state) == (state, [])


def test_a_film_that_is_taken_away_ends_at_once() -> None:
    """Another one plays on."""
    state, effects = told(Withdraw("film", "It is gone."), state=playing())
    assert effects == [NoteNetwork(1), ClosePlay(1), StopEngine()]
    assert (state.shown.phase, state.shown.error) == (Phase.FAILED, "It is gone.")
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
        (SetVolume(101.0), TurnVolume(100.0)),
        (SetVolume(-1.0), TurnVolume(0.0)),
        (SetMuted(True), MuteEngine(True)),
        (SetSpeed(1.5), ChangeSpeed(1.5)),
        (SetSpeed(0.1), ChangeSpeed(0.25)),
        (SetSpeed(9.0), ChangeSpeed(4.0)),
        (ChooseSound(1), SelectSound(1)),
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
    assert told(ChooseSubtitle(1), state=playing())[1] == [HideSubtitles()]
    assert told(ChooseSubtitle(0), state=SessionState())[1] == [HideSubtitles()]
    assert playing().shown.sound_now is None


def test_limits_are_kept_apart() -> None:
    """A cap of the user's does not forget the window."""
    state = after(SetWindowPixels(320, 180), SetLimits(720, 2e6))
    assert state.limits == Limits(720, (320, 180), 2e6)
