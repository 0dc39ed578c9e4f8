"""The list view that cards stand in."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle

from app.ui.cards.card import CardPainter, cell_height
from app.ui.cards.model import LibraryModel
from app.ui.style.words import translate

CELL_WIDTH = 235


class Grid(QListView):
    """The cards, in as many columns as fit; every action is also in the menu of a card."""

    def __init__(self, model: LibraryModel, painter: CardPainter) -> None:
        super().__init__()
        self._painter = painter
        self.setObjectName("videos")
        self.setAccessibleName(translate("Library", "Videos"))
        self.setModel(model)
        self.setItemDelegate(painter)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setMouseTracking(True)
        self.verticalScrollBar().setSingleStep(40)

    def resizeEvent(self, event: QResizeEvent) -> None:
        # Qt keeps room for a scroll bar, there or not, and wraps a column that reaches there.
        extent = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        width = self.viewport().width() - 2 * extent
        columns = max(1, width // CELL_WIDTH)
        cell = QSize(width // columns, cell_height(width // columns))
        if cell != self.gridSize():
            self._painter.size = cell
            self.setGridSize(cell)
        super().resizeEvent(event)
