"""What lies on the picture besides the controls: poster and messages."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QHideEvent, QImage, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.errors import WayOn
from app.player.engine.api import Phase, PlayerState
from app.server.videos import Video
from app.ui.style.motion import may_move
from app.ui.style.parts import given, restyle, timer
from app.ui.style.theme import Colours
from app.ui.style.words import told, translate

TURN_MS = 33
PATIENCE_MS = 400
NAME_SCALE = 2.0
NAME_MARGINS = (48, 96, -48, -128)


class Picture(QWidget):
    """The poster, as large as the window allows, on black; without one, what is only heard is
    named."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image: QImage | None = None
        self._name = ""
        self.setMouseTracking(True)

    def show_image(self, image: QImage | None) -> None:
        self._image = image
        self.update()

    def show_name(self, name: str) -> None:
        if name != self._name:
            self._name = name
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.black)
        if self._image is None:
            return self._paint_name(painter)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        size = self._image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        left = (self.width() - size.width()) / 2
        top = (self.height() - size.height()) / 2
        return painter.drawImage(QRectF(left, top, size.width(), size.height()), self._image)

    def _paint_name(self, painter: QPainter) -> None:
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * NAME_SCALE)
        painter.setFont(font)
        painter.setPen(Qt.GlobalColor.white)
        room = self.rect().adjusted(*NAME_MARGINS)
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(room, int(flags), self._name)


class Spinner(QWidget):
    """Turns while something is on its way."""

    def __init__(self, colours: Colours, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colour = QColor(colours.on_picture)
        self._angle = 0
        self._turning = QTimer(self)
        self._turning.setInterval(TURN_MS)
        self._turning.timeout.connect(self._turn)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.resize(QSize(56, 56))

    def showEvent(self, _event: QShowEvent) -> None:
        if may_move():
            self._turning.start()

    def hideEvent(self, _event: QHideEvent) -> None:
        self._turning.stop()

    def _turn(self) -> None:
        self._angle = (self._angle + 11) % 360
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(QColor(0, 0, 0, 130), 6)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        place = self.rect().adjusted(6, 6, -6, -6)
        painter.drawEllipse(place)
        pen.setColor(self._colour)
        pen.setWidth(4)
        painter.setPen(pen)
        painter.drawArc(place, -self._angle * 16, 100 * 16)


class Waiting(QObject):
    """What tells of a wait: a short one needs no words, and nothing turns over a film that
    plays."""

    def __init__(self, colours: Colours, view: QWidget) -> None:
        super().__init__(view)
        self.spinner = Spinner(colours, view)
        self.message = given(QLabel(view), "message", alignment=Qt.AlignmentFlag.AlignCenter)
        self._state, self._room = PlayerState(), QRect()
        self.patience = timer(self, PATIENCE_MS, self._show)
        self.end()

    def show_state(self, state: PlayerState) -> None:
        self._state = state
        if not (state.phase in (Phase.LOADING, Phase.BUFFERING) or state.message):
            self.end()
        elif self.spinner.isVisible() or self.message.isVisible():
            self._show()
        elif not self.patience.isActive():
            self.patience.start()

    def end(self) -> None:
        self.patience.stop()
        self.spinner.hide()
        self.message.hide()

    def place(self, room: QRect) -> None:
        self._room = room
        centre(self.spinner, room, 0)
        centre(self.message, room, 60)

    def _show(self) -> None:
        self.spinner.setVisible(self._state.phase in (Phase.LOADING, Phase.BUFFERING))
        self.message.setText(told(self._state.message))
        self.message.adjustSize()
        self.message.setVisible(bool(self._state.message))
        self.place(self._room)


class Failure(QWidget):
    """Says why playing ended, and offers the ways on."""

    retry_wanted = Signal()
    remake_wanted = Signal()
    back_wanted = Signal()
    next_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("player_error")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.words = given(QLabel(), "failure_words", wordWrap=True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.retry = given(
            QPushButton(translate("Player", "Try again")), "player_retry", kind="primary"
        )
        remake = translate("Player", "Process again")
        self.remake = given(QPushButton(remake), "player_remake", kind="primary")
        self.next = given(QPushButton(translate("Player", "Next video")), "player_next")
        self.next.hide()
        self.back = given(QPushButton(translate("Player", "Back to the library")), "player_back")
        self.retry.clicked.connect(self.retry_wanted)
        self.remake.clicked.connect(self.remake_wanted)
        self.next.clicked.connect(self.next_wanted)
        self.back.clicked.connect(self.back_wanted)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.back)
        row.addWidget(self.next)
        row.addWidget(self.retry)
        row.addWidget(self.remake)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 20, 18)
        layout.setSpacing(14)
        self.title = given(QLabel(), "title")
        layout.addWidget(self.title)
        layout.addWidget(self.words)
        layout.addLayout(row)

    def show_state(self, state: PlayerState, video: Video | None) -> None:
        """Only what may help is offered; what is missing is its owner's to have made again."""
        begun = state.has_picture or state.statistics.startup_seconds is not None
        self.title.setText(
            translate("Player", "This video stopped")
            if begun
            else translate("Player", "Can't play this")
        )
        self.words.setText(told(state.error or "") or translate("Player", "It can't be played."))
        way_on, own = state.way_on, video is not None and video.own and video.state == "ready"
        if way_on is WayOn.REMAKE and not own:
            way_on = WayOn.AGAIN
        self.retry.setVisible(way_on is WayOn.AGAIN)
        self.remake.setVisible(way_on is WayOn.REMAKE)
        restyle(self.back, "primary" if way_on is WayOn.NONE else "")
        self.adjustSize()

    @property
    def first(self) -> QPushButton:
        """What Enter does."""
        ways = (way for way in (self.retry, self.remake) if not way.isHidden())
        return next(ways, self.back)


def centre(widget: QWidget, area: QRect, below: int) -> None:
    middle = area.center() + QPoint(0, below)
    widget.move(middle - QPoint(widget.width() // 2, widget.height() // 2))
