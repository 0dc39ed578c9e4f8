"""What a film looks like where one is, still or playing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QWidget

from app.ui.style.theme import Colours
from app.ui.trim.playing import MakePlayer, PartsPlayer, film_at
from app.upload.trim.ranges import Range, played_at


class StillPicture(QWidget):
    """The picture where one is, or words."""

    def __init__(self, colours: Colours) -> None:
        super().__init__()
        self._colours, self._picture = colours, QImage()
        self.words = ""

    def show_picture(self, picture: QImage) -> None:
        self._picture, self.words = picture, ""
        self.update()

    def say(self, words: str) -> None:
        self.words = words
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._colours.raised))
        if self.words:
            painter.setPen(QColor(self._colours.quiet))
            inside = self.rect().adjusted(24, 8, -24, -8)
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(inside, flags, self.words)
        elif not self._picture.isNull():
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            size = self._picture.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
            place = QRect(0, 0, size.width(), size.height())
            place.moveCenter(self.rect().center())
            painter.drawImage(place, self._picture)


class TrimPreview(QStackedWidget):
    """`moved` carries the moment of the film that is played; `ended` what went wrong, if it did."""

    moved = Signal(float)
    ended = Signal(str)

    def __init__(self, colours: Colours, make_player: MakePlayer) -> None:
        super().__init__()
        self.still = StillPicture(colours)
        self.is_playing = False
        self._make_player = make_player
        self._player: PartsPlayer | None = None
        self._parts: Sequence[Range] = ()
        self.addWidget(self.still)
        self.setMinimumSize(160, 90)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_picture(self, picture: QImage) -> None:
        """In the place of what was played, which stands until then."""
        self.still.show_picture(picture)
        if not self.is_playing:
            self.setCurrentWidget(self.still)

    def say(self, words: str) -> None:
        self.still.say(words)

    def play(self, file: Path, parts: Sequence[Range], seconds: float) -> None:
        """From a moment of the film on, or the next that is kept; behind the last, all of them."""
        if self._player is None:
            self._player = self._make_player(self, self._hear)
            self.addWidget(self._player.surface)
        self._parts, self.is_playing = parts, True
        if not self.still.words:  # sound has no picture
            self.setCurrentWidget(self._player.surface)
        begin = played_at(parts, seconds) if seconds < parts[-1].stop else 0.0
        self._player.play(file, [(part.start, part.stop) for part in parts], begin)

    def pause(self) -> None:
        if self._player is not None and self.is_playing:
            self.is_playing = False
            self._player.pause()

    def close_player(self) -> None:
        self.is_playing = False
        if self._player is not None:
            self._player.close()
            self._player = None

    def _hear(self, played: float, is_over: bool, failure: str) -> None:
        if not self.is_playing:
            return
        if not failure:
            self.moved.emit(self._parts[-1].stop if is_over else film_at(self._parts, played))
        if is_over or failure:
            self.is_playing = False
            self.ended.emit(failure)
