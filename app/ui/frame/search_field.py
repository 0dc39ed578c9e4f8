"""The field above every page: words to look for, or a link to open."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.links import is_own
from app.server.catalogue import LONGEST_QUERY
from app.ui.style.parts import timer

PAUSE_MS = 250
WEB = ("http://", "https://")


class SearchField(QLineEdit):
    """Tells what is typed once typing pauses, "" at once; and a link when it is whole."""

    searched = Signal(str)
    link_given = Signal(str)
    left = Signal()
    """Escape, and there was nothing to clear."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._before = ""
        self._pause = timer(self, PAUSE_MS, self._search)
        self.setClearButtonEnabled(True)
        self.textEdited.connect(self._edited)
        self.returnPressed.connect(self._entered)

    def show_words(self, words: str) -> None:
        """What the page on the screen was searched for; nobody is told."""
        self._pause.stop()
        self._before = words
        if self.text().strip() != words:
            self.setText(words)

    def _edited(self, text: str) -> None:
        pasted = len(text) - len(self._before) > 1
        self._before = text
        if is_link(text):
            self._pause.stop()
            if pasted:
                self._give_link()
        elif text.strip():
            self._pause.start()
        else:
            self._search()

    def _entered(self) -> None:
        if is_link(self.text()):
            self._give_link()
        else:
            self._search()

    def _search(self) -> None:
        self._pause.stop()
        self.searched.emit(self.text().strip()[:LONGEST_QUERY].rstrip())

    def _give_link(self) -> None:
        link = self.text().strip()
        self.show_words("")
        self.link_given.emit(link)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.text():
            self.show_words("")
            self._search()
        else:
            self.left.emit()


def is_link(text: str) -> bool:
    """One address and nothing beside it."""
    text = text.strip()
    return (text.lower().startswith(WEB) or is_own(text)) and len(text.split()) == 1
