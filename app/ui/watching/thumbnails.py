"""Small pictures of a file of this computer, for its seek bar: made while it plays, kept by what is
in the file, and readable by nobody else."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

from PySide6.QtGui import QImage

from app.errors import CantWrite, MatineeError
from app.private_files import write_private
from app.ui.background import Background
from app.ui.cards.posters import decoded, stored
from app.ui.player.view import PlayerView
from app.ui.storyboard import Cue, Storyboard
from app.upload.source.file import SourceFile
from app.upload.trim.look import picture_at

log = logging.getLogger(__name__)

HEIGHT = 90
MOST, EVERY_SECONDS = 64, 5.0
KEPT_FILMS = 40


class Thumbnails:
    """Everything on the UI thread but what is said to block."""

    def __init__(self, view: PlayerView, background: Background, folder: Path) -> None:
        self._view, self._background, self._folder = view, background, folder
        self._run: ThumbnailRun | None = None
        self._path: Path | None = None
        self._pictures: dict[float, QImage] = {}
        view.state_changed.connect(self._look)
        view.closed.connect(self.end)

    def follow(self, path: Path | None) -> None:
        """What plays from now on; None: no file of this computer."""
        self.end()
        self._path = path

    def end(self) -> None:
        if self._run is not None:
            self._run.is_wanted = False
        self._run, self._path, self._pictures = None, None, {}

    def _look(self) -> None:
        """The film's own first picture goes first."""
        state = self._view.state
        if self._path is None or self._run or not (state.has_picture and state.duration_seconds):
            return
        run = self._run = ThumbnailRun(self._path, state.duration_seconds, self._folder)
        self._background.run(partial(self._make, run), failed=without)

    def _make(self, run: ThumbnailRun) -> None:
        """Blocks."""
        for seconds, picture in run.pictures():
            self._background.post(partial(self._take, run, seconds, decoded(picture)))

    def _take(self, run: ThumbnailRun, seconds: float, picture: QImage) -> None:
        if run is self._run and not picture.isNull():
            self._pictures[seconds] = picture
            self._view.preview.storyboard = storyboard_of(self._pictures)


class ThumbnailRun:
    """One file's pictures; ends early once `is_wanted` is taken back. All of it blocks."""

    def __init__(self, path: Path, duration_seconds: float, folder: Path) -> None:
        self._path, self._duration, self._folder = path, duration_seconds, folder
        self.is_wanted = True

    def pictures(self) -> Iterator[tuple[float, bytes]]:
        """JPEGs, each with the moment from which on it holds. Raises `MatineeError`."""
        folder = self._folder / SourceFile(self._path).fingerprint()
        prepare(folder)
        for start, middle in moments(self._duration):
            file = folder / f"{round(start * 1000)}.jpg"
            if not self.is_wanted:
                return
            if (picture := stored(file)) is None:
                picture = picture_at(self._path, middle, HEIGHT, exact=False)
                keep(file, picture or b"")
            if picture:
                yield start, picture


def moments(duration: float) -> list[tuple[float, float]]:
    """Where pictures begin to hold, and where they are taken: first some all over the film, then
    those between, so that the whole of it has some soon."""
    count = max(1, min(MOST, int(duration / EVERY_SECONDS)))
    step, bits = duration / count, (count - 1).bit_length()
    order = sorted(range(count), key=lambda n: f"{n:0{bits}b}"[::-1])
    return [(n * step, (n + 0.5) * step) for n in order]


def storyboard_of(pictures: dict[float, QImage]) -> Storyboard:
    cues = tuple(Cue(seconds, str(seconds), None) for seconds in sorted(pictures))
    return Storyboard(cues, {str(seconds): picture for seconds, picture in pictures.items()})


def prepare(folder: Path) -> None:
    """Make it the newest one, and let the oldest go. What can't be kept is made again."""
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.touch()
        films = sorted(folder.parent.iterdir(), key=lambda film: film.stat().st_mtime)
        for film in films[:-KEPT_FILMS]:
            shutil.rmtree(film, ignore_errors=True)


def keep(file: Path, picture: bytes) -> None:
    """An empty one, too: there is no picture there, which would be looked for again."""
    with suppress(CantWrite):
        write_private(file, picture)


def without(error: MatineeError) -> None:
    log.info("No thumbnails: %s", error)
