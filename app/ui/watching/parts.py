"""Parts of a local file, played one after another by an mpv of their own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.player.engine.api import Medium, Report
from app.player.engine.mpv_player import MpvPlayer, url_of_parts
from app.ui.background import Background, Latest
from app.ui.player.video_surface import SoftwareSurface
from runtime.workers import WorkerPool

CLOSE_SECONDS = 2.0


class MpvParts:
    """Draws without OpenGL, whose first widget would have the whole window made anew."""

    def __init__(
        self,
        parent: QWidget,
        heard: Callable[[float, bool, str], None],
        background: Background,
        volume: float,
        player: MpvPlayer | None = None,
    ) -> None:
        """`heard` is told how many seconds of the parts were played, whether that was all, and what
        went wrong."""
        self._player = player or MpvPlayer()
        self.surface = SoftwareSurface(self._player, parent)
        self._heard, self._background = heard, background
        self._number, self._is_closed = 0, False
        self._calls = WorkerPool("matinee-parts", 1)
        reports = Latest[int, Report](background, lambda report: report.medium, self._take)
        self._player.listen(reports.put)
        self._calls.do(partial(self._player.set_volume, volume))

    def play(self, file: Path, parts: Sequence[tuple[float, float]], seconds: float) -> None:
        self._number += 1
        medium = Medium(url_of_parts(file, parts), seconds, number=self._number)
        self._calls.do(partial(self._player.open, medium))

    def pause(self) -> None:
        self._calls.do(self._player.pause)

    def close(self) -> None:
        self._is_closed = True
        self.surface.release()
        self._background.run(self._end)

    def _end(self) -> None:
        self._calls.close(CLOSE_SECONDS)
        self._player.close()

    def _take(self, reports: list[Report]) -> None:
        for report in reports:
            if report.medium != self._number or self._is_closed:
                continue
            if report.first_frame or report.failure:
                self._heard(report.position_seconds, report.ended, report.failure or "")
