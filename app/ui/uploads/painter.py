"""How a row looks: while it is under way, when it failed, and when it is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle

from app.ui.cards.painter import middle_of, stretch
from app.ui.cards.typeface import Typeface, draw_lines, scaled
from app.ui.cards.way import SENT, Stand, WayLine, line, rungs
from app.ui.cards.wording import Tone
from app.ui.style import icons
from app.ui.style.painting import fill
from app.ui.style.theme import Colours
from app.ui.uploads.acts import Act, can
from app.ui.uploads.entries import Group, UploadEntry
from app.ui.uploads.model import heading
from app.ui.uploads.pictures import Pictures
from app.ui.uploads.remedies import help_for, label
from app.ui.uploads.rows import HEADING, HEIGHTS, OPENED

MARGIN = 8
BUTTON = 32
NARROW = 520
"""Below it pictures, and the numbers of what is done, make room for names and sentences."""
LARGE, SMALL = QSize(96, 54), QSize(56, 32)


@dataclass(frozen=True, slots=True)
class FilmState:
    """How a row stands in its list just now."""

    headed: int | None = None
    """How many its group has, if it is the first."""
    opened: bool = False
    chosen: bool = False
    focused: bool = False
    hovered: bool = False


@dataclass(frozen=True, slots=True)
class FilmParts:
    """Where the parts of a row are, for painting and for clicks alike."""

    heading: QRect
    body: QRect
    picture: QRect
    words: QRect
    help: QRect
    toggle: QRect
    more: QRect

    @classmethod
    def of(
        cls,
        cell: QRect,
        direction: Qt.LayoutDirection,
        film: UploadEntry,
        state: FilmState,
        help_width: int,
    ) -> FilmParts:
        """`help_width` is that of the button that helps; 0 for none."""
        above = HEADING if state.headed is not None else 0
        small = film.group is Group.DONE or cell.width() < NARROW
        body, size = cell.adjusted(0, above, 0, 0), SMALL if small else LARGE
        high = HEIGHTS[film.group]
        picture = QRect(
            QPoint(body.left() + MARGIN, body.top() + (high - size.height()) // 2), size
        )
        top = body.top() + (high - BUTTON) // 2
        more = QRect(body.right() - MARGIN - BUTTON, top, BUTTON, BUTTON)
        toggle = QRect(more)
        toggle.moveRight(more.left())
        if toggle_of(film) is None:
            toggle.setLeft(toggle.right() + 1)
        helping = QRect(toggle.left() - help_width - 4, top, help_width, BUTTON)
        left = picture.right() + 1 + 12
        words = QRect(left, body.top() + 8, max(1, helping.left() - 8 - left), body.height() - 16)
        head = QRect(cell.left() + MARGIN, cell.top(), cell.width() - 2 * MARGIN, above)

        def mirrored(part: QRect) -> QRect:
            return QStyle.visualRect(direction, cell, part)

        return cls(*map(mirrored, (head, body, picture, words, helping, toggle, more)))

    def at(self, point: QPoint) -> str:
        """ "help", "toggle", "more", or "" for the row itself."""
        names = ("help", "toggle", "more")
        return next((name for name in names if getattr(self, name).contains(point)), "")


class FilmPainter:
    """Paints rows, in the fonts and colours of the moment."""

    def __init__(self, colours: Colours, pictures: Pictures) -> None:
        self._colours, self._pictures = colours, pictures
        self.take_font()

    def take_font(self) -> None:
        """The application's is another one."""
        self._type = Typeface()
        self._title, self._quiet = self._type.title, self._type.quiet
        self._heading, self._button = scaled(1.15, bold=True), scaled(0.9, bold=True)
        self._metrics = {f.toString(): QFontMetrics(f) for f in (self._title, self._quiet)}

    def parts(
        self, cell: QRect, direction: Qt.LayoutDirection, film: UploadEntry, state: FilmState
    ) -> FilmParts:
        helping = help_for(film)
        metrics = QFontMetrics(self._button)
        width = metrics.horizontalAdvance(label(helping)) + 28 if helping else 0
        return FilmParts.of(cell, direction, film, state, width)

    def paint(
        self,
        painter: QPainter,
        cell: QRect,
        direction: Qt.LayoutDirection,
        film: UploadEntry,
        state: FilmState,
    ) -> None:
        parts = self.parts(cell, direction, film, state)
        painter.setLayoutDirection(direction)
        if state.headed is not None:
            painter.setFont(self._heading)
            painter.setPen(QColor(self._colours.text))
            low = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignBottom
            words = heading(film.group, state.headed)
            painter.drawText(parts.heading.adjusted(0, 0, 0, -6), low, words)
        self._ground(painter, parts.body, state)
        self._picture(painter, parts.picture, film)
        now = line(film.upload, film.video, datetime.now(UTC))
        if film.group is Group.DONE:
            self._one_line(painter, parts.words, film, now)
        else:
            self._words(painter, parts.words, film, now, opened=state.opened)
        self._buttons(painter, parts, film)

    def _ground(self, painter: QPainter, body: QRect, state: FilmState) -> None:
        inside = body.adjusted(2, 2, -2, -2)
        if state.chosen or state.hovered:
            colour = self._colours.raised if state.chosen else self._colours.panel
            fill(painter, inside, colour, 10)
        if state.focused:
            painter.setPen(QPen(QColor(self._colours.focus), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(inside, 10, 10)

    def _picture(self, painter: QPainter, place: QRect, film: UploadEntry) -> None:
        ratio = painter.device().devicePixelRatioF()
        picture = self._pictures.get(film, place.size(), ratio)
        if picture is not None:
            painter.drawImage(place, picture)
            return
        fill(painter, place, self._colours.raised, 6)
        failed = film.group is Group.FAILED
        icon = icons.icon("warning" if failed else "film", "bad" if failed else "quiet")
        icon.paint(painter, middle_of(place, place.height() * 2 // 5))

    # Words

    def _one_line(self, painter: QPainter, place: QRect, film: UploadEntry, now: WayLine) -> None:
        said = now.words if place.width() < NARROW else now.whole
        width = min(self._width(said, self._quiet) + 16, place.width() // 2)
        rest = QRect(place.left(), place.top(), place.width() - width, place.height())
        painter.setPen(QColor(self._colours.text))
        direction = painter.layoutDirection()
        self._draw(painter, QStyle.visualRect(direction, place, rest), film.title, self._title)
        painter.setPen(QColor(self._colours.quiet))
        end = QRect(rest.right() + 1, place.top(), width, place.height())
        to_end = Qt.AlignmentFlag.AlignTrailing
        self._draw(painter, QStyle.visualRect(direction, place, end), said, self._quiet, to_end)

    def _words(
        self, painter: QPainter, place: QRect, film: UploadEntry, now: WayLine, *, opened: bool
    ) -> None:
        high = self._metrics[self._title.toString()].height()
        title = QRect(place.left(), place.top(), place.width(), high)
        painter.setPen(QColor(self._colours.text))
        self._draw(painter, title, film.title, self._title)
        below = title.translated(0, high + 6)
        if now.share is not None:
            self._bar(painter, QRect(below.left(), below.top(), below.width(), 6), now)
            below.translate(0, 12)
        failed = now.stand is Stand.FAILED
        painter.setPen(QColor(self._colours.bad if failed else self._colours.quiet))
        end = Qt.TextElideMode.ElideRight
        if failed:
            rest = QRect(below.topLeft(), place.bottomRight())
            draw_lines(painter, rest, now.more or now.words, self._type, Tone.BAD, 2)
        else:
            self._draw(painter, below, now.whole, self._quiet, elide=end)
        if opened and film.video is not None:
            painter.setPen(QColor(self._colours.quiet))
            below.translate(0, OPENED)
            self._draw(painter, below, rungs(film.video), self._quiet, elide=end)

    def _bar(self, painter: QPainter, track: QRect, now: WayLine) -> None:
        """The whole way, with a mark where everything is sent; what is stored, and in a softer
        shade what is on its way besides."""
        colours = self._colours
        fill(painter, track, colours.hover, 3)
        if now.moving > 0 and now.share is not None:
            fill(painter, stretch(painter, track, now.moving), colours.accent_soft, 3)
        if now.share:
            rests = now.stand is Stand.RESTS
            colour = colours.control_line if rests else colours.accent
            fill(painter, stretch(painter, track, now.share), colour, 3)
        mark = QRect(track.left() + round(track.width() * SENT), track.top(), 2, track.height())
        painter.fillRect(
            QStyle.visualRect(painter.layoutDirection(), track, mark), QColor(colours.window)
        )

    def _draw(
        self,
        painter: QPainter,
        place: QRect,
        words: str,
        font: QFont,
        aligned: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeading,
        elide: Qt.TextElideMode = Qt.TextElideMode.ElideMiddle,
    ) -> None:
        """On one line. Of a name both ends say something, of a sentence the beginning."""
        fitting = self._metrics[font.toString()].elidedText(words, elide, place.width())
        painter.setFont(font)
        painter.drawText(place, aligned | Qt.AlignmentFlag.AlignVCenter, fitting)

    def _width(self, words: str, font: QFont) -> int:
        return self._metrics[font.toString()].horizontalAdvance(words)

    # Buttons

    def _buttons(self, painter: QPainter, parts: FilmParts, film: UploadEntry) -> None:
        if (helping := help_for(film)) is not None:
            fill(painter, parts.help, self._colours.accent, BUTTON // 2)
            painter.setFont(self._button)
            painter.setPen(QColor(self._colours.on_accent))
            painter.drawText(parts.help, Qt.AlignmentFlag.AlignCenter, label(helping))
        if (act := toggle_of(film)) is not None:
            picture = "pause" if act is Act.PAUSE else "play"
            icons.icon(picture).paint(painter, middle_of(parts.toggle, 16))
        icons.icon("more", "quiet").paint(painter, middle_of(parts.more, 18))


def toggle_of(film: UploadEntry) -> Act | None:
    """What its one small button does."""
    return next((act for act in (Act.PAUSE, Act.RESUME) if can(act, film)), None)
