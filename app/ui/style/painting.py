"""What is painted in the same way wherever it is."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QAbstractItemView

from app.ui.style.theme import Colours

TAG, TAG_PAD, TAG_RADIUS = 21, 6, 6


def fill(painter: QPainter, place: QRect, colour: str, radius: int) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawRoundedRect(place, radius, radius)


def is_mirrored(painter: QPainter) -> bool:
    return painter.layoutDirection() == Qt.LayoutDirection.RightToLeft


def last_corner(painter: QPainter, place: QRect, away: int) -> QPoint:
    """Where one ends to read: the lower corner at the far side, so much inside."""
    corner, inwards = (
        (place.bottomLeft(), QPoint(away, -away))
        if is_mirrored(painter)
        else (place.bottomRight(), QPoint(-away, -away))
    )
    return corner + inwards


def draw_tag(
    painter: QPainter, corner: QPoint, words: str, font: QFont, colours: Colours
) -> QPoint:
    """A film's length, or what is special about it, over its picture. It ends at a `corner`, as
    `last_corner` has it; returns where another one before it would end."""
    width = QFontMetrics(font).horizontalAdvance(words) + 2 * TAG_PAD
    left = corner.x() if is_mirrored(painter) else corner.x() - width + 1
    place = QRect(left, corner.y() - TAG + 1, width, TAG)
    fill(painter, place, colours.over_picture, TAG_RADIUS)
    painter.setFont(font)
    painter.setPen(QColor(colours.on_picture))
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, words)
    return corner + QPoint((width + 4) * (1 if is_mirrored(painter) else -1), 0)


def paint_gap(view: QAbstractItemView, y: int, margin: int) -> None:
    """Between which rows of a list what is dragged would come."""
    painter = QPainter(view.viewport())
    line = QRect(margin, y - 1, view.viewport().width() - 2 * margin, 3)
    painter.fillRect(line, view.palette().highlight())
    painter.end()
