"""What the view asks of the playback session and of the picture, and how they are made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from PySide6.QtWidgets import QWidget

from app.player.engine.api import Clip, PlayerState
from app.server.videos import Playback
from app.ui.player.commands.deck import PlaybackCalls


class PlaySession(PlaybackCalls, Protocol):
    """The playback session as far as the view knows it."""

    @property
    def state(self) -> PlayerState: ...
    def open(
        self,
        video_id: str,
        playback: Playback | None = None,
        start_seconds: float | None = None,
        clip: Clip | None = None,
    ) -> None: ...
    def open_url(self, url: str) -> None: ...
    def open_file(self, path: Path, start_seconds: float = 0.0) -> None: ...
    def prefetch(self, video_id: str) -> None: ...
    def set_window_pixels(self, width: int, height: int) -> None: ...
    def set_limits(self, max_height: int | None, max_bps: float | None) -> None: ...
    def prefer_captions(self, languages: tuple[str, ...]) -> None: ...
    def screenshot(self, path: Path, *, with_subtitles: bool) -> None: ...
    def withdraw(self, video_id: str, why: str) -> None: ...
    def stop(self) -> None: ...
    def close(self) -> None: ...


class Screen(Protocol):
    """The widget with the picture, black where there is none (see video_surface)."""

    def release(self) -> None:
        """Free mpv's drawing; must happen before the player is closed."""


# Makes the picture's widget (a child of the first argument) and the session behind it.
Build = Callable[[QWidget, Callable[[PlayerState], None]], tuple[QWidget, PlaySession]]


@dataclass(frozen=True, slots=True)
class Start:
    """How a video is opened: from where it was left, unless it says otherwise; `playback` is leave
    to watch that somebody has asked for already."""

    seconds: float | None = None
    clip: Clip | None = None
    playback: Playback | None = None

    def open(self, session: PlaySession, video_id: str) -> None:
        session.open(video_id, self.playback, self.seconds, self.clip)
