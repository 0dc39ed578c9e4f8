"""The player with all that can lie over a film, for longer than anybody looks at it.

`python -m tests.bench.play.covered ADDRESS WARM-UP SECONDS SPEED`, in a process of its own: how
long the UI thread was busy at worst after the warm-up, and how much memory came to that of then.
"""

from __future__ import annotations

import json
import locale
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from app.desktop.memory import give_back_memory
from app.player.engine.api import Phase
from app.server.editing import Chapter
from app.server.videos import Video
from app.ui.collecting import Calm, Collecting
from app.ui.player.following.queue import PlayQueue
from tests.app.player.ladder import run_ffmpeg
from tests.app.player.origin_server import OriginServer
from tests.bench.play.window import ROOT, SIZE, Window
from tests.bench.stalls import StallMeter
from tests.display import virtual_display

FILM = "Film of the summer in which it rained"
QUEUED = 50
MIB = 1 << 20
LOOK_MS = 100
START_SECONDS = 60.0
"""Until there is a picture; it is no matter of this bench how long that takes."""


class CoveredWindow(Window):
    """Looked at for `warm_up` and then `seconds` of the film, at `speed`."""

    def __init__(
        self, qt: QApplication, address: str, warm_up: float, seconds: float, speed: float
    ) -> None:
        super().__init__(qt, address, START_SECONDS)
        self._warm_up, self._until, self._speed = warm_up, warm_up + seconds, speed
        self._meter, self._looks = StallMeter(), 0
        self._early: list[tuple[float, float]] = []
        self._late: list[tuple[float, float]] = []
        Collecting(self._view, lambda: Calm(0.0, True))
        self._hovering = QTimer(self._view)
        self._hovering.timeout.connect(self._hover)

    def open(self) -> None:
        self._open()

    def _cover(self) -> None:
        """Once there is a picture: to begin a film takes some of it away."""
        view = self._view
        view.show_chapters([Chapter(60.0 * n, f"Part {n}") for n in range(10)])
        view.controls.seek_bar.show_heat([abs(n - 50) / 50 for n in range(100)])
        films = [Video(str(n), f"{FILM} {n}", "ready") for n in range(QUEUED)]
        queue = PlayQueue().play(films[0], films, lambda _films: None)
        view.panel.show_queue(queue, lambda _video: None)
        view.toggle_queue()
        view.statistics.toggle()
        picture = QImage(320, 180, QImage.Format.Format_RGB32)
        picture.fill(Qt.GlobalColor.darkCyan)
        view.offer_next(Video("next", FILM, "ready"), picture, by_itself=False)
        self._hovering.start(LOOK_MS)

    def _hover(self) -> None:
        """The pointer goes along the seek bar, and each second somebody presses a key."""
        self._looks += 1
        bar = self._view.controls.seek_bar
        x = 10 + 7 * self._looks % max(1, bar.width() - 20)
        bar.hovered.emit(bar.seconds_at(x), QPoint(x, 0))
        self._view.show_controls()
        if self._looks % 10 == 0:
            self._view.echo.say(f"Volume {self._looks % 100} %")

    def _look(self) -> None:
        """Faster than the player goes, since what is kept of a film is a matter of its length."""
        state = self._sessions[0].state
        at, now = state.position_seconds, time.monotonic()
        if state.has_picture:
            if not self._hovering.isActive():
                self._cover()
            self._end = now + START_SECONDS
            if self._speed != 1:
                self._players[0].core["speed"] = self._speed
        seen = self._late if at >= self._warm_up else self._early
        if not self._late and seen is self._late:
            self._meter.reset()
        seen.append((at, resident_mib()))
        if at >= self._until or state.phase in (Phase.ENDED, Phase.FAILED) or now > self._end:
            self._timer.stop()
            self._qt.quit()

    def found(self) -> dict[str, Any]:
        """Memory is that of the last tenth against the first one's, both after the warm-up."""
        tenth = max(1, len(self._late) // 10)
        first, last = self._late[:tenth], self._late[-tenth:]
        return {
            "stall_ms": self._meter.longest_ms,
            "film_seconds": middle(last, 0) - middle(first, 0),
            "growth_mib": middle(last, 1) - middle(first, 1),
            "rss_mib": max(mib for _, mib in self._late),
        }


def middle(seen: list[tuple[float, float]], column: int) -> float:
    return sorted(each[column] for each in seen)[len(seen) // 2]


def resident_mib() -> float:
    fields = Path("/proc/self/statm").read_text().split()
    return int(fields[1]) * 4096 / MIB


def watched(
    folder: Path, playlist: str, warm_up: float, seconds: float, speed: float = 1.0
) -> dict[str, Any]:
    """In a process of its own, from an origin in this one."""
    origin = OriginServer(folder)
    given = (origin.url(playlist), str(warm_up), str(seconds), str(speed))
    command = [sys.executable, "-m", "tests.bench.play.covered", *given]
    try:
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    finally:
        origin.close()
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def repeated(film: Path, folder: Path, seconds: float, length: float) -> str:
    """So long a film of a shorter one, as a ladder of one rung."""
    folder.mkdir()
    run_ffmpeg("-stream_loop", str(int(seconds / length) + 1), "-i", str(film), "-c", "copy",
               "-f", "hls", "-hls_time", "4", "-hls_list_size", "0", "-hls_playlist_type", "vod",
               "-hls_segment_filename", str(folder / "%05d.ts"),
               str(folder / "media.m3u8"))  # fmt: skip
    return f"{folder.name}/media.m3u8"


def moving(path: Path, size: str, bps: str) -> Path:
    """Half a minute in which something happens."""
    run_ffmpeg("-f", "lavfi", "-i", f"testsrc2=s={size}:r=24,noise=alls=12:allf=t",
               "-f", "lavfi", "-i", "sine=440:r=48000", "-t", "30", "-pix_fmt", "yuv420p",
               "-c:v", "libx264", "-preset", "ultrafast", "-b:v", bps, "-maxrate", bps,
               "-bufsize", bps, "-g", "48", "-c:a", "aac", "-b:a", "64k", str(path))  # fmt: skip
    return path


def main() -> None:
    address, (warm_up, seconds, speed) = sys.argv[1], map(float, sys.argv[2:5])
    give_back_memory()
    width, height = SIZE
    with virtual_display(f"{width + 40}x{height + 100}x24"):
        qt = QApplication([])
        locale.setlocale(locale.LC_NUMERIC, "C")
        window = CoveredWindow(qt, address, warm_up, seconds, speed)
        window.open()
        qt.exec()
        found = window.found()
        window.leave()
        print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main()
