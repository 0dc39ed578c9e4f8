"""The seek bar: what was played, what is at hand, what is made, and where a click would go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import ceil

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QColor,
    QEnterEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from app.player.engine.api import Clip
from app.server.editing import Chapter
from app.ui.player.seeking.chapters import title_at
from app.ui.player.seeking.marks import Marks
from app.ui.player.seeking.stretches import BarLook, BarTimes, Span, chapter_around, stretches
from app.ui.style import text
from app.ui.style.theme import Colours
from app.ui.style.wheel import Notches
from app.ui.style.words import translate

MARGIN = 9
REACH = 7
"""So many pixels from a mark it can be dragged."""
STEP_SECONDS, PAGE_SECONDS = 5, 30
TRACK_FROM_BOTTOM, HEAT_HEIGHT = 11, 18
GAP = "#e6000000"
HEAT = "#66ffffff"
SHADES = {BarLook.OUTSIDE: "#59ffffff", BarLook.MADE: "#59ffffff", BarLook.BUFFERED: "#a6ffffff"}


class SeekBar(QSlider):
    """A slider in seconds, for a screen reader tells its value. `chosen` carries seconds, once
    the button is let go; `hovered` those and the place under the pointer, or None when it left."""

    chosen = Signal(float)
    hovered = Signal(object, QPoint)
    marked = Signal(object)
    """The `Marks` that somebody dragged."""
    turned = Signal(int)
    """Notches of the wheel, away from the viewer."""
    moved_to = Signal(str)
    """Where a key has led, in words."""

    def __init__(self, colours: Colours, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._colours = colours
        self._times = BarTimes()
        self._place = 0.0
        self._heat: Sequence[float] = ()
        self._looping = False
        self._pointer: float | None = None
        self._clip: Clip | None = None
        self._marks = Marks()
        self._chapters: Sequence[Chapter] = ()
        self._dragged = ""
        self._notches = Notches()
        self.setObjectName("seek_bar")
        self.setAccessibleName(translate("Player", "Position"))
        # A film runs from left to right for whoever reads from right to left, too.
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setRange(0, 0)
        self.setSingleStep(STEP_SECONDS)
        self.setPageStep(PAGE_SECONDS)
        # What comes from the film and from dragging is put in silently: the rest is a wish.
        self.valueChanged.connect(self._choose)

    def sizeHint(self) -> QSize:
        return QSize(200, TRACK_FROM_BOTTOM * 2 + HEAT_HEIGHT - 4)

    def show_times(
        self,
        position: float,
        duration: float | None,
        buffered: Sequence[Span] = (),
        made: float | None = None,
    ) -> None:
        """In seconds; what the user drags is left alone."""
        self._times = BarTimes(position, duration or 0.0, buffered, made)
        self.setEnabled(bool(duration))
        if not self.isSliderDown():
            self._place = position
        # A screen reader reads each change of what has the keyboard, ten times a second.
        if not (self.hasFocus() and QAccessible.isActive()):
            self._tell_place()
        self.update()

    @property
    def words(self) -> str:
        position, duration = text.clock(self._place), text.clock(self._times.duration or None)
        return translate("Player", "{position} of {duration}", position=position, duration=duration)

    def _tell_place(self) -> None:
        """Have the slider, and so whoever asks it, know where the film is."""
        before = self.blockSignals(True)
        self.setMaximum(ceil(self._times.duration))
        self.setValue(int(self._place))
        self.blockSignals(before)
        if self.words != self.accessibleDescription():
            self.setAccessibleDescription(self.words)

    def _choose(self, value: int) -> None:
        self._place = min(float(value), self._times.duration)
        self.chosen.emit(self._place)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._tell_place()
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """From where the film is by now."""
        self._tell_place()
        before = self.value()
        super().keyPressEvent(event)
        if self.value() != before:
            self.setAccessibleDescription(self.words)
            self.moved_to.emit(self.words)

    def show_clip(self, clip: Clip | None) -> None:
        """What is outside of it is not played."""
        self._clip = clip

    def show_marks(self, marks: Marks) -> None:
        self._marks = marks
        self.update()

    def show_looping(self, *, looping: bool) -> None:
        """Whether what is marked is played again and again."""
        self._looping = looping
        self.update()

    def show_heat(self, heat: Sequence[float]) -> None:
        """How often each part is watched, all parts being equally long, from 0 to 1."""
        self._heat = heat
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
        return share * self._times.duration

    def x_of(self, seconds: float) -> float:
        duration = self._times.duration
        share = min(1.0, seconds / duration) if duration else 0.0
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
            self.chosen.emit(self._place)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if notches := self._notches.of(event):
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
            self._place = seconds
            self._tell_place()
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
        if wide:
            self._paint_heat(painter)
        self._paint_track(painter, thickness)
        self._paint_hovered(painter, thickness + 4)
        self._paint_gaps(painter, thickness + 4)
        self._paint_marks(painter)
        if self.isEnabled():
            self._handle(painter, self.x_of(self._place), 8 if wide else 6)

    @property
    def _middle(self) -> float:
        return self.height() - TRACK_FROM_BOTTOM

    def _paint_track(self, painter: QPainter, thickness: int) -> None:
        times = replace(self._times, position=self._place)
        for stretch in stretches(times, self._clip):
            left, right = sorted(map(self.x_of, stretch.span))
            if stretch.look is BarLook.UNMADE:
                self._hatch(painter, left, right, thickness)
                continue
            high = 2 if stretch.look is BarLook.OUTSIDE else thickness
            painter.setBrush(QColor(SHADES.get(stretch.look, self._colours.accent)))
            box = QRectF(left, self._middle - high / 2, right - left, high)
            painter.drawRoundedRect(box, 2, 2)

    def _hatch(self, painter: QPainter, left: float, right: float, thickness: int) -> None:
        """Nobody has it yet, and a click there would wait."""
        pen = QPen(QColor(SHADES[BarLook.MADE]), thickness, c=Qt.PenCapStyle.FlatCap)
        pen.setDashPattern([3 / thickness, 3 / thickness])
        painter.setPen(pen)
        painter.drawLine(QPointF(left, self._middle), QPointF(right, self._middle))
        painter.setPen(Qt.PenStyle.NoPen)

    def _paint_hovered(self, painter: QPainter, thickness: int) -> None:
        """The chapter under the pointer stands out."""
        if self._pointer is None:
            return
        here = self.seconds_at(self._pointer)
        if (span := chapter_around(self._chapters, here, self._times.duration)) is not None:
            left, right = sorted(map(self.x_of, span))
            painter.save()
            painter.setClipRect(QRectF(left, 0, right - left, self.height()))
            self._paint_track(painter, thickness)
            painter.restore()

    def _paint_heat(self, painter: QPainter) -> None:
        """A hill over the bar where the film is watched most."""
        if len(self._heat) < 2 or not self._times.duration:
            return
        ground, last = self._middle - 5, len(self._heat) - 1
        length = self._times.duration
        hill = [
            QPointF(self.x_of(length * n / last), ground - HEAT_HEIGHT * share)
            for n, share in enumerate(self._heat)
        ]
        feet = QPointF(hill[-1].x(), ground), QPointF(hill[0].x(), ground)
        painter.setBrush(QColor(HEAT))
        painter.drawPolygon(QPolygonF([*hill, *feet]))

    def _paint_gaps(self, painter: QPainter, thickness: int) -> None:
        painter.setBrush(QColor(GAP))
        for chapter in self._chapters:
            if 0 < chapter.start_seconds < self._times.duration:
                x = self.x_of(chapter.start_seconds)
                painter.drawRect(QRectF(x - 1, self._middle - thickness / 2, 2, thickness))

    def _paint_marks(self, painter: QPainter) -> None:
        if not self._marks:
            return
        start, end = self._marks.start_seconds, self._marks.end_seconds
        left = self.x_of(start or 0.0)
        right = self.x_of(self._times.duration if end is None else end)
        top, high = self._middle - 10, 20
        within = QColor(self._colours.accent if self._looping else "#ffffff")
        within.setAlphaF(0.4 if self._looping else 0.25)
        painter.setBrush(within)
        painter.drawRect(QRectF(left, top + 1, right - left, high - 2).normalized())
        painter.setBrush(QColor(self._colours.on_picture))
        for x in (left, right):
            painter.drawRoundedRect(QRectF(x - 2, top, 4, high), 2, 2)

    def _handle(self, painter: QPainter, x: float, radius: int) -> None:
        if self.hasFocus():
            painter.setPen(QPen(QColor(self._colours.on_picture), 2))
        painter.setBrush(QColor(self._colours.accent))
        painter.drawEllipse(QPointF(x, self._middle), radius, radius)
