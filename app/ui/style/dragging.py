"""What is dragged out of a window, for other programs to take."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDrag, QPixmap
from PySide6.QtWidgets import QWidget

WIDEST = 160
BESIDE = QPoint(-12, -12)


def as_address(address: str) -> QMimeData:
    """A link, or a file by its address: file managers, browsers and editors know both."""
    mime = QMimeData()
    mime.setUrls([QUrl(address)])
    mime.setText(address)
    return mime


def drag_out(source: QWidget, address: str, picture: QPixmap) -> None:
    """Until it is let go of; the picture goes along beside the pointer."""
    drag = QDrag(source)
    drag.setMimeData(as_address(address))
    smooth = Qt.TransformationMode.SmoothTransformation
    drag.setPixmap(picture if picture.width() <= WIDEST else picture.scaledToWidth(WIDEST, smooth))
    drag.setHotSpot(BESIDE)
    drag.exec(Qt.DropAction.CopyAction | Qt.DropAction.LinkAction, Qt.DropAction.CopyAction)
