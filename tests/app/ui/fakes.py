"""The simplest things that can stand for the backend, the queue and the player."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.player.api import Phase, PlayerState
from app.ui.player_view import PlaySession
from app.upload.events import Progress, State
from app.videos import Video

FILM = Video("film", "Big Buck Bunny", "ready", playable="adaptive", duration_seconds=90.0)


def progress(
    state: State = State.UPLOADING,
    sent: int = 500,
    size: int = 1000,
    *,
    upload_id: str = "u1",
    message: str = "",
    retryable: bool = False,
) -> Progress:
    return Progress(
        upload_id,
        f"video-{upload_id}",
        f"{upload_id}.mp4",
        state,
        sent,
        size,
        bytes_per_second=100.0 if state == State.UPLOADING else 0.0,
        seconds_left=5.0 if state == State.UPLOADING else None,
        message=message,
        retryable=retryable,
    )


class FakeQueue:
    """Writes down what it is asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def pause(self, upload_id: str) -> None:
        self.asked.append(("pause", upload_id))

    def resume(self, upload_id: str) -> None:
        self.asked.append(("resume", upload_id))

    def cancel(self, upload_id: str) -> None:
        self.asked.append(("cancel", upload_id))

    def pause_all(self) -> None:
        self.asked.append(("pause", "all"))

    def resume_all(self) -> None:
        self.asked.append(("resume", "all"))

    def set_priority(self, upload_id: str, priority: int) -> None:
        self.asked.append((f"priority {priority}", upload_id))

    def forget(self, upload_id: str) -> None:
        self.asked.append(("forget", upload_id))

    def start(self) -> None: ...

    def add(self, path: Path) -> str:
        self.asked.append(("add", path.name))
        return path.name

    def set_limit(self, bytes_per_second: int | None) -> None:
        self.asked.append(("limit", str(bytes_per_second)))

    def uploads(self) -> Sequence[Progress]:
        return ()

    def close(self) -> None:
        self.asked.append(("close", ""))


class FakeScreen(QWidget):
    released = False

    def release(self) -> None:
        self.released = True


class FakeSession:
    """A player that is at once wherever it is told to be."""

    def __init__(self, on_change: Callable[[PlayerState], None]) -> None:
        self._on_change = on_change
        self.state = PlayerState()
        self.opened: list[str] = []
        self.closed = False

    def become(self, **changes: object) -> None:
        self.state = replace(self.state, **changes)  # type: ignore[arg-type]
        self._on_change(self.state)

    def open(self, video_id: str) -> None:
        self.opened.append(video_id)
        self.become(phase=Phase.PLAYING, has_picture=True, duration_seconds=90.0)

    def open_url(self, url: str) -> None:
        self.open(url)

    def open_file(self, path: Path) -> None:
        self.open(path.name)

    def prefetch(self, video_id: str) -> None: ...

    def set_window_pixels(self, width: int, height: int) -> None: ...

    def set_limits(self, max_height: int | None, max_bps: float | None) -> None: ...

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

    def set_subtitle(self, index: int | None) -> None:
        self.become(subtitle_now=index)

    def set_sound(self, index: int) -> None:
        self.become(sound_now=index)

    def stop(self) -> None:
        self.become(phase=Phase.IDLE, has_picture=False)

    def close(self) -> None:
        self.closed = True


def build(parent: QWidget, on_change: Callable[[PlayerState], None]) -> tuple[QWidget, PlaySession]:
    return FakeScreen(parent), FakeSession(on_change)
