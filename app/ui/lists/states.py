"""What stands in the place of a list while there is nothing to list."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QStackedWidget, QStyle, QWidget

from app.errors import MatineeError, ServerUnreachable
from app.ui.cards.states import StatePage
from app.ui.lists.painter import ROW_HEIGHT, RowParts
from app.ui.style.painting import fill
from app.ui.style.parts import timer
from app.ui.style.theme import Colours
from app.ui.style.words import told, translate

PATIENCE_MS = 400
"""So long a wait shows nothing."""


class States(QStackedWidget):
    """A view, or what stands in its place: `skeleton`, its shape while it is on its way, or a few
    words with one thing to do."""

    def __init__(self, view: QWidget, skeleton: QWidget) -> None:
        super().__init__()
        self._view, self._nothing, self._skeleton = view, QWidget(), skeleton
        self.said = StatePage("state", "film", "", "")
        for page in (self._nothing, skeleton, self.said, view):
            self.addWidget(page)
        self._patience = timer(self, PATIENCE_MS, self._lose_patience)

    @property
    def shows_view(self) -> bool:
        return self.currentWidget() is self._view

    def show_view(self) -> None:
        self._patience.stop()
        self.setCurrentWidget(self._view)

    def wait(self) -> None:
        """Something comes: at once, or after a while with its shape on the screen."""
        self.setCurrentWidget(self._nothing)
        self._patience.start()

    def say(
        self,
        picture: str,
        heading: str,
        words: str = "",
        label: str = "",
        do: Callable[[], object] | None = None,
    ) -> None:
        """Why there is nothing, and with `label` the one thing to do about it."""
        self._patience.stop()
        former = self.said
        self.said = StatePage("state", picture, heading, words, label)
        if do is not None:
            self.said.pressed.connect(do)
        self.addWidget(self.said)
        self.setCurrentWidget(self.said)
        self.removeWidget(former)
        former.deleteLater()

    def say_fault(self, error: MatineeError, again: Callable[[], object]) -> None:
        """Something did not come that may come when it is asked for again."""
        words, label = told(error.sentence), translate("Lists", "Try again")
        if isinstance(error, ServerUnreachable):
            offline = translate("Lists", "You are offline.")
            self.say("warning", offline, words, label, again)
        else:
            self.say("warning", words, label=label, do=again)

    def _lose_patience(self) -> None:
        self.setCurrentWidget(self._skeleton)


class Skeleton(QWidget):
    """The shape of rows that are still on their way."""

    def __init__(self, colours: Colours) -> None:
        super().__init__()
        self._colours = colours

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, direction = QPainter(self), self.layoutDirection()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for top in range(0, self.height(), ROW_HEIGHT):
            cell = QRect(0, top, self.width(), ROW_HEIGHT)
            parts = RowParts.of(cell, direction, headed=False, movable=False)
            fill(painter, parts.picture, self._colours.raised, 6)
            for below, height, share in ((0, 14, 0.5), (24, 10, 0.3)):
                line = begun(parts.words, direction, below, height, share)
                fill(painter, line, self._colours.raised, 5)
        painter.end()


def begun(
    words: QRect, direction: Qt.LayoutDirection, below: int, height: int, share: float
) -> QRect:
    """The beginning of a line that is so far below the first."""
    line = QRect(words.left(), words.top() + below, round(words.width() * share), height)
    return QStyle.visualRect(direction, words, line)
