"""Videos as a list for Qt: pages appended, changes applied in place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from app.server.videos import Video, VideoPage
from app.ui.cards.wording import hint, spoken
from app.ui.style.labels import plain_tip
from app.upload.engine.progress import Progress, State

Index = QModelIndex | QPersistentModelIndex
VIDEO = Qt.ItemDataRole.UserRole


class PagedModel(QAbstractListModel):
    """A list whose next page can be asked for. `more_wanted` fires when the view nears the end;
    the same page is wanted once."""

    more_wanted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.next_cursor: str | None = None
        self._asked_cursor: str | None = None

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and self.next_cursor not in (None, self._asked_cursor)

    def fetchMore(self, _parent: Index) -> None:
        self._asked_cursor = self.next_cursor
        self.more_wanted.emit()

    def more_failed(self) -> None:
        """Let the next scroll ask for the same page again."""
        self._asked_cursor = None

    def _begin_at(self, cursor: str | None) -> None:
        """Where the pages behind the first one start."""
        self.next_cursor, self._asked_cursor = cursor, None

    def _touch(self, row: int | None) -> None:
        """Have a row painted again."""
        if row is not None:
            self.dataChanged.emit(self.index(row), self.index(row))


class VideoModel(PagedModel):
    """Videos in the server's order."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._videos: list[Video] = []
        self._rows: dict[str, int] = {}
        self._sending: dict[str, Progress] = {}

    @property
    def videos(self) -> tuple[Video, ...]:
        return tuple(self._videos)

    def at(self, row: int) -> Video:
        return self._videos[row]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's signature)
        return 0 if parent.isValid() else len(self._videos)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        video = self._videos[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return video.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken(video, self._sending.get(video.id))
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(hint(video))
        return video if role == VIDEO else None

    def start_over(self, page: VideoPage) -> None:
        self.beginResetModel()
        self._videos = [self._with_upload(video) for video in page.videos]
        self._count_rows(0)
        self._begin_at(page.next_cursor)
        self.endResetModel()

    def clear(self) -> None:
        """Know of nobody's videos and uploads any more."""
        self._sending.clear()
        self.start_over(VideoPage((), None))

    def append(self, page: VideoPage) -> None:
        new = [self._with_upload(video) for video in page.videos if video.id not in self._rows]
        self.next_cursor = page.next_cursor
        if new:
            self._insert(len(self._videos), new)

    def insert_first(self, videos: Sequence[Video]) -> None:
        if videos:
            self._insert(0, [self._with_upload(video) for video in videos])

    def change(self, video: Video) -> Video | None:
        """Take over what became of a video that is known; returns what it was before."""
        row = self.row_of(video.id)
        if row is None:
            return None
        before = self._videos[row]
        if video.state == "deleted":
            self._remove(row)
        else:
            self._replace(row, self._with_upload(video))
        return before

    def note_position(self, video_id: str, seconds: float) -> None:
        """It was watched up to there."""
        if (row := self.row_of(video_id)) is not None:
            self._replace(row, replace(self._videos[row], position_seconds=seconds))

    def remove(self, video_id: str) -> None:
        if (row := self.row_of(video_id)) is not None:
            self._remove(row)

    def note_uploads(self, uploads: Iterable[Progress]) -> None:
        """What this computer sends is known here first."""
        for upload in uploads:
            if upload.video_id is None:
                continue
            if upload.state in (State.DONE, State.CANCELLED):
                self._sending.pop(upload.video_id, None)
            else:
                self._sending[upload.video_id] = upload
            row = self.row_of(upload.video_id)
            replaces = upload.replaces is not None
            if row is not None and (replaces or self._videos[row].state == "uploading"):
                self._videos[row] = self._with_upload(self._videos[row])
                self.touch(upload.video_id)

    def upload_of(self, video_id: str) -> Progress | None:
        return self._sending.get(video_id)

    def row_of(self, video_id: str) -> int | None:
        return self._rows.get(video_id)

    def touch(self, video_id: str) -> None:
        """Have the card painted again: its picture arrived, or more of its bytes."""
        self._touch(self.row_of(video_id))

    def _insert(self, at: int, videos: list[Video]) -> None:
        self.beginInsertRows(QModelIndex(), at, at + len(videos) - 1)
        self._videos[at:at] = videos
        self._count_rows(at)
        self.endInsertRows()

    def _remove(self, row: int) -> None:
        self.beginRemoveRows(QModelIndex(), row, row)
        del self._rows[self._videos.pop(row).id]
        self._count_rows(row)
        self.endRemoveRows()

    def _count_rows(self, first: int) -> None:
        """Which row each video is in, from `first` on."""
        if not first:
            self._rows.clear()
        for row in range(first, len(self._videos)):
            self._rows[self._videos[row].id] = row

    def _replace(self, row: int, video: Video) -> None:
        if video != self._videos[row]:
            self._videos[row] = video
            self._touch(row)

    def _with_upload(self, video: Video) -> Video:
        sending = self._sending.get(video.id)
        if sending is None or video.state != "uploading" or not sending.size_bytes:
            return video
        percent = 100 * sending.sent_bytes / sending.size_bytes
        return replace(video, percent=percent, seconds_left=sending.seconds_left)
