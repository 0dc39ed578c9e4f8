"""How far a film is, and what that means for the next time."""

from __future__ import annotations

from app.player.engine.api import Phase, PlayerState

# So near to the end, the film was watched: next time it starts anew.
WATCHED_SECONDS = 8.0


def place_to_keep(state: PlayerState) -> float | None:
    """Where to go on next time; None where nothing is to be learnt from it."""
    if state.duration_seconds is None or not state.has_picture:
        return None
    if state.clip is not None:
        return None  # a part that somebody sent says nothing of how far the film was watched
    watched = state.position_seconds > state.duration_seconds - WATCHED_SECONDS
    watched = watched and state.duration_seconds > 4 * WATCHED_SECONDS
    return 0.0 if watched or state.phase == Phase.ENDED else state.position_seconds


def ends_within(state: PlayerState, seconds: float) -> bool:
    """Whether what is played, be it a part, is over that soon."""
    if state.duration_seconds is None or not state.has_picture:
        return False
    end = state.duration_seconds if state.clip is None else state.clip.kept(state.duration_seconds)
    return state.position_seconds > end - seconds
