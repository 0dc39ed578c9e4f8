"""The mouse on the picture."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QMouseEvent
from PySide6.QtWidgets import QWidget


class Gestures(QObject):
    """Of the widgets that it watches, which lie where the picture is."""

    moved = Signal()
    clicked = Signal()
    double_clicked = Signal()
    menu_wanted = Signal(QPoint)
    """At a place of the screen."""

    def watch(self, picture: QWidget) -> None:
        picture.setMouseTracking(True)
        picture.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        match event.type():
            case QEvent.Type.MouseMove:
                self.moved.emit()
            case QEvent.Type.MouseButtonPress if left(event):
                self.clicked.emit()
            case QEvent.Type.MouseButtonDblClick if left(event):
                self.double_clicked.emit()
            case QEvent.Type.ContextMenu if isinstance(event, QContextMenuEvent):
                self.menu_wanted.emit(event.globalPos())
            case _:
                return super().eventFilter(watched, event)
        return True


def left(event: QEvent) -> bool:
    return isinstance(event, QMouseEvent) and event.button() == Qt.MouseButton.LeftButton
