"""Our own line icons, drawn in the colour that is asked for."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.ui.style.theme import Colours, resource

SIZES = (16, 20, 24, 32, 48, 64)


@lru_cache(maxsize=64)
def drawing(name: str) -> str:
    """The SVG of an icon; its strokes and fills are `currentColor`."""
    return resource(f"icons/{name}.svg").read_text(encoding="utf-8")


def pixmap(name: str, colour: str, side: int, ratio: float = 1.0) -> QPixmap:
    """`side` is in device-independent pixels."""
    renderer = QSvgRenderer(QByteArray(drawing(name).replace("currentColor", colour).encode()))
    result = QPixmap(QSize(round(side * ratio), round(side * ratio)))
    result.fill(Qt.GlobalColor.transparent)
    painter = QPainter(result)
    renderer.render(painter)
    painter.end()
    result.setDevicePixelRatio(ratio)
    return result


@lru_cache(maxsize=128)
def icon(name: str, colour: str | None = None) -> QIcon:
    """An icon that is crisp at the usual sizes, and greyed where its button is disabled."""
    colours = Colours()
    result = QIcon()
    for side in SIZES:
        result.addPixmap(pixmap(name, colour or colours.text, side))
        result.addPixmap(pixmap(name, colours.control_line, side), QIcon.Mode.Disabled)
    return result
