"""The player: the picture, and on it everything that appears and disappears."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QAccessible, QImage, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.player.engine.adjustments import SubtitleLift
from app.player.engine.api import Phase, PlayerState
from app.server.editing import Chapter
from app.server.videos import Video
from app.ui.background import Background, Latest
from app.ui.player.announcing import Announcer
from app.ui.player.calls import Build, PlaySession, Screen, Start
from app.ui.player.commands.deck import Wish
from app.ui.player.controls import Controls
from app.ui.player.deck import Commander, ViewDeck
from app.ui.player.echo import KeyEcho
from app.ui.player.following.next_card import NextCard
from app.ui.player.following.panel import UpNextPanel
from app.ui.player.gestures import Gestures
from app.ui.player.hiding import Hiding
from app.ui.player.overlays import Failure, Picture, Waiting, centre
from app.ui.player.progress import PlaceKeeper
from app.ui.player.seeking.preview import Preview
from app.ui.player.statistics import StatisticsBox
from app.ui.player.tools import FilmTools
from app.ui.player.top_bar import TopBar
from app.ui.storyboard import Storyboard
from app.ui.style import icons
from app.ui.style.theme import Colours
from app.ui.style.words import translate

Begin = Callable[[PlaySession], None]


class PlayerView(QWidget):
    """Plays one video at a time; the engine is made when the first one is."""

    role_told = QAccessible.Role.Grouping
    closed = Signal()
    full_screen_wanted = Signal(bool)
    position_changed = Signal(str, float)
    volume_changed = Signal(float)
    state_changed = Signal()
    """`state` is another one."""
    lines_changed = Signal(int)
    """How high the picture can be, in the screen's own pixels."""
    nearly_over = Signal()
    over = Signal()
    next_wanted = Signal()
    previous_wanted = Signal()
    share_wanted = Signal()
    copy_wanted = Signal()
    """A link to what plays, at this time."""
    keep_wanted = Signal()
    sheet_wanted = Signal()
    palette_wanted = Signal()

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
        self._full, self._stage = False, QRect()
        self._make_parts(colours)
        self._make_commands(background)
        self._wire()
        self.failure.hide()

    def _make_parts(self, colours: Colours) -> None:
        """What lies on the picture, the lowest first."""
        self.poster = Picture(self)
        self.waiting = Waiting(colours, self)
        self.failure = Failure(self)
        self.statistics = StatisticsBox(colours, self)
        self.top = TopBar(self)
        self.controls = Controls(colours, self)
        self.next_card = NextCard(self)
        self.preview = Preview(self, self.controls.seek_bar)
        self.panel = UpNextPanel(colours, self)
        for bar in (self.top, self.controls):
            icons.lighten(bar)
        self.echo = KeyEcho(self)
        self.announcer = Announcer(self, lambda: self._state, self.echo.said)
        self.gestures = Gestures(self)
        self.progress = PlaceKeeper(self)
        self.hiding = Hiding(
            *(self, (self.top, self.controls), (self.preview,)),
            in_use=lambda: self.controls.in_use or self.top.in_use,
            may_hide=lambda: self._state.phase == Phase.PLAYING and self._state.has_picture,
        )
        self.show_controls = self.hiding.show

    def _make_commands(self, background: Background) -> None:
        switches = {Wish.STATISTICS: self.statistics.isVisible, Wish.QUEUE: self.panel.isVisible}
        switches[Wish.FULL_SCREEN] = lambda: self._full
        self.deck = ViewDeck(self._ask, self._wishes(), switches)
        self.tools = FilmTools(
            self, self.deck, self.controls.seek_bar, self._ask, self.echo.say, background
        )
        self.deck.wishes |= self.tools.wishes()
        self.commander = Commander(self, self.deck, self.show_controls, self.echo.say)

    def _wire(self) -> None:
        top, controls = self.top, self.controls
        top.back_wanted.connect(self.leave)
        top.share_wanted.connect(self.share_wanted)
        top.queue_wanted.connect(self.toggle_queue)
        top.statistics_wanted.connect(self.statistics.toggle)
        controls.full_screen_wanted.connect(self.toggle_full_screen)
        for offers_next in (controls, self.failure):
            offers_next.next_wanted.connect(self.next_wanted)
        controls.ask_file_wanted.connect(self.deck.wishes[Wish.SUBTITLE_FILE])
        controls.previous_wanted.connect(self.previous_wanted)
        self.next_card.play_wanted.connect(self.next_wanted)
        self.next_card.cancelled.connect(self.setFocus)
        self.panel.close_wanted.connect(self.toggle_queue)
        self.failure.retry_wanted.connect(self._try_again)
        self.failure.back_wanted.connect(self.leave)
        self.hiding.changed.connect(self._lift_subtitles)
        self.progress.position_changed.connect(self.position_changed)
        self.progress.nearly_over.connect(self.nearly_over)
        self.gestures.watch(self.poster)
        self.gestures.moved.connect(self.show_controls)
        self.gestures.clicked.connect(self._clicked)
        self.gestures.double_clicked.connect(self._double_clicked)
        self.gestures.tapped.connect(self.tools.tap)
        self.gestures.menu_wanted.connect(self.commander.open_menu)
        self.gestures.turned.connect(self.tools.turn_volume)
        controls.seek_bar.turned.connect(self.tools.turn_position)

    # Commands

    def _wishes(self) -> dict[Wish, Callable[[], object]]:
        return {
            Wish.FULL_SCREEN: self.toggle_full_screen,
            Wish.STATISTICS: self.statistics.toggle,
            Wish.QUEUE: self.toggle_queue,
            Wish.NEXT: self.next_wanted.emit,
            Wish.PREVIOUS: self.previous_wanted.emit,
            Wish.COPY_LINK: self.copy_wanted.emit,
            Wish.KEEP: self.keep_wanted.emit,
            Wish.SHEET: self.sheet_wanted.emit,
            Wish.PALETTE: self.palette_wanted.emit,
            Wish.ESCAPE: self._escape,
        }

    # Opening and closing

    def prepare(self) -> None:
        """Make the engine and its picture, unless they are there."""
        if self.session is None:
            self.surface, self.session = self._build(self, self._states.put)
            self.gestures.watch(self.surface)
            self.surface.lower()
            self.controls.attach(self.session)
            self._place()
            self.surface.show()

    def play_video(self, video: Video, poster: QImage | None, start: Start | None = None) -> None:
        """Play a video of the library, by default from where it was left."""
        start = start or Start()
        again = replace(start, playback=None)
        self.video = video
        self._open(video.title, poster, lambda s: start.open(s, video.id))
        self._again = lambda: self._ask(lambda s: self._start_again(again).open(s, video.id))

    def play_url(self, url: str, title: str) -> None:
        self.video = None
        self._open(title, None, lambda s: s.open_url(url), url)

    def play_file(self, path: Path, title: str, seconds: float = 0.0) -> None:
        self.video, address = None, path.as_uri()
        self._open(title, None, lambda s: s.open_file(path, seconds), address)
        self.progress.begin(address, seconds, path)

    def _open(self, title: str, poster: QImage | None, start: Begin, address: str = "") -> None:
        self.prepare()
        self.top.title.setText(title)
        self.deck.has_link, self.deck.address = self.video is not None, address
        self.top.share.setVisible(self.deck.has_link)
        self._forget_film()
        if self.video is not None:
            self.progress.begin(self.video.id, self.video.position_seconds)
        self.poster.show_image(poster)
        self.poster.show()
        self._again = lambda: self._ask(start)
        self._state = replace(self._state.lasting, phase=Phase.LOADING)
        self.show_state(self._state)
        self.gestures.begin()
        self._ask(start)
        self.setFocus()
        self.show_controls()

    def _forget_film(self) -> None:
        self.preview.storyboard = Storyboard()
        self.controls.seek_bar.show_heat(())
        self.tools.begin(self.top.title.text())
        self.next_card.hide()
        self.show_chapters(())
        self.progress.begin(None)

    def leave(self) -> None:
        """Back to the library."""
        self.progress.save()
        if self._full:
            self.toggle_full_screen()
        self._ask(lambda s: s.stop())
        self.waiting.end()
        self.unsetCursor()
        self.video, self.deck.address = None, ""
        self.top.title.clear()
        self.poster.show_image(None)
        self._forget_film()
        self.closed.emit()

    def release(self) -> PlaySession | None:
        """Free the picture and hand over the session, for somebody else to close."""
        self.progress.save()
        self.tools.screenshots.end()
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
        self.deck.state = state
        if state.chapters != before.chapters:
            self.show_chapters([Chapter(c.start_seconds, c.title) for c in state.chapters])
        if self.video is None and state.title != before.title:
            self.top.title.setText(state.title or self.top.title.text())
        self.controls.show_state(state)
        self.poster.setVisible(not state.has_picture and state.phase != Phase.FAILED)
        self.poster.show_name("" if state.phase is Phase.LOADING else self.top.title.text())
        self.waiting.show_state(state)
        self._show_failure(state)
        self.statistics.show_state(state)
        self._lift_subtitles()
        self.progress.show_state(state)
        self.announcer.look()
        self.state_changed.emit()
        if before.phase != state.phase:
            self._phase_changed(state)
        if before.volume != state.volume:
            self.volume_changed.emit(state.volume)

    def _phase_changed(self, state: PlayerState) -> None:
        if state.phase == Phase.PLAYING:
            self.hiding.wait()
        else:
            self.show_controls()
        if state.phase in (Phase.PAUSED, Phase.ENDED):
            self.progress.save()
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

    def _start_again(self, start: Start) -> Start:
        """From where it stopped, if it had begun."""
        return replace(start, seconds=self._state.position_seconds or start.seconds)

    def _try_again(self) -> None:
        place, within = self._state.position_seconds, self._state.clip is not None
        self._again()
        if place and (self.video is None or within):
            self._ask(lambda s: s.seek(place))
        self.setFocus()

    def offer_next(self, video: Video, picture: QImage | None, *, by_itself: bool) -> None:
        """Show what comes next, and by itself play it after a few seconds."""
        self.next_card.offer(video, picture, by_itself=by_itself)
        self._place()

    def show_chapters(self, chapters: Sequence[Chapter]) -> None:
        self.deck.chapters = chapters
        self.controls.seek_bar.show_chapters(chapters)

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
        self.echo.place(stage)
        for box, width in ((self.failure, 460), (self.next_card, 460)):
            box.setFixedWidth(min(width, stage.width() - 32))
            centre(box, stage, 0)
        self._stage = self.preview.room = stage

    def _tell_size(self) -> None:
        ratio, stage = self.devicePixelRatio(), self._stage
        width, height = round(stage.width() * ratio), round(stage.height() * ratio)
        self._ask(lambda s: s.set_window_pixels(width, height))
        self.lines_changed.emit(height)
        self._lift_subtitles()

    def toggle_queue(self) -> None:
        self.panel.toggle(self.rect())
        self.panel.raise_()
        self._place()
        self._tell_size()
        (self.panel.list if self.panel.isVisible() else self).setFocus()

    # Controls come and go

    def _lift_subtitles(self) -> None:
        """Above the bar while it is there."""
        covered = 0 if self.controls.isHidden() else self.controls.height()
        lift = SubtitleLift(round(covered / max(1, self._stage.height()), 2))
        if lift != self._state.lift:
            self._ask(lambda s: s.adjust(lift))

    def _clicked(self) -> None:
        self.setFocus()
        self._ask(lambda s: s.toggle())

    def _double_clicked(self) -> None:
        # The first of the two clicks paused: take that back.
        self._ask(lambda s: s.toggle())
        self.toggle_full_screen()

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
