"""One kept film on the page: picture, words, how far it is, and what can be done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from app.offline.film import KeepState
from app.ui.offline.kept import FilmStanding
from app.ui.style import text
from app.ui.style.names import plain_name
from app.ui.style.parts import given, restyle, tool_button
from app.ui.style.theme import Colours
from app.ui.style.words import told, translate

PICTURE = QSize(128, 72)
RADIUS, STEPS, LONGEST_TITLE = 8, 1000, 120


@dataclass(frozen=True, slots=True)
class RowDeeds:
    """What is called with the id of a film."""

    play: Callable[[str], object]
    retry: Callable[[str], object]
    remove: Callable[[str], object]


class KeptPicture(QWidget):
    """A click on it plays, if there is something to play; keys have the button."""

    pressed = Signal()

    def __init__(self, colours: Colours) -> None:
        super().__init__()
        self._colours, self._image = colours, QImage()
        self.setFixedSize(PICTURE)

    def show_image(self, image: QImage) -> None:
        self._image = image
        self.update()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self.pressed.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, room = QPainter(self), QRectF(self.rect())
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        shape = QPainterPath()
        shape.addRoundedRect(room, RADIUS, RADIUS)
        painter.setClipPath(shape)
        painter.fillRect(room, self._colours.raised)
        if not self._image.isNull():
            fitted = QRectF(0, 0, self._image.width(), self._image.height())
            scale = min(room.width() / fitted.width(), room.height() / fitted.height())
            fitted.setSize(fitted.size() * scale)
            fitted.moveCenter(room.center())
            painter.drawImage(fitted, self._image)
        painter.end()


class KeptRow(QFrame):
    def __init__(self, colours: Colours, video_id: str, deeds: RowDeeds) -> None:
        super().__init__()
        given(self, "kept_row")
        self.picture = KeptPicture(colours)
        self.title, self.words = given(QLabel(), "kept_title"), given(QLabel(), "kept_words")
        for label in (self.title, self.words):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setMinimumWidth(1)  # a word of 300 letters must not widen the page
        self.bar = given(QProgressBar(), "download_bar", textVisible=False, maximum=STEPS)
        play = translate("Offline", "Play")
        again, remove = translate("Offline", "Try again"), translate("Offline", "Remove")
        self.play = tool_button("play_kept", "play", play, lambda: deeds.play(video_id), 20)
        self.again = tool_button("keep_again", "replay", again, lambda: deeds.retry(video_id), 20)
        self.picture.pressed.connect(self.play.click)
        self.gone = tool_button("remove_kept", "delete", remove, lambda: deeds.remove(video_id), 20)
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addStretch(1)
        column.addWidget(self.title)
        column.addWidget(self.words)
        column.addWidget(self.bar)
        column.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 8, 0, 8)
        row.setSpacing(16)
        row.addWidget(self.picture)
        row.addLayout(column, 1)
        for button in (self.play, self.again, self.gone):
            row.addWidget(button)

    def show_standing(self, standing: FilmStanding) -> None:
        plan, failed = standing.film.plan, standing.state is KeepState.FAILED
        title = plain_name(plan.title)
        self.title.setText(text.brief(title, LONGEST_TITLE))
        self.title.setToolTip(title)
        self.words.setText(standing_words(standing))
        restyle(self.words, "bad" if failed else "")
        share = standing.have_bytes / max(1, standing.film.size_bytes)
        self.bar.setValue(round(STEPS * min(1.0, share)))
        restyle(self.bar, "failed" if failed else "")
        self.bar.setVisible(not standing.film.is_here)
        self.play.setVisible(standing.film.is_here)
        self.play.setEnabled(standing.film.is_here)
        self.again.setVisible(failed)
        for button in (self.play, self.again, self.gone):
            button.setAccessibleDescription(title)
        self.bar.setAccessibleName(title)


def standing_words(standing: FilmStanding) -> str:
    """What it is, and how far."""
    plan, state = standing.film.plan, standing.state
    have, size = text.size(standing.have_bytes), text.size(standing.film.size_bytes)
    match state:
        case KeepState.HERE:
            length = text.clock(plan.duration_seconds)
            return text.join(plain_name(plan.channel), length, plan.quality, size)
        case KeepState.FAILED:
            return told(standing.error.sentence) if standing.error else ""
        case KeepState.HELD:
            return told(standing.why_held)
        case KeepState.RUNNING:
            far = translate("Offline", "{have} of about {size}", have=have, size=size)
            return text.join(plan.quality, far)
        case _:
            return text.join(plan.quality, translate("Offline", "Waiting its turn"))
