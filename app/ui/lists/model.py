"""Rows as a list for Qt: pages appended, and rows moved, taken out and put back in place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QMimeData, QModelIndex, QObject, Qt, Signal

from app.server.videos import Video
from app.ui.cards.model import Index, PagedModel
from app.ui.style import text
from app.ui.style.labels import plain_tip

ROW = Qt.ItemDataRole.UserRole
HEADING = Qt.ItemDataRole.UserRole + 1
MIME_TYPE = "application/x-matinee-row"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list. `key` tells it from the others, and is the id of its `video`; `group` is
    written above the first of those that have it; `icon` stands where there is no picture;
    `faint`: there is nothing behind it any more."""

    key: str
    title: str
    line: str = ""
    video: Video | None = None
    icon: str = "film"
    group: str = ""
    faint: bool = False


@dataclass(frozen=True, slots=True)
class RowPage:
    """Some rows, and where the next ones start."""

    rows: Sequence[Row]
    next_cursor: str | None = None


class RowModel(PagedModel):
    """Rows in the server's order. `dropped` fires when a row was let go behind another one, or
    before all others (None)."""

    dropped = Signal(str, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.movable = False
        self._rows: list[Row] = []
        self._places: dict[str, int] = {}

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(self._rows)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's signature)
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == ROW:
            return row
        if role == HEADING:
            return self._heading(index.row())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken(row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(row.title)
        return row.title if role == Qt.ItemDataRole.DisplayRole else None

    # What the backend says

    def start_over(self, page: RowPage) -> None:
        self.beginResetModel()
        self._rows, self._places = list(page.rows), {}
        self._begin_at(page.next_cursor)
        self.endResetModel()

    def append(self, page: RowPage) -> None:
        known = {row.key for row in self._rows}
        new = [row for row in page.rows if row.key not in known]
        self.next_cursor = page.next_cursor
        if new:
            start = len(self._rows)
            self.beginInsertRows(QModelIndex(), start, start + len(new) - 1)
            self._rows += new
            self._places = {}
            self.endInsertRows()

    # What the user does

    def row_of(self, key: str) -> int | None:
        if not self._places:
            self._places = {row.key: at for at, row in enumerate(self._rows)}
        return self._places.get(key)

    def before(self, key: str) -> str | None:
        """The key of the row before; None for the first."""
        at = self.row_of(key)
        return self._rows[at - 1].key if at else None

    def move(self, key: str, after: str | None) -> None:
        """Put a row behind another one; None: to the beginning. Nothing, if either is gone."""
        start, behind = self.row_of(key), self._gap(after)
        if start is None or behind is None or behind in (start, start + 1):
            return
        self.beginMoveRows(QModelIndex(), start, start, QModelIndex(), behind)
        row = self._rows.pop(start)
        self._rows.insert(behind - (behind > start), row)
        self._places = {}
        self.endMoveRows()

    def take(self, key: str) -> Row | None:
        """Have a row no more; returns it."""
        if (at := self.row_of(key)) is None:
            return None
        self.beginRemoveRows(QModelIndex(), at, at)
        row = self._rows.pop(at)
        self._places = {}
        self.endRemoveRows()
        self._heading_moved(at)
        return row

    def put(self, row: Row, after: str | None) -> None:
        """A row comes behind another one, or first if that is gone."""
        at = self._gap(after) or 0
        self.beginInsertRows(QModelIndex(), at, at)
        self._rows.insert(at, row)
        self._places = {}
        self.endInsertRows()
        self._heading_moved(at + 1)

    def touch(self, video_id: str) -> None:
        """A picture arrived."""
        self._touch(self.row_of(video_id))

    # Dragging

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if not self.movable:
            return flags
        drag = Qt.ItemFlag.ItemIsDragEnabled if index.isValid() else Qt.ItemFlag.ItemIsDropEnabled
        return flags | drag

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        return [MIME_TYPE]

    def mimeData(self, indexes: Sequence[Index]) -> QMimeData:
        data = QMimeData()
        data.setData(MIME_TYPE, self._rows[indexes[0].row()].key.encode())
        return data

    def dropMimeData(
        self, data: QMimeData, _action: Qt.DropAction, row: int, _column: int, _parent: Index
    ) -> bool:
        """Told by `dropped`; False, so that the view takes nothing away by itself."""
        key = bytes(data.data(MIME_TYPE).data()).decode()
        gap = row if 0 <= row <= len(self._rows) else len(self._rows)
        others = [each.key for each in self._rows[:gap] if each.key != key]
        if self.row_of(key) is not None and (before := others[-1] if others else None) != (
            self.before(key)
        ):
            self.dropped.emit(key, before)
        return False

    def _gap(self, after: str | None) -> int | None:
        """Where a row would be inserted to stand behind that one."""
        if after is None:
            return 0
        at = self.row_of(after)
        return None if at is None else at + 1

    def _heading(self, at: int) -> str:
        group = self._rows[at].group
        return "" if at and self._rows[at - 1].group == group else group

    def _heading_moved(self, at: int) -> None:
        """The row there has another one before it."""
        if at < len(self._rows) and self._rows[at].group:
            self._touch(at)


def spoken(row: Row) -> str:
    """What a screen reader says of a row."""
    seconds = row.video.duration_seconds if row.video else None
    length = text.clock(seconds) if seconds else ""
    return ", ".join(part for part in (row.group, row.title, row.line, length) if part)
