"""How playing goes, in numbers, over the picture."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget

from app.player.engine.api import PlayerState, Statistics
from app.ui.style import text
from app.ui.style.parts import given
from app.ui.style.words import translate


class StatisticsBox(QLabel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        given(self, "statistics", accessibleName=translate("Player", "Statistics"))
        self.hide()

        self._state = PlayerState()

    def show_state(self, state: PlayerState) -> None:
        """Nothing is written while nobody reads it."""
        self._state = state
        if self.isVisible():
            self.setText(statistics_text(state))
            self.adjustSize()

    def toggle(self) -> None:
        self.setVisible(not self.isVisible())
        self.show_state(self._state)


def statistics_text(state: PlayerState) -> str:
    """The statistics overlay, as aligned lines."""
    numbers = state.statistics
    lines = (
        (translate("Player", "Picture"), picture(numbers)),
        (translate("Player", "Decoder"), decoder(numbers)),
        (translate("Player", "Quality"), text.join(state.rendition_now or "–", shares(numbers))),
        (translate("Player", "Switches"), str(numbers.switches)),
        (translate("Player", "Network"), text.bit_rate(numbers.throughput_bps)),
        (translate("Player", "Buffer"), held(state)),
        (translate("Player", "Received"), received(numbers)),
        (translate("Player", "Start"), startup(numbers)),
        (translate("Player", "Stalls"), stalls(numbers)),
        (
            translate("Player", "Dropped"),
            translate("Player", "%n frame(s)", numbers.dropped_frames),
        ),
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


def shares(numbers: Statistics) -> str:
    """How long each rung was shown."""
    return "  ".join(
        translate("Player", "{name} {seconds} s", name=name, seconds=round(seconds))
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
