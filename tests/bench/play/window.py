"""The application's player in a window under Xvfb, in a process of its own, as a browser is.

`python -m tests.bench.play.window ADDRESS SECONDS` says "ready" once the window is there, and
opens the film when it is sent a line; its last line is how the play went.
"""

from __future__ import annotations

import json
import locale
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

from app.player.engine.api import Phase, PlayerState
from app.player.engine.mpv_player import MpvPlayer
from app.player.session.session import PlaybackSession
from app.server.videos import Playback, Video
from app.ui.background import Background
from app.ui.player.video_surface import make_surface
from app.ui.player.view import PlayerView
from app.ui.style.theme import Colours, dress
from tests.display import virtual_display

ROOT = Path(__file__).parents[3]
SIZE = (1400, 800)  # the top rung is not too large for it


class Window:
    """The player's view without a library around it."""

    def __init__(self, qt: QApplication, address: str, seconds: float) -> None:
        self._qt, self._address, self._seconds = qt, address, seconds
        self._sessions: list[PlaybackSession] = []
        self._players: list[MpvPlayer] = []
        colours = Colours()
        dress(qt, colours)
        self._background = Background(qt)
        self._view = PlayerView(self._background, colours, self._build)
        self._view.resize(*SIZE)
        self._view.show()
        self._view.prepare()
        self._timer = QTimer(self._view)
        self._timer.timeout.connect(self._look)
        self._end = float("inf")

    def _build(
        self, parent: QWidget, on_change: Callable[[PlayerState], None]
    ) -> tuple[QWidget, PlaybackSession]:
        player = MpvPlayer(ao="null")
        surface = make_surface(player, parent)
        session = PlaybackSession(player, self._playback_of, on_change)
        self._sessions.append(session)
        self._players.append(player)
        return surface, session

    def _playback_of(self, video_id: str) -> Playback:
        return Playback(video_id, "hls", self._address, 3600)

    def open_when_told(self) -> None:
        print("ready", flush=True)
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        sys.stdin.readline()
        self._background.post(self._open)

    def _open(self) -> None:
        self._end = time.monotonic() + self._seconds
        self._view.play_video(Video("film", "Film", "ready"), None)
        self._timer.start(100)

    def _look(self) -> None:
        over = self._sessions[0].state.phase in (Phase.ENDED, Phase.FAILED)
        if over or time.monotonic() > self._end:
            self._timer.stop()
            self._qt.quit()

    def leave(self) -> dict[str, Any]:
        """How it went; the window is closed then."""
        (session,) = self._sessions
        told, rungs = session.state.statistics, session.rungs_played()
        self._view.release()
        session.close()
        self._background.close()
        return {
            "first": told.startup_seconds,
            "stalled": told.rebuffer_seconds,
            "rungs": rungs,
            "dropped": told.dropped_frames,
        }


@contextmanager
def opened(address: str, seconds: float) -> Iterator[Popen[str]]:
    """The window, ready to be told; whoever asked reads its last line."""
    command = [sys.executable, "-m", "tests.bench.play.window", address, str(seconds)]
    with Popen(command, cwd=ROOT, stdin=PIPE, stdout=PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n", "the player's window did not open"
            yield process
        finally:
            process.terminate()


def main() -> None:
    address, seconds = sys.argv[1], float(sys.argv[2])
    with virtual_display("1440x900x24"):
        qt = QApplication([])
        locale.setlocale(locale.LC_NUMERIC, "C")
        window = Window(qt, address, seconds)
        window.open_when_told()
        qt.exec()
        print(json.dumps(window.leave()), flush=True)


if __name__ == "__main__":
    main()
