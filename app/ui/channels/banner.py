"""The wide picture above a channel."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.server.viewing import Channel
from app.ui.background import Task
from app.ui.cards.posters import RADIUS, Posters
from app.ui.style.theme import Colours

LEAST, MOST = 64, 160
SHAPE = 8
"""So many times as wide as it is high."""


class Banner(QWidget):
    """The middle of the picture, as high as the width allows."""

    def __init__(self, colours: Colours) -> None:
        super().__init__()
        self._colours = colours
        self._image, self._cut = QImage(), QImage()
        self._task, self._cutting = Task(), Task()
        self._posters: Posters | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(320, LEAST)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setFixedHeight(max(LEAST, min(event.size().width() // SHAPE, MOST)))
        self._fit()

    def show_channel(self, channel: Channel, posters: Posters) -> None:
        self._task.forget()
        self._posters = posters
        self.show_image(QImage())
        if channel.banner_url:
            self._task = posters.picture(channel.id, channel.banner_url, self._arrived)

    def _arrived(self, image: QImage) -> None:
        if not image.isNull():
            self.show_image(image)

    def show_image(self, image: QImage) -> None:
        self._image, self._cut = image, QImage()
        self._fit()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outline = QPainterPath()
        outline.addRoundedRect(self.rect(), RADIUS, RADIUS)
        painter.setClipPath(outline)
        painter.fillRect(self.rect(), QColor(self._colours.raised))
        if not self._cut.isNull():
            painter.drawImage(self.rect(), self._cut)
        painter.end()

    def _fit(self) -> None:
        """In the pixels of the screen; until it is there, what was there is stretched."""
        self._cutting.forget()
        size = self.size() * self.devicePixelRatioF()
        if self._posters is not None and not self._image.isNull() and self._cut.size() != size:
            self._cutting = self._posters.cut(self._image, size, self._show_cut)

    def _show_cut(self, piece: QImage) -> None:
        self._cut = piece
        self.update()
