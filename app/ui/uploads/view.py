"""The list that rows stand in: visits only those on the screen, however many there are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView

from app.ui.cards.model import Index
from app.ui.cards.way import seconds_to_news
from app.ui.style.item_view import ItemView
from app.ui.style.parts import given
from app.ui.style.words import translate
from app.ui.uploads.acts import Act
from app.ui.uploads.entries import UploadEntry
from app.ui.uploads.model import FILM, FilmModel, pieces
from app.ui.uploads.painter import FilmPainter, FilmParts, FilmState

CursorAction = QAbstractItemView.CursorAction
KEYS = {
    Qt.Key.Key_Delete: (Act.CANCEL, Act.FORGET),
    Qt.Key.Key_F2: (Act.EDIT,),
    Qt.Key.Key_Right: (Act.OPEN,),
    Qt.Key.Key_Left: (Act.CLOSE,),
}
WITH_ALT = {
    Qt.Key.Key_Up: Act.UP,
    Qt.Key.Key_Down: Act.DOWN,
    Qt.Key.Key_Home: Act.FIRST,
    Qt.Key.Key_End: Act.LAST,
}


class FilmView(ItemView):
    """Says what the user wants of rows: `wanted` an act, with the chosen films; `helped` what its
    button does; `toggled` pause or resume; `menu_wanted` where on the screen."""

    wanted = Signal(object, object)
    helped = Signal(object)
    toggled = Signal(object)
    opened = Signal(object)
    menu_wanted = Signal(QPoint)
    scrolled = Signal()

    def __init__(self, model: FilmModel, painter: FilmPainter) -> None:
        super().__init__()
        self.films, self.painter = model, painter
        self._pressed = QPoint(-1, -1)
        self._over = -1
        self._kept: tuple[str, tuple[str, ...]] = ("", ())
        given(self, "films", accessibleName=translate("Uploads", "Uploads"))
        self.setModel(model)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.verticalScrollBar().setSingleStep(40)
        model.arranged.connect(self._arranged)
        model.modelAboutToBeReset.connect(self._keep_choice)
        model.modelReset.connect(self._choose_again)

    # What is chosen

    def current(self) -> UploadEntry | None:
        film: UploadEntry | None = self.currentIndex().data(FILM)
        return film

    def chosen(self) -> tuple[UploadEntry, ...]:
        """In the order of the list; the one that has the keyboard, if no more are."""
        ranges = self.selectionModel().selection()
        parts = (ranges.at(each) for each in range(ranges.count()))
        rows = sorted(row for part in parts for row in range(part.top(), part.bottom() + 1))
        if not rows and self.currentIndex().isValid():
            rows = [self.currentIndex().row()]
        return tuple(self.films.at(row) for row in rows)

    def _keep_choice(self) -> None:
        current = self.current()
        self._kept = current.key if current else "", tuple(film.key for film in self.chosen())

    def _choose_again(self) -> None:
        current, chosen = self._kept
        rows = [row for key in chosen if (row := self.films.row_of(key)) is not None]
        selection = QItemSelection()
        for first, last in pieces(sorted(rows, reverse=True)):
            selection.append(QItemSelectionRange(self.films.index(first), self.films.index(last)))
        flags = QItemSelectionModel.SelectionFlag
        if (row := self.films.row_of(current)) is not None:
            index = self.films.index(row)
            self.selectionModel().setCurrentIndex(index, flags.NoUpdate)
        self.selectionModel().select(selection, flags.ClearAndSelect)

    # Where things are

    def visualRect(self, index: Index) -> QRect:
        if not index.isValid():
            return QRect()
        rows, row = self.films.rows, index.row()
        top = rows.top(row) - self.verticalScrollBar().value()
        return QRect(0, top, self.viewport().width(), rows.cell_height(row))

    def indexAt(self, point: QPoint) -> QModelIndex:
        row = self.films.rows.at(point.y() + self.verticalScrollBar().value())
        return QModelIndex() if row is None else self.films.index(row)

    def scrollTo(
        self,
        index: Index,
        _hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        if index.isValid():
            top, high = self.films.rows.top(index.row()), self.films.rows.cell_height(index.row())
            bar = self.verticalScrollBar()
            bar.setValue(min(top, max(bar.value(), top + high - self.viewport().height())))

    def moveCursor(self, action: CursorAction, _modifiers: Qt.KeyboardModifier) -> QModelIndex:
        rows, row = self.films.rows, self.currentIndex().row()
        if row < 0:
            return self.films.index(0)
        page = self.viewport().height()
        steps = {CursorAction.MoveUp: -1, CursorAction.MoveDown: 1}
        match action:
            case CursorAction.MovePageUp:
                to = rows.at(max(0, rows.top(row) - page)) or 0
            case CursorAction.MovePageDown:
                below = rows.at(rows.top(row) + page)
                to = rows.count - 1 if below is None else below
            case CursorAction.MoveHome:
                to = 0
            case CursorAction.MoveEnd:
                to = rows.count - 1
            case _:
                to = row + steps.get(action, 0)
        return self.films.index(min(max(to, 0), rows.count - 1))

    def updateGeometries(self) -> None:
        bar, room = self.verticalScrollBar(), self.viewport().height()
        bar.setPageStep(room)
        bar.setRange(0, max(0, self.films.rows.height + 8 - room))

    def _arranged(self) -> None:
        self.updateGeometries()
        self.viewport().update()

    def resizeEvent(self, _event: QResizeEvent) -> None:
        self.updateGeometries()
        self.scrolled.emit()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().scroll(dx, dy)
        self.scrolled.emit()

    def on_screen(self) -> Sequence[UploadEntry]:
        shown = self.films.rows.within(self.verticalScrollBar().value(), self.viewport().height())
        return [self.films.at(row) for row in shown]

    # Painting

    def state_of(self, row: int) -> FilmState:
        rows, index = self.films.rows, self.films.index(row)
        headed = rows.counts[rows.group(row)] if rows.is_headed(row) else None
        return FilmState(
            headed,
            opened=rows.is_opened(row),
            chosen=self.selectionModel().isSelected(index),
            focused=self.hasFocus() and index == self.currentIndex(),
            hovered=row == self._over,
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        shown = event.rect().translated(0, self.verticalScrollBar().value())
        for row in self.films.rows.within(shown.top(), shown.height()):
            cell = self.visualRect(self.films.index(row))
            film, state = self.films.at(row), self.state_of(row)
            self.painter.paint(painter, cell, self.layoutDirection(), film, state)
        painter.end()
        videos = [film.video for film in self.on_screen() if film.video is not None]
        self.paint_again_in(seconds_to_news(videos, datetime.now(UTC)))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.painter.take_font()
            self.viewport().update()

    # What the user does

    def parts(self, index: Index) -> FilmParts:
        cell, state = self.visualRect(index), self.state_of(index.row())
        return self.painter.parts(cell, self.layoutDirection(), index.data(FILM), state)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The buttons of a row do not change what is chosen."""
        self._pressed = event.position().toPoint()
        if event.button() != Qt.MouseButton.LeftButton or not self._part_at(self._pressed):
            super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at, part = event.position().toPoint(), self._part_at(self._pressed)
        if event.button() != Qt.MouseButton.LeftButton or not part:
            super().mouseReleaseEvent(event)
            return
        index = self.indexAt(at)
        if index == self.indexAt(self._pressed) and self._part_at(at) == part:
            self._press(index, part)

    def _part_at(self, at: QPoint) -> str:
        index = self.indexAt(at)
        return self.parts(index).at(at) if index.isValid() else ""

    def _press(self, index: Index, part: str) -> None:
        film: UploadEntry = index.data(FILM)
        match part:
            case "help":
                self.helped.emit(film)
            case "toggle":
                self.toggled.emit((film,))
            case "more":
                if not self.selectionModel().isSelected(index):
                    self.setCurrentIndex(index)
                below = self.parts(index).more.bottomLeft()
                self.menu_wanted.emit(self.viewport().mapToGlobal(below))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        if not self._part_at(at) and (film := self.indexAt(at).data(FILM)) is not None:
            self.opened.emit(film)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        if index.isValid():
            if not self.selectionModel().isSelected(index):
                self.setCurrentIndex(index)
            at = self.visualRect(index).center() if by_key else event.pos()
            self.menu_wanted.emit(self.viewport().mapToGlobal(at))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._did(event):
            super().keyPressEvent(event)

    def _did(self, event: QKeyEvent) -> bool:
        """Whether the key means something for what is chosen."""
        films, current, key = self.chosen(), self.current(), Qt.Key(event.key())
        if current is None or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return False
        if event.modifiers() == Qt.KeyboardModifier.AltModifier:
            if key in WITH_ALT:
                self.wanted.emit(WITH_ALT[key], films)
            return key in WITH_ALT
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(current)
        elif key == Qt.Key.Key_Space:
            self.toggled.emit(films)
        elif key in KEYS:
            for act in KEYS[key]:
                self.wanted.emit(act, films)
        return key in KEYS or key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)

    # The pointer

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pass_over(self.indexAt(event.position().toPoint()).row())
        if not self._part_at(self._pressed) or not event.buttons():
            super().mouseMoveEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._pass_over(-1)
        return bool(super().viewportEvent(event))

    def _pass_over(self, row: int) -> None:
        if row != self._over:
            self._over = row
            self.viewport().update()
