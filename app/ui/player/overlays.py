"""What lies on the picture besides the controls: poster, messages, statistics."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QHideEvent, QImage, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.player.engine.api import PlayerState, Statistics
from app.ui.style import text
from app.ui.style.parts import given
from app.ui.style.theme import Colours

TURN_MS = 33


class Picture(QWidget):
    """The poster, as large as the window allows, on black."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image: QImage | None = None
        self.setMouseTracking(True)

    def show_image(self, image: QImage | None) -> None:
        self._image = image
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.black)
        if self._image is None:
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        size = self._image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        left = (self.width() - size.width()) / 2
        top = (self.height() - size.height()) / 2
        painter.drawImage(QRectF(left, top, size.width(), size.height()), self._image)


class Spinner(QWidget):
    """Turns while something is on its way."""

    def __init__(self, colours: Colours, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colour = QColor(colours.text)
        self._angle = 0
        self._turning = QTimer(self)
        self._turning.setInterval(TURN_MS)
        self._turning.timeout.connect(self._turn)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.resize(QSize(56, 56))

    def showEvent(self, _event: QShowEvent) -> None:
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


class Failure(QWidget):
    """Says why playing ended, and offers the ways on."""

    retry_wanted = Signal()
    back_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("player_error")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.words = given(QLabel(), "failure_words", wordWrap=True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.retry = given(QPushButton("Try again"), "player_retry", kind="primary")
        back = QPushButton("Back to the library")
        self.retry.clicked.connect(self.retry_wanted)
        back.clicked.connect(self.back_wanted)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(back)
        row.addWidget(self.retry)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 20, 18)
        layout.setSpacing(14)
        layout.addWidget(given(QLabel("This video stopped"), "title"))
        layout.addWidget(self.words)
        layout.addLayout(row)


def statistics_text(state: PlayerState) -> str:
    """The statistics overlay, as aligned lines."""
    numbers = state.statistics
    size = f"{numbers.picture_width} × {numbers.picture_height}" if numbers.picture_width else "–"
    ahead = max(0.0, state.buffered_seconds - state.position_seconds)
    startup = "–" if numbers.startup_seconds is None else f"{numbers.startup_seconds * 1000:.0f} ms"
    shares = "  ".join(
        f"{name} {seconds:.0f} s" for name, seconds in sorted(numbers.seconds_by_rendition.items())
    )
    rate = f" at {numbers.frame_rate:.5g} fps" if numbers.frame_rate else ""
    lines = (
        ("Picture", f"{size}{rate}"),
        ("Decoder", decoder(numbers)),
        ("Quality", text.join(state.rendition_now or "–", shares)),
        ("Switches", str(numbers.switches)),
        ("Network", text.bit_rate(numbers.throughput_bps)),
        ("Buffer", f"{ahead:.1f} s, {text.size(numbers.bytes_held)}"),
        (
            "Received",
            f"{text.size(numbers.bytes_received)}, unused {text.size(numbers.bytes_wasted)}",
        ),
        ("Start", startup),
        ("Stalls", f"{numbers.rebuffers}, {numbers.rebuffer_seconds:.1f} s"),
        ("Dropped", f"{numbers.dropped_frames} frames"),
        ("Faults", f"{numbers.failures} overcome"),
    )
    return "\n".join(f"{name:<9} {value}" for name, value in lines)


def decoder(numbers: Statistics) -> str:
    """mpv names codecs at length and says "no" for decoding without hardware."""
    hardware = numbers.hardware_decoder
    codec = numbers.video_codec.partition(" (")[0]
    return text.join(codec or "–", hardware if hardware not in ("", "no") else "software")
