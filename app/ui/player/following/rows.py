"""The rows of the list of what comes next: as a model that can be put in order, and painted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QImage, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.server.videos import Video
from app.ui.player.following.queue import Entry
from app.ui.style import icons, text
from app.ui.style.labels import plain_tip
from app.ui.style.painting import draw_tag, last_corner
from app.ui.style.theme import Colours
from app.ui.style.words import translate

Index = QModelIndex | QPersistentModelIndex
ENTRY = Qt.ItemDataRole.UserRole
MIME = "application/x-matinee-queue"
THUMB = QSize(112, 63)
GAP, RADIUS, BUTTON, CROSS, SIGN = 8, 8, 24, 14, 24
NO_PICTURE = "#8d95a3"
"""The sign on black, where there is nothing else to show."""


class Rows(QAbstractListModel):
    """What is ahead, in its order. Letting a row go elsewhere asks by `moved` for a number's new
    place, and changes nothing itself."""

    moved = Signal(int, int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._entries: tuple[Entry, ...] = ()

    def show_entries(self, entries: tuple[Entry, ...]) -> None:
        if entries != self._entries:
            self.beginResetModel()
            self._entries = entries
            self.endResetModel()

    def entry(self, row: int) -> Entry | None:
        return self._entries[row] if 0 <= row < len(self._entries) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's signature)
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        entry = self.entry(index.row())
        if entry is None:
            return None
        if role == ENTRY:
            return entry
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.video.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(entry.video.title)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return text.join(entry.video.title, about(entry))
        return None

    # Drag and drop

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag
        if not index.isValid():
            return flags.ItemIsDropEnabled  # between rows, not onto one
        return flags.ItemIsEnabled | flags.ItemIsSelectable | flags.ItemIsDragEnabled

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        mime = QMimeData()
        entries = [self.entry(index.row()) for index in indexes[:1]]
        mime.setData(MIME, b"".join(b"%d" % entry.number for entry in entries if entry))
        return mime

    def dropMimeData(
        self, data: QMimeData, _action: Qt.DropAction, row: int, _column: int, _parent: Index
    ) -> bool:
        """False: the rows are not the view's to remove."""
        dragged = bytes(data.data(MIME).data())
        numbers = [entry.number for entry in self._entries]
        if dragged.isdigit() and (number := int(dragged)) in numbers:
            to = len(numbers) if row < 0 else row
            self.moved.emit(number, to - (numbers.index(number) < to))
        return False


class UpNextPainter(QStyledItemDelegate):
    """A picture, a title of two lines at most, what is known of it, and a cross to remove it."""

    def __init__(self, colours: Colours, parent: QWidget) -> None:
        super().__init__(parent)
        self._colours = colours
        self.picture_of: Callable[[Video], QImage | None] = lambda _video: None

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(200, THUMB.height() + GAP)

    def button(self, row: QRect, direction: Qt.LayoutDirection) -> QRect:
        """Where a click removes the row."""
        place = QRect(row.right() - BUTTON, row.center().y() - BUTTON // 2, BUTTON, BUTTON)
        return QStyle.visualRect(direction, row, place)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry: Entry = index.data(ENTRY)
        states, state = QStyle.StateFlag, option.state
        place: QRect = option.rect

        def mirrored(part: QRect) -> QRect:
            return QStyle.visualRect(option.direction, place, part)

        row = place.adjusted(0, GAP // 2, -4, -GAP // 2)
        picture = QRect(row.topLeft(), THUMB)
        painter.save()
        painter.setLayoutDirection(option.direction)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        near = bool(state & (states.State_MouseOver | states.State_Selected))
        if near:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self._colours.raised))
            painter.drawRoundedRect(mirrored(row), RADIUS, RADIUS)
        font = painter.font()
        self._paint_picture(painter, mirrored(picture), entry.video)
        painter.setFont(font)
        words = row.adjusted(THUMB.width() + GAP, 2, -(BUTTON if near else 4), -2)
        self._paint_words(painter, mirrored(words), entry)
        if near:
            cross = QRect(0, 0, CROSS, CROSS)
            cross.moveCenter(self.button(place, option.direction).center())
            icons.icon("close").paint(painter, cross)
        painter.restore()

    def _paint_picture(self, painter: QPainter, place: QRect, video: Video) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor("black"))
        painter.drawRoundedRect(place, RADIUS, RADIUS)
        if (picture := self.picture_of(video)) is not None:
            painter.drawImage(place, picture)
        else:
            sign = QRect(0, 0, SIGN, SIGN)
            sign.moveCenter(place.center())
            painter.drawPixmap(sign, icons.pixmap("film", NO_PICTURE, SIGN, 2.0))
        if video.duration_seconds:
            length, corner = text.clock(video.duration_seconds), last_corner(painter, place, 3)
            draw_tag(painter, corner, length, small_of(painter.font()), self._colours)

    def _paint_words(self, painter: QPainter, place: QRect, entry: Entry) -> None:
        align = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        line = painter.fontMetrics().lineSpacing()
        title = painter.fontMetrics().elidedText(
            entry.video.title, Qt.TextElideMode.ElideRight, 2 * place.width() - 2 * line
        )
        font = painter.font()
        painter.setPen(QColor(self._colours.text))
        room = QRect(place.left(), place.top(), place.width(), 2 * line)
        lines = painter.boundingRect(room, int(align | Qt.TextFlag.TextWordWrap), title)
        above = QRect(room.left(), room.top(), room.width(), min(lines.height(), 2 * line))
        painter.drawText(above, int(align | Qt.TextFlag.TextWordWrap), title)
        painter.setFont(small_of(font))
        painter.setPen(QColor(self._colours.quiet))
        below = QRect(place.left(), above.bottom() + 2, place.width(), line)
        words = painter.fontMetrics().elidedText(
            about(entry), Qt.TextElideMode.ElideRight, place.width()
        )
        painter.drawText(below, int(align), words)


def small_of(font: QFont) -> QFont:
    small = QFont(font)
    small.setPointSizeF(font.pointSizeF() * 0.85)
    return small


def about(entry: Entry) -> str:
    """Whose it is, and whether somebody put it there."""
    channel = entry.video.channel.name if entry.video.channel else ""
    return text.join(translate("Player", "Queued") if entry.by_hand else "", channel)
