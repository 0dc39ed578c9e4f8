"""The panel of uploads: one row a file, honest about what happens to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import IntEnum
from typing import Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from app.ui.cards.states import StatePage
from app.ui.style import text
from app.ui.style.parts import given, scrolling, timer, tool_button
from app.ui.style.words import translate
from app.ui.uploads.row import UploadRow
from app.upload.engine.progress import Progress, State

ROWS_MOST = 60
ROWS_AT_ONCE = 4


class Group(IntEnum):
    """What stands together, in this order."""

    UNDER_WAY = 0
    FAILED = 1
    DONE = 2


def group_of(upload: Progress) -> Group:
    if not upload.state.is_final:
        return Group.UNDER_WAY
    return Group.DONE if upload.state == State.DONE else Group.FAILED


class Queue(Protocol):
    """What the panel asks of the upload queue."""

    def pause(self, upload_id: str) -> None: ...
    def resume(self, upload_id: str) -> None: ...
    def cancel(self, upload_id: str) -> None: ...
    def pause_all(self) -> None: ...
    def resume_all(self) -> None: ...
    def set_priority(self, upload_id: str, priority: int) -> None: ...
    def forget(self, upload_id: str) -> None: ...


class UploadsPanel(QWidget):
    """All uploads; `count_changed` tells how many are under way."""

    count_changed = Signal(int)
    upload_wanted = Signal()
    edit_wanted = Signal(list)
    """The ids of uploads whose films are to be edited."""

    def __init__(self, run: Callable[[Callable[[], None]], object]) -> None:
        """`run` has the queue's calls made off the UI thread."""
        super().__init__()
        self.setObjectName("uploads")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._run = run
        self._queue: Queue | None = None
        self._uploads: dict[str, Progress] = {}
        self._rows: dict[str, UploadRow] = {}
        self._raised = 0
        self._count = 0
        self.summary = given(QLabel(), "quiet", wordWrap=True)
        self.pause_all = tool_button(
            "pause_all", "pause", translate("Uploads", "Pause all uploads"), self._pause_all
        )
        self.resume_all = tool_button(
            "resume_all", "play", translate("Uploads", "Resume all uploads"), self._resume_all
        )
        self.clear = tool_button(
            "clear",
            "check",
            translate("Uploads", "Remove finished uploads from this list"),
            self._clear,
        )
        self._more = given(QLabel(), "quiet")
        self._heads = {
            Group.FAILED: given(QLabel(translate("Uploads", "Failed")), "title"),
            Group.DONE: given(QLabel(translate("Uploads", "Finished")), "title"),
        }
        self._empty = StatePage(
            "no_uploads",
            "uploads",
            translate("Uploads", "Nothing is being uploaded"),
            translate("Uploads", "What you upload is here until it is done, and what went wrong."),
            translate("Uploads", "Upload videos…"),
        )
        self._empty.pressed.connect(self.upload_wanted)
        self._list = QVBoxLayout()
        self._body = QStackedWidget()
        self._filling = timer(self, 0, self._fill_more)
        self._lay_out()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(2)
        top.addWidget(given(QLabel(translate("Uploads", "Uploads")), "heading"), 1)
        for button in (self.pause_all, self.resume_all, self.clear):
            top.addWidget(button)
        inside = QWidget()
        self._list.setContentsMargins(0, 0, 6, 0)
        self._list.setSpacing(8)
        for head in self._heads.values():
            head.hide()
            self._list.addWidget(head)
        self._list.addWidget(self._more)
        self._list.addStretch(1)
        inside.setLayout(self._list)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 14, 16, 8)
        layout.addLayout(top)
        layout.addWidget(self.summary)
        for widget in (self._empty, scrolling(inside)):
            self._body.addWidget(widget)
        layout.addWidget(self._body, 1)
        self._settle()

    @property
    def rows(self) -> list[UploadRow]:
        return list(self._rows.values())

    def attach(self, queue: Queue) -> None:
        self._queue = queue

    def detach(self) -> None:
        self._queue = None
        for upload_id in list(self._uploads):
            self._drop(upload_id)
        self._settle()

    def show_uploads(self, uploads: Sequence[Progress]) -> None:
        for upload in uploads:
            self._uploads[upload.upload_id] = upload
            if upload.state == State.CANCELLED:
                self._forget(upload.upload_id)
            elif row := self._rows.get(upload.upload_id):
                row.show_upload(upload)
        self._fill()
        self._settle()

    def put_in_order(self, uploads: Sequence[Progress]) -> None:
        """Show everything, in the queue's order: single events come in any."""
        self.show_uploads(uploads)
        known = {upload.upload_id: upload for upload in uploads}
        self._uploads = {
            upload_id: self._uploads[upload_id]
            for upload_id in {**known, **self._uploads}
            if upload_id in self._uploads
        }
        self._sort()

    def _settle(self) -> None:
        """Everything that follows from which uploads there are."""
        self._sort()
        self._summarise()

    def _sort(self) -> None:
        """By groups, each in the queue's order."""
        shown = [upload for upload in self._uploads.values() if upload.upload_id in self._rows]
        shown.sort(key=group_of)
        wanted = list(self._with_heads(shown))
        self._rows = {upload.upload_id: self._rows[upload.upload_id] for upload in shown}
        if [self._list.indexOf(widget) for widget in wanted] != list(range(len(wanted))):
            for place, widget in enumerate(wanted):
                self._list.insertWidget(place, widget)
        groups = {group_of(upload) for upload in shown}
        for group, head in self._heads.items():
            head.setVisible(group in groups)

    def _with_heads(self, uploads: Sequence[Progress]) -> Iterator[QWidget]:
        group = Group.UNDER_WAY
        for upload in uploads:
            if (of := group_of(upload)) != group:
                group = of
                yield self._heads[group]
            yield self._rows[upload.upload_id]

    def _fill(self) -> None:
        """Make a few of the rows that are missing, and the others by and by: each takes
        milliseconds. Beyond `ROWS_MOST` files only a sum is shown."""
        missing = [
            upload for upload in self._uploads.values() if upload.upload_id not in self._rows
        ]
        room = ROWS_MOST - len(self._rows)
        for upload in missing[: min(room, ROWS_AT_ONCE)]:
            row = self._rows[upload.upload_id] = UploadRow(self._act, upload.upload_id)
            row.show_upload(upload)
            self._list.insertWidget(0, row)
        if min(room, len(missing)) > ROWS_AT_ONCE:
            self._filling.start()

    def _fill_more(self) -> None:
        self._fill()
        self._settle()

    def _drop(self, upload_id: str) -> None:
        self._uploads.pop(upload_id, None)
        if (row := self._rows.pop(upload_id, None)) is not None:
            self._list.removeWidget(row)
            row.deleteLater()
        self._fill()

    def _act(self, name: str, upload_id: str) -> None:
        queue = self._queue
        if queue is None:
            return
        match name:
            case "details":
                self.edit_wanted.emit([upload_id])
            case "pause":
                self._run(lambda: queue.pause(upload_id))
            case "resume" | "retry":
                self._run(lambda: queue.resume(upload_id))
            case "cancel":
                self._run(lambda: queue.cancel(upload_id))
            case "first":
                self._raised += 1
                priority = self._raised
                self._run(lambda: queue.set_priority(upload_id, priority))
            case "forget":
                self._forget(upload_id)
                self._settle()

    def _forget(self, upload_id: str) -> None:
        self._drop(upload_id)
        if (queue := self._queue) is not None:
            self._run(lambda: queue.forget(upload_id))

    def _pause_all(self) -> None:
        if (queue := self._queue) is not None:
            self._run(queue.pause_all)

    def _resume_all(self) -> None:
        if (queue := self._queue) is not None:
            self._run(queue.resume_all)

    def _clear(self) -> None:
        for upload in list(self._uploads.values()):
            if upload.state == State.DONE:
                self._forget(upload.upload_id)
        self._settle()

    def _summarise(self) -> None:
        uploads = list(self._uploads.values())
        self._body.setCurrentIndex(bool(uploads))
        for widget in (self.summary, self.pause_all, self.resume_all, self.clear):
            widget.setVisible(bool(uploads))
        active = [upload for upload in uploads if not upload.state.is_final]
        self.summary.setText(summary(uploads))
        self.pause_all.setEnabled(any(upload.state != State.PAUSED for upload in active))
        self.resume_all.setEnabled(any(upload.state == State.PAUSED for upload in active))
        self.clear.setEnabled(any(upload.state == State.DONE for upload in uploads))
        hidden = len(uploads) - len(self._rows)
        self._more.setVisible(hidden > 0)
        self._more.setText(translate("Uploads", "… and %n more", hidden))
        if len(active) != self._count:
            self._count = len(active)
            self.count_changed.emit(self._count)


def summary(uploads: list[Progress]) -> str:
    """All uploads in one line."""
    active = [upload for upload in uploads if not upload.state.is_final]
    if not active:
        return outcome(uploads)
    left = sum(upload.size_bytes - upload.moved_bytes for upload in active)
    rate = sum(u.bytes_per_second for u in active if u.state == State.UPLOADING)
    if left:
        files = translate("Uploads", "%n file(s), {size} to go", len(active), size=text.size(left))
    else:
        files = translate("Uploads", "%n file(s)", len(active))
    wait = text.time_left(left / rate) if rate else ""
    return text.join(files, text.speed(rate), wait)


def outcome(uploads: Iterable[Progress]) -> str:
    """How many ended in which way."""
    groups = [group_of(upload) for upload in uploads]
    failed, done = groups.count(Group.FAILED), groups.count(Group.DONE)
    return text.join(
        translate("Uploads", "%n failed", failed) if failed else "",
        translate("Uploads", "%n uploaded", done) if done else "",
    )
