"""The seek bar: what was played, what is buffered, and where a click would go."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from app.player.engine.api import Clip
from app.server.editing import Chapter
from app.ui.player.seeking.chapters import title_at
from app.ui.player.seeking.marks import Marks
from app.ui.style import text
from app.ui.style.theme import Colours
from app.ui.style.words import translate

MARGIN = 9
REACH = 7
"""So many pixels from a mark it can be dragged."""
PER_SECOND = 1000
NOTCH = 120
GAP = "#e6000000"


class SeekBar(QSlider):
    """A slider in milliseconds. `chosen` carries seconds, once the button is let go;
    `hovered` seconds and the place under the pointer, or None when it left."""

    chosen = Signal(float)
    hovered = Signal(object, QPoint)
    marked = Signal(object)
    """The `Marks` that somebody dragged."""
    turned = Signal(int)
    """Notches of the wheel, away from the viewer."""

    def __init__(self, colours: Colours, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._colours = colours
        self._buffered = 0.0
        self._pointer: float | None = None
        self._clip: Clip | None = None
        self._marks = Marks()
        self._chapters: Sequence[Chapter] = ()
        self._dragged = ""
        self._wheel = 0
        self.setObjectName("seek_bar")
        self.setAccessibleName(translate("Player", "Position"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setRange(0, 0)

    def sizeHint(self) -> QSize:
        return QSize(200, 22)

    def show_times(self, position: float, duration: float | None, buffered: float) -> None:
        """In seconds; what the user drags is left alone."""
        self._buffered = buffered
        self.setEnabled(bool(duration))
        self.setMaximum(round((duration or 0) * PER_SECOND))
        if not self.isSliderDown():
            self.setValue(round(position * PER_SECOND))
        self.setAccessibleDescription(
            translate(
                "Player",
                "{position} of {duration}",
                position=text.clock(position),
                duration=text.clock(duration),
            )
        )
        self.update()

    def show_clip(self, clip: Clip | None) -> None:
        """What is outside of it is not played."""
        self._clip = clip

    def show_marks(self, marks: Marks) -> None:
        self._marks = marks
        self.update()

    def show_chapters(self, chapters: Sequence[Chapter]) -> None:
        """Each begins at a gap in the bar."""
        self._chapters = chapters
        self.update()

    def words_at(self, seconds: float) -> str:
        """The time, and the chapter that runs then."""
        return text.join(title_at(self._chapters, seconds), text.clock(seconds))

    def seconds_at(self, x: float) -> float:
        """The time under a place; the ends are the first and the last moment."""
        span = max(1, self.width() - 2 * MARGIN)
        share = min(1.0, max(0.0, (x - MARGIN) / span))
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            share = 1 - share
        return share * self.maximum() / PER_SECOND

    def x_of(self, seconds: float) -> float:
        share = min(1.0, seconds * PER_SECOND / self.maximum()) if self.maximum() else 0.0
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            share = 1 - share
        return MARGIN + share * (self.width() - 2 * MARGIN)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        x = event.position().x()
        reach = abs(self.seconds_at(x + REACH) - self.seconds_at(x))
        self._dragged = self._marks.near(self.seconds_at(x), reach)
        self.setSliderDown(not self._dragged)
        self._follow(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._follow(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._dragged = ""
        if self.isSliderDown():
            self._follow(event)
            self.setSliderDown(False)
            self.chosen.emit(self.value() / PER_SECOND)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._wheel += event.angleDelta().y()
        notches = int(self._wheel / NOTCH)
        self._wheel -= notches * NOTCH
        if notches:
            self.turned.emit(notches)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._pointer = event.position().x()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._pointer = None
        self.hovered.emit(None, QPoint())
        self.update()
        super().leaveEvent(event)

    def _follow(self, event: QMouseEvent) -> None:
        self._pointer = event.position().x()
        seconds = self.seconds_at(self._pointer)
        if self.isSliderDown():
            self.setValue(round(seconds * PER_SECOND))
        if self._dragged:
            self.marked.emit(self._marks.dragged(self._dragged, seconds))
        self.hovered.emit(seconds, QPoint(round(self._pointer), 0))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        wide = self._pointer is not None or self.hasFocus()
        thickness = 6 if wide else 4
        now = self.value() / PER_SECOND
        last = self.maximum() / PER_SECOND
        first, end = self._bounds(last)
        self._stretch(painter, 0, last, 2 if self._clip else thickness, "#59ffffff")
        if self._clip:
            self._stretch(painter, first, end, thickness, "#59ffffff")
        self._stretch(painter, first, max(first, min(self._buffered, end)), thickness, "#80ffffff")
        self._stretch(painter, first, max(first, now), thickness, self._colours.accent)
        self._paint_gaps(painter, thickness)
        self._paint_marks(painter, last)
        if self.isEnabled():
            self._handle(painter, self.x_of(now), 8 if wide else 6)

    def _bounds(self, last: float) -> tuple[float, float]:
        """Where what is played begins and ends."""
        if self._clip is None:
            return 0.0, last
        return self._clip.start_seconds, self._clip.kept(last)

    def _paint_gaps(self, painter: QPainter, thickness: int) -> None:
        painter.setBrush(QColor(GAP))
        for chapter in self._chapters:
            if 0 < chapter.start_seconds * PER_SECOND < self.maximum():
                x = self.x_of(chapter.start_seconds)
                painter.drawRect(QRectF(x - 1, (self.height() - thickness) / 2, 2, thickness))

    def _paint_marks(self, painter: QPainter, last: float) -> None:
        if not self._marks:
            return
        start, end = self._marks.start_seconds, self._marks.end_seconds
        left, right = self.x_of(start or 0.0), self.x_of(last if end is None else end)
        painter.setBrush(QColor("#40ffffff"))
        painter.drawRect(QRectF(left, 2, right - left, self.height() - 4).normalized())
        painter.setBrush(QColor(self._colours.text))
        for x in (left, right):
            painter.drawRoundedRect(QRectF(x - 2, 1, 4, self.height() - 2), 2, 2)

    def _stretch(
        self, painter: QPainter, start: float, stop: float, thickness: int, colour: str
    ) -> None:
        left, right = sorted((self.x_of(start), self.x_of(stop)))
        middle = self.height() / 2
        painter.setBrush(QColor(colour))
        painter.drawRoundedRect(QRectF(left, middle - thickness / 2, right - left, thickness), 2, 2)

    def _handle(self, painter: QPainter, x: float, radius: int) -> None:
        if self.hasFocus():
            painter.setPen(QPen(QColor(self._colours.on_picture), 2))
        painter.setBrush(QColor(self._colours.accent))
        painter.drawEllipse(QRectF(x - radius, self.height() / 2 - radius, 2 * radius, 2 * radius))
