"""RowGeometry that are put into another order by dragging."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import (
    QDrag,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QPaintEvent,
)
from PySide6.QtWidgets import QAbstractItemView

from app.ui.style.painting import paint_gap
from app.ui.uploads.acts import Act, can
from app.ui.uploads.model import MIME_TYPE, FilmModel
from app.ui.uploads.painter import MARGIN, FilmPainter
from app.ui.uploads.view import FilmView

BESIDE = 12


class DraggedFilms(FilmView):
    """`moved` carries the keys of those that were let go, and of the one that they go before, or
    None. What else is dragged across is somebody else's to take."""

    moved = Signal(object, object)

    def __init__(self, model: FilmModel, painter: FilmPainter) -> None:
        super().__init__(model, painter)
        self._gap: int | None = None
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDragEnabled(True)

    def startDrag(self, _actions: Qt.DropAction) -> None:
        """The picture goes along beside the pointer, and hides nothing of where it would come."""
        indexes = [
            index
            for index in self.selectionModel().selectedIndexes()
            if can(Act.UP, self.films.at(index.row()))
        ]
        if not indexes:
            return
        drag = QDrag(self)
        drag.setMimeData(self.films.mimeData(indexes))
        drag.setPixmap(self.viewport().grab(self.parts(indexes[0]).picture))
        drag.setHotSpot(QPoint(-BESIDE, -BESIDE))
        drag.exec(Qt.DropAction.MoveAction, Qt.DropAction.MoveAction)
        self._mark(None)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.source() is self and event.mimeData().hasFormat(MIME_TYPE):
            event.acceptProposedAction()
        else:
            event.ignore()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if event.source() is not self:
            event.ignore()
            return
        self._mark(self.gap_at(event.position().toPoint()))
        event.acceptProposedAction()
        margin, y = self.autoScrollMargin(), event.position().y()
        if not margin < y < self.viewport().height() - margin:
            self.startAutoScroll()

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self._mark(None)
        self.stopAutoScroll()

    def dropEvent(self, event: QDropEvent) -> None:
        self.stopAutoScroll()
        if event.source() is not self:
            event.ignore()
            return
        keys = bytes(event.mimeData().data(MIME_TYPE).data()).decode().split("\n")
        self.let_go(keys, event.position().toPoint())
        # Nothing is taken away by Qt: where they are now, the queue says.
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self._mark(None)

    def let_go(self, keys: list[str], at: QPoint) -> None:
        gap = self.gap_at(at)
        behind = (self.films.at(row) for row in range(gap, self.films.rows.counts[0]))
        turns = (film for film in behind if film.key not in keys and can(Act.UP, film))
        before = next(turns, None)
        self.moved.emit(keys, before.key if before else None)

    def gap_at(self, at: QPoint) -> int:
        """Before which row it would come; what is over has no order."""
        rows, index = self.films.rows, self.indexAt(at)
        row = index.row() if index.isValid() else rows.count
        if index.isValid() and at.y() > self.visualRect(index).center().y():
            row += 1
        return min(row, rows.counts[0])

    def _mark(self, gap: int | None) -> None:
        if gap != self._gap:
            self._gap = gap
            self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._gap is not None:
            y = self.films.rows.top(self._gap) - self.verticalScrollBar().value()
            paint_gap(self, max(1, y), MARGIN)
