"""The last minutes of a play as a small chart: what was shown, and what the network could do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from app.player.engine.api import Phase, PlayerState
from app.ui.style import text
from app.ui.style.theme import Colours
from app.ui.style.words import translate

EVERY_SECONDS, MOST = 1.0, 180
SHADE = "#8ceceef2"


@dataclass(frozen=True, slots=True)
class RungSample:
    at: float
    rung_bps: float
    estimate_bps: float


@dataclass(frozen=True, slots=True)
class RungHistory:
    """Of one film, a sample a second, the last minutes of it."""

    samples: tuple[RungSample, ...] = ()

    def with_state(self, state: PlayerState, now: float) -> RungHistory:
        if state.phase in (Phase.IDLE, Phase.LOADING):
            return RungHistory()
        if self.samples and now < self.samples[-1].at + EVERY_SECONDS:
            return self
        shown = (r.bandwidth_bps for r in state.renditions if r.name == state.rendition_now)
        sample = RungSample(now, next(shown, 0.0), state.statistics.throughput_bps or 0.0)
        return replace(self, samples=(*self.samples, sample)[-MOST:])

    @property
    def most_bps(self) -> float:
        """Of what was shown, and some room: a fast network is not drawn in full."""
        return 1.5 * max((sample.rung_bps for sample in self.samples), default=0.0)


class RungChart(QWidget):
    """Steps for the rung, a line for the estimate; empty for a file, which has no rungs."""

    def __init__(self, colours: Colours, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colours = colours
        self._history = RungHistory()
        self.setAccessibleName(translate("Player", "Quality over time"))
        self.setVisible(False)

    def sizeHint(self) -> QSize:
        return QSize(320, 64)

    def show_history(self, history: RungHistory) -> None:
        self._history = history
        self.setVisible(history.most_bps > 0)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        samples, most = self._history.samples, self._history.most_bps
        if not most:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRectF(self.rect()).adjusted(1, 2, -1, -2)
        estimates = [(n, sample.estimate_bps) for n, sample in enumerate(samples)]
        self._draw(painter, points(estimates, most, room), QColor(SHADE), 1.0)
        rungs = steps([sample.rung_bps for sample in samples])
        self._draw(painter, points(rungs, most, room), QColor(self._colours.accent), 2.0)
        painter.setPen(QColor(self._colours.on_picture))
        painter.drawText(room, int(Qt.AlignmentFlag.AlignTop), text.bit_rate(most))

    @staticmethod
    def _draw(painter: QPainter, line: QPolygonF, colour: QColor, width: float) -> None:
        painter.setPen(QPen(colour, width))
        painter.drawPolyline(line)


def steps(values: Sequence[float]) -> list[tuple[float, float]]:
    """Each value holds until the next one."""
    return [(at, value) for n, value in enumerate(values) for at in (n, n + 1)]


def points(values: Sequence[tuple[float, float]], most: float, room: QRectF) -> QPolygonF:
    return QPolygonF(
        [
            QPointF(
                room.left() + room.width() * at / MOST,
                room.bottom() - room.height() * min(1.0, value / most),
            )
            for at, value in values
        ]
    )
