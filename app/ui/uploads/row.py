"""One file that is uploaded: its name, how far it is, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from app.ui.style import text
from app.ui.style.parts import given, restyle, tool_button
from app.ui.style.words import told, translate
from app.upload.engine.progress import Progress, State


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
    """Name, bar and status while it is under way; what failed has no bar, and what is done is one
    line."""

    def __init__(self, act: Callable[[str, str], None], upload_id: str) -> None:
        super().__init__()
        self.setObjectName("upload_row")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.upload: Progress | None = None
        self.title = given(QLabel(), "upload_title")
        self.title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.bar = UploadBar()
        self.result = given(QLabel(), "result")
        self.status = given(QLabel(), "status", wordWrap=True)
        self.status.setTextFormat(Qt.TextFormat.PlainText)
        self.buttons = {
            name: tool_button(name, picture, label, partial(act, name, upload_id), 16)
            for name, picture, label in (
                ("details", "edit", translate("Uploads", "Details")),
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
        top.addWidget(self.result)
        for button in self.buttons.values():
            top.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 6, 8, 8)
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
        self.result.setText(self.status.text())
        done = upload.state == State.DONE
        self.result.setVisible(done)
        self.status.setVisible(not done)
        self.bar.setVisible(not upload.state.is_final)
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
            return frozenset({"details", "first", "pause", "cancel"})
        case State.PAUSED:
            return frozenset({"details", "resume", "cancel"})
        case State.FAILED if upload.retryable:
            return frozenset({"details", "retry", "forget"})
        case State.DONE:
            return frozenset({"details", "forget"})
        case State.FAILED | State.CANCELLED:
            return frozenset({"forget"})
        case State.FINISHING:
            return frozenset({"details", "cancel"})
        case _:
            return frozenset({"details", "pause", "cancel"})
