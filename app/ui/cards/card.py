"""How one video looks in the grid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QMouseEvent,
    QPainter,
    QPen,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import (
    QApplication,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.server.videos import Video
from app.ui.cards.model import VIDEO, LibraryModel, badge, is_watchable, moved_share
from app.ui.cards.posters import RADIUS, Posters
from app.ui.style import icons, text
from app.ui.style.theme import Colours
from app.ui.style.words import translate

Index = QModelIndex | QPersistentModelIndex

MARGIN = 12
TEXT_LINES_HEIGHT = 74


@dataclass(frozen=True, slots=True)
class Places:
    """Where the parts of a card are, for painting and for clicks alike."""

    poster: QRect
    words: QRect
    more: QRect
    retry: QRect

    @classmethod
    def of(cls, cell: QRect) -> Places:
        inner = cell.adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        poster = QRect(inner.topLeft(), QSize(inner.width(), inner.width() * 9 // 16))
        words = QRect(poster.bottomLeft() + QPoint(2, 10), inner.bottomRight() - QPoint(2, 0))
        more = QRect(poster.topRight() + QPoint(-41, 8), QSize(34, 34))
        retry = QRect(poster.center() - QPoint(46, 17), QSize(92, 34))
        return cls(poster, words, more, retry)


def cell_height(width: int) -> int:
    return (width - 2 * MARGIN) * 9 // 16 + 2 * MARGIN + TEXT_LINES_HEIGHT


class CardPainter(QStyledItemDelegate):
    """Paints cards, and tells clicks on their small buttons from clicks on the card."""

    def __init__(self, model: LibraryModel, colours: Colours, parent: QWidget) -> None:
        super().__init__(parent)
        self._model, self._colours = model, colours
        self.posters: Posters | None = None
        self.size = QSize(260, 260)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return self.size

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        video: Video = index.data(VIDEO)
        cell: QRect = option.rect
        state: QStyle.StateFlag = option.state
        places = Places.of(cell)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self._poster(painter, places.poster, video)
        self._over_poster(painter, places, video, bool(state & QStyle.StateFlag.State_MouseOver))
        self._words(painter, places.words, video)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(self._colours.accent), 3))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(places.poster.adjusted(-4, -4, 4, 4), RADIUS + 4, RADIUS + 4)
        painter.restore()

    def button_at(self, event: QEvent, cell: QRect, video: Video) -> str:
        """ "more", "retry" or "" for the card itself."""
        if not isinstance(event, QMouseEvent):
            return ""
        places, at = Places.of(cell), event.position().toPoint()
        if places.more.contains(at):
            return "more"
        return "retry" if can_retry(video) and places.retry.contains(at) else ""

    def _poster(self, painter: QPainter, place: QRect, video: Video) -> None:
        picture = self.posters.get(video) if self.posters else None
        if picture is not None:
            painter.drawImage(place, picture)
            return
        fill(painter, place, self._colours.raised, RADIUS)
        if video.state != "failed":
            side = 40
            corner = place.center() - QPoint(side // 2, side // 2)
            painter.drawPixmap(corner, icons.icon("film", self._colours.line).pixmap(side, side))

    def _over_poster(self, painter: QPainter, places: Places, video: Video, hovered: bool) -> None:
        if video.state == "failed":
            fill(painter, places.poster, "#b0140e10", RADIUS)
        self._bar(painter, places.poster, video)
        if words := badge(video, self._model.upload_of(video.id)):
            bad = video.state == "failed"
            self._pill(painter, places.poster.topLeft() + QPoint(9, 9), words, bad=bad)
        if video.duration_seconds:
            self._duration(painter, places.poster, video)
        if can_retry(video):
            self._retry(painter, places.retry)
        elif hovered and is_watchable(video):
            self._play(painter, places.poster)
        if hovered:
            fill(painter, places.more, "#d9101216", 17)
            icons.icon("more").paint(painter, places.more.adjusted(7, 7, -7, -7))

    def _bar(self, painter: QPainter, poster: QRect, video: Video) -> None:
        """How far the video has come, or how far the viewer has."""
        share = progress_share(video)
        if share is None:
            return
        track = QRect(poster.left() + 10, poster.bottom() - 12, poster.width() - 20, 5)
        fill(painter, track, "#d9101216", 2)
        if video.state == "uploading" and (sending := self._model.upload_of(video.id)):
            fill(painter, stretch(track, moved_share(sending)), self._colours.accent_soft, 2)
        fill(painter, stretch(track, share), self._colours.accent, 2)

    def _pill(self, painter: QPainter, corner: QPoint, words: str, *, bad: bool) -> None:
        painter.setFont(self._font(0.88, bold=True))
        width = QFontMetrics(painter.font()).horizontalAdvance(words) + 20
        place = QRect(corner, QSize(width, 25))
        colours = self._colours
        fill(painter, place, colours.bad_ground if bad else "#e6101216", 12)
        painter.setPen(QColor(colours.bad if bad else colours.text))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, words)

    def _duration(self, painter: QPainter, poster: QRect, video: Video) -> None:
        words = text.clock(video.duration_seconds)
        painter.setFont(self._font(0.88, bold=True))
        width = QFontMetrics(painter.font()).horizontalAdvance(words) + 14
        bottom = poster.bottom() - (8 if progress_share(video) is None else 20)
        place = QRect(poster.right() - width - 9, bottom - 23, width, 23)
        fill(painter, place, "#d9101216", 6)
        painter.setPen(QColor(self._colours.text))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, words)

    def _retry(self, painter: QPainter, place: QRect) -> None:
        fill(painter, place, self._colours.accent, 17)
        painter.setFont(self._font(1.0, bold=True))
        painter.setPen(QColor(self._colours.on_accent))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, translate("Library", "Retry"))

    def _play(self, painter: QPainter, poster: QRect) -> None:
        place = QRect(poster.center() - QPoint(27, 27), QSize(54, 54))
        fill(painter, place, "#d9101216", 27)
        icons.icon("play").paint(painter, place.adjusted(15, 15, -13, -15))

    def _font(self, factor: float, *, bold: bool = False) -> QFont:
        font = QApplication.font()
        font.setPointSizeF(font.pointSizeF() * factor)
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        return font

    def _words(self, painter: QPainter, place: QRect, video: Video) -> None:
        painter.setPen(QColor(self._colours.text))
        used = draw_lines(painter, place, video.title, self._font(1.0, bold=True), 2)
        below = place.adjusted(0, used + 3, 0, 0)
        bad = video.state == "failed"
        painter.setPen(QColor(self._colours.bad if bad else self._colours.quiet))
        line = video.error or details(video, datetime.now(UTC))
        draw_lines(painter, below, line, self._font(0.92), 2 if video.error else 1)


def details(video: Video, now: datetime) -> str:
    """The quiet line below a title."""
    if video.state in ("uploading", "processing"):
        watchable = translate("Library", "can be watched already") if is_watchable(video) else ""
        return text.join(text.time_left(video.seconds_left), watchable) or text.size(
            video.size_bytes
        )
    quality = f"{min(video.width, video.height)}p" if video.width and video.height else ""
    return text.join(
        visible_to(video), quality, text.size(video.size_bytes), text.ago(video.created_at, now)
    )


def visible_to(video: Video) -> str:
    """Empty for what only its owner sees."""
    if video.visibility == "public":
        return translate("Library", "Public")
    return translate("Library", "Unlisted") if video.visibility == "unlisted" else ""


def can_retry(video: Video) -> bool:
    return video.state == "failed" and video.error_retryable


def progress_share(video: Video) -> float | None:
    """0…1 for the bar on the poster; None for no bar."""
    if video.state in ("uploading", "processing"):
        return min(1.0, video.percent / 100)
    if video.state == "ready" and video.duration_seconds and video.position_seconds > 1:
        return min(1.0, video.position_seconds / video.duration_seconds)
    return None


def stretch(track: QRect, share: float) -> QRect:
    """So much of a bar, and never too little to be seen."""
    return QRect(track.topLeft(), QSize(max(4, round(track.width() * share)), track.height()))


def fill(painter: QPainter, place: QRect, colour: str, radius: int) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawRoundedRect(place, radius, radius)


def draw_lines(painter: QPainter, place: QRect, words: str, font: QFont, most: int) -> int:
    """Draw at most `most` lines, the last one elided; returns the height used."""
    metrics = QFontMetrics(font)
    layout = QTextLayout(words, font)
    layout.setTextOption(QTextOption(Qt.AlignmentFlag.AlignLeading))
    layout.beginLayout()
    painter.setFont(font)
    top = place.top()
    for number in range(1, most + 1):
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(place.width())
        end = line.textStart() + line.textLength()
        piece = words[line.textStart() : end]
        if number == most and end < len(words):
            piece = metrics.elidedText(
                words[line.textStart() :], Qt.TextElideMode.ElideRight, place.width()
            )
        row = QRect(place.left(), top, place.width(), metrics.height())
        painter.drawText(row, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter, piece)
        top += metrics.height()
    layout.endLayout()
    return top - place.top()
