"""How far a film is, and what that means for the next time."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.player.engine.api import Phase, PlayerState

# So near to the end, the film was watched: next time it starts anew.
WATCHED_SECONDS = 8.0
SAVE_SECONDS = 10.0
NEARLY_OVER_SECONDS = 20.0
BEGUN = (Phase.PLAYING, Phase.PAUSED, Phase.BUFFERING, Phase.ENDED)


def place_to_keep(state: PlayerState) -> float | None:
    """Where to go on next time; None where nothing is to be learnt from it."""
    heard = state.path is not None and state.phase in BEGUN
    if state.duration_seconds is None or not (state.has_picture or heard):
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


class PlaceKeeper(QObject):
    """Tells now and then how far a video is, and once that it is nearly over."""

    position_changed = Signal(str, float)
    nearly_over = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._video_id: str | None = None
        self._path: Path | None = None
        self._state = PlayerState()
        self._saved_seconds = 0.0
        self.ends_soon = False

    def begin(self, video_id: str | None, seconds: float = 0.0, path: Path | None = None) -> None:
        """Of another film, or (None) of one whose place is nobody's to keep; a file has its address
        for an id."""
        self._video_id, self._saved_seconds, self._path = video_id, seconds, path
        self._state, self.ends_soon = PlayerState(), False

    def show_state(self, state: PlayerState) -> None:
        if state.path != self._path or state.video_id not in (None, self._video_id):
            return  # of the film before, told a moment too late
        self._state = state
        if abs(state.position_seconds - self._saved_seconds) >= SAVE_SECONDS:
            self.save()
        if not self.ends_soon and ends_within(state, NEARLY_OVER_SECONDS):
            self.ends_soon = True
            self.nearly_over.emit()

    def save(self) -> None:
        seconds = place_to_keep(self._state)
        if self._video_id is not None and seconds is not None:
            self._saved_seconds = self._state.position_seconds
            self.position_changed.emit(self._video_id, seconds)
