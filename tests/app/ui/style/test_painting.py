"""What is painted in the same way wherever it is."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFont, QImage, QPainter

from app.ui.style.painting import draw_tag, last_corner
from app.ui.style.theme import Colours

PLACE = QRect(10, 10, 200, 100)


@pytest.mark.parametrize(
    ("direction", "corner"),
    [
        (Qt.LayoutDirection.LeftToRight, QPoint(204, 104)),
        (Qt.LayoutDirection.RightToLeft, QPoint(15, 104)),
    ],
)
def test_tags_stand_in_the_last_corner(
    colours: Colours, direction: Qt.LayoutDirection, corner: QPoint
) -> None:
    """The next one is further in, where there was nothing yet."""
    image = QImage(220, 120, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.magenta)
    painter = QPainter(image)
    painter.setLayoutDirection(direction)
    assert last_corner(painter, PLACE, 5) == corner
    next_corner = draw_tag(painter, corner, "1:02:03", QFont(), colours)
    painter.end()

    middle = corner.y() - 10
    inwards = 1 if next_corner.x() > corner.x() else -1
    magenta = image.pixelColor(0, 0)
    assert inwards == (1 if direction is Qt.LayoutDirection.RightToLeft else -1)
    assert image.pixelColor(corner.x() + inwards, middle) != magenta
    assert image.pixelColor(next_corner.x() - 2 * inwards, middle) == magenta
    assert image.pixelColor(next_corner.x() - 5 * inwards, middle) != magenta
