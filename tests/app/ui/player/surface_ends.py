"""Opens and closes a player with its picture again and again, each time in another state.

`python -m tests.app.ui.player.surface_ends gl|software COUNT FOLDER` under a display: a process of
its own, since what is tested for is an abort, a hang or a leak. Prints the threads and files that
were left after each state had its turn, and at the end.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from app.player.engine.api import Phase
from app.player.engine.mpv_player import MpvPlayer
from app.player.session.session import PlaybackSession
from app.server.videos import Playback
from app.ui.player.video_surface import GlSurface, SoftwareSurface
from tests.app.player.origin_server import OriginServer

PATIENCE_SECONDS = 30.0
STATES = 6
KINDS: dict[str, Callable[[MpvPlayer, QWidget], GlSurface | SoftwareSurface]] = {
    "gl": GlSurface,
    "software": SoftwareSurface,
}


def main(kind: str, count: int, folder: Path) -> None:
    qt = QApplication(sys.argv[:1])
    origin = OriginServer(folder)
    origin.bps = 20e6
    left = []
    for turn in range(count):
        one_life(qt, kind, origin, turn)
        gc.collect()
        left.append((threading.active_count(), len(os.listdir("/proc/self/fd"))))  # noqa: PTH208
    origin.close()
    json.dump((left[min(STATES, count) - 1], left[-1]), sys.stdout)


def one_life(qt: QApplication, kind: str, origin: OriginServer, turn: int) -> None:
    """A window, a film in it, and their end in the state that the turn says."""
    window = QWidget()
    window.resize(480, 300)
    layout = QVBoxLayout(window)
    player = MpvPlayer(ao="null")
    surface = KINDS[kind](player, window)
    layout.addWidget(surface)
    session = PlaybackSession(player, lambda video: playback(origin, video), lambda _: None)
    window.show()
    session.open("film")
    if turn % STATES:
        wait(qt, lambda: session.state.has_picture)
    if turn % STATES == 2:
        session.seek(turn % 23)
    elif turn % STATES == 3:
        window.showFullScreen()
        wait(qt, window.isFullScreen)
    elif turn % STATES == 4:
        session.choose_rendition("360p")
        session.seek(20)
        session.choose_rendition("180p")
    elif turn % STATES == 5:
        window.showFullScreen()
        window.showNormal()
        session.pause()
        wait(qt, lambda: session.state.phase is Phase.PAUSED)
    surface.release()
    session.close()
    window.close()
    window.deleteLater()
    qt.processEvents()


def playback(origin: OriginServer, video_id: str) -> Playback:
    return Playback(video_id, "hls", origin.url("hls/multivariant.m3u8"), 3600)


def wait(qt: QApplication, condition: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        qt.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        if time.monotonic() > end:
            sys.exit("What was waited for did not come.")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
