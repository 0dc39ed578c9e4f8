"""Cards that can be chosen, opened, previewed, and asked for their menu."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QCursor, QKeyEvent, QMouseEvent, QPixmap
from PySide6.QtWidgets import QApplication, QListView, QMenu

from app.links import WatchLink
from app.server.videos import Video, VideoPage
from app.ui.cards.actions import Action, Extra, Terms, is_watchable, opening, suits
from app.ui.cards.hover import HoverPreview
from app.ui.cards.layout import Layout
from app.ui.cards.menu import video_menu
from app.ui.cards.model import VIDEO, VideoModel
from app.ui.cards.painter import CardPainter, CardState
from app.ui.cards.posters import Posters
from app.ui.cards.tiles import Tiles
from app.ui.cards.wording import why_not_yet
from app.ui.style.dragging import drag_out
from app.ui.style.parts import given, popup_within, timer
from app.ui.style.words import translate

REST_MS = 150
LONG_PRESS_MS = 600
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Grid(Tiles):
    """Says what the user wants of videos; everything is in their menu, too."""

    wanted = Signal(object, object)
    """An `Action`, and a sequence of videos."""
    rested_on = Signal(object)
    """The pointer stays on a card: it is likely to be played next."""
    refused = Signal(str)
    """Why a card can't be opened."""

    def __init__(self, model: VideoModel, painter: CardPainter, layout: Layout) -> None:
        super().__init__(model, painter, layout)
        given(self, "videos", accessibleName=translate("Cards", "Videos"))
        self.terms = Terms()
        self.extras: Sequence[Extra] = ()
        self.preview = HoverPreview(self)
        self.preview.changed.connect(model.touch)
        self.drag_out: Callable[[str, QPixmap], None] = partial(drag_out, self)
        self._over = ""
        self._pressed_at: QPoint | None = None
        self._rest = timer(self, REST_MS, self._rested)
        self._long_press = timer(self, LONG_PRESS_MS, self._pressed_long)
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)

    def show_pictures(self, posters: Posters | None) -> None:
        """Where pictures are from; None for nobody's."""
        self.painter.posters = self.preview.posters = posters
        if posters is not None:
            posters.arrived.connect(self.videos.touch)

    # What is chosen

    def current(self) -> Video | None:
        video: Video | None = self.currentIndex().data(VIDEO)
        return video

    def chosen(self) -> tuple[Video, ...]:
        """In the order of the list; the one that has the keyboard, if no more are."""
        rows = sorted(index.row() for index in self.selectionModel().selectedIndexes())
        current = self.currentIndex()
        if not rows and current.isValid():
            rows = [current.row()]
        return tuple(self.videos.at(row) for row in rows)

    def choose(self, video_id: str) -> None:
        """Without scrolling there."""
        if (row := self.videos.row_of(video_id)) is not None:
            self.setAutoScroll(False)
            self.setCurrentIndex(self.videos.index(row))
            self.setAutoScroll(True)

    def start_over(self, page: VideoPage) -> None:
        """Show these; of what was chosen, what is still there stays so."""
        current, chosen = self.current(), self.chosen() if self.several else ()
        self.videos.start_over(page)
        if current is not None:
            self.choose(current.id)
        for row in (self.videos.row_of(video.id) for video in chosen):
            if row is not None:
                select = QItemSelectionModel.SelectionFlag.Select
                self.selectionModel().select(self.videos.index(row), select)

    @property
    def several(self) -> bool:
        ranges = self.selectionModel().selection()
        return sum(ranges.at(each).height() for each in range(ranges.count())) > 1

    def state_of(self, number: int, video: Video) -> CardState:
        index = self.videos.index(number)
        scene = self.preview.scene
        playing = scene is not None and scene.video_id == video.id
        return CardState(
            hovered=video.id == self._over,
            focused=self.hasFocus() and index == self.currentIndex(),
            chosen=self.several and self.selectionModel().isSelected(index),
            scene=scene.picture if scene is not None and playing else None,
            scene_share=scene.share if scene is not None and playing else 0.0,
            sending=self.videos.upload_of(video.id),
        )

    # What the user does

    def open(self, video: Video) -> None:
        """What Enter and a click do: play it, or whatever comes nearest."""
        action = opening(video)
        if action is None:
            self.refused.emit(why_not_yet(video))
        else:
            self.wanted.emit(action, (video,))

    def want(self, action: Action, videos: Sequence[Video]) -> None:
        if videos and suits(action, videos, self.terms):
            self.wanted.emit(action, videos)

    def menu_for(self, *videos: Video) -> QMenu:
        """Everything that can be done with them."""
        return video_menu(videos, self.terms, self.wanted.emit, self, self.extras)

    def _menu_at(self, at: QPoint) -> None:
        index = self.indexAt(at)
        if not index.isValid():
            return
        if not self.selectionModel().isSelected(index):
            self.setCurrentIndex(index)
        menu = self.menu_for(*self.chosen())
        popup_within(menu, self.window(), self.viewport().mapToGlobal(at))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            self._menu_at(event.pos())
        elif not self.findChildren(QMenu, "video_menu"):
            self._menu_by_key()

    def _menu_by_key(self) -> None:
        index = self.currentIndex()
        if index.isValid():
            self.scrollTo(index)
            self._menu_at(self.visualRect(index).center())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, current = event.key(), self.current()
        plain = not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if key in ENTER and self.several:
            self.want(Action.PLAY, self.chosen())
        elif current is not None and (key in ENTER or (key == Qt.Key.Key_Space and plain)):
            self.open(current)
        elif key == Qt.Key.Key_Delete:
            self.want(Action.DELETE, self.chosen())
        elif not plain and key == Qt.Key.Key_N and current is not None:
            self.want(Action.NEW_WINDOW, (current,))
        elif key == Qt.Key.Key_F2 and current is not None:
            self.want(Action.DETAILS, (current,))
        elif key == Qt.Key.Key_Menu:
            self._menu_by_key()
        elif key == Qt.Key.Key_Escape and self.several:
            self.setCurrentIndex(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed_at = event.position().toPoint()
            self._long_press.start()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        self._pass_over(at)
        if self._pressed_at is None:
            super().mouseMoveEvent(event)
        elif (at - self._pressed_at).manhattanLength() >= QApplication.startDragDistance():
            self._drag_out(self.indexAt(self._pressed_at))

    def _drag_out(self, index: QModelIndex) -> None:
        """A card out of the window is its link."""
        self._long_press.stop()
        video: Video | None = index.data(VIDEO)
        if video is not None and suits(Action.COPY_LINK, (video,), self.terms):
            self._pressed_at = None
            link = WatchLink(self.terms.server.rstrip("/"), video.id)
            self.drag_out(link.url, self.viewport().grab(self.visualRect(index)))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._long_press.stop()
        pressed, self._pressed_at = self._pressed_at, None
        super().mouseReleaseEvent(event)
        at = event.position().toPoint()
        choosing = event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        )
        index = self.indexAt(at)
        if event.button() == Qt.MouseButton.MiddleButton and index.isValid():
            self.want(Action.NEW_WINDOW, (index.data(VIDEO),))
        if pressed is None or choosing or event.button() != Qt.MouseButton.LeftButton:
            return
        if index.isValid() and index == self.indexAt(pressed):
            self._clicked(index, at)

    def _clicked(self, index: QModelIndex, at: QPoint) -> None:
        video: Video = index.data(VIDEO)
        cell = self.visualRect(index)
        match self.painter.part_at(at, cell, video, mirrored=self.isRightToLeft()):
            case "more":
                self._menu_at(at)
            case "retry":
                self.wanted.emit(Action.RETRY, (video,))
            case "channel" if suits(Action.CHANNEL, (video,), self.terms):
                self.wanted.emit(Action.CHANNEL, (video,))
            case _:
                self.open(video)

    def _pressed_long(self) -> None:
        at, self._pressed_at = self._pressed_at, None
        if at is not None:
            self._menu_at(at)

    # The pointer

    def _pass_over(self, at: QPoint | None) -> None:
        video: Video | None = None if at is None else self.indexAt(at).data(VIDEO)
        left, self._over = self._over, video.id if video is not None else ""
        if left != self._over:
            for video_id in (left, self._over):
                self.videos.touch(video_id)
            self.preview.rest_on(video)
            self._rest.start()

    def _rested(self) -> None:
        row = self.videos.row_of(self._over)
        if row is not None and is_watchable(video := self.videos.at(row)):
            self.rested_on.emit(video)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        under = self.viewport().mapFromGlobal(QCursor.pos())
        self._pass_over(under if self.viewport().underMouse() else None)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Leave, QEvent.Type.Hide):
            self._pass_over(None)
        return bool(super().viewportEvent(event))
