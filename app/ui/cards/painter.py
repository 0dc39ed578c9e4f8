"""How one video looks in a grid."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from app.server.videos import Video
from app.ui.cards.actions import Action, can_retry, is_watchable
from app.ui.cards.layout import ABOVE_WORDS, MARGIN, Measure, Paragraph
from app.ui.cards.posters import RADIUS, Posters
from app.ui.cards.typeface import Typeface, draw_lines
from app.ui.cards.way import line
from app.ui.cards.wording import (
    Lines,
    Shown,
    Tone,
    badge,
    label,
    lines_of,
    marks,
    progress_share,
    standing,
)
from app.ui.style import icons, text
from app.ui.style.painting import draw_tag, fill, last_corner
from app.ui.style.theme import Colours
from app.upload.engine.progress import Progress

MOST_LINES = {Tone.TITLE: 2, Tone.BAD: 2, Tone.CHANNEL: 1, Tone.QUIET: 1}
PILL = 25
EDGE = 8


@dataclass(frozen=True, slots=True)
class Places:
    """Where the parts of a card are, for painting and for clicks alike."""

    poster: QRect
    words: QRect
    more: QRect
    retry: QRect
    leading: QPoint

    @classmethod
    def of(cls, cell: QRect, *, mirrored: bool = False) -> Places:
        """`leading` is the corner of the picture where one begins to read."""
        inner = cell.adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        poster = QRect(inner.topLeft(), QSize(inner.width(), inner.width() * 9 // 16))
        words = QRect(poster.bottomLeft() + QPoint(0, ABOVE_WORDS), inner.bottomRight())
        near, far = poster.topLeft(), poster.topRight()
        more_left = near.x() + EDGE if mirrored else far.x() - EDGE - 33
        return cls(
            poster,
            words,
            QRect(QPoint(more_left, near.y() + EDGE), QSize(34, 34)),
            QRect(poster.center() - QPoint(52, 17), QSize(104, 34)),
            (far if mirrored else near) + QPoint(-EDGE if mirrored else EDGE, EDGE),
        )


@dataclass(frozen=True, slots=True)
class CardState:
    """How a card stands in its grid just now; `scene` is the picture of its preview, which is
    `scene_share` through the film."""

    hovered: bool = False
    focused: bool = False
    chosen: bool = False
    scene: QImage | None = None
    scene_share: float = 0.0
    sending: Progress | None = None


class CardPainter:
    """Paints cards, and tells clicks on their small parts from clicks on the card."""

    def __init__(self, colours: Colours, shown: Shown) -> None:
        self._colours, self.shown = colours, shown
        self.posters: Posters | None = None
        self.upload_of: Callable[[str], Progress | None] = lambda _video_id: None
        self.type = Typeface()

    # How much room it takes

    def measure(self, video: Video) -> Measure:
        return tuple(self._paragraph(tone, words) for tone, words in self._lines(video))

    def _lines(self, video: Video) -> Lines:
        return lines_of(video, self.shown, datetime.now(UTC), self.upload_of(video.id))

    @property
    def usual(self) -> Measure:
        """Of a card that is not known yet."""
        channel = (Tone.CHANNEL,) if self.shown.channel else ()
        return tuple(self._paragraph(tone, "") for tone in (Tone.TITLE, *channel, Tone.QUIET))

    def _paragraph(self, tone: Tone, words: str) -> Paragraph:
        most = MOST_LINES[tone]
        width = self.type.metrics(tone).horizontalAdvance(words) if most > 1 else 0
        return Paragraph(width, self.type.line_height(tone), most)

    def part_at(self, at: QPoint, cell: QRect, video: Video, *, mirrored: bool) -> str:
        """ "more", "retry", "channel", or "" for the card itself."""
        places = Places.of(cell, mirrored=mirrored)
        if places.more.contains(at):
            return "more"
        if can_retry(video) and places.retry.contains(at):
            return "retry"
        return "channel" if self._channel_place(places.words, video).contains(at) else ""

    def _channel_place(self, words: QRect, video: Video) -> QRect:
        top = words.top()
        for tone, each in self._lines(video):
            height = self._paragraph(tone, each).height(words.width())
            if tone is Tone.CHANNEL:
                return QRect(words.left(), top, words.width(), height)
            top += height
        return QRect()

    # Painting

    def paint(self, painter: QPainter, cell: QRect, video: Video, state: CardState) -> None:
        mirrored = painter.layoutDirection() == Qt.LayoutDirection.RightToLeft
        places = Places.of(cell, mirrored=mirrored)
        self._picture(painter, places.poster, video, state)
        self._over_picture(painter, places, video, state)
        self._words(painter, places.words, video)
        if state.focused or state.chosen:
            painter.setPen(QPen(QColor(self._colours.focus), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(places.poster.adjusted(-3, -3, 3, 3), RADIUS + 3, RADIUS + 3)

    def paint_waiting(self, painter: QPainter, cell: QRect) -> None:
        """The shape of a card that is not known yet."""
        places = Places.of(cell)
        fill(painter, places.poster, self._colours.raised, RADIUS)
        mirrored = painter.layoutDirection() == Qt.LayoutDirection.RightToLeft
        top = places.words.top() + 3
        for paragraph, share in zip(self.usual, (0.8, 0.5, 0.4), strict=False):
            width = round(places.words.width() * share)
            left = places.words.right() - width + 1 if mirrored else places.words.left()
            bar = QRect(left, top, width, paragraph.line_height - 6)
            fill(painter, bar, self._colours.raised, 4)
            top += paragraph.line_height

    def _picture(self, painter: QPainter, place: QRect, video: Video, state: CardState) -> None:
        picture = self.posters.get(video, self) if self.posters else None
        failed = video.state == "failed"
        if picture is not None:
            painter.drawImage(place, picture)
            if failed:
                fill(painter, place, self._colours.over_picture, RADIUS)
        else:
            fill(painter, place, self._colours.raised, RADIUS)
            if not can_retry(video):
                icon = icons.icon("warning" if failed else "film", self._colours.control_line)
                icon.paint(painter, middle_of(place, 40))
        if state.scene is not None:
            draw_scene(painter, place, state.scene)

    def _over_picture(
        self, painter: QPainter, places: Places, video: Video, state: CardState
    ) -> None:
        self._bar(painter, places.poster, video, state)
        self._badges(painter, places, video, state)
        if state.scene is None:
            self._tags(painter, places, video)
        if can_retry(video):
            self._retry(painter, places.retry)
        elif state.hovered and state.scene is None and is_watchable(video):
            self._play(painter, places.poster)
        if state.hovered:
            fill(painter, places.more, self._colours.over_picture, 17)
            more = icons.icon("more", self._colours.on_picture)
            more.paint(painter, places.more.adjusted(7, 7, -7, -7))

    def _bar(self, painter: QPainter, poster: QRect, video: Video, state: CardState) -> None:
        """How far the preview is, or the work, or the viewer."""
        share: float | None = state.scene_share
        if state.scene is None:
            share = progress_share(video, state.sending)
        if share is None:
            return
        track = QRect(poster.left() + EDGE, poster.bottom() - 10, poster.width() - 2 * EDGE, 4)
        fill(painter, track, self._colours.over_picture, 2)
        if state.scene is None and state.sending is not None:
            way = line(state.sending, video, datetime.now(UTC))
            on_wire = stretch(painter, track, way.moving)
            fill(painter, on_wire, self._colours.accent_soft, 2)
        fill(painter, stretch(painter, track, share), self._colours.accent, 2)

    def _badges(self, painter: QPainter, places: Places, video: Video, state: CardState) -> None:
        colours = self._colours
        corner = places.leading
        if state.chosen:
            tick = beside(corner, QSize(PILL, PILL), painter)
            fill(painter, tick, colours.accent, PILL // 2)
            check = icons.icon("check", colours.on_accent)
            check.paint(painter, tick.adjusted(5, 5, -5, -5))
            corner = further(corner, tick.width() + 6, painter)
        words_of_state = badge(video, state.sending)
        for words, bad in (
            (words_of_state, video.state == "failed"),
            (standing(video, self.shown, datetime.now(UTC)) if not words_of_state else "", False),
        ):
            if words:
                ground, ink = (
                    (colours.bad_ground, colours.bad)
                    if bad
                    else (colours.over_picture, colours.on_picture)
                )
                pill = self._pill(painter, corner, words, ground, ink)
                corner = further(corner, pill.width() + 6, painter)

    def _tags(self, painter: QPainter, places: Places, video: Video) -> None:
        """The length in the corner, and before it what is special about the film."""
        length = text.clock(video.duration_seconds) if video.duration_seconds else ""
        lift = 0 if progress_share(video) is None else 10
        corner = last_corner(painter, places.poster, EDGE) - QPoint(0, lift)
        for words in (length, *reversed(marks(video))):
            if words:
                corner = draw_tag(painter, corner, words, self.type.small, self._colours)

    def _pill(self, painter: QPainter, corner: QPoint, words: str, ground: str, ink: str) -> QRect:
        """Words on a ground of their own, from a corner on in the direction of reading."""
        place = beside(corner, QSize(self.type.small_width(words) + 20, PILL), painter)
        fill(painter, place, ground, 12)
        painter.setFont(self.type.small)
        painter.setPen(QColor(ink))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, words)
        return place

    def _retry(self, painter: QPainter, place: QRect) -> None:
        fill(painter, place, self._colours.accent, 17)
        painter.setFont(self.type.title)
        painter.setPen(QColor(self._colours.on_accent))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, label(Action.RETRY))

    def _play(self, painter: QPainter, poster: QRect) -> None:
        place = middle_of(poster, 54)
        fill(painter, place, self._colours.over_picture, 27)
        play = icons.icon("play", self._colours.on_picture)
        play.paint(painter, place.adjusted(15, 15, -13, -15))

    def _words(self, painter: QPainter, place: QRect, video: Video) -> None:
        colours = self._colours
        inks = {Tone.TITLE: colours.text, Tone.BAD: colours.bad}
        for tone, words in self._lines(video):
            painter.setPen(QColor(inks.get(tone, colours.quiet)))
            used = draw_lines(painter, place, words, self.type, tone, MOST_LINES[tone])
            place = place.adjusted(0, used, 0, 0)


def middle_of(place: QRect, side: int) -> QRect:
    """A square in the middle of a place."""
    square = QRect(0, 0, side, side)
    square.moveCenter(place.center())
    return square


def beside(corner: QPoint, size: QSize, painter: QPainter) -> QRect:
    """The place of that size that begins at a corner, in the direction of reading."""
    if painter.layoutDirection() == Qt.LayoutDirection.RightToLeft:
        corner = corner - QPoint(size.width() - 1, 0)
    return QRect(corner, size)


def further(corner: QPoint, by: int, painter: QPainter) -> QPoint:
    mirrored = painter.layoutDirection() == Qt.LayoutDirection.RightToLeft
    return corner + QPoint(-by if mirrored else by, 0)


def stretch(painter: QPainter, track: QRect, share: float) -> QRect:
    """So much of a bar, and never too little to be seen."""
    done = QRect(track)
    width = max(4, round(track.width() * share))
    if painter.layoutDirection() == Qt.LayoutDirection.RightToLeft:
        done.setLeft(track.right() - width + 1)
    else:
        done.setWidth(width)
    return done


def draw_scene(painter: QPainter, place: QRect, scene: QImage) -> None:
    """A picture of the storyboard, whole, on black."""
    shape = QPainterPath()
    shape.addRoundedRect(QRectF(place), RADIUS, RADIUS)
    painter.save()
    painter.setClipPath(shape)
    painter.fillRect(place, Qt.GlobalColor.black)
    size = scene.size().scaled(place.size(), Qt.AspectRatioMode.KeepAspectRatio)
    inside = QRect(QPoint(), size)
    inside.moveCenter(place.center())
    painter.drawImage(inside, scene)
    painter.restore()
