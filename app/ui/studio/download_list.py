"""A corner of the window that shows what is being downloaded, as long as something is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from app.ui.studio.downloads import Download, Downloads, DownloadState
from app.ui.style import text
from app.ui.style.names import plain_name
from app.ui.style.parts import given, restyle, tool_button
from app.ui.style.words import told, translate

WIDTH, MARGIN, MOST_ROWS = 320, 18, 4
STEPS = 1000


class DownloadRow(QWidget):
    def __init__(self, downloads: Downloads, key: str) -> None:
        super().__init__()
        given(self, "download_row")
        self.title, self.words = QLabel(), given(QLabel(wordWrap=True), "download_words")
        for label in (self.title, self.words):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.bar = given(QProgressBar(), "download_bar", textVisible=False, maximum=STEPS)
        again, cancel = translate("Downloads", "Try again"), translate("Downloads", "Cancel")
        self.again = tool_button("again", "replay", again, partial(downloads.retry, key), 16)
        self.cancel = tool_button("cancel", "close", cancel, partial(downloads.cancel, key), 16)
        across = QHBoxLayout()
        across.addWidget(self.title, 1)
        across.addWidget(self.again)
        across.addWidget(self.cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(across)
        layout.addWidget(self.bar)
        layout.addWidget(self.words)

    def show_download(self, download: Download) -> None:
        title = plain_name(download.wanted.title)
        room, elide = WIDTH - 110, Qt.TextElideMode.ElideMiddle
        self.title.setText(self.title.fontMetrics().elidedText(title, elide, room))
        self.title.setToolTip(str(download.path))
        share = download.have_bytes / download.size_bytes if download.size_bytes else 0.0
        failed = download.state is DownloadState.FAILED
        self.bar.setValue(round(STEPS * share))
        self.bar.setAccessibleName(title)
        restyle(self.bar, "failed" if failed else "")
        self.words.setText(standing_words(download))
        restyle(self.words, "bad" if failed else "")
        self.again.setVisible(failed)


class DownloadList(QFrame):
    """Lies over the lower right corner of `parent`."""

    def __init__(self, downloads: Downloads, parent: QWidget) -> None:
        super().__init__(parent)
        self._around = parent
        given(self, "downloads", accessibleName=translate("Downloads", "Downloads"))
        self._downloads = downloads
        self._rows: dict[str, DownloadRow] = {}
        self.heading = given(QLabel(), "downloads_heading")
        self.more = given(QLabel(), "quiet")
        self._column = QVBoxLayout()
        self._column.setSpacing(10)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 10, 12)
        layout.setSpacing(8)
        layout.addWidget(self.heading)
        layout.addLayout(self._column)
        layout.addWidget(self.more)
        self.setFixedWidth(WIDTH)
        parent.installEventFilter(self)
        downloads.changed.connect(self.show_all)
        self.hide()

    @property
    def rows(self) -> tuple[DownloadRow, ...]:
        return tuple(self._rows.values())

    def show_all(self) -> None:
        everything = self._downloads.all
        shown = {each.key: each for each in everything[:MOST_ROWS]}
        for key in self._rows.keys() - shown.keys():
            self._rows.pop(key).deleteLater()
        for key, download in shown.items():
            if key not in self._rows:
                self._rows[key] = DownloadRow(self._downloads, key)
                self._column.addWidget(self._rows[key])
            self._rows[key].show_download(download)
        self.heading.setText(heading_words(everything))
        more = len(everything) - len(shown)
        self.more.setText(translate("Downloads", "and %n more", more))
        self.more.setVisible(more > 0)
        self.setVisible(bool(everything))
        self.place()

    def place(self) -> None:
        if not self.isVisible():
            return
        self.adjustSize()
        room = self._around.rect()
        self.move(room.right() - self.width() - MARGIN, room.bottom() - self.height() - MARGIN)
        self.raise_()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self.place()
        return False


def heading_words(downloads: Sequence[Download]) -> str:
    failed = sum(each.state is DownloadState.FAILED for each in downloads)
    going = len(downloads) - failed
    return text.join(
        translate("Downloads", "%n download(s) under way", going) if going else "",
        translate("Downloads", "%n download(s) failed", failed) if failed else "",
    )


def standing_words(download: Download) -> str:
    match download.state:
        case DownloadState.FAILED:
            return told(download.error.sentence) if download.error else ""
        case DownloadState.RUNNING if download.size_bytes:
            have, size = text.size(download.have_bytes), text.size(download.size_bytes)
            done = download.have_bytes >= download.size_bytes
            if done:
                return translate("Downloads", "Checking whether all of it is right…")
            return translate("Downloads", "{have} of {size}", have=have, size=size)
        case _:
            return translate("Downloads", "Waiting its turn")
