"""What a session decides, as values: events in, effects out, without a thread or a wait."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from app.player.abr.controller import Limits
from app.player.engine.api import Phase, PlayerState
from app.player.fetch.playback_status import PlaybackStatus, Tally, Wishes
from app.player.session.effects import (
    ClosePlay,
    FindLadder,
    FixRung,
    LoadVideo,
    NoteNetwork,
    OpenLocalFile,
    OpenPlay,
    PauseEngine,
    PrepareSeek,
    SeekBegun,
    SeekEngine,
    SelectSubtitles,
    ServeSubtitle,
    ShowSubtitle,
    StopEngine,
    TellLeft,
    TellPlay,
    TellState,
    WatchPlay,
    WishOfPlay,
)
from app.player.session.events import (
    ChooseRendition,
    ChooseSubtitle,
    EndSession,
    EngineReported,
    LadderFound,
    LadderMissing,
    OpenPath,
    OtherRungGiven,
    PlayerTicked,
    PlayFailed,
    PlayLoaded,
    PlayMade,
    SeekDue,
    SeekTo,
    SetPaused,
    SetWindowPixels,
    StopPlayback,
    SubtitleFailed,
    SubtitleServed,
    SubtitleShown,
    TogglePaused,
)
from app.player.session.opening import LADDER_POLL_SECONDS
from app.player.session.reading import Offer, Reading
from app.player.session.step import step
from app.player.session.watching import MOST_RECOVERIES
from tests.app.player.session.states import (
    LADDER,
    PLAYING,
    after,
    only,
    opening,
    playing,
    told,
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
    assert effects == [SelectSubtitles(None, None), ServeSubtitle(1, 0)]
    served = SubtitleServed(1, 0, "http://here")
    assert told(served, state=state)[1] == [ShowSubtitle(1, 0, "http://here")]
    assert after(SubtitleShown(1, 0, 1), state=state).shown.subtitle_now == 0
    assert told(ChooseSubtitle(None), served, state=state)[1] == [SelectSubtitles(None, None)]
    assert told(ChooseSubtitle(7), state=state)[1] == [SelectSubtitles(None, None)]
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
