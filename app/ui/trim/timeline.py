"""The film from left to right: pictures, how loud it is, and what of it is kept."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QBrush,
    QColor,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.style import text
from app.ui.style.theme import Colours
from app.ui.style.words import translate
from app.ui.trim.selection import Selection
from app.upload.trim.look import PER_SECOND

MARGIN = 12
PICTURES, SOUND, RULER = 56, 40, 18
HANDLE, REACH = 8, 9
LEAST_SPAN = 2.0
"""Seconds that are shown at least, however near one looks."""
ZOOM = 1.5
STEPS = (0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200)
STEP_WIDTH = 90
DIM = 0.62


class CutBar(QWidget):
    """Shows a `Selection`. `moved` carries seconds, `edge_dragged` a part's number, which edge and
    the seconds, `pictures_wanted` the moments of which there is no picture yet."""

    role_told = QAccessible.Role.Slider
    moved = Signal(float)
    edge_dragged = Signal(int, str, float)
    drag_ended = Signal()
    pictures_wanted = Signal(list)

    def __init__(self, colours: Colours) -> None:
        super().__init__()
        self._colours = colours
        self._selection = Selection(0.0, ())
        self._begin, self._span = 0.0, 0.0
        self._pictures: dict[float, QImage] = {}
        self._shape = 16 / 9
        self._peaks = bytearray()
        self._dragged: tuple[int, str] | None = None
        self.setObjectName("timeline")
        self.setAccessibleName(translate("Trim", "Timeline"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(600, PICTURES + SOUND + RULER + 8)

    # What it shows

    def show_selection(self, selection: Selection) -> None:
        if selection.duration != self._selection.duration:
            self._begin, self._span = 0.0, selection.duration
            self._ask_for_pictures()
        self._selection = selection
        self._keep_in_sight(selection.at)
        self.setAccessibleDescription(
            translate(
                "Trim",
                "{position} of {duration}",
                position=text.clock(selection.at),
                duration=text.clock(selection.duration),
            )
        )
        self.update()

    def show_picture(self, seconds: float, picture: QImage) -> None:
        self._pictures[seconds] = picture
        if picture.height():
            self._shape = max(0.4, min(3.0, picture.width() / picture.height()))
        self.update()

    def add_peaks(self, more: bytes) -> None:
        self._peaks += more
        self.update()

    def zoom(self, factor: float, around: float | None = None) -> None:
        """Look nearer or from farther, with one moment staying where it is."""
        whole = self._selection.duration
        centre = self._selection.at if around is None else around
        span = min(whole, max(LEAST_SPAN, self._span / factor))
        share = (centre - self._begin) / self._span if self._span else 0.0
        self._span = span
        self._begin = min(max(0.0, centre - share * span), max(0.0, whole - span))
        self._ask_for_pictures()
        self.update()

    def _keep_in_sight(self, seconds: float) -> None:
        if self._begin <= seconds <= self._begin + self._span:
            return
        latest = max(0.0, self._selection.duration - self._span)
        self._begin = min(max(0.0, seconds - self._span / 2), latest)
        self._ask_for_pictures()

    def _slots(self) -> Iterator[tuple[float, QRectF]]:
        """The moments of which a picture has room, and where it stands."""
        width = PICTURES * self._shape
        count = max(1, round(self._inner.width() / width))
        step = self._span / count if self._span else 0.0
        for number in range(count):
            left = MARGIN + number * self._inner.width() / count
            seconds = round(self._begin + (number + 0.5) * step, 2)
            yield seconds, QRectF(left, 0, self._inner.width() / count, PICTURES)

    def _ask_for_pictures(self) -> None:
        missing = [seconds for seconds, _ in self._slots() if seconds not in self._pictures]
        if missing and self._span:
            self.pictures_wanted.emit(missing)

    # Places

    @property
    def _inner(self) -> QRectF:
        return QRectF(MARGIN, 0, max(1, self.width() - 2 * MARGIN), PICTURES + SOUND)

    def x_of(self, seconds: float) -> float:
        share = (seconds - self._begin) / self._span if self._span else 0.0
        return MARGIN + share * self._inner.width()

    def seconds_at(self, x: float) -> float:
        share = min(1.0, max(0.0, (x - MARGIN) / self._inner.width()))
        return self._begin + share * self._span

    def _edge_at(self, x: float) -> tuple[int, str] | None:
        """The edge that is nearest, if it can be reached."""
        edges = [
            (abs(self.x_of(seconds) - x), number, name)
            for number, part in enumerate(self._selection.parts)
            for name, seconds in (("start", part.start), ("stop", part.stop))
        ]
        near = min(edges, default=None)
        return (near[1], near[2]) if near and near[0] <= REACH else None

    # The mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._dragged = self._edge_at(event.position().x())
        self._drag(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._drag(event.position())
            return
        near = self._edge_at(event.position().x()) is not None
        self.setCursor(Qt.CursorShape.SizeHorCursor if near else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        if self._dragged is not None:
            self._dragged = None
            self.drag_ended.emit()

    def _drag(self, place: QPointF) -> None:
        seconds = self.seconds_at(place.x())
        if self._dragged is None:
            self.moved.emit(seconds)
        else:
            self.edge_dragged.emit(*self._dragged, seconds)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Nearer or farther; sideways, or with Shift, along the film."""
        turned = event.angleDelta()
        if turned.x() or event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._scroll(-(turned.x() or turned.y()) / 1200 * self._span)
        elif turned.y():
            factor = ZOOM if turned.y() > 0 else 1 / ZOOM
            self.zoom(factor, self.seconds_at(event.position().x()))
        event.accept()

    def _scroll(self, seconds: float) -> None:
        latest = max(0.0, self._selection.duration - self._span)
        self._begin = min(max(0.0, self._begin + seconds), latest)
        self._ask_for_pictures()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._ask_for_pictures()

    # Painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self._inner, QColor(self._colours.raised))
        painter.save()
        painter.setClipRect(self._inner)
        self._paint_pictures(painter)
        self._paint_sound(painter)
        self._paint_left_out(painter)
        painter.restore()
        self._paint_ruler(painter)
        self._paint_edges(painter)
        self._paint_cursor(painter)

    def _paint_pictures(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for seconds, slot in self._slots():
            picture = self._pictures.get(seconds) or self._nearest(seconds, slot)
            if picture is not None:
                painter.drawImage(slot, picture)

    def _nearest(self, seconds: float, slot: QRectF) -> QImage | None:
        """Until there is the right one."""
        reach = self._span * slot.width() / self._inner.width()
        near = min(self._pictures, key=lambda at: abs(at - seconds), default=None)
        return self._pictures[near] if near is not None and abs(near - seconds) < reach else None

    def _paint_sound(self, painter: QPainter) -> None:
        painter.setPen(QPen(QColor(self._colours.accent_text), 1))
        middle = PICTURES + SOUND / 2
        for x in range(MARGIN, self.width() - MARGIN):
            first = int(self.seconds_at(x) * PER_SECOND)
            last = max(first + 1, int(self.seconds_at(x + 1) * PER_SECOND))
            if loud := max(self._peaks[first:last], default=0):
                reach = loud / 255 * (SOUND / 2 - 3)
                painter.drawLine(QPointF(x, middle - reach), QPointF(x, middle + reach))

    def _paint_left_out(self, painter: QPainter) -> None:
        shade = QColor(self._colours.window)
        shade.setAlphaF(DIM)
        for start, stop in self._gaps():
            gap = QRectF(self.x_of(start), 0, self.x_of(stop) - self.x_of(start), PICTURES + SOUND)
            painter.fillRect(gap, shade)
            # Not by its shade alone.
            hatching = QBrush(QColor(self._colours.control_line), Qt.BrushStyle.BDiagPattern)
            painter.fillRect(gap, hatching)

    def _gaps(self) -> Iterator[tuple[float, float]]:
        before = 0.0
        for part in self._selection.parts:
            if part.start > before:
                yield before, part.start
            before = part.stop
        if before < self._selection.duration:
            yield before, self._selection.duration

    def _paint_ruler(self, painter: QPainter) -> None:
        painter.setPen(QColor(self._colours.quiet))
        font = painter.font()
        font.setPointSizeF(font.pointSizeF() * 0.85)
        painter.setFont(font)
        wanted = self._span * STEP_WIDTH / self._inner.width()
        step = next((each for each in STEPS if each >= wanted), STEPS[-1])
        seconds = -(-self._begin // step) * step
        while self._span and seconds <= self._begin + self._span:
            x = self.x_of(seconds)
            label = QRectF(x + 4, PICTURES + SOUND + 2, STEP_WIDTH, RULER)
            painter.drawLine(QPointF(x, PICTURES + SOUND), QPointF(x, PICTURES + SOUND + RULER))
            if label.left() < self.width() - STEP_WIDTH / 2:
                painter.drawText(label, Qt.AlignmentFlag.AlignVCenter, text.clock(seconds))
            seconds += step

    def _paint_edges(self, painter: QPainter) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        current = self._selection.current
        for number, part in enumerate(self._selection.parts):
            name = self._colours.accent if number == current else self._colours.accent_soft
            painter.setBrush(QColor(name))
            left, right = self.x_of(part.start), self.x_of(part.stop)
            for top in (0, PICTURES + SOUND - 2):
                painter.drawRect(QRectF(left, top, right - left, 2).intersected(self._inner))
            for x in (left, right - HANDLE):
                if MARGIN - HANDLE <= x <= self.width() - MARGIN:
                    painter.drawRoundedRect(QRectF(x, 0, HANDLE, PICTURES + SOUND), 3, 3)

    def _paint_cursor(self, painter: QPainter) -> None:
        x = self.x_of(self._selection.at)
        if not MARGIN - 1 <= x <= self.width() - MARGIN + 1:
            return
        colour = self._colours.focus if self.hasFocus() else self._colours.text
        painter.setPen(QPen(QColor(self._colours.window), 4))
        painter.drawLine(QPointF(x, 0), QPointF(x, PICTURES + SOUND + 6))
        painter.setPen(QPen(QColor(colour), 2))
        painter.drawLine(QPointF(x, 0), QPointF(x, PICTURES + SOUND + 6))
