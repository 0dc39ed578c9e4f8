"""What the viewer and the window ask of what is open."""

from __future__ import annotations

from dataclasses import replace

from app.player.abr.controller import Limits
from app.player.engine.api import Phase
from app.player.session.effects import (
    ChangeSpeed,
    Effect,
    FixRung,
    HideSubtitles,
    LiftEnd,
    MuteEngine,
    PauseEngine,
    SelectSound,
    ServeSubtitle,
    ShowSubtitle,
    TurnVolume,
    WishOfPlay,
)
from app.player.session.events import (
    ChooseSubtitle,
    OtherRungGiven,
    SubtitleFailed,
    SubtitleServed,
    SubtitleShown,
)
from app.player.session.state import Decision, SessionState, say, wishes_of

SLOWEST, FASTEST = 0.25, 4.0


def is_running(state: SessionState) -> bool:
    return not state.paused and state.shown.phase is not Phase.ENDED


def set_paused(state: SessionState, *, paused: bool) -> Decision:
    """Also while it still opens."""
    if not paused and state.shown.phase is Phase.ENDED:
        state = seek(state, 0.0)
    return replace(state, paused=paused), (PauseEngine(paused),)


def seek(state: SessionState, wanted: float) -> SessionState:
    """Ordered when its time has come, even if that is yet to open."""
    if state.opened is None and state.awaited is None:
        return state
    duration = state.shown.duration_seconds
    seconds = max(0.0, wanted if duration is None else min(wanted, duration))
    if (clip := state.shown.clip) is not None:
        seconds = clip.kept(seconds)
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
    return state, (TurnVolume(max(0.0, min(100.0, percent))),)


def set_muted(state: SessionState, *, muted: bool) -> Decision:
    return state, (MuteEngine(muted),)


def set_speed(state: SessionState, factor: float) -> Decision:
    return state, (ChangeSpeed(max(SLOWEST, min(FASTEST, factor))),)


def choose_rendition(state: SessionState, name: str | None) -> Decision:
    """Keep to one from here on, or choose automatically again."""
    if (play := state.segmented) is None or (offer := play.offer) is None:
        return state, ()
    rung = offer.rung(name)
    chosen = None if rung is None else name
    state = replace(state, shown=replace(state.shown, rendition_chosen=chosen))
    wishes = wishes_of(state, offer)
    if rung is None:
        return state, (WishOfPlay(play.number, wishes),)
    return state, (FixRung(play.number, wishes, state.place),)


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


def choose_sound(state: SessionState, index: int) -> Decision:
    return replace(state, shown=replace(state.shown, sound_now=index)), (SelectSound(index),)


def handle_subtitle(
    state: SessionState, event: ChooseSubtitle | SubtitleServed | SubtitleShown | SubtitleFailed
) -> Decision:
    if isinstance(event, ChooseSubtitle):
        return choose_subtitle(state, event.index)
    if state.play is None or state.play.number != event.number:
        return state, ()
    if isinstance(event, SubtitleFailed):
        return say(state, event.message), ()
    if event.index != state.subtitle_wanted:
        return state, ()
    if isinstance(event, SubtitleServed):
        return state, (ShowSubtitle(event.number, event.index, event.address),)
    return replace(state, shown=replace(state.shown, subtitle_now=event.index)), ()


def choose_subtitle(state: SessionState, index: int | None) -> Decision:
    """None is shown until the chosen one is here whole."""
    shown = replace(state.shown, subtitle_now=None, message="")
    state = replace(state, shown=shown, subtitle_wanted=index)
    effects: tuple[Effect, ...] = (HideSubtitles(),)
    if index is not None and state.play is not None and index < len(shown.subtitles):
        effects += (ServeSubtitle(state.play.number, index),)
    return state, effects
