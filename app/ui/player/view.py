"""The player: the picture, and on it everything that appears and disappears."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget

from app.player.engine.api import Phase, PlayerState
from app.server.videos import Video
from app.ui.background import Background, Latest
from app.ui.player.calls import Build, PlaySession, Screen, Start
from app.ui.player.controls import Controls
from app.ui.player.keys import Keys
from app.ui.player.marks import Marks
from app.ui.player.next_card import NextCard
from app.ui.player.overlays import Failure, Picture, Waiting, centre, statistics_text
from app.ui.player.preview import Preview
from app.ui.player.progress import ends_within, place_to_keep
from app.ui.player.top_bar import TopBar
from app.ui.player.up_next import UpNextPanel
from app.ui.storyboard import Storyboard
from app.ui.style import icons
from app.ui.style.parts import given, timer
from app.ui.style.theme import Colours
from app.ui.style.words import translate

HIDE_MS = 2500
SAVE_SECONDS = 10.0
NEARLY_OVER_SECONDS = 20.0


class PlayerView(QWidget):
    """Plays one video at a time; the engine is made when the first one is."""

    closed = Signal()
    full_screen_wanted = Signal(bool)
    position_changed = Signal(str, float)
    volume_changed = Signal(float)
    lines_changed = Signal(int)
    """How high the picture can be, in the screen's own pixels."""
    nearly_over = Signal()
    over = Signal()
    next_wanted = Signal()
    previous_wanted = Signal()
    share_wanted = Signal()
    copy_wanted = Signal()
    """A link to what plays, at this time."""

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
        self.marks = Marks()
        self._again: Callable[[], None] = lambda: None
        self._state = PlayerState()
        self._full = self.ends_soon = False
        self._saved_seconds, self._stage = 0.0, QRect()
        self.poster = Picture(self)
        self.waiting = Waiting(colours, self)
        self.failure = Failure(self)
        self.statistics = given(
            QLabel(self), "statistics", accessibleName=translate("Player", "Statistics")
        )
        self.top = TopBar(self)
        self.controls = Controls(colours, self)
        self.next_card = NextCard(self)
        self.preview = Preview(self, self.controls.seek_bar.words_at)
        self.panel = UpNextPanel(colours, self)
        self.storyboard = Storyboard()
        for bar in (self.top, self.controls):
            icons.lighten(bar)
        self._hide = timer(self, HIDE_MS, self._hide_controls)
        self._wire()
        self.failure.hide()
        self.statistics.hide()

    def _wire(self) -> None:
        top, controls = self.top, self.controls
        top.back_wanted.connect(self.leave)
        top.share_wanted.connect(self.share_wanted)
        top.queue_wanted.connect(self.toggle_queue)
        top.statistics_wanted.connect(self.toggle_statistics)
        controls.full_screen_wanted.connect(self.toggle_full_screen)
        controls.seek_bar.hovered.connect(self._preview)
        controls.seek_bar.marked.connect(self.mark)
        for offers_next in (controls, self.failure):
            offers_next.next_wanted.connect(self.next_wanted)
        controls.previous_wanted.connect(self.previous_wanted)
        self.next_card.play_wanted.connect(self.next_wanted)
        self.next_card.cancelled.connect(self.setFocus)
        self.panel.close_wanted.connect(self.toggle_queue)
        self.failure.retry_wanted.connect(self._try_again)
        self.failure.back_wanted.connect(self.leave)
        self.poster.installEventFilter(self)
        self._keys = Keys(
            self, lambda: self._state, self._ask, self.show_controls, self._own_keys()
        )

    def _own_keys(self) -> dict[str, Callable[[], None]]:
        return {
            "F": self.toggle_full_screen,
            "I": self.toggle_statistics,
            "Q": self.toggle_queue,
            "Shift+N": self.next_wanted.emit,
            "Shift+P": self.previous_wanted.emit,
            "[": lambda: self.mark(self.marks.begin_at(self._state.position_seconds)),
            "]": lambda: self.mark(self.marks.end_at(self._state.position_seconds)),
            "Ctrl+Shift+C": self.copy_wanted.emit,
            "Escape": self._escape,
        }

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

    def play_video(self, video: Video, poster: QImage | None, start: Start | None = None) -> None:
        """Play a video of the library, by default from where it was left."""
        start = start or Start()
        again = replace(start, playback=None)
        self.video = video
        self._saved_seconds = video.position_seconds
        self._open(video.title, poster, lambda s: start.open(s, video.id))
        self._again = lambda: self._ask(lambda s: again.open(s, video.id))

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
        self.preview.show_at(seconds, self.storyboard.at(seconds), above, self._stage)

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
        self.top.title.setText(title)
        self.top.share.setVisible(self.video is not None)
        self._forget_film()
        self.poster.show_image(poster)
        self.poster.show()
        self._again = lambda: self._ask(start)
        self._state = PlayerState(phase=Phase.LOADING)
        self.show_state(self._state)
        self._ask(start)
        self.setFocus()
        self.show_controls()

    def _forget_film(self) -> None:
        self.storyboard = Storyboard()
        self.mark(Marks())
        self.next_card.hide()
        self.ends_soon = False

    def leave(self) -> None:
        """Back to the library."""
        self._save_position()
        if self._full:
            self.toggle_full_screen()
        self._ask(lambda s: s.stop())
        self.waiting.end()
        self.unsetCursor()
        self.video = None
        self.top.title.clear()
        self.poster.show_image(None)
        self._forget_film()
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

    @property
    def state(self) -> PlayerState:
        return self._state

    def _take(self, states: list[PlayerState]) -> None:
        if self.session is not None:
            self.show_state(states[-1])

    def show_state(self, state: PlayerState) -> None:
        before, self._state = self._state, state
        self.controls.show_state(state)
        self.poster.setVisible(not state.has_picture and state.phase != Phase.FAILED)
        self.waiting.show_state(state)
        self._show_failure(state)
        if self.statistics.isVisible():
            self._show_statistics()
        if before.phase != state.phase:
            self._phase_changed(state)
        if before.volume != state.volume:
            self.volume_changed.emit(state.volume)
        if abs(state.position_seconds - self._saved_seconds) >= SAVE_SECONDS:
            self._save_position()
        if not self.ends_soon and ends_within(state, NEARLY_OVER_SECONDS):
            self.ends_soon = True
            self.nearly_over.emit()

    def _phase_changed(self, state: PlayerState) -> None:
        if state.phase == Phase.PLAYING:
            self._hide.start()
        else:
            self.show_controls()
        if state.phase in (Phase.PAUSED, Phase.ENDED):
            self._save_position()
        if state.phase == Phase.ENDED:
            self.over.emit()
        elif state.phase != Phase.FAILED:
            self.next_card.hide()

    def _show_failure(self, state: PlayerState) -> None:
        failed = state.phase == Phase.FAILED
        if failed:
            self.failure.show_state(state, self.video)
            self._place()
        if failed != self.failure.isVisible():
            self.failure.setVisible(failed)
            (self.failure.first if failed else self).setFocus()

    def go_on(self) -> None:
        """The server is back: what failed for want of it may succeed now."""
        if self.failure.retry.isVisible():
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

    def offer_next(self, video: Video, picture: QImage | None, *, by_itself: bool) -> None:
        """Show what comes next, and by itself play it after a few seconds."""
        self.next_card.offer(video, picture, by_itself=by_itself)
        self._place()

    def mark(self, marks: Marks) -> None:
        """Mark a part of the film, to share it."""
        self.marks = marks
        self.controls.seek_bar.show_marks(marks)

    def _save_position(self) -> None:
        seconds = place_to_keep(self._state)
        if self.video is not None and seconds is not None:
            self._saved_seconds = self._state.position_seconds
            self.position_changed.emit(self.video.id, seconds)

    # Places

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.panel.fit(self.rect())
        self._place()
        self._tell_size()

    def _place(self) -> None:
        stage = self.panel.place(self.rect())
        if self.surface is not None:
            self.surface.setGeometry(stage)
        self.poster.setGeometry(stage)
        self.top.setGeometry(stage.left(), 0, stage.width(), self.top.sizeHint().height())
        height = self.controls.sizeHint().height()
        self.controls.setGeometry(stage.left(), stage.height() - height, stage.width(), height)
        self.controls.fit(stage.width())
        self.statistics.move(stage.left() + 16, self.top.height() - 16)
        self.waiting.place(stage)
        for box, width in ((self.failure, 460), (self.next_card, 460)):
            box.setFixedWidth(min(width, stage.width() - 32))
            centre(box, stage, 0)
        self._stage = stage

    def _tell_size(self) -> None:
        ratio, stage = self.devicePixelRatio(), self._stage
        width, height = round(stage.width() * ratio), round(stage.height() * ratio)
        self._ask(lambda s: s.set_window_pixels(width, height))
        self.lines_changed.emit(height)

    def toggle_queue(self) -> None:
        self.panel.toggle(self.rect())
        self.panel.raise_()
        self._place()
        self._tell_size()
        (self.panel.list if self.panel.isVisible() else self).setFocus()

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
        if (self.controls.in_use or self.top.in_use) and self.isVisible():
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
        if self.next_card.isVisible():
            self.next_card.dismiss()
        elif self._full:
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
