"""The list view that rows stand in."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDrag,
    QDragLeaveEvent,
    QDragMoveEvent,
    QKeyEvent,
    QMouseEvent,
    QPaintEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QListView

from app.server.videos import Video
from app.ui.cards.model import Index
from app.ui.lists.model import ROW, Row, RowModel
from app.ui.lists.painter import MARGIN, RowPainter
from app.ui.style.painting import paint_gap

SCREENS_AHEAD = 2
BESIDE = 12


class RowView(QListView):
    """Rows by mouse and keyboard; each signal carries the key of its row. `moved` says behind
    which other one it goes, or None, `menu_wanted` where on the screen."""

    opened = Signal(str)
    menu_wanted = Signal(str, QPoint)
    removed = Signal(str)
    moved = Signal(str, object)

    def __init__(self, model: RowModel, painter: RowPainter) -> None:
        super().__init__()
        self._rows, self._painter = model, painter
        self._pressed = QPoint()
        self._gap: int | None = None
        self._seen: dict[str, Video] = {}
        self.setObjectName("rows")
        self.setModel(model)
        self.setItemDelegate(painter)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().setSingleStep(40)
        self.verticalScrollBar().valueChanged.connect(self._look_ahead)
        self.verticalScrollBar().valueChanged.connect(lambda _value: self._leave_pictures())
        self.clicked.connect(self._clicked)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        model.dropped.connect(self.moved)

    def current_key(self) -> str | None:
        row: Row | None = self.currentIndex().data(ROW)
        return row.key if row else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = event.position().toPoint()
        super().mousePressEvent(event)

    def _clicked(self, index: Index) -> None:
        key, cell = index.data(ROW).key, self.visualRect(index)
        parts = self._painter.parts(cell, self.layoutDirection(), index)
        if self._painter.menus and parts.more.contains(self._pressed):
            self.menu_wanted.emit(key, self.viewport().mapToGlobal(parts.more.bottomLeft()))
        elif parts.body.contains(self._pressed) and not parts.grip.contains(self._pressed):
            self.opened.emit(key)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        if index.isValid():
            at = self.visualRect(index).center() if by_key else event.pos()
            self.menu_wanted.emit(index.data(ROW).key, self.viewport().mapToGlobal(at))

    # Dragging

    def startDrag(self, actions: Qt.DropAction) -> None:
        """Its picture goes along beside the pointer, and hides nothing of where it would come."""
        index = self.currentIndex()
        place = self._painter.parts(self.visualRect(index), self.layoutDirection(), index).picture
        drag = QDrag(self)
        drag.setMimeData(self._rows.mimeData([index]))
        drag.setPixmap(self.viewport().grab(place))
        drag.setHotSpot(QPoint(-BESIDE, -BESIDE))
        drag.exec(actions, Qt.DropAction.MoveAction)
        self._mark(None)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        super().dragMoveEvent(event)
        cell = self.visualRect(self.indexAt(event.position().toPoint()))
        below = self.dropIndicatorPosition() == self.DropIndicatorPosition.BelowItem
        self._mark(None if cell.isEmpty() else cell.bottom() if below else cell.top())

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        super().dragLeaveEvent(event)
        self._mark(None)

    def _mark(self, gap: int | None) -> None:
        """Show between which rows it would come to be."""
        if gap != self._gap:
            self._gap = gap
            self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._gap is not None:
            paint_gap(self, self._gap, MARGIN)

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = self.current_key()
        if key is None or not self._did(key, event):
            super().keyPressEvent(event)

    def _did(self, key: str, event: QKeyEvent) -> bool:
        """Whether the key on the keyboard means something for the row."""
        alt = event.modifiers() == Qt.KeyboardModifier.AltModifier
        match event.key():
            case Qt.Key.Key_Up | Qt.Key.Key_Down if alt and self._rows.movable:
                self._step(-1 if event.key() == Qt.Key.Key_Up else 1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Space:
                self.opened.emit(key)
            case Qt.Key.Key_Delete:
                self.removed.emit(key)
            case _:
                return False
        return True

    def _step(self, step: int) -> None:
        """Move the current row over its neighbour."""
        rows, at = self._rows.rows, self.currentIndex().row()
        if not 0 <= at + step < len(rows):
            return
        behind = at + step if step > 0 else at - 2
        self.moved.emit(rows[at].key, rows[behind].key if behind >= 0 else None)
        self.scrollTo(self.currentIndex())

    def _leave_pictures(self) -> None:
        """What has left the screen need not be fetched."""
        seen = {video.id: video for video in self._videos_on_screen()}
        posters = self._painter.posters
        for key, video in self._seen.items():
            if posters is not None and key not in seen:
                posters.leave(video, self._painter)
        self._seen = seen

    def _videos_on_screen(self) -> Iterator[Video]:
        area = self.viewport().rect()
        first = self.indexAt(area.topLeft()).row()
        for at in range(max(0, first), self._rows.rowCount()):
            index = self._rows.index(at)
            if self.visualRect(index).top() > area.bottom():
                return
            row: Row = index.data(ROW)
            if row.video is not None:
                yield row.video

    def _look_ahead(self, value: int) -> None:
        """Ask for the next page before the end is on the screen."""
        bar, root = self.verticalScrollBar(), self.rootIndex()
        near = value > bar.maximum() - SCREENS_AHEAD * bar.pageStep()
        if near and self._rows.canFetchMore(root):
            self._rows.fetchMore(root)
