"""The round picture of a channel, or the first letter of its name."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.server.videos import ChannelBrief
from app.server.viewing import Channel
from app.ui.background import Task
from app.ui.cards.posters import Posters
from app.ui.style.theme import Colours


class Avatar(QWidget):
    """Empty until `show_channel`."""

    def __init__(self, colours: Colours, side: int) -> None:
        super().__init__()
        self.setFixedSize(side, side)
        self._colours = colours
        self._name = ""
        self._picture: QImage | None = None
        self._task = Task()

    def show_channel(self, channel: Channel | ChannelBrief, posters: Posters) -> None:
        self._task.forget()
        self._name, self._picture = channel.name, None
        if channel.picture_url:
            size = self.size() * self.devicePixelRatioF()
            task = posters.picture(channel.id, channel.picture_url, self._show, size)
            self.destroyed.connect(lambda: task.forget())
            self._task = task
        self.update()

    def _show(self, picture: QImage) -> None:
        if not picture.isNull():
            self._picture = picture
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        shape = QPainterPath()
        shape.addEllipse(QRectF(self.rect()))
        painter.setClipPath(shape)
        if self._picture is not None:
            painter.drawImage(self.rect(), self._picture)
        else:
            painter.fillRect(self.rect(), QColor(self._colours.hover))
            font = painter.font()
            font.setPixelSize(round(self.height() * 0.42))
            font.setBold(True)
            painter.setFont(font)
            painter.setPen(QColor(self._colours.text))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, initial(self._name))
        painter.end()


def initial(name: str) -> str:
    """The first letter or digit of a name."""
    return next((letter.upper() for letter in name if letter.isalnum()), "?")
