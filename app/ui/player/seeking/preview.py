"""What the pointer learns over the seek bar: the picture and the time there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.ui.style.parts import given


class Preview(QWidget):
    """What is at the place that the pointer shows: a picture, if there is one, and the time."""

    def __init__(self, parent: QWidget, words_at: Callable[[float], str]) -> None:
        """`words_at` says what is at a moment."""
        super().__init__(parent)
        self._words_at = words_at
        self.setObjectName("preview")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.picture = QLabel()
        self.time = given(QLabel(), "preview_time")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.setSpacing(3)
        for label in (self.picture, self.time):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            layout.addWidget(label)
        self.hide()

    def show_at(self, seconds: float, picture: QImage | None, above: QPoint, room: QRect) -> None:
        """Stand above a point, inside `room`."""
        self.time.setText(self._words_at(seconds))
        self.picture.setVisible(picture is not None)
        if picture is not None:
            self.picture.setPixmap(QPixmap.fromImage(picture))
        self.adjustSize()
        left = above.x() - self.width() // 2
        left = min(max(room.left() + 8, left), room.right() - self.width() - 8)
        self.move(left, above.y() - self.height())
        self.show()
