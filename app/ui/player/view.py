"""The player: the picture, and on it everything that appears and disappears."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from app.player.engine.api import Phase, PlayerState
from app.server.videos import Video
from app.ui.background import Background, Latest
from app.ui.player.controls import Controls, PlaybackCalls, Shade
from app.ui.player.keys import Keys
from app.ui.player.overlays import Failure, Picture, Spinner, statistics_text
from app.ui.player.preview import Preview
from app.ui.storyboard import Storyboard
from app.ui.style import icons
from app.ui.style.parts import given, timer, tool_button
from app.ui.style.theme import Colours
from app.ui.style.words import told, translate

HIDE_MS = 2500
PATIENCE_MS = 400
SAVE_SECONDS = 10.0
# So near to the end, the film was watched: next time it starts anew.
WATCHED_SECONDS = 8.0


class Screen(Protocol):
    """The widget with the picture (see video_surface)."""

    def release(self) -> None: ...


class PlaySession(PlaybackCalls, Protocol):
    """The playback session as far as the view knows it."""

    @property
    def state(self) -> PlayerState: ...
    def open(self, video_id: str) -> None: ...
    def open_url(self, url: str) -> None: ...
    def open_file(self, path: Path) -> None: ...
    def prefetch(self, video_id: str) -> None: ...
    def set_window_pixels(self, width: int, height: int) -> None: ...
    def set_limits(self, max_height: int | None, max_bps: float | None) -> None: ...
    def stop(self) -> None: ...
    def close(self) -> None: ...


# Makes the picture's widget (a child of the first argument) and the session behind it.
Build = Callable[[QWidget, Callable[[PlayerState], None]], tuple[QWidget, PlaySession]]


class PlayerView(QWidget):
    """Plays one video at a time; the engine is made when the first one is."""

    closed = Signal()
    full_screen_wanted = Signal(bool)
    position_changed = Signal(str, float)
    volume_changed = Signal(float)
    lines_changed = Signal(int)
    """How high the picture can be, in the screen's own pixels."""

    def __init__(
        self,
        background: Background,
        colours: Colours,
        build: Build,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("player_view")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(translate("Player", "Player"))
        self._background, self._build = background, build
        self._states: Latest[int, PlayerState] = Latest(background, lambda _: 0, self._take)
        self.surface: QWidget | None = None
        self.session: PlaySession | None = None
        self.video: Video | None = None
        self._again: Callable[[], None] = lambda: None
        self._state = PlayerState()
        self._full = False
        self._saved_seconds = 0.0
        self.poster = Picture(self)
        self.spinner = Spinner(colours, self)
        self.message = given(QLabel(self), "message", alignment=Qt.AlignmentFlag.AlignCenter)
        self.failure = Failure(self)
        self.statistics = given(
            QLabel(self), "statistics", accessibleName=translate("Player", "Statistics")
        )
        self.top = Shade(at_top=True, parent=self)
        self.title = given(QLabel(), "player_title")
        self.controls = Controls(colours, self)
        self.preview = Preview(self)
        self.storyboard = Storyboard()
        self._lay_out_top()
        icons.lighten(self)
        self._hide = timer(self, HIDE_MS, self._hide_controls)
        self._patience = timer(self, PATIENCE_MS, self._show_waiting)
        self._wire()
        for overlay in (self.spinner, self.message, self.failure, self.statistics):
            overlay.hide()

    def _lay_out_top(self) -> None:
        self.top.setObjectName("player_top")
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.back = tool_button(
            "back", "back", translate("Player", "Back to the library"), self.leave, 24
        )
        self.back.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        info = tool_button(
            "info", "statistics", translate("Player", "Statistics"), self.toggle_statistics, 20
        )
        info.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        row = QHBoxLayout(self.top)
        row.setContentsMargins(12, 8, 12, 30)
        row.addWidget(self.back)
        row.addWidget(self.title, 1)
        row.addWidget(info)

    def _wire(self) -> None:
        self.controls.full_screen_wanted.connect(self.toggle_full_screen)
        self.controls.seek_bar.hovered.connect(self._preview)
        self.failure.retry_wanted.connect(self._try_again)
        self.failure.back_wanted.connect(self.leave)
        self.poster.installEventFilter(self)
        others = {
            "F": self.toggle_full_screen,
            "I": self.toggle_statistics,
            "Escape": self._escape,
        }
        self._keys = Keys(self, lambda: self._state, self._ask, self.show_controls, others)

    # Opening and closing

    def prepare(self) -> None:
        """Make the engine and its picture, unless they are there."""
        if self.session is None:
            self.surface, self.session = self._build(self, self._states.put)
            self.surface.setMouseTracking(True)
            self.surface.installEventFilter(self)
            self.surface.lower()
            self.controls.attach(self.session)
            self._place()
            self.surface.show()

    def play_video(self, video: Video, poster: QImage | None) -> None:
        """Play a video of the library from where it was left."""
        self.video = video
        self._saved_seconds = video.position_seconds
        self._open(video.title, poster, lambda s: s.open(video.id))

    def show_poster(self, video_id: str, picture: QImage) -> None:
        """The poster in its full size, when it comes in time."""
        if self.video is not None and self.video.id == video_id and not picture.isNull():
            self.poster.show_image(picture)

    def show_storyboard(self, video_id: str, storyboard: Storyboard) -> None:
        if self.video is not None and self.video.id == video_id:
            self.storyboard = storyboard

    def _preview(self, seconds: float | None, at: QPoint) -> None:
        if seconds is None or not self._state.duration_seconds:
            self.preview.hide()
            return
        above = self.controls.seek_bar.mapTo(self, at) - QPoint(0, 6)
        self.preview.show_at(seconds, self.storyboard.at(seconds), above, self.rect())

    def play_url(self, url: str) -> None:
        self.video = None
        self._open(url.partition("?")[0], None, lambda s: s.open_url(url))

    def play_file(self, path: Path) -> None:
        self.video = None
        self._open(path.name, None, lambda s: s.open_file(path))

    def _open(
        self, title: str, poster: QImage | None, start: Callable[[PlaySession], None]
    ) -> None:
        self.prepare()
        self.title.setText(title)
        self.storyboard = Storyboard()
        self.poster.show_image(poster)
        self.poster.show()
        self._again = lambda: self._ask(start)
        self._state = PlayerState(phase=Phase.LOADING)
        self.show_state(self._state)
        self._again()
        self.setFocus()
        self.show_controls()

    def leave(self) -> None:
        """Back to the library."""
        self._save_position()
        if self._full:
            self.toggle_full_screen()
        self._ask(lambda s: s.stop())
        self._patience.stop()
        self.spinner.hide()
        self.unsetCursor()
        self.video = None
        self.title.clear()
        self.poster.show_image(None)
        self.storyboard = Storyboard()
        self.closed.emit()

    def release(self) -> PlaySession | None:
        """Free the picture and hand over the session, for somebody else to close."""
        self._save_position()
        session, self.session = self.session, None
        if self.surface is not None:
            surface: Screen = self.surface  # type: ignore[assignment]
            surface.release()
        return session

    # What it shows

    def _take(self, states: list[PlayerState]) -> None:
        if self.session is not None:
            self.show_state(states[-1])

    def show_state(self, state: PlayerState) -> None:
        before, self._state = self._state, state
        self.controls.show_state(state)
        self.poster.setVisible(not state.has_picture and state.phase != Phase.FAILED)
        waiting = state.phase in (Phase.LOADING, Phase.BUFFERING) or bool(state.message)
        if not waiting:
            self._patience.stop()
            self.spinner.hide()
            self.message.hide()
        elif self.spinner.isVisible() or self.message.isVisible():
            self._show_waiting()
        elif not self._patience.isActive():
            self._patience.start()
        self._show_failure(state)
        if self.statistics.isVisible():
            self._show_statistics()
        if before.phase != state.phase:
            self._phase_changed(state)
        if before.volume != state.volume:
            self.volume_changed.emit(state.volume)
        if abs(state.position_seconds - self._saved_seconds) >= SAVE_SECONDS:
            self._save_position()

    def _phase_changed(self, state: PlayerState) -> None:
        if state.phase == Phase.PLAYING:
            self._hide.start()
        else:
            self.show_controls()
        if state.phase in (Phase.PAUSED, Phase.ENDED):
            self._save_position()

    def _show_waiting(self) -> None:
        """A short wait needs no words, and nothing turns over a film that plays."""
        self.spinner.setVisible(self._state.phase in (Phase.LOADING, Phase.BUFFERING))
        self.message.setText(told(self._state.message))
        self.message.adjustSize()
        self.message.setVisible(bool(self._state.message))
        self._place()

    def _show_failure(self, state: PlayerState) -> None:
        failed = state.phase == Phase.FAILED
        if failed:
            self.failure.words.setText(
                told(state.error or "") or translate("Player", "It can't be played.")
            )
            self.failure.adjustSize()
            self._place()
        if failed != self.failure.isVisible():
            self.failure.setVisible(failed)
            (self.failure.retry if failed else self).setFocus()

    def go_on(self) -> None:
        """The server is back: what failed for want of it may succeed now."""
        if self.isVisible() and self._state.phase == Phase.FAILED:
            self._try_again()

    def _try_again(self) -> None:
        self._again()
        self.setFocus()

    def toggle_statistics(self) -> None:
        self.statistics.setVisible(not self.statistics.isVisible())
        self._show_statistics()

    def _show_statistics(self) -> None:
        self.statistics.setText(statistics_text(self._state))
        self.statistics.adjustSize()

    def _save_position(self) -> None:
        state = self._state
        if self.video is None or state.duration_seconds is None or not state.has_picture:
            return
        watched = state.position_seconds > state.duration_seconds - WATCHED_SECONDS
        watched = watched and state.duration_seconds > 4 * WATCHED_SECONDS
        seconds = 0.0 if watched or state.phase == Phase.ENDED else state.position_seconds
        self._saved_seconds = state.position_seconds
        self.position_changed.emit(self.video.id, seconds)

    # Places

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()
        ratio = self.devicePixelRatio()
        width, height = round(self.width() * ratio), round(self.height() * ratio)
        self._ask(lambda s: s.set_window_pixels(width, height))
        self.lines_changed.emit(height)

    def _place(self) -> None:
        whole = self.rect()
        if self.surface is not None:
            self.surface.setGeometry(whole)
        self.poster.setGeometry(whole)
        self.top.setGeometry(0, 0, whole.width(), self.top.sizeHint().height())
        height = self.controls.sizeHint().height()
        self.controls.setGeometry(0, whole.height() - height, whole.width(), height)
        self.controls.fit(whole.width())
        self.statistics.move(16, self.top.height() - 16)
        centre(self.spinner, whole, 0)
        centre(self.message, whole, 60)
        self.failure.setFixedWidth(min(460, whole.width() - 32))
        centre(self.failure, whole, 0)

    # Controls come and go

    @property
    def controls_visible(self) -> bool:
        return self.controls.isVisible()

    def show_controls(self) -> None:
        self.unsetCursor()
        self.top.show()
        self.controls.show()
        self._hide.start()

    def _hide_controls(self) -> None:
        busy = self.controls.in_use or self.top.underMouse() or self.back.hasFocus()
        if busy and self.isVisible():
            self._hide.start()
        elif self._state.phase == Phase.PLAYING:
            for overlay in (self.top, self.controls, self.preview):
                overlay.hide()
            self.setCursor(Qt.CursorShape.BlankCursor)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The mouse on the picture or the poster."""
        match event.type():
            case QEvent.Type.MouseMove:
                self.show_controls()
            case QEvent.Type.MouseButtonPress if left(event):
                self.setFocus()
                self._toggle()
            case QEvent.Type.MouseButtonDblClick if left(event):
                # The first of the two clicks paused: take that back.
                self._toggle()
                self.toggle_full_screen()
            case _:
                return super().eventFilter(watched, event)
        return True

    def toggle_full_screen(self) -> None:
        self._full = not self._full
        self.controls.show_full_screen(self._full)
        self.full_screen_wanted.emit(self._full)

    def _escape(self) -> None:
        if self._full:
            self.toggle_full_screen()
        else:
            self.leave()

    def _ask(self, question: Callable[[PlaySession], None]) -> None:
        if self.session is not None:
            question(self.session)

    def _toggle(self) -> None:
        self._ask(lambda s: s.toggle())


def left(event: QEvent) -> bool:
    return isinstance(event, QMouseEvent) and event.button() == Qt.MouseButton.LeftButton


def centre(widget: QWidget, area: QRect, below: int) -> None:
    middle = area.center() + QPoint(0, below)
    widget.move(middle - QPoint(widget.width() // 2, widget.height() // 2))
