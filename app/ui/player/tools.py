"""What a viewer does with a film besides watching it: marks, loops, pictures, more subtitles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.player.engine.adjustments import (
    Adjustment,
    PictureSettings,
    SoundSettings,
    SubtitleSettings,
)
from app.player.engine.api import PlayerState
from app.settings import Settings
from app.ui.background import Background
from app.ui.player.calls import PlaySession
from app.ui.player.commands.deck import Wish
from app.ui.player.commands.playback import seek_by, seek_to
from app.ui.player.commands.sound import STEP_PERCENT, volume_by
from app.ui.player.deck import ViewDeck
from app.ui.player.extras.files import ask_subtitle_file
from app.ui.player.extras.go_to import GoTo
from app.ui.player.extras.look import look_of
from app.ui.player.extras.looping import loop_of, loop_on, next_marks
from app.ui.player.extras.screenshots import PATTERN, Screenshots, WantedFrame
from app.ui.player.seeking.marks import Marks
from app.ui.player.seeking.seek_bar import SeekBar
from app.ui.player.seeking.taps import Taps
from app.ui.style.words import translate

WHEEL_SECONDS = 5.0
Ask = Callable[[Callable[[PlaySession], None]], None]


def begun(state: PlayerState) -> tuple[Adjustment, ...]:
    """Where the picture is, and delays, are one film's; colours and looks last."""
    picture, fit = state.picture, PictureSettings()
    places = ("zoom", "pan_x", "pan_y", "quarter_turns", "mirrored")
    anew: dict[str, Any] = {name: getattr(fit, name) for name in places}
    wanted: list[Adjustment] = [replace(picture, **anew), SoundSettings()]
    wanted.append(replace(state.look, delay_seconds=0.0))
    now = (state.picture, state.sound, state.look)
    return tuple(new for new, old in zip(wanted, now, strict=True) if new != old)


class FilmTools(QObject):
    """`say` tells for a moment what was done."""

    def __init__(
        self,
        view: QWidget,
        deck: ViewDeck,
        bar: SeekBar,
        ask: Ask,
        say: Callable[[str], None],
        background: Background,
    ) -> None:
        super().__init__(view)
        self._view, self._deck, self._bar, self._ask, self._say = view, deck, bar, ask, say
        self.screenshots = Screenshots(background, say)
        self.marks = Marks()
        self.title = ""
        self._followed, self._tapped_from = SubtitleSettings(), 0.0
        bar.marked.connect(self.mark)
        bar.moved_to.connect(say)

    def wishes(self) -> dict[Wish, Callable[[], object]]:
        screenshots = self.screenshots
        return {
            Wish.MARK_START: lambda: self.mark(self.marks.begin_at(self._seconds)),
            Wish.MARK_END: lambda: self.mark(self.marks.end_at(self._seconds)),
            Wish.LOOP: self._loop,
            Wish.ASK_TIME: self._ask_time,
            Wish.SCREENSHOT: lambda: self._shoot(screenshots.save),
            Wish.PLAIN_SHOT: lambda: self._shoot(screenshots.save, with_subtitles=False),
            Wish.COPY_SHOT: lambda: self._shoot(screenshots.copy),
            Wish.SUBTITLE_FILE: self._ask_subtitles,
        }

    def add_subtitles(self, files: Sequence[Path]) -> None:
        """For what plays; the last one is shown."""
        for file in files:
            self._ask(lambda s, file=file: s.add_subtitle_file(file))  # type: ignore[misc]
        self._say(translate("Player", "Subtitles: {name}", name=files[-1].name))

    def follow(self, settings: Settings) -> None:
        """How subtitles look, and what pictures are called; a key may change it after that."""
        self.screenshots.pattern = settings.screenshot_name or PATTERN
        if look_of(settings) != self._followed:
            self._followed = look_of(settings)
            look = look_of(settings, self._deck.state.look)
            self._ask(lambda s: s.adjust(look))

    def turn_volume(self, notches: int) -> None:
        self._say(volume_by(self._deck, notches * STEP_PERCENT))

    def turn_position(self, notches: int) -> None:
        self._say(seek_by(self._deck, notches * WHEEL_SECONDS))

    def tap(self, taps: Taps) -> None:
        """All of them lead from where the film was at the first, wherever it has got to."""
        if taps.count == 1:
            self._tapped_from = self._seconds
        if taps.fill_screen:
            self._deck.want(Wish.FULL_SCREEN)
        elif taps.seconds:
            self._say(seek_to(self._deck, self._tapped_from + taps.seconds))

    @property
    def _seconds(self) -> float:
        return self._deck.state.position_seconds

    def begin(self, title: str) -> None:
        """Of another film."""
        self.title = title
        self.mark(Marks())
        for fresh in begun(self._deck.state):
            self._ask(lambda s, fresh=fresh: s.adjust(fresh))  # type: ignore[misc]

    def mark(self, marks: Marks) -> None:
        """Mark a part of the film, to share it or to see it again and again."""
        self.marks = marks
        self._bar.show_marks(marks)
        if self._deck.state.loop is not None and (loop := loop_of(marks)) is not None:
            self._ask(lambda s: s.set_loop(loop))

    def _loop(self) -> None:
        looped = self._deck.state.loop is not None
        self.mark(next_marks(self.marks, self._seconds, looped=looped))
        self._say(loop_on(self._deck, self.marks))

    def _shoot(self, take: Callable[[WantedFrame], None], *, with_subtitles: bool = True) -> None:
        state = self._deck.state
        self._ask(lambda s: take(WantedFrame(s, self.title, state, with_subtitles)))

    def _ask_subtitles(self) -> None:
        ask_subtitle_file(self._view, lambda path: self._ask(lambda s: s.add_subtitle_file(path)))

    def _ask_time(self) -> None:
        def go(seconds: float) -> None:
            self._say(seek_to(self._deck, seconds))

        GoTo(self._view, self._deck.state, go).open()
