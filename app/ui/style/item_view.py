"""What every list of our own geometry answers Qt alike."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QRect
from PySide6.QtGui import QRegion
from PySide6.QtWidgets import QAbstractItemView, QListView


class ItemView(QListView):
    """A list that knows itself where its items are."""

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
