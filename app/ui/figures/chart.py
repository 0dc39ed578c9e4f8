"""A chart: painted by ourselves, in the colours of the moment.

pyqtgraph would do it, too, but half a second of imports on the thread of the window and 60 MB in
every package are a high price for bars and one line.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QColor,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.figures.plots import Plot
from app.ui.style.parts import given
from app.ui.style.theme import Colours, between

HEIGHT, BOTTOM, TOP, GAP = 190, 24, 10, 8
BUBBLE_MARGIN, PICTURE_WIDTH = 8, 160
LINES = 2
"""Of the grid, above the ground."""
MOST_BAR = 28.0
SEAM = 1.5
"""Between layers, whose colours alone may not tell them apart."""

Align = Qt.AlignmentFlag


class Chart(QWidget):
    """Shows a plot. The pointer, or an arrow, marks a place of it and reads what is there;
    `picture` is what else belongs there."""

    marked = Signal(int)
    role_told = QAccessible.Role.Chart

    def __init__(self, colours: Colours, name: str, label: str) -> None:
        super().__init__()
        given(self, name, accessibleName=label)
        self._colours = colours
        self._plot: Plot | None = None
        self._mark: int | None = None
        self.picture: Callable[[int], QImage | None] = lambda _place: None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(320, HEIGHT)

    def show_plot(self, plot: Plot) -> None:
        self._plot, self._mark = plot, None
        self.setAccessibleDescription("")
        self.update()

    @property
    def mark(self) -> int | None:
        return self._mark

    def set_mark(self, place: int | None) -> None:
        if place == self._mark or (plot := self._plot) is None or not len(plot):
            return
        self._mark = None if place is None else min(max(place, 0), len(plot) - 1)
        if self._mark is not None:
            words = f"{plot.labels[self._mark]}: {plot.words[self._mark]}"
            self.setAccessibleDescription(words)
            self.marked.emit(self._mark)
        self.update()

    # What marks

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._plot is not None and (room := self._room()).width() > 0:
            share = (event.position().x() - room.left()) / room.width()
            self.set_mark(int(share * len(self._plot)))

    def leaveEvent(self, event: QEvent) -> None:
        self.set_mark(None)
        super().leaveEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.set_mark(None)
        super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self._plot) - 1 if self._plot else 0
        here = last if self._mark is None else self._mark
        first = self._mark is None
        places = {
            Qt.Key.Key_Left: here if first else here - 1,
            Qt.Key.Key_Right: 0 if first else here + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        if (place := places.get(Qt.Key(event.key()))) is not None:
            self.set_mark(place)
        else:
            super().keyPressEvent(event)

    # How it looks

    def _room(self) -> QRect:
        """For what is plotted: without the words of the scale and of the places."""
        plot, metrics = self._plot, self.fontMetrics()
        steps = [plot.top * n / LINES for n in range(LINES + 1)] if plot else []
        words = max((metrics.horizontalAdvance(plot.scale(s)) for s in steps if plot), default=0)
        return self.rect().adjusted(words + GAP + 4, TOP, -6, -BOTTOM)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if (plot := self._plot) is not None and len(plot):
            room = self._room()
            self._paint_scale(painter, plot, room)
            self._paint_places(painter, plot, room)
            paint = self._paint_line if plot.is_line else self._paint_bars
            paint(painter, plot, QRectF(room))
            if self._mark is not None:
                self._paint_mark(painter, plot, room, self._mark)
        if self.hasFocus():
            painter.setPen(QPen(QColor(self._colours.focus), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 6, 6)
        painter.end()

    def _paint_scale(self, painter: QPainter, plot: Plot, room: QRect) -> None:
        for n in range(LINES + 1):
            y = room.bottom() - round(room.height() * n / LINES)
            painter.setPen(QColor(self._colours.line))
            painter.drawLine(room.left(), y, room.right(), y)
            painter.setPen(QColor(self._colours.quiet))
            there = QRect(0, y - 10, room.left() - GAP, 20)
            painter.drawText(
                there, Align.AlignRight | Align.AlignVCenter, plot.scale(plot.top * n / LINES)
            )

    def _paint_places(self, painter: QPainter, plot: Plot, room: QRect) -> None:
        """The first, the last, and one between, if there is room."""
        painter.setPen(QColor(self._colours.quiet))
        there = QRect(room.left(), room.bottom() + 4, room.width(), BOTTOM - 4)
        widest = max(map(self.fontMetrics().horizontalAdvance, (plot.labels[0], plot.labels[-1])))
        painter.drawText(there, Align.AlignLeft, plot.labels[0])
        if len(plot) > 1 and room.width() > 2 * widest + GAP:
            painter.drawText(there, Align.AlignRight, plot.labels[-1])
        if len(plot) > 2 and room.width() > 4 * widest:
            painter.drawText(there, Align.AlignHCenter, plot.labels[len(plot) // 2])

    def _paint_bars(self, painter: QPainter, plot: Plot, room: QRectF) -> None:
        step = room.width() / len(plot)
        width = min(MOST_BAR, max(1.0, step - (2 if step > 6 else 0)))
        painter.setPen(Qt.PenStyle.NoPen)
        for place in range(len(plot)):
            bottom = room.bottom()
            for layer in plot.layers:
                height = room.height() * min(1.0, layer.values[place] / plot.top)
                left = room.left() + step * place + (step - width) / 2
                painter.setBrush(self._shaded(layer.shade))
                seam = SEAM if bottom < room.bottom() and height > 2 * SEAM else 0.0
                painter.drawRect(QRectF(left, bottom - height, width, height - seam))
                bottom -= height

    def _paint_line(self, painter: QPainter, plot: Plot, room: QRectF) -> None:
        step = room.width() / len(plot)
        for layer in plot.layers:
            points = [
                QPointF(
                    room.left() + step * (n + 0.5), room.bottom() - room.height() * value / plot.top
                )
                for n, value in enumerate(layer.values)
            ]
            ground = [QPointF(points[-1].x(), room.bottom()), QPointF(points[0].x(), room.bottom())]
            fill = QColor(self._colours.accent)
            fill.setAlphaF(0.25)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(fill)
            painter.drawPolygon(QPolygonF([*points, *ground]))
            painter.setPen(QPen(QColor(self._colours.accent_text), 2))
            painter.drawPolyline(QPolygonF(points))

    def _shaded(self, shade: float) -> QColor:
        return QColor(between(self._colours.control_line, self._colours.accent, shade))

    def _paint_mark(self, painter: QPainter, plot: Plot, room: QRect, place: int) -> None:
        x = room.left() + round(room.width() * (place + 0.5) / len(plot))
        painter.setPen(QPen(QColor(self._colours.text), 1, Qt.PenStyle.DashLine))
        painter.drawLine(x, room.top(), x, room.bottom())
        lines = (plot.labels[place], plot.words[place])
        picture = self.picture(place)
        if picture is not None:
            picture = picture.scaledToWidth(
                PICTURE_WIDTH, Qt.TransformationMode.SmoothTransformation
            )
        metrics = self.fontMetrics()
        width = max(*map(metrics.horizontalAdvance, lines), picture.width() if picture else 0)
        height = 2 * metrics.height() + (picture.height() + 4 if picture else 0)
        size = QSize(width + 2 * BUBBLE_MARGIN, height + 2 * BUBBLE_MARGIN)
        left = x + 10 if x + 10 + size.width() < self.width() else x - 10 - size.width()
        bubble = QRect(max(2, left), room.top(), size.width(), size.height())
        self._paint_bubble(painter, bubble, lines, picture)

    def _paint_bubble(
        self, painter: QPainter, bubble: QRect, lines: tuple[str, str], picture: QImage | None
    ) -> None:
        painter.setPen(QColor(self._colours.line))
        painter.setBrush(QColor(self._colours.raised))
        painter.drawRoundedRect(bubble, 6, 6)
        inside = bubble.adjusted(BUBBLE_MARGIN, BUBBLE_MARGIN, -BUBBLE_MARGIN, -BUBBLE_MARGIN)
        if picture is not None:
            painter.drawImage(inside.topLeft(), picture)
            inside.setTop(inside.top() + picture.height() + 4)
        painter.setPen(QColor(self._colours.quiet))
        painter.drawText(inside, Align.AlignLeft | Align.AlignTop, lines[0])
        painter.setPen(QColor(self._colours.text))
        painter.drawText(inside, Align.AlignLeft | Align.AlignBottom, lines[1])
