"""What the pointer learns over the seek bar: the picture and the time there."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.ui.player.seeking.seek_bar import SeekBar
from app.ui.storyboard import Storyboard
from app.ui.style.parts import given


class Preview(QWidget):
    """What is at the place that the pointer shows: a picture, if there is one, and the time."""

    def __init__(self, parent: QWidget, bar: SeekBar) -> None:
        super().__init__(parent)
        self._parent, self._bar = parent, bar
        self.storyboard = Storyboard()
        self.room = QRect()
        """Of the parent, where it may be."""
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
        bar.hovered.connect(self._follow)
        self.hide()

    def _follow(self, seconds: float | None, at: QPoint) -> None:
        if seconds is None or not self._bar.isEnabled():
            self.hide()
        else:
            above = self._bar.mapTo(self._parent, at) - QPoint(0, 6)
            self._show_at(seconds, self.storyboard.at(seconds), above)

    def _show_at(self, seconds: float, picture: QImage | None, above: QPoint) -> None:
        self.time.setText(self._bar.words_at(seconds))
        self.picture.setVisible(picture is not None)
        if picture is not None:
            self.picture.setPixmap(QPixmap.fromImage(picture))
        self.adjustSize()
        left = above.x() - self.width() // 2
        left = min(max(self.room.left() + 8, left), self.room.right() - self.width() - 8)
        self.move(left, above.y() - self.height())
        self.show()
