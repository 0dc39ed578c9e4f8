"""Files go on where they were left, and films as they were last seen: the sound, the subtitles and
the speed that somebody chose. Kept on this computer alone."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from app.errors import MatineeError
from app.player.engine.adjustments import Adjustment, SoundSettings
from app.player.engine.api import PlayerState
from app.server.videos import Video
from app.ui.background import Background, Task
from app.ui.player.progress import BEGUN
from app.ui.player.view import PlayerView
from app.ui.watching.memory import (
    NOTHING_CHOSEN,
    OFF,
    FilmChoices,
    FilmMemory,
    MemoryFile,
    PlayedFile,
    changes,
    found,
)
from app.upload.source.file import SourceFile

log = logging.getLogger(__name__)

MOST_RECENT = 15


class Remembering:
    """Everything on the UI thread but what is said to block; `is_on` is asked each time."""

    def __init__(
        self, view: PlayerView, background: Background, file: MemoryFile, is_on: Callable[[], bool]
    ) -> None:
        self._view, self._background, self._file, self._is_on = view, background, file, is_on
        self._film = self._channel = ""
        self._path: Path | None = None
        self._looking = Task()
        self._recalled: FilmChoices | None = None
        self._is_applied = self._has_begun = False
        self._early = NOTHING_CHOSEN
        self._seen = PlayerState()
        self._usual_speed: float | None = None
        view.state_changed.connect(self._look)
        view.closed.connect(self.forget_film)
        background.run(file.load)

    # What is to play

    def begin_file(self, path: Path, then: Callable[[float], None]) -> None:
        """Find out where it was left, and then have it played from there."""
        self.forget_film()
        if not self._is_on():
            then(0.0)
            return

        def begin(key: str, memory: FilmMemory) -> None:
            self._film, self._path = key, path
            self._recalled = memory.chosen(key, "")
            left = memory.files.get(key)
            then(left.position_seconds if left is not None else 0.0)
            self.note_place(path, left.position_seconds if left is not None else 0.0)

        self._looking = self._background.run(
            lambda: (key_of(path), self._file.load()),
            lambda known: begin(*known),
            lambda _error: then(0.0),  # whoever opens it says why it can't be read
        )

    def begin_video(self, video: Video) -> None:
        self.forget_film()
        if self._is_on():
            self._film = f"video:{video.id}"
            self._channel = f"channel:{video.channel.id}" if video.channel is not None else ""
            film, channel = self._film, self._channel
            self._looking = self._background.run(
                lambda: self._file.load().chosen(film, channel), self._recall
            )

    def _recall(self, chosen: FilmChoices) -> None:
        self._recalled = chosen
        self._look()

    def forget_film(self) -> None:
        """Nothing plays, or what is of no kind that is remembered."""
        self._looking.forget()
        self._film = self._channel = ""
        self._path = self._recalled = None
        self._is_applied = self._has_begun = False
        self._early = NOTHING_CHOSEN

    # What was played

    def recent(self) -> Sequence[PlayedFile]:
        return self._file.at_hand.recent(MOST_RECENT)

    def note_place(self, path: Path, seconds: float) -> None:
        """Of the file that plays."""
        if path == self._path and self._is_on():
            played = PlayedFile(str(path), self._view.top.title.text() or path.name, seconds)
            self._change(partial(FilmMemory.with_file, key=self._film, file=played))

    def clear(self) -> None:
        self._background.run(self._file.clear, failed=not_kept)

    def _change(self, change: Callable[[FilmMemory], FilmMemory]) -> None:
        self._file.change(change)
        self._background.run(self._file.write, failed=not_kept)

    # What is chosen

    def _look(self) -> None:
        before, self._seen = self._seen, self._view.state
        began, self._has_begun = self._has_begun, self._is_of_it(self._seen)
        if not self._has_begun:
            return
        chosen = changes(before, self._seen) if began else NOTHING_CHOSEN
        if self._recalled is None or not self._is_applied:
            self._early = chosen.over(self._early)
        else:
            self._note(chosen.without(self._recalled))
        if self._recalled is not None and not self._is_applied:
            self._is_applied = True
            # What was chosen meanwhile is wanted more than what is remembered.
            self._recalled = self._early.over(self._recalled)
            self._apply(self._seen, self._recalled)
            self._note(self._early)

    def _is_of_it(self, state: PlayerState) -> bool:
        video = self._view.video
        ours = state.path == self._path if video is None else state.video_id == video.id
        return ours and state.phase in BEGUN

    def _apply(self, state: PlayerState, chosen: FilmChoices) -> None:
        session = self._view.session
        if session is None:
            return
        speed = chosen.speed if chosen.speed is not None else self._usual_speed
        if chosen.speed is None:
            self._usual_speed = None
        elif self._usual_speed is None:
            self._usual_speed = state.speed
        if speed is not None and speed != state.speed:
            session.set_speed(speed)
            self._recalled = FilmChoices(speed=speed).over(chosen)
        for adjustment in delays(chosen, state):
            session.adjust(adjustment)
        if chosen.sound and (sound := found(state.sounds, chosen.sound)) is not None:
            session.set_sound(sound)
        if chosen.subtitle == OFF:
            session.set_subtitle(None)
        elif chosen.subtitle and (line := found(state.subtitles, chosen.subtitle)) is not None:
            session.set_subtitle(line)

    def _note(self, chosen: FilmChoices) -> None:
        if chosen == NOTHING_CHOSEN or not self._is_on():
            return
        if chosen.speed is not None:
            self._usual_speed = None
        self._recalled = chosen.over(self._recalled or NOTHING_CHOSEN)
        self._change(partial(FilmMemory.choosing, key=self._film, chosen=chosen))
        if self._channel and chosen.of_channel != NOTHING_CHOSEN:
            self._change(partial(FilmMemory.choosing, key=self._channel, chosen=chosen.of_channel))


def key_of(path: Path) -> str:
    """By what is in the file, under whatever name; blocks, and raises `MatineeError`."""
    return f"file:{SourceFile(path).fingerprint()}"


def delays(chosen: FilmChoices, state: PlayerState) -> list[Adjustment]:
    wanted: list[Adjustment] = []
    if chosen.sound_delay is not None:
        wanted.append(SoundSettings(chosen.sound_delay))
    if chosen.subtitle_delay is not None:
        wanted.append(replace(state.look, delay_seconds=chosen.subtitle_delay))
    return wanted


def not_kept(error: MatineeError) -> None:
    log.info("It is not remembered: %s", error)
