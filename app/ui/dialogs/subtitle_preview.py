"""How subtitles would look, on a picture."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QAccessible,
    QColor,
    QFont,
    QFontMetricsF,
    QLinearGradient,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.player.engine.adjustments import SubtitleSettings
from app.ui.style.words import translate

HEIGHT = 132
SCRIPT_HEIGHT = 720
"""In a picture of this height mpv's sizes are pixels."""
FONT_SIZE, MARGIN = 55.0, 22.0
SHOWN_LARGER = 2.2
"""So much larger than the picture is, or nothing could be read."""
FAMILIES = {
    "sans-serif": QFont.StyleHint.SansSerif,
    "serif": QFont.StyleHint.Serif,
    "monospace": QFont.StyleHint.Monospace,
}


class SubtitlePreview(QWidget):
    role_told = QAccessible.Role.Graphic

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("subtitle_preview")
        self._look = SubtitleSettings()
        self._words = translate("Settings", "This is how it looks.")
        self.setAccessibleName(translate("Settings", "Preview of the subtitles"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(320, HEIGHT)

    def show_look(self, look: SubtitleSettings) -> None:
        self._look = look
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(self.rect())
        sky = QLinearGradient(0, 0, self.width(), self.height())
        sky.setColorAt(0.0, QColor("#40566e"))
        sky.setColorAt(0.6, QColor("#c9b48a"))
        sky.setColorAt(1.0, QColor("#eae6da"))
        painter.fillRect(self.rect(), sky)
        self._paint_words(painter)

    def _paint_words(self, painter: QPainter) -> None:
        look, unit = self._look, SHOWN_LARGER * self.height() / SCRIPT_HEIGHT
        font = QFont(look.font)
        font.setStyleHint(FAMILIES.get(look.font, QFont.StyleHint.SansSerif))
        font.setPixelSize(max(1, round(FONT_SIZE * look.scale * unit)))
        metrics = QFontMetricsF(font)
        width = metrics.horizontalAdvance(self._words)
        left = (self.width() - width) / 2
        base = self.height() * (1 - look.raised) - MARGIN * unit - metrics.descent()
        if look.box_opacity:
            ground = QRectF(left, base - metrics.ascent(), width, metrics.height())
            painter.fillRect(ground.adjusted(-6, -2, 6, 2), QColor(0, 0, 0, self._opacity))
        path = QPainterPath()
        path.addText(QPointF(left, base), font, self._words)
        if look.outline_width:
            pen = QPen(QColor(look.outline), 2 * look.outline_width * unit)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.strokePath(path, pen)
        painter.fillPath(path, QColor(look.colour))

    @property
    def _opacity(self) -> int:
        return round(255 * self._look.box_opacity)
