"""What every list of our own geometry answers Qt alike."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QRect, Qt, QTimer
from PySide6.QtGui import QRegion
from PySide6.QtWidgets import QAbstractItemView, QListView

LONGEST_WAIT_SECONDS = 60.0
"""The clock may be set, and the computer sleep: then is not long after that."""


class ItemView(QListView):
    """A list that knows itself where its items are."""

    def __init__(self) -> None:
        super().__init__()
        self._news = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._news.timeout.connect(self.viewport().update)

    def paint_again_in(self, seconds: float | None) -> None:
        """What is shown tells the time, and will be something else then; None if it never will."""
        if seconds is None:
            self._news.stop()
        else:
            self._news.start(ceil(1000 * min(seconds, LONGEST_WAIT_SECONDS)) + 1)

    def setSelection(self, area: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """From the item at one corner to the one at the other, as Shift and a click choose them."""
        ends = (self.indexAt(area.topLeft()), self.indexAt(area.bottomRight()))
        if all(end.isValid() for end in ends):
            first, last = sorted(ends, key=QModelIndex.row)
            self.selectionModel().select(QItemSelection(first, last), command)

    def visualRegionForSelection(self, _selection: object) -> QRegion:
        return QRegion(self.viewport().rect())

    def doItemsLayout(self) -> None:
        QAbstractItemView.doItemsLayout(self)
