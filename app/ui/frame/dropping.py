"""What is dragged over a window, and the shade that says what comes of letting go of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QLabel, QWidget

from app.ui.style.parts import given

SHADE_MARGIN = 12
SCHEMES = ("http", "https", "matinee")


class DropShade(QLabel):
    """Lies over the window while files are dragged across it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        given(self, "drop_shade", alignment=Qt.AlignmentFlag.AlignCenter)
        self.hide()

    def say(self, words: str) -> None:
        self.setText(words)
        self.place()
        self.raise_()
        self.show()

    def place(self) -> None:
        margins = (SHADE_MARGIN, SHADE_MARGIN, -SHADE_MARGIN, -SHADE_MARGIN)
        self.setGeometry(self.window().rect().adjusted(*margins))


def local_files(event: QDropEvent) -> list[Path]:
    """The files and folders that are being dragged; none when it is something else."""
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]


def take_a_copy(event: QDropEvent) -> None:
    """Whoever offers it keeps what they have: many file managers would move it."""
    event.setDropAction(Qt.DropAction.CopyAction)
    event.accept()


def given_address(mime: QMimeData) -> str:
    """The address that is being dragged; "" where it is something else, such as files."""
    urls = [url.toString() for url in mime.urls()] or [mime.text().strip()]
    first = urls[0] if len(urls) == 1 and len(urls[0].split()) == 1 else ""
    return first if first.partition(":")[0].lower() in SCHEMES else ""
