"""A player without mpv: at once wherever it is told to be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from app.player.engine.adjustments import (
    Adjustment,
    PictureSettings,
    SoundSettings,
    SubtitleLift,
    SubtitleSettings,
)
from app.player.engine.api import Clip, Loop, Phase, PlayerState, Track
from app.server.videos import Playback
from app.ui.player.calls import PlaySession


class FakeScreen(QWidget):
    released = False

    def release(self) -> None:
        self.released = True


NAMES = {
    PictureSettings: "picture",
    SoundSettings: "sound",
    SubtitleSettings: "look",
    SubtitleLift: "lift",
}
"""Of the player's state, what an adjustment becomes."""


class FakeSession:
    """A player that is at once wherever it is told to be."""

    def __init__(self, on_change: Callable[[PlayerState], None]) -> None:
        self._on_change = on_change
        self.state = PlayerState()
        self.opened: list[str] = []
        self.prefetched: list[str] = []
        self.lines_sought: list[int] = []
        self.caption_languages: tuple[str, ...] = ()
        self.closed = False

    def become(self, **changes: object) -> None:
        self.state = replace(self.state, **changes)  # type: ignore[arg-type]
        self._on_change(self.state)

    def open(
        self,
        video_id: str,
        playback: Playback | None = None,  # noqa: ARG002
        start_seconds: float | None = None,
        clip: Clip | None = None,
        path: Path | None = None,
    ) -> None:
        self.opened.append(video_id)
        self.become(
            phase=Phase.PLAYING,
            video_id=None if path else video_id,
            path=path,
            has_picture=True,
            duration_seconds=90.0,
            position_seconds=clip.start_seconds if clip else start_seconds or 0.0,
            clip=clip,
        )

    def open_url(self, url: str) -> None:
        self.open(url)

    def open_file(self, path: Path, start_seconds: float = 0.0) -> None:
        self.open(path.name, start_seconds=start_seconds, path=path)

    def prefetch(self, video_id: str) -> None:
        self.prefetched.append(video_id)

    def set_window_pixels(self, width: int, height: int) -> None: ...

    def set_limits(self, max_height: int | None, max_bps: float | None) -> None: ...

    def prefer_captions(self, languages: tuple[str, ...]) -> None:
        self.caption_languages = languages

    def toggle(self) -> None:
        paused = self.state.phase == Phase.PAUSED
        self.become(phase=Phase.PLAYING if paused else Phase.PAUSED)

    def play(self) -> None:
        self.become(phase=Phase.PLAYING)

    def pause(self) -> None:
        self.become(phase=Phase.PAUSED)

    def seek(self, seconds: float) -> None:
        self.become(position_seconds=seconds)

    def set_volume(self, percent: float) -> None:
        self.become(volume=percent)

    def set_muted(self, muted: bool) -> None:
        self.become(muted=muted)

    def set_speed(self, factor: float) -> None:
        self.become(speed=factor)

    def choose_rendition(self, name: str | None) -> None:
        self.become(rendition_chosen=name)

    def set_subtitle(self, index: int | None, *, second: bool = False) -> None:
        now = {"second_subtitle" if second else "subtitle_now": index}
        self.become(**now, subtitle_by_itself=False)

    def add_subtitle_file(self, path: Path) -> None:
        tracks = (*self.state.subtitles, Track(path.name))
        self.become(subtitles=tracks, subtitle_now=len(tracks) - 1)

    def seek_subtitle(self, lines: int) -> None:
        self.lines_sought.append(lines)

    def adjust(self, adjustment: Adjustment) -> None:
        self.become(**{NAMES[type(adjustment)]: adjustment})

    def step_frame(self, *, forward: bool) -> None:
        step = 0.04 if forward else -0.04
        self.become(phase=Phase.PAUSED, position_seconds=self.state.position_seconds + step)

    def set_loop(self, loop: Loop | None) -> None:
        self.become(loop=loop)

    def screenshot(self, path: Path, *, with_subtitles: bool) -> None:  # noqa: ARG002
        assert QImage(32, 18, QImage.Format.Format_RGB32).save(str(path))

    def set_sound(self, index: int) -> None:
        self.become(sound_now=index)

    def play_whole(self) -> None:
        self.become(clip=None)

    def withdraw(self, video_id: str, why: str) -> None:
        if self.opened[-1:] == [video_id]:
            self.become(phase=Phase.FAILED, has_picture=False, error=why)

    def stop(self) -> None:
        self.become(phase=Phase.IDLE, has_picture=False)

    def close(self) -> None:
        self.closed = True


def build(parent: QWidget, on_change: Callable[[PlayerState], None]) -> tuple[QWidget, PlaySession]:
    return FakeScreen(parent), FakeSession(on_change)
