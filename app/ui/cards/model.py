"""The library as a list for Qt: pages appended, changes applied in place."""

from __future__ import annotations

from collections.abc import Iterable
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
from app.ui.style import text
from app.ui.style.words import translate
from app.upload.engine.progress import Progress, State

Index = QModelIndex | QPersistentModelIndex
VIDEO = Qt.ItemDataRole.UserRole


class LibraryModel(QAbstractListModel):
    """Videos in the server's order. `more_wanted` fires when the view nears the end."""

    more_wanted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._videos: list[Video] = []
        self._sending: dict[str, Progress] = {}
        self.next_cursor: str | None = None
        self._asked_cursor: str | None = None

    @property
    def videos(self) -> tuple[Video, ...]:
        return tuple(self._videos)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's signature)
        return 0 if parent.isValid() else len(self._videos)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        video = self._videos[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return video.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken(video)
        if role == Qt.ItemDataRole.ToolTipRole:
            return hint(video)
        return video if role == VIDEO else None

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and self.next_cursor not in (None, self._asked_cursor)

    def fetchMore(self, _parent: Index) -> None:
        self._asked_cursor = self.next_cursor
        self.more_wanted.emit()

    def start_over(self, page: VideoPage) -> None:
        self.beginResetModel()
        self._videos = [self._with_upload(video) for video in page.videos]
        self.next_cursor, self._asked_cursor = page.next_cursor, None
        self.endResetModel()

    def clear(self) -> None:
        """Know of nobody's videos and uploads any more."""
        self._sending.clear()
        self.start_over(VideoPage((), None))

    def append(self, page: VideoPage) -> None:
        known = {video.id for video in self._videos}
        new = [self._with_upload(video) for video in page.videos if video.id not in known]
        self.next_cursor = page.next_cursor
        if new:
            start = len(self._videos)
            self.beginInsertRows(QModelIndex(), start, start + len(new) - 1)
            self._videos += new
            self.endInsertRows()

    def more_failed(self) -> None:
        """Let the next scroll ask for the same page again."""
        self._asked_cursor = None

    def apply(self, video: Video, *, insert: bool) -> Video | None:
        """Take over a change; returns what was known of the video before.

        A video not known yet goes to the top, if `insert`.
        """
        row = self.row_of(video.id)
        if row is None:
            if insert and video.state != "deleted":
                self.beginInsertRows(QModelIndex(), 0, 0)
                self._videos.insert(0, self._with_upload(video))
                self.endInsertRows()
            return None
        before = self._videos[row]
        if video.state == "deleted":
            self.beginRemoveRows(QModelIndex(), row, row)
            del self._videos[row]
            self.endRemoveRows()
        else:
            self._replace(row, self._with_upload(video))
        return before

    def note_uploads(self, uploads: Iterable[Progress]) -> None:
        """What this computer sends is known here first."""
        for upload in uploads:
            if upload.video_id is None:
                continue
            if upload.state.is_final:
                self._sending.pop(upload.video_id, None)
            else:
                self._sending[upload.video_id] = upload
            row = self.row_of(upload.video_id)
            if row is not None and self._videos[row].state == "uploading":
                self._videos[row] = self._with_upload(self._videos[row])
                self.touch(upload.video_id)

    def upload_of(self, video_id: str) -> Progress | None:
        return self._sending.get(video_id)

    def row_of(self, video_id: str) -> int | None:
        return next((row for row, v in enumerate(self._videos) if v.id == video_id), None)

    def touch(self, video_id: str) -> None:
        """Have the card painted again: its poster arrived, or more of its bytes."""
        row = self.row_of(video_id)
        if row is not None:
            index = self.index(row)
            self.dataChanged.emit(index, index)

    def _replace(self, row: int, video: Video) -> None:
        if video != self._videos[row]:
            self._videos[row] = video
            index = self.index(row)
            self.dataChanged.emit(index, index)

    def _with_upload(self, video: Video) -> Video:
        sending = self._sending.get(video.id)
        if sending is None or video.state != "uploading" or not sending.size_bytes:
            return video
        percent = 100 * sending.sent_bytes / sending.size_bytes
        return replace(video, percent=percent, seconds_left=sending.seconds_left)


def badge(video: Video, sending: Progress | None = None) -> str:
    """The state in a few words; empty for a video that is simply ready."""
    percent = f"{video.percent:.0f}"
    if video.state == "uploading":
        if sending is None:
            return translate("Library", "Upload unfinished, {percent} %", percent=percent)
        if sending.state == State.PAUSED:
            return translate("Library", "Paused at {percent} %", percent=percent)
        percent = f"{100 * moved_share(sending):.0f}"
        return translate("Library", "Uploading {percent} %", percent=percent)
    if video.state == "verifying":
        return translate("Library", "Checking")
    if video.state == "processing":
        return translate("Library", "Processing {percent} %", percent=percent)
    if video.state == "failed":
        return translate("Library", "Failed")
    return translate("Library", "Archived") if video.state == "archived" else ""


def moved_share(upload: Progress) -> float:
    """0…1, with what is on its way and would have to be sent again after a crash."""
    return upload.moved_bytes / upload.size_bytes if upload.size_bytes else 0.0


def is_watchable(video: Video) -> bool:
    return video.playable is not None or video.state == "ready"


def hint(video: Video) -> str:
    """What the pointer learns over a card: why it failed, or how far each rendition is."""
    rungs = text.join(*(f"{rung.name} {rung.percent:.0f} %" for rung in video.rungs))
    if video.state == "processing" and rungs:
        return f"{video.title}\n{rungs}"
    return video.error or video.title


def spoken(video: Video) -> str:
    """What a screen reader says of a card."""
    length = text.clock(video.duration_seconds) if video.duration_seconds else ""
    state = badge(video) or translate("Library", "ready")
    return ", ".join(part for part in (video.title, length, state, video.error or "") if part)
