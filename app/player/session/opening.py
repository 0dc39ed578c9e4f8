"""From the click to the picture, and what becomes of answers that come too late."""

from __future__ import annotations

from dataclasses import replace

from app.errors import WayOn
from app.player.engine.api import Clip, Phase, Report
from app.player.engine.seeks import Seeks
from app.player.session.effects import (
    CancelLoads,
    ClosePlay,
    Effect,
    EndAll,
    FindLadder,
    FindOriginal,
    LoadUrl,
    LoadVideo,
    NoteNetwork,
    OpenLocalFile,
    OpenPlay,
    StopEngine,
    TellLeft,
    WatchPlay,
    WishOfPlay,
)
from app.player.session.events import (
    LadderFound,
    LadderMissing,
    OpenPath,
    OpenUrl,
    OpenVideo,
    OriginalFound,
    OriginalMissing,
    PlayChanged,
    PlayFailed,
    PlayLoaded,
    PlayMade,
    PlayUnchanged,
    Withdraw,
)
from app.player.session.qoe import Qoe
from app.player.session.reading import Offer
from app.player.session.state import (
    Decision,
    OpenedFile,
    OpenedPlay,
    SessionState,
    reset,
    say,
    wishes_of,
)

LADDER_POLL_SECONDS = 3.0


def open_video(state: SessionState, event: OpenVideo) -> Decision:
    state, effects = begin(state, event.video_id, event.at, event.clip)
    assert state.awaited is not None
    start = event.start_seconds if event.clip is None else event.clip.start_seconds
    load = LoadVideo(state.awaited, event.video_id, event.playback, start)
    return state, (*effects, load)


def open_url(state: SessionState, event: OpenUrl) -> Decision:
    state, effects = begin(state, None, event.at)
    assert state.awaited is not None
    return state, (*effects, LoadUrl(state.awaited, event.url, event.start_seconds))


def open_file(state: SessionState, event: OpenPath) -> Decision:
    state, effects = begin(state, None, event.at)
    assert state.awaited is not None
    opened = OpenedFile(state.awaited)
    report = reset(state.report, opened.number, paused=False)
    shown = replace(state.shown, path=event.path, position_seconds=event.start_seconds)
    state = replace(state, opened=opened, awaited=None, report=report, shown=shown)
    return state, (*effects, OpenLocalFile(opened.number, event.path, event.start_seconds))


def begin(
    state: SessionState, video_id: str | None, at: float, clip: Clip | None = None
) -> Decision:
    """Leave what plays for what will."""
    state, effects = leave(state)
    number = state.last_number + 1
    state = replace(
        state,
        shown=replace(state.shown, phase=Phase.LOADING, video_id=video_id, clip=clip),
        last_number=number,
        awaited=number,
        paused=False,
        recoveries=0,
        qoe=Qoe(opened_at=at, observed_at=at),
    )
    return state, effects


def end(state: SessionState) -> Decision:
    left, effects = leave(state)
    return replace(left, shown=state.shown, closed=True), (*effects, EndAll())


def leave(state: SessionState) -> Decision:
    """Tell what it was like, and close it."""
    shown = state.shown
    told = shown.video_id is not None and shown.phase is not Phase.IDLE
    state, effects = abandon(state)
    return replace(state, shown=shown.lasting), ((TellLeft(shown),) if told else ()) + effects


def abandon(state: SessionState) -> Decision:
    """Close what is open, and wait for nothing."""
    effects: tuple[Effect, ...] = (StopEngine(),)
    if (play := state.play) is not None:
        effects = (NoteNetwork(play.number), ClosePlay(play.number), *effects)
    if state.awaited is not None:
        effects = (CancelLoads(state.awaited), *effects)
    state = replace(
        state,
        opened=None,
        awaited=None,
        ladder_due_at=None,
        report=reset(state.report, 0, paused=Report().paused),
        seeks=Seeks(),
        subtitles_wanted=(None, None),
        has_chosen_subtitles=False,
        has_captions_by_itself=False,
        sidecar_tracks={},
        line_starts={},
        said="",
    )
    return state, effects


def made(state: SessionState, event: PlayMade) -> Decision:
    """Have mpv open it, perhaps while it still loads."""
    if event.number != state.awaited:
        return state, (ClosePlay(event.number),)
    state = replace(
        state,
        shown=replace(state.shown, position_seconds=event.start_seconds),
        opened=OpenedPlay(event.number, event.segmented),
        awaited=None,
        report=reset(state.report, event.number, paused=state.paused),
    )
    return state, (open_play(state, event.number, event.start_seconds),)


def open_play(state: SessionState, number: int, start_seconds: float) -> OpenPlay:
    clip = state.shown.clip
    return OpenPlay(number, start_seconds, state.paused, clip.end_seconds if clip else None)


def loaded(state: SessionState, event: PlayLoaded) -> Decision:
    play = state.play
    if play is None or play.number != event.number:
        return state, ()
    state, effects = take_offer(state, replace(play, offer=event.offer), event.offer)
    if not play.segmented and state.shown.video_id is not None:
        state = replace(state, ladder_due_at=event.at + LADDER_POLL_SECONDS)
    return state, effects


def take_offer(state: SessionState, play: OpenedPlay, offer: Offer) -> Decision:
    """From now on it is watched."""
    shown = replace(
        state.shown,
        renditions=offer.renditions,
        subtitles=offer.subtitles,
        sounds=offer.sounds,
        sound_now=offer.sound if offer.sounds else None,
        title=offer.title or state.shown.title,
        sound_alone=offer.sound_alone,
    )
    state = replace(state, opened=play, shown=shown)
    if not play.segmented:
        return state, ()
    return state, (WishOfPlay(play.number, wishes_of(state, offer)), WatchPlay(play.number))


def failed(state: SessionState, event: PlayFailed) -> Decision:
    loading = state.play is not None and state.play.number == event.number
    if not loading and event.number != state.awaited:
        return state, ()
    if event.number == state.awaited:
        state = replace(state, awaited=None)
    return give_up(state, event.message, event.way_on)


def withdraw(state: SessionState, event: Withdraw) -> Decision:
    """Whatever of it is here already."""
    if state.shown.video_id != event.video_id:
        return state, ()
    return give_up(state, event.message, WayOn.NONE)


def give_up(state: SessionState, why: str, way_on: WayOn) -> Decision:
    state, effects = abandon(state)
    shown = replace(state.shown, phase=Phase.FAILED, has_picture=False, error=why, way_on=way_on)
    return replace(state, shown=shown), effects


def look_for_ladder(state: SessionState, at: float) -> Decision:
    """Ask from time to time whether the video that plays as one file has its rungs by now."""
    video_id, due_at = state.shown.video_id, state.ladder_due_at
    if video_id is None or due_at is None or at < due_at:
        return state, ()
    number = state.last_number + 1
    state = replace(state, last_number=number, awaited=number, ladder_due_at=None)
    return state, (FindLadder(number, video_id, state.report.position_seconds),)


def wait_for_ladder(state: SessionState, event: LadderMissing) -> SessionState:
    if event.number != state.awaited:
        return state
    return replace(state, awaited=None, ladder_due_at=event.at + LADDER_POLL_SECONDS)


def look_for_original(state: SessionState, at: float) -> Decision:
    """The ladder ends here for now: the file that it is made from may be played instead."""
    video_id = state.shown.video_id
    if video_id is None or state.awaited is not None or at < state.original_due_at:
        return state, ()
    number = state.last_number + 1
    state = replace(state, last_number=number, awaited=number)
    return state, (FindOriginal(number, video_id),)


def wait_for_original(state: SessionState, event: OriginalMissing) -> SessionState:
    if event.number != state.awaited:
        return state
    return replace(state, awaited=None, original_due_at=event.at + LADDER_POLL_SECONDS)


def move_to_original(state: SessionState, event: OriginalFound) -> Decision:
    """Until the ladder is there again."""
    state, effects = go_on_in(state, OpenedPlay(event.number, False, event.offer))
    if state.play is not None and state.play.number == event.number:
        state = replace(state, ladder_due_at=event.at + LADDER_POLL_SECONDS)
    return state, effects


def move_over(state: SessionState, event: LadderFound | PlayChanged) -> Decision:
    return go_on_in(state, OpenedPlay(event.number, True, event.offer))


def stay(state: SessionState, event: PlayUnchanged) -> Decision:
    """With what plays, which chooses its quality by itself from now on."""
    play = state.segmented
    if event.number != state.awaited or play is None or (offer := play.offer) is None:
        return state, ()
    name = offer.sound_alone.name if offer.sound_alone and offer.plays_sound_alone else None
    shown = replace(state.shown, rendition_chosen=name)
    state = say(replace(state, shown=shown, awaited=None), event.message)
    return state, (WishOfPlay(play.number, wishes_of(state, offer)),)


def go_on_in(state: SessionState, play: OpenedPlay) -> Decision:
    """From the frame that is shown."""
    old, number, offer = state.play, play.number, play.offer
    if old is None or offer is None or number != state.awaited:
        return state, (ClosePlay(number),)
    goal = state.seeks.goal
    place = state.report.position_seconds if goal is None else goal
    report = reset(state.report, number, paused=state.paused)
    state = replace(state, awaited=None, seeks=Seeks(), report=report, sidecar_tracks={})
    state, effects = take_offer(state, play, offer)
    return state, (open_play(state, number, place), *effects, ClosePlay(old.number))
