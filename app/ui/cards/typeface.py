"""The fonts of a card, and lines of words in them."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QTextLayout, QTextOption
from PySide6.QtWidgets import QApplication

from app.ui.cards.wording import Tone

BETWEEN_LINES = 2


class Typeface:
    """Made from the application's font as it is now."""

    def __init__(self) -> None:
        self.title = scaled(1.0, bold=True)
        self.quiet = scaled(0.9)
        self.small = scaled(0.85, bold=True)
        self._metrics = {tone: QFontMetrics(self.font(tone)) for tone in Tone}
        self._small_metrics = QFontMetrics(self.small)

    def font(self, tone: Tone) -> QFont:
        return self.title if tone is Tone.TITLE else self.quiet

    def metrics(self, tone: Tone) -> QFontMetrics:
        return self._metrics[tone]

    def line_height(self, tone: Tone) -> int:
        return self._metrics[tone].height() + BETWEEN_LINES

    def small_width(self, words: str) -> int:
        return self._small_metrics.horizontalAdvance(words)


def scaled(factor: float, *, bold: bool = False) -> QFont:
    font = QApplication.font()
    font.setPointSizeF(font.pointSizeF() * factor)
    font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    return font


def draw_lines(
    painter: QPainter, place: QRect, words: str, typeface: Typeface, tone: Tone, most: int
) -> int:
    """Draw at most `most` lines, the last one elided; returns the height used."""
    font, height = typeface.font(tone), typeface.line_height(tone)
    painter.setFont(font)
    top = place.top()
    for piece in pieces_of(words, font.toString(), place.width(), most):
        row = QRect(place.left(), top, place.width(), height)
        painter.drawText(row, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter, piece)
        top += height
    return top - place.top()


@lru_cache(maxsize=2048)
def pieces_of(words: str, font_name: str, width: int, most: int) -> tuple[str, ...]:
    """The words as lines; each card is painted anew for every frame that it moves in."""
    font = QFont()
    font.fromString(font_name)
    metrics = QFontMetrics(font)
    words = " ".join(words.split())
    if metrics.horizontalAdvance(words) <= width:
        return (words,)
    pieces = list[str]()
    layout = QTextLayout(words, font)
    anywhere = QTextOption()
    anywhere.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(anywhere)
    layout.beginLayout()
    while len(pieces) < most and (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        start = line.textStart()
        if len(pieces) == most - 1:
            rest = part(words, start, None)
            pieces.append(metrics.elidedText(rest, Qt.TextElideMode.ElideRight, width))
        else:
            pieces.append(part(words, start, start + line.textLength()).rstrip())
    layout.endLayout()
    return tuple(pieces)


def part(words: str, start: int, stop: int | None) -> str:
    """Between two places as Qt counts them: in units of UTF-16, of which an emoji has two."""
    units = words.encode("utf-16-le")
    return units[2 * start : None if stop is None else 2 * stop].decode("utf-16-le")
