"""The keyboard's way to the player."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.player.engine.api import PlayerState
from app.ui.player.calls import PlaybackCalls


class Keys:
    """Keys of the player's view, which also has some `others` of its own.

    `ask` puts a question to the session, if there is one; `pressed` hears of every key.
    """

    def __init__(
        self,
        view: QWidget,
        state: Callable[[], PlayerState],
        ask: Callable[[Callable[[PlaybackCalls], None]], None],
        pressed: Callable[[], None],
        others: Mapping[str, Callable[[], None]],
    ) -> None:
        self._state, self._ask, self._pressed = state, ask, pressed
        within = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for key, do in {**self._own(), **others}.items():
            self._bind(QShortcut(QKeySequence(key), view), within, do)
        # Only here: on a focused button the space bar presses that button.
        space = QShortcut(QKeySequence(Qt.Key.Key_Space), view)
        self._bind(space, Qt.ShortcutContext.WidgetShortcut, self._toggle)

    def _bind(
        self, shortcut: QShortcut, context: Qt.ShortcutContext, do: Callable[[], None]
    ) -> None:
        def press() -> None:
            self._pressed()
            do()

        shortcut.setContext(context)
        shortcut.activated.connect(press)

    def _own(self) -> dict[str, Callable[[], None]]:
        jumps = {
            str(tenth): lambda tenth=tenth: self._seek_share(tenth / 10) for tenth in range(10)
        }
        return {
            "K": self._toggle,
            "Left": lambda: self._seek_by(-5),
            "Right": lambda: self._seek_by(5),
            "J": lambda: self._seek_by(-10),
            "L": lambda: self._seek_by(10),
            "Up": lambda: self._volume_by(5),
            "Down": lambda: self._volume_by(-5),
            "Home": lambda: self._seek_share(0),
            "M": lambda: self._ask(lambda s: s.set_muted(not self._state().muted)),
            "C": self._toggle_subtitles,
            "<": lambda: self._speed_by(-0.25),
            ">": lambda: self._speed_by(0.25),
            **jumps,
        }

    def _toggle(self) -> None:
        self._ask(lambda s: s.toggle())

    def _seek_by(self, seconds: float) -> None:
        state = self._state()
        if duration := state.duration_seconds:
            goal = min(max(0.0, state.position_seconds + seconds), duration)
            self._ask(lambda s: s.seek(goal))

    def _seek_share(self, share: float) -> None:
        if duration := self._state().duration_seconds:
            self._ask(lambda s: s.seek(share * duration))

    def _volume_by(self, percent: float) -> None:
        volume = min(100.0, max(0.0, self._state().volume + percent))
        self._ask(lambda s: s.set_volume(volume))

    def _speed_by(self, change: float) -> None:
        speed = min(4.0, max(0.25, self._state().speed + change))
        self._ask(lambda s: s.set_speed(speed))

    def _toggle_subtitles(self) -> None:
        state = self._state()
        if state.subtitles:
            choice = 0 if state.subtitle_now is None else None
            self._ask(lambda s: s.set_subtitle(choice))
