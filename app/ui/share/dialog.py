"""The dialog that gives a video to others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.links import WatchLink, seconds_of
from app.server.videos import Video
from app.server.viewing import ShareLink
from app.ui.share.given_links import GivenLinks
from app.ui.share.new_link import NewLink, NewLinkForm
from app.ui.share.qr import QrCode
from app.ui.share.times import shown_time
from app.ui.style import text
from app.ui.style.parts import fit_screen, given, scrolling, timer
from app.ui.style.words import translate

WIDTH, COPIED_MS = 560, 2000


@dataclass(frozen=True, slots=True)
class Shared:
    """What is to be given: `at_seconds` is where it plays, `start_seconds` and `end_seconds` the
    part that is marked; `local`: nobody else can reach the server."""

    video: Video
    link: WatchLink
    at_seconds: float = 0.0
    start_seconds: float | None = None
    end_seconds: float | None = None
    local: bool = False

    @property
    def is_marked(self) -> bool:
        return self.start_seconds is not None or self.end_seconds is not None


class ShareDialog(QDialog):
    copied = Signal(str)
    """What the clipboard is to hold."""
    link_wanted = Signal(object)
    """A `NewLink`."""
    revoke_wanted = Signal(str)

    def __init__(self, shared: Shared, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        given(self, "share_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(translate("Share", "Share"))
        self.setMinimumWidth(WIDTH)
        self._shared = shared
        self._link = shared.link
        title = given(QLabel(shared.video.title), "title", wordWrap=True)
        title.setTextFormat(Qt.TextFormat.PlainText)
        self.note = given(QLabel(note_of(shared)), "quiet", wordWrap=True)
        self.address = given(
            QLineEdit(), "share_address", accessibleName=translate("Share", "Link"), readOnly=True
        )
        self.fault = given(QLabel(), "bad", wordWrap=True)
        self.code = QrCode()
        self.form, self.links = NewLinkForm(), GivenLinks()
        self._inside = given(QWidget(), "page")
        layout = QVBoxLayout(self._inside)
        layout.setContentsMargins(24, 20, 24, 8)
        layout.setSpacing(12)
        layout.addWidget(title)
        layout.addWidget(self.note)
        layout.addLayout(self._copy_row())
        layout.addLayout(self._choices())
        layout.addWidget(self.fault)
        layout.addWidget(self.form)
        layout.addWidget(self.links)
        layout.addStretch(1)
        self._area = scrolling(self._inside)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 16)
        outer.addWidget(self._area, 1)
        outer.addWidget(self._buttons())
        self._wire()
        self._choose()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def _fit(self) -> None:
        """As large as what is in it, and no larger than the screen, where it scrolls."""
        bar = self._area.verticalScrollBar().sizeHint().width()
        width = max(self.width(), self._inside.minimumSizeHint().width() + bar)
        around = self.height() - self._area.height()
        height = self._inside.heightForWidth(width) + around
        fit_screen(self, QSize(width, height))

    def _copy_row(self) -> QHBoxLayout:
        self.copy = given(QPushButton(translate("Share", "Copy")), "share_copy", kind="primary")
        self.copy.setDefault(True)
        row = QHBoxLayout()
        row.addWidget(self.address, 1)
        row.addWidget(self.copy)
        return row

    def _choices(self) -> QHBoxLayout:
        shared = self._shared
        at = text.clock(shared.at_seconds)
        self.at = given(QCheckBox(translate("Share", "From {time} on", time=at)), "share_at")
        self.at.setVisible(shared.at_seconds >= 1)
        self.part = given(QCheckBox(translate("Share", "Only a part")), "share_part")
        self.start = self._time(translate("Share", "Start"), shared.start_seconds or 0.0)
        end = shared.end_seconds or shared.video.duration_seconds
        self.end = self._time(translate("Share", "End"), end or 0.0)
        self.part.setChecked(shared.is_marked)
        self.embed = given(QPushButton(translate("Share", "Copy embed code")), "share_embed")
        times = QHBoxLayout()
        times.setContentsMargins(28, 0, 0, 0)
        for widget in (self.start, QLabel("–"), self.end):
            times.addWidget(widget)
        times.addStretch(1)
        left = QVBoxLayout()
        left.addWidget(self.at)
        left.addWidget(self.part)
        left.addLayout(times)
        left.addStretch(1)
        left.addWidget(self.embed, 0, Qt.AlignmentFlag.AlignLeft)
        row = QHBoxLayout()
        row.addLayout(left, 1)
        row.addWidget(self.code, 0, Qt.AlignmentFlag.AlignTop)
        self.code.setVisible(not shared.local)
        return row

    def _time(self, label: str, seconds: float) -> QLineEdit:
        field = given(QLineEdit(shown_time(seconds)), "share_time", accessibleName=label)
        field.setToolTip(label)
        field.setFixedWidth(110)
        return field

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.setContentsMargins(24, 0, 24, 0)
        buttons.rejected.connect(self.reject)
        self.form.setVisible(self._shared.video.own)
        return buttons

    def _wire(self) -> None:
        for check in (self.at, self.part):
            check.toggled.connect(self._choose)
        for field in (self.start, self.end):
            field.textEdited.connect(self._choose)
        self._copied = timer(self, COPIED_MS, lambda: self.copy.setText(translate("Share", "Copy")))
        self.copy.clicked.connect(self._copy)
        self.embed.clicked.connect(lambda: self.copied.emit(self._link.embed_code))
        self.form.wanted.connect(self._want_link)
        self.links.copied.connect(self.copied)
        self.links.revoked.connect(self.revoke_wanted)

    def _copy(self) -> None:
        self.copied.emit(self._link.url)
        self.copy.setText(translate("Share", "Copied"))
        self._copied.start()

    def _choose(self) -> None:
        """Say what is chosen now, as a link, or what is wrong with it."""
        for field in (self.start, self.end):
            field.setEnabled(self.part.isChecked())
        fault = self._take_choice()
        self.fault.setText(fault)
        self.fault.setVisible(bool(fault))
        for button in (self.copy, self.embed, self.form.make):
            button.setEnabled(not fault)
        if not fault:
            self.address.setText(self._link.url)
            self.address.setCursorPosition(0)
            self.code.show_address(self._link.url)

    def _take_choice(self) -> str:
        """What is wrong with it, if anything is."""
        link = self._shared.link
        if self.part.isChecked():
            start, end = seconds_of(self.start.text()), seconds_of(self.end.text())
            duration = self._shared.video.duration_seconds
            if start is None or end is None:
                return translate("Share", "Write times like 1:30.")
            if end <= start:
                return translate("Share", "The part must end after it starts.")
            if duration is not None and start >= duration:
                return translate("Share", "The video is over by then.")
            link = link.part(start, end)
        if self.at.isChecked() and not self.part.isChecked():
            link = link.at(self._shared.at_seconds)
        self._link = link
        return ""

    def _want_link(self, wanted: NewLink) -> None:
        link = self._link
        self.link_wanted.emit(wanted.part(link.start_seconds, link.end_seconds))

    def show_links(self, links: Sequence[ShareLink]) -> None:
        self.links.show_links(links)
        self._fit()

    def say(self, fault: str) -> None:
        self.fault.setText(fault)
        self.fault.setVisible(bool(fault))


def note_of(shared: Shared) -> str:
    """Who can use the plain link."""
    if shared.local:
        return translate(
            "Share",
            "Links work only on this computer, and only while Matinee is open: your videos are "
            "kept here. With a Matinee server they work everywhere.",
        )
    public_from = text.parsed(shared.video.publish_at or "")
    scheduled = public_from is not None and public_from > datetime.now(UTC)
    if shared.video.visibility == "private" or scheduled:
        return translate(
            "Share",
            "Only you can open this link: the video is private. A link that you make below opens "
            "it for whoever has it.",
        )
    if shared.video.visibility == "unlisted":
        return translate("Share", "Whoever has this link can watch the video.")
    return translate("Share", "Everybody can watch this video.")
