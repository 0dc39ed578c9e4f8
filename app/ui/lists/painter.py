"""How a row looks."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.ui.cards.model import Index
from app.ui.cards.painter import middle_of, stretch
from app.ui.cards.posters import RADIUS, Posters
from app.ui.cards.typeface import Typeface, draw_lines, scaled
from app.ui.cards.wording import Tone, progress_share
from app.ui.lists.model import HEADING, ROW, Row, RowModel
from app.ui.style import icons, text
from app.ui.style.painting import draw_tag, fill, last_corner
from app.ui.style.theme import Colours

PICTURE = QSize(128, 72)
MARGIN = 8
GRIP = 20
BUTTON = 36
ROW_HEIGHT = PICTURE.height() + 2 * MARGIN
HEADING_HEIGHT = 44
MOST_SCALED = 200


@dataclass(frozen=True, slots=True)
class RowParts:
    """Where the parts of a row are, for painting and for clicks alike."""

    heading: QRect
    body: QRect
    grip: QRect
    picture: QRect
    words: QRect
    more: QRect

    @classmethod
    def of(
        cls, cell: QRect, direction: Qt.LayoutDirection, *, headed: bool, movable: bool
    ) -> RowParts:
        above = HEADING_HEIGHT if headed else 0
        body = cell.adjusted(0, above, 0, 0)
        left, top = body.left() + MARGIN, body.top() + MARGIN
        grip = QRect(left, top, GRIP if movable else 0, PICTURE.height())
        picture = QRect(grip.left() + grip.width(), top, PICTURE.width(), PICTURE.height())
        more = QRect(body.right() - MARGIN - BUTTON, top, BUTTON, BUTTON)
        more.moveTop(body.center().y() - BUTTON // 2)
        beside = picture.right() + 16
        words = QRect(beside, top + 4, max(1, more.left() - 12 - beside), PICTURE.height() - 4)
        heading = QRect(left, cell.top(), max(1, cell.width() - 2 * MARGIN), above)

        def mirrored(part: QRect) -> QRect:
            return QStyle.visualRect(direction, cell, part)

        return cls(*map(mirrored, (heading, body, grip, picture, words, more)))


class RowPainter(QStyledItemDelegate):
    """Paints rows, and knows where their parts are. `menus`: whether each has one."""

    def __init__(self, model: RowModel, colours: Colours, parent: QObject) -> None:
        super().__init__(parent)
        self._model, self._colours = model, colours
        self._type, self._heading = Typeface(), scaled(1.15, bold=True)
        self._scaled: dict[tuple[int, float], QImage] = {}
        self.posters: Posters | None = None
        self.menus = True

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(240, ROW_HEIGHT + (HEADING_HEIGHT if index.data(HEADING) else 0))

    def parts(self, cell: QRect, direction: Qt.LayoutDirection, index: Index) -> RowParts:
        headed = bool(index.data(HEADING))
        return RowParts.of(cell, direction, headed=headed, movable=self._model.movable)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: Row = index.data(ROW)
        state: QStyle.StateFlag = option.state
        parts = self.parts(option.rect, option.direction, index)
        painter.save()
        painter.setLayoutDirection(option.direction)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if heading := index.data(HEADING):
            painter.setFont(self._heading)
            painter.setPen(QColor(self._colours.text))
            low = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignBottom
            painter.drawText(parts.heading.adjusted(0, 0, 0, -8), low, heading)
        self._ground(painter, parts.body, state)
        self._picture(painter, parts.picture, row)
        self._words(painter, parts.words, row)
        if self._model.movable:
            icons.icon("grip", "quiet").paint(painter, middle_of(parts.grip, 16))
        if self.menus:
            icons.icon("more", "quiet").paint(painter, middle_of(parts.more, 20))
        painter.restore()

    def _ground(self, painter: QPainter, body: QRect, state: QStyle.StateFlag) -> None:
        inside, flags = body.adjusted(2, 2, -2, -2), QStyle.StateFlag
        if state & (flags.State_MouseOver | flags.State_Selected):
            fill(painter, inside, self._colours.panel, RADIUS)
        if state & flags.State_HasFocus:
            painter.setPen(QPen(QColor(self._colours.focus), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(inside, RADIUS, RADIUS)

    def _picture(self, painter: QPainter, place: QRect, row: Row) -> None:
        colours = self._colours
        picture = self.posters.get(row.video, self) if self.posters and row.video else None
        if picture is not None:
            painter.drawImage(place, self._small(picture, painter.device().devicePixelRatioF()))
        else:
            fill(painter, place, colours.raised, RADIUS // 2)
            icons.icon(row.icon, "quiet").paint(painter, middle_of(place, 28))
        if row.video is None:
            return
        if row.video.duration_seconds:
            lift = 0 if progress_share(row.video) is None else 5
            corner = last_corner(painter, place, 5) - QPoint(0, lift)
            length = text.clock(row.video.duration_seconds)
            draw_tag(painter, corner, length, self._type.small, colours)
        if (share := progress_share(row.video)) is not None:
            track = QRect(place.left() + 6, place.bottom() - 7, place.width() - 12, 4)
            fill(painter, track, colours.over_picture, 2)
            fill(painter, stretch(painter, track, share), colours.accent, 2)

    def _small(self, picture: QImage, ratio: float) -> QImage:
        """As large as a row shows it: scaling takes longer than all else that is painted."""
        key = picture.cacheKey(), ratio
        if key not in self._scaled:
            if len(self._scaled) == MOST_SCALED:
                self._scaled.clear()
            smooth = Qt.TransformationMode.SmoothTransformation
            ignored = Qt.AspectRatioMode.IgnoreAspectRatio
            self._scaled[key] = picture.scaled(PICTURE * ratio, ignored, smooth)
        return self._scaled[key]

    def _words(self, painter: QPainter, place: QRect, row: Row) -> None:
        colours = self._colours
        painter.setPen(QColor(colours.quiet if row.faint else colours.text))
        used = draw_lines(painter, place, row.title, self._type, Tone.TITLE, 2)
        painter.setPen(QColor(colours.quiet))
        draw_lines(painter, place.adjusted(0, used, 0, 0), row.line, self._type, Tone.QUIET, 1)
