"""Which subtitles are shown, and which sound is heard.

A track is known by its place among all: first those that the server has beside the film, which are
fetched when they are wanted, then those that the engine found or was given.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import replace

from app.player.engine.api import EngineTrack, PlayerState, Track
from app.player.session.captions import captions_for
from app.player.session.controls import seek
from app.player.session.effects import (
    Effect,
    HearSound,
    LoadSubtitleFile,
    SeekSubtitleEngine,
    SelectSound,
    SelectSubtitles,
    ServeSubtitle,
    ShowSubtitle,
)
from app.player.session.events import (
    AddSubtitleFile,
    ChooseSubtitle,
    SubtitleFailed,
    SubtitleFileAdded,
    SubtitleServed,
    SubtitleShown,
)
from app.player.session.state import Decision, SessionState, say

JUST_BEGUN_SECONDS = 0.5

SubtitleEvent = (
    ChooseSubtitle
    | AddSubtitleFile
    | SubtitleFileAdded
    | SubtitleServed
    | SubtitleShown
    | SubtitleFailed
)


def handle_subtitle(state: SessionState, event: SubtitleEvent) -> Decision:
    if isinstance(event, ChooseSubtitle):
        return choose_subtitle(state, event.index, second=event.second)
    if state.opened is None:
        return state, ()
    if isinstance(event, AddSubtitleFile):
        return state, (LoadSubtitleFile(state.opened.number, event.path),)
    if state.opened.number != event.number:
        return state, ()
    match event:
        case SubtitleFailed():
            return say(state, event.message), ()
        case SubtitleFileAdded():
            return choose_added(state, event)
        case SubtitleServed():
            return serve(state, event)
        case SubtitleShown():
            known = {**state.sidecar_tracks, event.index: event.track}
            return select(replace(state, sidecar_tracks=known))


def choose_subtitle(state: SessionState, index: int | None, *, second: bool = False) -> Decision:
    """None is shown until the chosen one is here whole."""
    index = index if index is not None and index < len(state.shown.subtitles) else None
    wanted = state.subtitles_wanted
    state = replace(
        say(state, ""),
        subtitles_wanted=(wanted[0], index) if second else (index, wanted[1]),
        has_chosen_subtitles=True,
        has_captions_by_itself=False,
    )
    state, effects = select(state)
    if index is None or index >= len(sidecars(state)) or index in state.sidecar_tracks:
        return state, effects
    assert state.play is not None
    return state, (*effects, ServeSubtitle(state.play.number, index))


def show_captions(state: SessionState) -> Decision:
    """Those for the hard of hearing, if they are wanted and the viewer has not chosen."""
    if not state.caption_languages or state.has_chosen_subtitles:
        return state, ()
    wanted = captions_for(state.shown.subtitles, state.caption_languages)
    if wanted is None:
        return state, ()
    state, effects = choose_subtitle(state, wanted)
    state = replace(state, has_captions_by_itself=True)
    return replace(state, shown=with_tracks(state, state.shown)), effects


def serve(state: SessionState, event: SubtitleServed) -> Decision:
    if event.index not in state.subtitles_wanted:
        return state, ()
    lines = {**state.line_starts, event.index: event.line_starts}
    state = replace(state, line_starts=lines)
    return state, (ShowSubtitle(event.number, event.index, event.address),)


def choose_added(state: SessionState, event: SubtitleFileAdded) -> Decision:
    """The engine will say so itself, a moment later."""
    if all(track.id != event.track for track in state.report.subtitles):
        found = (*state.report.subtitles, EngineTrack(event.track, event.name))
        state = replace(state, report=replace(state.report, subtitles=found))
    state = replace(state, shown=with_tracks(state, state.shown))
    ids = [None] * len(sidecars(state)) + [track.id for track in found_tracks(state)]
    return choose_subtitle(state, ids.index(event.track))


def select(state: SessionState) -> Decision:
    """Have the engine show what is wanted and here."""
    first, second = (track_id(state, index) for index in state.subtitles_wanted)
    effects: tuple[Effect, ...] = (SelectSubtitles(first, second),)
    return replace(state, shown=with_tracks(state, state.shown)), effects


def missing(state: SessionState) -> tuple[Effect, ...]:
    """Once another medium of the same film is loaded: what was shown and is to be there again."""
    if state.play is None:
        return ()
    wanted = [index for index in state.subtitles_wanted if index is not None]
    there, beside = state.sidecar_tracks, len(sidecars(state))
    return tuple(
        ServeSubtitle(state.play.number, index)
        for index in wanted
        if index < beside and index not in there
    )


def choose_sound(state: SessionState, index: int) -> Decision:
    if offers_sounds(state):
        state = replace(state, shown=replace(state.shown, sound_now=index))
        assert state.play is not None
        hear = HearSound(state.play.number, index, state.place)
        return seek(state, state.place), (hear, SelectSound(index + 1))
    if not 0 <= index < len(state.report.sounds):
        return state, ()
    return state, (SelectSound(state.report.sounds[index].id),)


def seek_subtitle(state: SessionState, lines: int) -> Decision:
    """By the engine itself only in what it seeks in by itself."""
    if state.segmented is None:
        return state, (SeekSubtitleEngine(lines),) if state.opened is not None else ()
    starts = state.line_starts.get(state.subtitles_wanted[0] or 0, ())
    goal = line_start(starts, state.place, lines)
    return (state if goal is None else seek(state, goal)), ()


def line_start(starts: tuple[float, ...], seconds: float, lines: int) -> float | None:
    """Where the line begins that is so many on from a moment; -1 is the one that runs, unless it
    has just begun."""
    if lines > 0:
        place = bisect_right(starts, seconds) + lines - 1
    else:
        place = bisect_left(starts, seconds - JUST_BEGUN_SECONDS) + lines
    return starts[place] if 0 <= place < len(starts) else None


# What is shown of it


def with_tracks(state: SessionState, shown: PlayerState) -> PlayerState:
    first, second = chosen(state)
    shown = replace(
        shown,
        subtitles=(*sidecars(state), *(track.shown for track in found_tracks(state))),
        subtitle_now=first,
        subtitle_by_itself=not state.has_chosen_subtitles or state.has_captions_by_itself,
        second_subtitle=second,
    )
    if offers_sounds(state):
        return shown
    report = state.report
    ids = [track.id for track in report.sounds]
    return replace(
        shown,
        sounds=tuple(track.shown for track in report.sounds),
        sound_now=ids.index(report.sound) if report.sound in ids else None,
    )


def chosen(state: SessionState) -> tuple[int | None, int | None]:
    """Until the viewer chooses, it is what the file itself says."""
    if not state.has_chosen_subtitles:
        ids = [track.id for track in found_tracks(state)]
        chosen_id = state.report.subtitle
        place = ids.index(chosen_id) if chosen_id in ids else None
        return (None if place is None else place + len(sidecars(state))), None
    first, second = (
        index if track_id(state, index) is not None else None for index in state.subtitles_wanted
    )
    return first, second


def offers_sounds(state: SessionState) -> bool:
    """Whether the sounds are beside the picture, so that not the engine has to find them."""
    return state.play is not None and state.play.offer is not None and bool(state.play.offer.sounds)


def sidecars(state: SessionState) -> tuple[Track, ...]:
    offer = state.play.offer if state.play is not None else None
    return offer.subtitles if offer is not None else ()


def found_tracks(state: SessionState) -> list[EngineTrack]:
    """The engine's own, without those that it was given of the server's."""
    known = set(state.sidecar_tracks.values())
    return [track for track in state.report.subtitles if track.id not in known]


def track_id(state: SessionState, index: int | None) -> int | None:
    """The engine's, if it has the track yet."""
    if index is None:
        return None
    if index < (before := len(sidecars(state))):
        return state.sidecar_tracks.get(index)
    found = found_tracks(state)
    return found[index - before].id if index - before < len(found) else None
