"""What the viewer and the window ask of what is open."""

from __future__ import annotations

from dataclasses import replace

from app.player.abr.controller import Limits
from app.player.engine.adjustments import (
    Adjustment,
    PictureSettings,
    SoundSettings,
    SubtitleLift,
    SubtitleSettings,
)
from app.player.engine.api import Loop, Phase
from app.player.session.effects import (
    AdjustEngine,
    ChangePlay,
    ChangeSpeed,
    FixRung,
    LiftEnd,
    MuteEngine,
    PauseEngine,
    StepEngine,
    TurnVolume,
    WishOfPlay,
)
from app.player.session.events import OtherRungGiven
from app.player.session.reading import Offer
from app.player.session.state import Decision, SessionState, wishes_of

SLOWEST, FASTEST = 0.25, 4.0
MOST_PERCENT = 200.0
USUAL_FRAME_RATE = 25.0


def is_running(state: SessionState) -> bool:
    return not state.paused and state.shown.phase is not Phase.ENDED


def set_paused(state: SessionState, *, paused: bool) -> Decision:
    """Also while it still opens."""
    if not paused and state.shown.phase is Phase.ENDED:
        state = seek(state, 0.0)
    return replace(state, paused=paused), (PauseEngine(paused),)


def seek(state: SessionState, wanted: float) -> SessionState:
    """Ordered when its time has come, even if that is yet to open. It may lead out of a loop."""
    if state.opened is None and state.awaited is None:
        return state
    duration = state.shown.duration_seconds
    seconds = max(0.0, wanted if duration is None else min(wanted, duration))
    if (clip := state.shown.clip) is not None:
        seconds = clip.kept(seconds)
    if (loop := state.shown.loop) and not loop.start_seconds <= seconds < loop.end_seconds:
        state = set_loop(state, None)
    return replace(state, seeks=state.seeks.to(seconds))


def play_whole(state: SessionState) -> Decision:
    """Past the ends of the part, where that is allowed; if it was over, it goes on."""
    if (clip := state.shown.clip) is None or not clip.whole:
        return state, ()
    over, place = state.shown.phase is Phase.ENDED, state.place
    state = replace(state, shown=replace(state.shown, clip=None))
    if not over:
        return state, (LiftEnd(),)
    return replace(seek(state, place), paused=False), (LiftEnd(), PauseEngine(False))


def set_volume(state: SessionState, percent: float) -> Decision:
    """Shown at once: of two presses the second goes on from the first."""
    percent = max(0.0, min(MOST_PERCENT, percent))
    state = replace(state, shown=replace(state.shown, volume=percent))
    return replace(state, report=replace(state.report, volume=percent)), (TurnVolume(percent),)


def set_muted(state: SessionState, *, muted: bool) -> Decision:
    return state, (MuteEngine(muted),)


def set_speed(state: SessionState, factor: float) -> Decision:
    factor = max(SLOWEST, min(FASTEST, factor))
    state = replace(state, shown=replace(state.shown, speed=factor))
    return replace(state, report=replace(state.report, speed=factor)), (ChangeSpeed(factor),)


def choose_rendition(state: SessionState, name: str | None) -> Decision:
    """Keep to one from here on, or choose automatically again; a change that is under way is not
    wanted any more."""
    if (play := state.segmented) is None or (offer := play.offer) is None:
        return state, ()
    state = replace(state, awaited=None)
    if offer.is_sound_alone(name) is not offer.plays_sound_alone:
        return change_play(state, play.number, offer, name)
    rung = offer.rung(name)
    chosen = None if rung is None else name
    state = replace(state, shown=replace(state.shown, rendition_chosen=chosen))
    wishes = wishes_of(state, offer)
    if rung is None:
        return state, (WishOfPlay(play.number, wishes),)
    return state, (FixRung(play.number, wishes, state.place),)


def change_play(state: SessionState, of: int, offer: Offer, name: str | None) -> Decision:
    """What plays goes on until the other one is there."""
    number, sound_alone = state.last_number + 1, offer.is_sound_alone(name)
    known = sound_alone or any(rendition.name == name for rendition in offer.renditions)
    shown = replace(state.shown, rendition_chosen=name if known else None)
    state = replace(state, shown=shown, last_number=number, awaited=number)
    return state, (ChangePlay(number, of, state.place, sound_alone),)


def seek_afresh(state: SessionState, event: OtherRungGiven) -> SessionState:
    """Have mpv ask again for what it holds in another rung."""
    if state.play is None or state.play.number != event.number:
        return state
    return replace(state, seeks=state.seeks.to(state.place, fresh=True))


def limit(state: SessionState, limits: Limits) -> Decision:
    """They last from film to film."""
    state = replace(state, limits=limits)
    if (play := state.segmented) is None or play.offer is None:
        return state, ()
    return state, (WishOfPlay(play.number, wishes_of(state, play.offer)),)


def adjust(state: SessionState, adjustment: Adjustment) -> Decision:
    """It lasts from film to film."""
    match adjustment:
        case PictureSettings():
            shown = replace(state.shown, picture=adjustment)
        case SoundSettings():
            shown = replace(state.shown, sound=adjustment)
        case SubtitleSettings():
            shown = replace(state.shown, look=adjustment)
        case SubtitleLift():
            shown = replace(state.shown, lift=adjustment)
    return replace(state, shown=shown), (AdjustEngine(adjustment),)


def step_frame(state: SessionState, *, forward: bool) -> Decision:
    """Back is a seek, as it is for mpv itself, but one that the gateway knows of."""
    if state.opened is None:
        return state, ()
    state = replace(state, paused=True)
    if forward:
        return state, (PauseEngine(True), StepEngine())
    frame = 1 / (state.report.frame_rate or USUAL_FRAME_RATE)
    return seek(state, state.place - frame), (PauseEngine(True),)


def set_loop(state: SessionState, loop: Loop | None) -> SessionState:
    return replace(state, shown=replace(state.shown, loop=loop))
