"""A list view that asks a `Layout` where cards are, and visits only those on the screen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPoint,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import (
    QHideEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QStyle, QWidget

from app.server.videos import Video
from app.ui.cards.layout import CursorAction, Layout
from app.ui.cards.model import Index, VideoModel
from app.ui.cards.painter import CardPainter, CardState
from app.ui.cards.typeface import Typeface
from app.ui.cards.way import seconds_to_news
from app.ui.style.item_view import ItemView

SCREENS_AHEAD = 2
"""So far before the end more is fetched."""


class Tiles(ItemView):
    """It is a QListView, so that a screen reader is told of a list. `header` scrolls along above
    the cards, `notice` stands where there are none."""

    def __init__(self, model: VideoModel, painter: CardPainter, layout: Layout) -> None:
        super().__init__()
        self.videos, self.painter, self.tiles = model, painter, layout
        self.header: QWidget | None = None
        self.notice: QWidget | None = None
        self.loading = False
        self._seen: dict[str, Video] = {}
        painter.upload_of = model.upload_of
        self.setModel(model)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        off = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setHorizontalScrollBarPolicy(off)
        if layout.sideways:
            self.setVerticalScrollBarPolicy(off)
        self.verticalScrollBar().setSingleStep(40)
        model.rowsInserted.connect(self._inserted)
        model.rowsRemoved.connect(self._removed)
        model.dataChanged.connect(self._changed)
        model.modelReset.connect(self._begun_anew)

    # What it shows

    def set_header(self, header: QWidget | None) -> None:
        self._exchange(self.header, header)
        self.header = header
        self.updateGeometries()

    def set_notice(self, notice: QWidget | None) -> None:
        """Say this in the place of cards."""
        if notice is not self.notice:
            self._exchange(self.notice, notice)
            self.notice = notice
            self.updateGeometries()

    def set_loading(self, loading: bool) -> None:
        """Show the shapes of cards until there are some."""
        if loading != self.loading:
            self.loading = loading
            self.updateGeometries()
            self.viewport().update()

    def _exchange(self, before: QWidget | None, widget: QWidget | None) -> None:
        if before is not None:
            before.removeEventFilter(self)
            before.hide()
        if widget is not None:
            widget.setParent(self.viewport())
            widget.installEventFilter(self)
            widget.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest and watched in (self.header, self.notice):
            self.updateGeometries()
        return bool(super().eventFilter(watched, event))

    # Where things are

    def visualRect(self, index: Index) -> QRect:
        if not index.isValid():
            return QRect()
        return self.on_screen(self.tiles.cell(index.row()))

    def on_screen(self, cell: QRect) -> QRect:
        scrolled = self._scrolled()
        moved = cell.translated(-scrolled.x(), -scrolled.y())
        if self.isRightToLeft():
            moved.moveRight(self.viewport().width() - 1 - moved.left())
        return moved

    def indexAt(self, point: QPoint) -> QModelIndex:
        x = self.viewport().width() - 1 - point.x() if self.isRightToLeft() else point.x()
        number = self.tiles.at(QPoint(x, point.y()) + self._scrolled())
        return QModelIndex() if number is None else self.videos.index(number)

    def scrollTo(
        self,
        index: Index,
        _hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        if index.isValid():
            cell, room = self.tiles.cell(index.row()), self.viewport().size()
            for bar, low, high, size in (
                (self.verticalScrollBar(), cell.top(), cell.bottom(), room.height()),
                (self.horizontalScrollBar(), cell.left(), cell.right(), room.width()),
            ):
                bar.setValue(min(low, max(bar.value(), high - size + 1)))

    def moveCursor(self, action: CursorAction, _modifiers: Qt.KeyboardModifier) -> QModelIndex:
        if self.isRightToLeft():
            left, right = CursorAction.MoveLeft, CursorAction.MoveRight
            action = {left: right, right: left}.get(action, action)
        current = self.currentIndex()
        if not current.isValid():
            return self.videos.index(0)
        page = self.viewport().height()
        return self.videos.index(self.tiles.step(current.row(), action, page))

    def updateGeometries(self) -> None:
        room = self.viewport().size()
        self._place_header()
        self.tiles.fit(self.room)
        self.tiles.wait_for(self._waited_for(room))
        size = self.tiles.size()
        if self.tiles.sideways:
            self.setFixedHeight(size.height())
        if self.notice is not None:
            size.setHeight(self._place_notice(room))
        for bar, needed, there in (
            (self.verticalScrollBar(), size.height(), room.height()),
            (self.horizontalScrollBar(), size.width(), room.width()),
        ):
            bar.setPageStep(there)
            bar.setRange(0, max(0, needed - there))
        self._place_header()
        self.look_around()

    @property
    def room(self) -> int:
        """From side to side; there is always some for the bar, or it would come and go."""
        if self.tiles.sideways:
            return self.viewport().width()
        extent = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        return max(1, self.contentsRect().width() - extent)

    def _waited_for(self, room: QSize) -> int:
        if self.loading and not self.videos.rowCount():
            return self.tiles.to_fill(room)
        return self.tiles.to_follow() if self.videos.next_cursor is not None else 0

    def _place_header(self) -> None:
        if (header := self.header) is not None:
            height = wanted_height(header, self.room)
            self.tiles.above = height
            left = self.viewport().width() - self.room if self.isRightToLeft() else 0
            header.setGeometry(left, -self.verticalScrollBar().value(), self.room, height)

    def _place_notice(self, room: QSize) -> int:
        """Returns where it ends."""
        notice, above = self.notice, self.tiles.above
        assert notice is not None
        height = max(room.height() - above, wanted_height(notice, self.room))
        top = above - self.verticalScrollBar().value()
        notice.setGeometry(0, top, self.viewport().width(), height)
        return above + height

    def _scrolled(self) -> QPoint:
        return QPoint(self.horizontalScrollBar().value(), self.verticalScrollBar().value())

    # Events

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta()
        if self.tiles.sideways and abs(turned.y()) >= abs(turned.x()):
            event.ignore()  # the page scrolls
        else:
            super().wheelEvent(event)

    def resizeEvent(self, _event: QResizeEvent) -> None:
        self.updateGeometries()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().scroll(-dx if self.isRightToLeft() else dx, dy)
        self.look_around()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.look_around()

    def hideEvent(self, event: QHideEvent) -> None:
        self._leave(list(self._seen))
        super().hideEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        known = self.videos.rowCount()
        for number in self.tiles.within(self._area()):
            cell = self.on_screen(self.tiles.cell(number))
            if not cell.intersects(event.rect()):
                continue
            if number < known:
                video = self.videos.at(number)
                self.painter.paint(painter, cell, video, self.state_of(number, video))
            elif self.notice is None:
                self.painter.paint_waiting(painter, cell)
        painter.end()
        shown = (self.videos.at(n) for n in self.tiles.within(self._area()) if n < known)
        self.paint_again_in(seconds_to_news(shown, datetime.now(UTC)))

    def state_of(self, _number: int, video: Video) -> CardState:
        return CardState(sending=self.videos.upload_of(video.id))

    def _area(self) -> QRect:
        return QRect(self._scrolled(), self.viewport().size())

    def look_around(self) -> None:
        """Let go of pictures that nobody sees any more, and ask for videos soon to be seen."""
        shown = self.tiles.within(self._area())
        known = self.videos.rowCount()
        now = {(video := self.videos.at(n)).id: video for n in shown if n < known}
        self._leave([each for each in self._seen if each not in now])
        self._seen = now
        if shown.stop + SCREENS_AHEAD * len(shown) >= known and self.isVisible():
            root = QModelIndex()
            if self.videos.canFetchMore(root):
                self.videos.fetchMore(root)

    def _leave(self, video_ids: list[str]) -> None:
        for video_id in video_ids:
            video = self._seen.pop(video_id)
            if self.painter.posters is not None:
                self.painter.posters.leave(video, self.painter)

    # Changes

    def _inserted(self, _parent: QModelIndex, first: int, last: int) -> None:
        count = last - first + 1
        measures = [self.painter.measure(self.videos.at(row)) for row in range(first, last + 1)]
        seen = self._first_seen().start
        self._keep_place(
            lambda: self.tiles.insert(first, measures), seen, seen + count * (seen >= first)
        )

    def _removed(self, _parent: QModelIndex, first: int, last: int) -> None:
        count = last - first + 1
        seen = self._first_seen().stop - 1
        self._keep_place(
            lambda: self.tiles.remove(first, count),
            seen,
            max(first, seen - count) if seen >= first else seen,
        )

    def _changed(self, first: Index, last: Index) -> None:
        for row in range(first.row(), last.row() + 1):
            measure = self.painter.measure(self.videos.at(row))
            if measure != self.tiles.measure(row):
                seen = self._first_seen().start
                self._keep_place(partial(self.tiles.change, row, measure), seen, seen)
        self.viewport().update(self.visualRect(first).united(self.visualRect(last)))

    def _begun_anew(self) -> None:
        self.tiles.remove(0, self.tiles.count)
        rows = range(self.videos.rowCount())
        self.tiles.insert(0, [self.painter.measure(self.videos.at(row)) for row in rows])
        self.updateGeometries()
        self.viewport().update()

    def changeEvent(self, event: QEvent) -> None:
        """Words in another font have other widths."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.painter.type = Typeface()
            self.tiles.usual = self.painter.usual
            self._begun_anew()

    def _keep_place(self, change: Callable[[], None], seen: int, becomes: int) -> None:
        """A card that is seen, and will have that number, stays in its row, and the row where it
        is, whatever comes or goes before it."""
        scrolled = self._scrolled()
        anchored = bool(scrolled.x() or scrolled.y() > self.tiles.above) and seen >= 0
        before = self.tiles.cell(seen).topLeft() if anchored else QPoint()
        change()
        self.updateGeometries()
        if anchored and self.tiles.count:
            after = self.tiles.cell(min(becomes, self.tiles.count - 1)).topLeft()
            if self.tiles.sideways:
                self.horizontalScrollBar().setValue(scrolled.x() + after.x() - before.x())
            self.verticalScrollBar().setValue(scrolled.y() + after.y() - before.y())
        self.viewport().update()

    def _first_seen(self) -> range:
        """The row at the beginning of the screen."""
        return self.tiles.within(QRect(self._scrolled(), QSize(1, 1)))


def wanted_height(widget: QWidget, width: int) -> int:
    if widget.hasHeightForWidth():
        return widget.heightForWidth(width)
    return widget.sizeHint().height()
