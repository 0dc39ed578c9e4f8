"""What follows from what happens to a session. Pure: no clock, no thread, no network."""

from __future__ import annotations

from dataclasses import replace

from app.player.session import controls, opening, tracks, watching
from app.player.session.effects import ClosePlay, Effect, TellState
from app.player.session.events import (
    Adjust,
    ChooseRendition,
    ChooseSound,
    EndSession,
    EngineReported,
    Event,
    LadderFound,
    LadderMissing,
    OpenPath,
    OpenUrl,
    OpenVideo,
    OriginalFound,
    OriginalMissing,
    OtherRungGiven,
    PlayChanged,
    PlayerTicked,
    PlayFailed,
    PlayLoaded,
    PlayMade,
    PlayUnchanged,
    PlayWhole,
    PreferCaptions,
    SeekDue,
    SeekSubtitle,
    SeekTo,
    SessionBroke,
    SetLimits,
    SetLoop,
    SetMuted,
    SetPaused,
    SetSpeed,
    SetVolume,
    SetWindowPixels,
    StepFrame,
    StopPlayback,
    TogglePaused,
    Withdraw,
)
from app.player.session.state import Decision, SessionState
from app.player.session.tracks import SubtitleEvent

Opening = (
    OpenVideo
    | OpenUrl
    | OpenPath
    | StopPlayback
    | Withdraw
    | EndSession
    | PlayMade
    | PlayLoaded
    | PlayFailed
    | LadderFound
    | LadderMissing
    | PlayChanged
    | PlayUnchanged
    | OriginalFound
    | OriginalMissing
)
Watching = EngineReported | SeekDue | PlayerTicked | SessionBroke


def step(state: SessionState, event: Event) -> Decision:
    if state.closed:
        return state, left_over(event)
    after, effects = decide(state, event)
    after, more = tracks.show_captions(after)
    effects += more
    told = () if after.shown == state.shown else (TellState(after.shown),)
    return after, (*effects, *told)


def left_over(event: Event) -> tuple[Effect, ...]:
    """A closed session orders nothing but the end of what comes too late."""
    if isinstance(event, PlayMade | LadderFound | PlayChanged | OriginalFound):
        return (ClosePlay(event.number),)
    return ()


def decide(state: SessionState, event: Event) -> Decision:
    if isinstance(event, Opening):
        return decide_opening(state, event)
    if isinstance(event, SubtitleEvent):
        return tracks.handle_subtitle(state, event)
    if isinstance(event, Watching):
        return decide_watching(state, event)
    match event:
        case SetPaused(paused):
            return controls.set_paused(state, paused=paused)
        case TogglePaused():
            return controls.set_paused(state, paused=controls.is_running(state))
        case SeekTo(seconds):
            return controls.seek(state, seconds), ()
        case PlayWhole():
            return controls.play_whole(state)
        case SetVolume(percent):
            return controls.set_volume(state, percent)
        case SetMuted(muted):
            return controls.set_muted(state, muted=muted)
        case SetSpeed(factor):
            return controls.set_speed(state, factor)
        case ChooseRendition(name):
            return controls.choose_rendition(state, name)
        case OtherRungGiven():
            return controls.seek_afresh(state, event), ()
        case ChooseSound(index):
            return tracks.choose_sound(state, index)
        case Adjust(adjustment):
            return controls.adjust(state, adjustment)
        case StepFrame(forward):
            return controls.step_frame(state, forward=forward)
        case SetLoop(loop):
            return controls.set_loop(state, loop), ()
        case SeekSubtitle(lines):
            return tracks.seek_subtitle(state, lines)
        case SetWindowPixels(width, height):
            return controls.limit(state, replace(state.limits, window=(width, height)))
        case SetLimits(max_height, max_bps):
            limits = replace(state.limits, max_height=max_height, max_bps=max_bps)
            return controls.limit(state, limits)
        case PreferCaptions(languages):
            return replace(state, caption_languages=languages), ()


def decide_opening(state: SessionState, event: Opening) -> Decision:
    match event:
        case OpenVideo():
            return opening.open_video(state, event)
        case OpenUrl():
            return opening.open_url(state, event)
        case OpenPath():
            return opening.open_file(state, event)
        case StopPlayback():
            return opening.leave(state)
        case Withdraw():
            return opening.withdraw(state, event)
        case EndSession():
            return opening.end(state)
        case PlayMade():
            return opening.made(state, event)
        case PlayLoaded():
            return opening.loaded(state, event)
        case PlayFailed():
            return opening.failed(state, event)
        case LadderFound() | PlayChanged():
            return opening.move_over(state, event)
        case PlayUnchanged():
            return opening.stay(state, event)
        case LadderMissing():
            return opening.wait_for_ladder(state, event), ()
        case OriginalFound():
            return opening.move_to_original(state, event)
        case OriginalMissing():
            return opening.wait_for_original(state, event), ()


def decide_watching(state: SessionState, event: Watching) -> Decision:
    match event:
        case EngineReported():
            return watching.hear(state, event)
        case SeekDue():
            return watching.carry_on_seeking(state, event)
        case PlayerTicked():
            return watching.tick(state, event)
        case SessionBroke():
            return watching.own_up(state), ()
