"""The panel of uploads: one row a file, honest about what happens to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.ui.style import text
from app.ui.style.parts import given, restyle, timer, tool_button
from app.ui.style.words import told, translate
from app.upload.engine.progress import Progress, State

ROWS_MOST = 60
ROWS_AT_ONCE = 4
WIDTH = 340


class Queue(Protocol):
    """What the panel asks of the upload queue."""

    def pause(self, upload_id: str) -> None: ...
    def resume(self, upload_id: str) -> None: ...
    def cancel(self, upload_id: str) -> None: ...
    def pause_all(self) -> None: ...
    def resume_all(self) -> None: ...
    def set_priority(self, upload_id: str, priority: int) -> None: ...
    def forget(self, upload_id: str) -> None: ...


def status(upload: Progress) -> str:
    """The lines below the bar."""
    sent, size, message = text.size(upload.sent_bytes), text.size(upload.size_bytes), upload.message
    match upload.state:
        case State.UPLOADING:
            return under_way(upload)
        case State.QUEUED:
            return text.join(translate("Uploads", "Waiting its turn"), size)
        case State.CHECKING:
            return told(message) or translate("Uploads", "Looking at the file")
        case State.WAITING:
            return told(message) or translate(
                "Uploads", "Waiting for the network. Goes on by itself."
            )
        case State.PAUSED:
            return text.join(
                translate("Uploads", "Paused"),
                translate("Uploads", "{sent} of {size}", sent=sent, size=size),
            )
        case State.FINISHING:
            return told(message) or translate("Uploads", "Everything is sent; being checked")
        case State.DONE:
            return told(message) or text.join(translate("Uploads", "Uploaded"), size)
        case State.FAILED:
            return told(message) or translate("Uploads", "Failed.")
        case State.CANCELLED:
            return told(message) or translate("Uploads", "Cancelled")


def under_way(upload: Progress) -> str:
    """What is stored, what a kill would cost besides, and how fast it goes: each on its line, so
    that nothing below jumps when a number comes or goes."""
    sent, size = text.size(upload.sent_bytes), text.size(upload.size_bytes)
    if upload.on_wire_bytes:
        share = translate(
            "Uploads",
            "{sent} of {size}, {moving} on the way",
            sent=sent,
            size=size,
            moving=text.size(upload.on_wire_bytes),
        )
    else:
        share = translate("Uploads", "{sent} of {size}", sent=sent, size=size)
    pace = text.join(text.speed(upload.bytes_per_second), text.time_left(upload.seconds_left))
    return "\n".join(line for line in (told(upload.message), share, pace) if line)


def kind(upload: Progress) -> str:
    """Which colours the row has."""
    if upload.state in (State.PAUSED, State.WAITING, State.QUEUED, State.CANCELLED):
        return "paused"
    return {State.FAILED: "failed", State.DONE: "done"}.get(upload.state, "")


def permille(upload: Progress, count: int) -> int:
    if upload.state == State.DONE:
        return 1000
    return 1000 * count // upload.size_bytes if upload.size_bytes else 0


class UploadBar(QProgressBar):
    """What is stored, and in a softer shade what is on its way besides."""

    def __init__(self) -> None:
        super().__init__(maximum=1000, textVisible=False)
        given(self, "on_wire")
        self.stored = given(QProgressBar(self, maximum=1000, textVisible=False), "stored")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.stored.resize(event.size())

    def show_upload(self, upload: Progress) -> None:
        self.setValue(permille(upload, upload.moved_bytes))
        self.stored.setValue(permille(upload, upload.sent_bytes))
        self.setAccessibleName(translate("Uploads", "Progress of {file}", file=upload.filename))
        restyle(self.stored, kind(upload))


class UploadRow(QWidget):
    """One file: name, bar, status, and the buttons that make sense now."""

    def __init__(self, act: Callable[[str, str], None], upload_id: str) -> None:
        super().__init__()
        self.setObjectName("upload_row")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.upload: Progress | None = None
        self.title = given(QLabel(), "upload_title")
        self.title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.bar = UploadBar()
        self.status = given(QLabel(), "status", wordWrap=True)
        self.status.setTextFormat(Qt.TextFormat.PlainText)
        self.buttons = {
            name: tool_button(name, picture, label, partial(act, name, upload_id), 16)
            for name, picture, label in (
                ("first", "up", translate("Uploads", "Upload next")),
                ("resume", "play", translate("Uploads", "Resume")),
                ("retry", "replay", translate("Uploads", "Retry")),
                ("pause", "pause", translate("Uploads", "Pause")),
                ("cancel", "close", translate("Uploads", "Cancel")),
                ("forget", "close", translate("Uploads", "Remove from this list")),
            )
        }
        self._lay_out()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(0)
        top.addWidget(self.title, 1)
        for button in self.buttons.values():
            top.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 8, 10)
        layout.setSpacing(6)
        layout.addLayout(top)
        layout.addWidget(self.bar)
        layout.addWidget(self.status)

    def show_upload(self, upload: Progress) -> None:
        self.upload = upload
        self.title.setText(upload.filename)
        self.title.setToolTip(upload.filename)
        self.bar.show_upload(upload)
        self.status.setText(status(upload))
        shown = buttons_of(upload)
        for name, button in self.buttons.items():
            button.setVisible(name in shown)
            button.setAccessibleName(
                translate(
                    "Uploads", "{action}: {file}", action=button.toolTip(), file=upload.filename
                )
            )
        restyle(self.status, kind(upload))


def buttons_of(upload: Progress) -> frozenset[str]:
    """The names of the buttons that make sense in this state."""
    match upload.state:
        case State.QUEUED:
            return frozenset({"first", "pause", "cancel"})
        case State.PAUSED:
            return frozenset({"resume", "cancel"})
        case State.FAILED if upload.retryable:
            return frozenset({"retry", "forget"})
        case State.FAILED | State.DONE | State.CANCELLED:
            return frozenset({"forget"})
        case State.FINISHING:
            return frozenset({"cancel"})
        case _:
            return frozenset({"pause", "cancel"})


class UploadsPanel(QWidget):
    """All uploads; `count_changed` tells how many are under way."""

    count_changed = Signal(int)
    close_wanted = Signal()

    def __init__(self, run: Callable[[Callable[[], None]], object]) -> None:
        """`run` has the queue's calls made off the UI thread."""
        super().__init__()
        self.setObjectName("uploads")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(WIDTH)
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
        self.hide_button = tool_button(
            "hide_uploads",
            "close",
            translate("Uploads", "Hide this panel"),
            self.close_wanted.emit,
        )
        self._more = given(QLabel(), "quiet")
        self._list = QVBoxLayout()
        self._filling = timer(self, 0, self._fill_more)
        self._lay_out()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(2)
        top.addWidget(given(QLabel(translate("Uploads", "Uploads")), "title"), 1)
        for button in (self.pause_all, self.resume_all, self.clear, self.hide_button):
            top.addWidget(button)
        inside = QWidget()
        self._list.setContentsMargins(0, 0, 6, 0)
        self._list.setSpacing(8)
        self._list.addWidget(self._more)
        self._list.addStretch(1)
        inside.setLayout(self._list)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 8, 8)
        layout.addLayout(top)
        layout.addWidget(self.summary)
        layout.addWidget(scroll, 1)

    @property
    def rows(self) -> list[UploadRow]:
        return list(self._rows.values())

    def attach(self, queue: Queue) -> None:
        self._queue = queue

    def detach(self) -> None:
        self._queue = None
        for upload_id in list(self._uploads):
            self._drop(upload_id)
        self._summarise()

    def show_uploads(self, uploads: Sequence[Progress]) -> None:
        for upload in uploads:
            self._uploads[upload.upload_id] = upload
            if upload.state == State.CANCELLED:
                self._forget(upload.upload_id)
            elif row := self._rows.get(upload.upload_id):
                row.show_upload(upload)
        self._fill()
        self._sort()
        self._summarise()

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

    def _sort(self) -> None:
        """What is under way first, each kind in the queue's order."""
        shown = [upload for upload in self._uploads.values() if upload.upload_id in self._rows]
        wanted = [u.upload_id for u in sorted(shown, key=lambda upload: upload.state.is_final)]
        if wanted != list(self._rows):
            self._rows = {upload_id: self._rows[upload_id] for upload_id in wanted}
            for place, row in enumerate(self._rows.values()):
                self._list.insertWidget(place, row)

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
            self._list.insertWidget(len(self._rows) - 1, row)
        if min(room, len(missing)) > ROWS_AT_ONCE:
            self._filling.start()

    def _fill_more(self) -> None:
        self._fill()
        self._sort()
        self._summarise()

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
                self._summarise()

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
        self._summarise()

    def _summarise(self) -> None:
        uploads = list(self._uploads.values())
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
        if not uploads:
            return translate("Uploads", "Nothing is being uploaded.")
        return translate("Uploads", "Everything is done.")
    left = sum(upload.size_bytes - upload.moved_bytes for upload in active)
    rate = sum(u.bytes_per_second for u in active if u.state == State.UPLOADING)
    if left:
        files = translate("Uploads", "%n file(s), {size} to go", len(active), size=text.size(left))
    else:
        files = translate("Uploads", "%n file(s)", len(active))
    wait = text.time_left(left / rate) if rate else ""
    return text.join(files, text.speed(rate), wait)
