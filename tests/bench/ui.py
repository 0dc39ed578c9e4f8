"""`./dev bench ui`: start-up, stalls of the UI thread, scrolling, memory, accessibility.

Runs on an X server of its own. The library has 100,000 videos of a fake backend, each with a
poster that has to be decoded, while a thousand upload events a second come in.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import QBuffer, QModelIndex, QSettings, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractButton, QApplication

from app.server.client import Client
from app.server.videos import Account, VideoPage
from app.settings import Settings
from app.ui.background import Background, Latest, Scope
from app.ui.cards.model import VideoModel
from app.ui.cards.posters import Posters
from app.ui.collecting import Collecting
from app.ui.dialogs.settings import SettingsDialog
from app.ui.navigation.page import Visit
from app.ui.shell.main_window import MainWindow
from app.ui.style.theme import Colours, dress
from app.upload.engine.progress import Progress
from tests.app.edits.losing import edits_lost
from tests.app.ui.editor.making import editor_of
from tests.app.ui.fake_player import build
from tests.app.ui.fake_queue import progress
from tests.app.ui.fakes import FILM
from tests.app.ui.style.test_theme import GROUNDS, THEMES, WORDS, contrast
from tests.bench.stalls import StallMeter
from tests.bench.trim import trim_bytes_share

STARTS = 7
VIDEOS = 100_000
PAGE = 5_000
FRAMES = 300
SETTLED_SECONDS = 5.0
"""After the list is there: pictures come, and the collector has its look."""
EVENTS_PER_SECOND = 1000

# Ends the process when its first window is painted; in a script of its own, so that the bare
# window imports nothing of ours.
FIRST_PAINT = """
import os
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
class FirstPaint(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, lambda: os._exit(0))
        return False
first = FirstPaint()
"""
BARE = f"""{FIRST_PAINT}
qt = QApplication([])
qt.installEventFilter(first)
window = QMainWindow()
window.show()
qt.exec()
"""
OURS = f"""
import gc, sys
gc.disable()  # as app.main does where it is the program
import app.main as main
{FIRST_PAINT}
speak = main.speak
def watch_and_speak(qt, *words):
    qt.installEventFilter(first)
    return speak(qt, *words)
main.speak = watch_and_speak
main.main(["--data-dir", sys.argv[1]])
"""


@contextmanager
def display() -> Iterator[None]:
    """An X server, for Qt not to meet the user's."""
    xvfb = shutil.which("Xvfb")
    if xvfb is None:
        sys.exit("Xvfb is missing: apt-get install xvfb")
    read_end, write_end = os.pipe()
    screen = ["-screen", "0", "1600x1000x24", "-nolisten", "tcp"]
    server = subprocess.Popen(
        [xvfb, "-displayfd", str(write_end), *screen],
        pass_fds=[write_end],
        stderr=subprocess.DEVNULL,
    )
    os.close(write_end)
    with os.fdopen(read_end) as announced:
        os.environ["DISPLAY"] = f":{announced.readline().strip()}"
    try:
        yield
    finally:
        server.terminate()
        server.wait()


def seconds_to_window(script: str, compiled: str) -> float:
    """From the start of the process to the first paint. What is imported was `compiled` before,
    as it was for whoever installed Matinee or starts it a second time."""
    environment = os.environ | {"PYTHONPYCACHEPREFIX": compiled}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        began = time.monotonic()
        subprocess.run([sys.executable, "-c", script, folder], env=environment, check=True)
        return time.monotonic() - began


def starts() -> dict[str, float]:
    """Bare and ours in turn, so that both see the same machine."""
    with tempfile.TemporaryDirectory() as compiled:
        pairs = [
            tuple(seconds_to_window(script, compiled) for script in (BARE, OURS))
            for _ in range(1 + STARTS)
        ]
    bare, ours = (statistics.median(column) for column in zip(*pairs[1:], strict=True))
    return {"start_vs_bare": ours / bare, "start_s": ours, "bare_s": bare}


class ManyVideos:
    """A backend with a big library, whose every poster is another URL."""

    def __init__(self) -> None:
        self._poster = jpeg()
        self._videos = [
            replace(
                FILM,
                id=f"v{number}",
                title=f"Film {number} of a long summer",
                poster_url=f"http://fake/media/t/r{number}/poster.jpg",
            )
            for number in range(VIDEOS)
        ]

    def videos(self, **asked: Any) -> VideoPage:
        start = int(asked["cursor"] or 0)
        stop = start + PAGE
        more = str(stop) if stop < VIDEOS else None
        return VideoPage(tuple(self._videos[start:stop]), more)

    def fetch(self, _url: str) -> bytes:
        return self._poster


def jpeg() -> bytes:
    image = QImage(1280, 720, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkCyan)
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    image.save(buffer, "JPEG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


class Storm:
    """A thread with as many upload events as a few hundred files would make."""

    def __init__(self, latest: Latest[str, Progress]) -> None:
        self._latest = latest
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        sent = 0
        while not self._over.wait(1 / EVENTS_PER_SECOND):
            sent += 1
            self._latest.put(progress(sent=sent % 1000, upload_id=f"u{sent % 100}"))

    def stop(self) -> None:
        self._over.set()
        self._thread.join()


def spin(qt: QApplication, seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        qt.processEvents()
        time.sleep(0.0005)


def fetch_all(qt: QApplication, model: VideoModel) -> None:
    """Have every page there, as if one had scrolled to the end."""
    while model.rowCount() < VIDEOS:
        if model.canFetchMore(QModelIndex()):
            model.fetchMore(QModelIndex())
        spin(qt, 0.01)


def scrolling(qt: QApplication, window: MainWindow) -> float:
    """Frames a second of the grid, each one scrolled, painted and with its events handled."""
    grid = window.library.list.grid
    bar = grid.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    began = time.monotonic()
    for _ in range(FRAMES):
        bar.setValue(bar.value() + 45)
        window.touched = time.monotonic()
        grid.viewport().repaint()
        qt.processEvents()
    return FRAMES / (time.monotonic() - began)


def resident_mib() -> float:
    line = next(
        line for line in Path("/proc/self/status").read_text().splitlines() if "VmRSS" in line
    )
    return int(line.split()[1]) / 1024


def unnamed(window: MainWindow, background: Background, folder: Path) -> int:
    """Buttons that say nothing to somebody who can't see their icon."""
    dialogs = [
        SettingsDialog(Settings(), window),
        editor_of(background, folder, FILM, parent=window),
    ]
    roots = [window, *dialogs]
    buttons = {button for root in roots for button in root.findChildren(QAbstractButton)}
    return sum(
        not (button.accessibleName() or button.text())
        for button in buttons
        if button.focusPolicy() != Qt.FocusPolicy.NoFocus
    )


def in_use(qt: QApplication, folder: Path) -> dict[str, float]:
    """The window with a big library, scrolled while uploads run."""
    background, colours = Background(), Colours()
    dress(qt, colours)
    state = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
    window = MainWindow(state)
    window.furnish(background, colours, build)
    Collecting(window, lambda: window.calm)
    backend = ManyVideos()
    window.show()
    posters = Posters(background, backend.fetch, folder / "posters", window)
    owner = Account("owner", "Owner")
    window.home.attach(Visit(cast(Client, backend), posters, Scope(background), owner, ""))
    window.show_home()
    latest: Latest[str, Progress] = Latest(
        background, lambda upload: upload.upload_id, window.uploads.show_uploads
    )
    fetch_all(qt, window.library.list.model)
    spin(qt, SETTLED_SECONDS)
    storm, meter = Storm(latest), StallMeter()
    spin(qt, 2.0)
    at_rest = meter.longest_ms
    meter.reset()
    fps = scrolling(qt, window)
    spin(qt, 0.5)
    storm.stop()
    result = {
        "longest_stall_ms": max(at_rest, meter.longest_ms),
        "scroll_fps": fps,
        "rss_mib": resident_mib(),
        "unnamed_controls": unnamed(window, background, folder),
    }
    background.close()
    return result


def rounded(values: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 2) for name, value in values.items()}


def main() -> None:
    print(f"Starting a bare window and Matinee {STARTS} times each")
    with display(), tempfile.TemporaryDirectory() as folder:
        figures: dict[str, float] = starts()
        print(f"Scrolling through {VIDEOS} videos while uploads report")
        figures |= in_use(QApplication([]), Path(folder))
    with tempfile.TemporaryDirectory() as folder:
        figures["edits_lost"] = edits_lost(Path(folder))
    print("Trimming a film of 72 s")
    figures["trim_bytes_share"] = trim_bytes_share()
    pairs = [*product(WORDS, GROUNDS), ("on_accent", "accent"), ("bad", "bad_ground")]
    figures["contrast_min"] = min(
        contrast(theme, *pair) for theme in THEMES.values() for pair in pairs
    )
    print(json.dumps(rounded(figures)))


if __name__ == "__main__":
    main()
