"""Films as a list for Qt, kept in order as they change."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import QAbstractListModel, QMimeData, QModelIndex, QObject, Qt, Signal

from app.ui.cards.model import Index
from app.ui.cards.way import line, rungs
from app.ui.style.labels import plain_tip
from app.ui.style.names import plain_name
from app.ui.style.words import translate
from app.ui.uploads.entries import Group, Sums, UploadEntry
from app.ui.uploads.remedies import help_for, label
from app.ui.uploads.rows import RowGeometry

FILM = Qt.ItemDataRole.UserRole
MIME_TYPE = "application/x-matinee-uploads"
Place = tuple[int, int, int, str]
MOST_RUNS = 32
"""What comes or goes in more pieces is a new list to Qt."""


class FilmModel(QAbstractListModel):
    """`arranged` when rows have come, gone, moved, or been opened."""

    arranged = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.sums = Sums()
        self.rows = RowGeometry()
        self.opened: frozenset[str] = frozenset()
        self._films: dict[str, UploadEntry] = {}
        self._order: dict[str, Place] = {}
        self._keys: list[str] = []
        self._rows: dict[str, int] = {}

    # What there is

    @property
    def films(self) -> tuple[UploadEntry, ...]:
        return tuple(self._films[key] for key in self._keys)

    def film(self, key: str) -> UploadEntry | None:
        return self._films.get(key)

    def at(self, row: int) -> UploadEntry:
        return self._films[self._keys[row]]

    def row_of(self, key: str) -> int | None:
        if not self._rows:
            self._rows = {each: row for row, each in enumerate(self._keys)}
        return self._rows.get(key)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's signature)
        return 0 if parent.isValid() else len(self._keys)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        film = self.at(index.row())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return film.title
            case Qt.ItemDataRole.AccessibleTextRole:
                return spoken(film)
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(hint(film))
        return film if role == FILM else None

    # What changes

    def apply(self, changed: Mapping[str, UploadEntry], gone: Collection[str] = ()) -> None:
        """Take over what has become of these films; some of them may be new."""
        gone = [key for key in gone if key in self._films]
        new = [key for key in changed if key not in self._films]
        runs = self._runs_of(gone)
        order = {key: film.order for key, film in changed.items()}
        moved = any(self._order.get(key, place) != place for key, place in order.items())
        if len(runs) > MOST_RUNS or len(new) > MOST_RUNS:
            self._begin_anew(changed, order, gone)
        else:
            self._take_out(runs)
            for key, film in changed.items():
                if (before := self._films.get(key)) is not None:
                    self.sums.add(before, -1)
                    self._films[key], self._order[key] = film, order[key]
                self.sums.add(film)
            if moved:
                self._sort()
            for key in new:
                self._put_in(changed[key], order[key])
        if gone or new or moved:
            self._arrange()
        self._tell(changed)

    def open(self, keys: Iterable[str], *, opened: bool) -> None:
        """Show each quality of these, or no longer."""
        self.opened = self.opened | set(keys) if opened else self.opened - set(keys)
        self._arrange()

    def touch(self, key: str) -> None:
        """A picture arrived."""
        if (row := self.row_of(key)) is not None:
            self.dataChanged.emit(self.index(row), self.index(row))

    def _begin_anew(
        self, changed: Mapping[str, UploadEntry], order: Mapping[str, Place], gone: Collection[str]
    ) -> None:
        self.beginResetModel()
        for key in gone:
            self.sums.add(self._films.pop(key), -1)
            del self._order[key]
        for key, film in changed.items():
            if (before := self._films.get(key)) is not None:
                self.sums.add(before, -1)
            self.sums.add(film)
        self._films.update(changed)
        self._order.update(order)
        self._keys = sorted(self._films, key=self._order.__getitem__)
        self._rows = {}
        self._arrange()
        self.endResetModel()

    def _runs_of(self, keys: Collection[str]) -> list[tuple[int, int]]:
        """The rows of these, first and last of each piece, the last piece first."""
        rows = (row for key in keys if (row := self.row_of(key)) is not None)
        return list(pieces(sorted(rows, reverse=True)))

    def _take_out(self, runs: Iterable[tuple[int, int]]) -> None:
        for first, last in runs:
            self.beginRemoveRows(QModelIndex(), first, last)
            for key in self._keys[first : last + 1]:
                self.sums.add(self._films.pop(key), -1)
                del self._order[key]
            del self._keys[first : last + 1]
            self._rows = {}
            self._arrange()
            self.endRemoveRows()

    def _put_in(self, film: UploadEntry, order: Place) -> None:
        row = bisect(self._keys, order, key=self._order.__getitem__)
        self.beginInsertRows(QModelIndex(), row, row)
        self._films[film.key], self._order[film.key] = film, order
        self._keys.insert(row, film.key)
        self._rows = {}
        self._arrange()
        self.endInsertRows()

    def _sort(self) -> None:
        self.layoutAboutToBeChanged.emit()
        persistent = self.persistentIndexList()
        keys = [self._keys[index.row()] for index in persistent]
        self._keys.sort(key=self._order.__getitem__)
        self._rows = {}
        now = [self.index(self.row_of(key) or 0) for key in keys]
        self.changePersistentIndexList(persistent, now)
        self._arrange()
        self.layoutChanged.emit()

    def _arrange(self) -> None:
        self.opened &= self._films.keys()
        opened = (row for key in self.opened if (row := self.row_of(key)) is not None)
        self.rows = RowGeometry(self._counts(), tuple(sorted(opened)))
        self.arranged.emit()

    def _counts(self) -> tuple[int, ...]:
        """From the keys, not from the sums: while rows go one piece at a time they differ."""
        order = [self._order[key][0] for key in self._keys]
        return tuple(order.count(group) for group in Group)

    def _tell(self, changed: Mapping[str, UploadEntry]) -> None:
        rows = [row for key in changed if (row := self.row_of(key)) is not None]
        if rows:
            self.dataChanged.emit(self.index(min(rows)), self.index(max(rows)))

    # Dragging

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.isValid() and self.at(index.row()).group is Group.UNDER_WAY:
            return flags | Qt.ItemFlag.ItemIsDragEnabled
        return flags

    def mimeTypes(self) -> list[str]:
        return [MIME_TYPE]

    def mimeData(self, indexes: Sequence[Index]) -> QMimeData:
        keys = (self._keys[row] for row in sorted(index.row() for index in indexes))
        data = QMimeData()
        data.setData(MIME_TYPE, "\n".join(keys).encode())
        return data


def pieces(rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Falling numbers as ranges: 7, 6, 2 are (6, 7) and (2, 2)."""
    first: int | None = None
    last = -1
    for row in rows:
        if first is not None and row == first - 1:
            first = row
            continue
        if first is not None:
            yield first, last
        first = last = row
    if first is not None:
        yield first, last


def heading(group: Group, count: int) -> str:
    match group:
        case Group.FAILED:
            return translate("Uploads", "Failed · {count}", count=count)
        case Group.DONE:
            return translate("Uploads", "Finished · {count}", count=count)
        case _:
            return translate("Uploads", "Under way · {count}", count=count)


def spoken(film: UploadEntry) -> str:
    """What a screen reader says of a row."""
    help_ = help_for(film)
    now = line(film.upload, film.video, datetime.now(UTC))
    return ", ".join(filter(None, (film.title, now.words, now.more, label(help_) if help_ else "")))


def hint(film: UploadEntry) -> str:
    """What the pointer learns: the whole name, what it is about, and how far each quality is."""
    now = line(film.upload, film.video, datetime.now(UTC))
    each = rungs(film.video) if film.video else ""
    name = plain_name(str(film.upload.path or film.upload.filename))
    return "\n".join(filter(None, (film.title, name, now.whole, each)))
