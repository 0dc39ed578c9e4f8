"""How playing goes, in numbers, over the picture."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from app.player.engine.api import PlayerState, Statistics
from app.ui.player.rung_chart import RungChart, RungHistory
from app.ui.style import text
from app.ui.style.parts import given
from app.ui.style.theme import Colours
from app.ui.style.words import told, translate

EVERY_SECONDS = 0.5
HDR = {"pq": "HDR (PQ)", "hlg": "HDR (HLG)"}


class StatisticsBox(QWidget):
    """Knows the last minutes also of the time in which nobody looked."""

    def __init__(
        self, colours: Colours, parent: QWidget, clock: Callable[[], float] = monotonic
    ) -> None:
        super().__init__(parent)
        given(self, "statistics", accessibleName=translate("Player", "Statistics"))
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._clock, self._told_at = clock, 0.0
        self._state, self._history = PlayerState(), RungHistory()
        self.words = given(QLabel(), "statistics_words")
        self.chart = RungChart(colours)
        self.copy = given(QPushButton(translate("Player", "Copy")), "copy_statistics")
        self.copy.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.words.text()))
        layout = QVBoxLayout(self)
        for widget in (self.words, self.chart):
            layout.addWidget(widget)
        layout.addWidget(self.copy, alignment=Qt.AlignmentFlag.AlignLeading)
        self.hide()

    def show_state(self, state: PlayerState) -> None:
        """Nothing is written while nobody reads it, and never faster than one reads."""
        self._state, now = state, self._clock()
        self._history = self._history.with_state(state, now)
        if self.isVisible() and now >= self._told_at + EVERY_SECONDS:
            self._tell(now)

    def toggle(self) -> None:
        self.setVisible(not self.isVisible())
        self._tell(self._clock())

    def _tell(self, now: float) -> None:
        self._told_at = now
        self.words.setText(statistics_text(self._state, self.screen().refreshRate()))
        self.chart.show_history(self._history)
        self.adjustSize()


def statistics_text(state: PlayerState, screen_hertz: float = 0.0) -> str:
    """The statistics overlay, as aligned lines."""
    numbers = state.statistics
    lines = (
        (translate("Player", "Picture"), picture(numbers)),
        (translate("Player", "Colours"), colours_of(numbers)),
        (translate("Player", "Screen"), hertz(screen_hertz)),
        (translate("Player", "Decoder"), decoder(numbers)),
        (translate("Player", "Quality"), text.join(quality(state), shares(numbers))),
        (translate("Player", "Switches"), str(numbers.switches)),
        (translate("Player", "Network"), text.bit_rate(numbers.throughput_bps)),
        (translate("Player", "Buffer"), held(state)),
        (translate("Player", "Received"), received(numbers)),
        (translate("Player", "Start"), startup(numbers)),
        (translate("Player", "Stalls"), stalls(numbers)),
        (translate("Player", "Frames"), frames(numbers)),
        (translate("Player", "Sound"), offset(numbers)),
        (translate("Player", "Server"), server(numbers)),
        (translate("Player", "Faults"), translate("Player", "%n overcome", numbers.failures)),
    )
    width = max(len(name) for name, _ in lines)
    return "\n".join(f"{name:<{width}}  {value}" for name, value in lines)


def picture(numbers: Statistics) -> str:
    if not numbers.picture_width:
        return "–"
    size = f"{numbers.picture_width} × {numbers.picture_height}"
    if not numbers.frame_rate:
        return size
    return translate("Player", "{size} at {rate} fps", size=size, rate=f"{numbers.frame_rate:.5g}")


def colours_of(numbers: Statistics) -> str:
    """HDR is shown on screens that have less, as libmpv's renderer fits it to them."""
    if (name := HDR.get(numbers.transfer)) is None:
        return text.join(numbers.transfer or "–", numbers.primaries)
    fitted = translate("Player", "tone-mapped for this screen")
    return text.join(name, numbers.primaries, fitted)


def hertz(screen: float) -> str:
    return translate("Player", "{rate} Hz", rate=f"{screen:.4g}") if screen else "–"


def frames(numbers: Statistics) -> str:
    return text.join(
        translate("Player", "{count} dropped", count=numbers.dropped_frames),
        translate("Player", "{count} late", count=numbers.late_frames),
        translate("Player", "{count} not decoded", count=numbers.skipped_frames),
    )


def offset(numbers: Statistics) -> str:
    """Of the picture against the sound."""
    milliseconds = f"{numbers.av_offset_seconds * 1000:+.0f}"
    return translate("Player", "{offset} ms from the picture", offset=milliseconds)


def server(numbers: Statistics) -> str:
    if not numbers.server:
        return "–"
    hits = translate(
        "Player",
        "{hits} of {answers} from a cache",
        hits=numbers.cache_hits,
        answers=numbers.answers,
    )
    return text.join(numbers.server, hits)


def quality(state: PlayerState) -> str:
    now = state.rendition_now
    codec = next((one.codec for one in state.renditions if one.name == now), "")
    return text.join(told(now or "–"), codec)


def shares(numbers: Statistics) -> str:
    """How long each rung was shown."""
    return "  ".join(
        translate("Player", "{name} {seconds} s", name=told(name), seconds=round(seconds))
        for name, seconds in sorted(numbers.seconds_by_rendition.items())
    )


def held(state: PlayerState) -> str:
    ahead = max(0.0, state.buffered_seconds - state.position_seconds)
    size = text.size(state.statistics.bytes_held)
    return translate("Player", "{seconds} s, {size}", seconds=f"{ahead:.1f}", size=size)


def received(numbers: Statistics) -> str:
    size, unused = text.size(numbers.bytes_received), text.size(numbers.bytes_wasted)
    return translate("Player", "{size}, unused {unused}", size=size, unused=unused)


def startup(numbers: Statistics) -> str:
    if numbers.startup_seconds is None:
        return "–"
    return translate("Player", "{number} ms", number=round(numbers.startup_seconds * 1000))


def stalls(numbers: Statistics) -> str:
    seconds = f"{numbers.rebuffer_seconds:.1f}"
    return translate("Player", "{count}, {seconds} s", count=numbers.rebuffers, seconds=seconds)


def decoder(numbers: Statistics) -> str:
    """mpv names codecs at length and says "no" for decoding without hardware."""
    hardware = numbers.hardware_decoder
    codec = numbers.video_codec.partition(" (")[0]
    return text.join(
        codec or "–", hardware if hardware not in ("", "no") else translate("Player", "software")
    )
