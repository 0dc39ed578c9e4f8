"""What the dialog shows of a film, fetched piece by piece while it is already there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from app.ui.background import Background, Task, ignore
from app.upload.errors import Interrupted
from app.upload.trim.look import peaks, picture_at
from app.upload.trim.ranges import Recipe
from app.upload.trim.trimming import Forecast, SourceFilm, forecast, open_film

SMALL, LARGE = 120, 540


class Loading(QObject):
    """Of one film; after `close` nothing arrives any more, and what is under way ends."""

    copied = Signal(float)
    """Which share of a film that has to be copied first."""
    opened = Signal(object)
    failed = Signal(object)
    small_came = Signal(float, QImage)
    large_came = Signal(QImage)
    peaks_came = Signal(bytes)
    forecast_came = Signal(object)
    forecast_failed = Signal(object)

    def __init__(self, path: Path, folder: Path, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._path, self._folder, self._background = path, folder, background
        self._is_closed = False
        self._asked = set[float]()
        self._small = list[Task]()
        self._large: float | None = None
        self._is_looking = False
        self._forecast = Task()
        background.run(self._open, self._tell_opened, self._tell(self.failed.emit))

    def close(self) -> None:
        self._is_closed = True
        for task in self._small:
            task.forget()

    def _open(self) -> SourceFilm | None:
        try:
            return open_film(self._path, self._folder, lambda: self._is_closed, self._told)
        except Interrupted:
            return None

    def _told(self, share: float) -> None:
        """On the thread that opens it."""
        self._background.post(partial(self._tell(self.copied.emit), share))

    def _tell_opened(self, film: SourceFilm | None) -> None:
        if film is not None and not self._is_closed:
            self.opened.emit(film)
            self._background.run(self._read_peaks, None, ignore)

    def _read_peaks(self) -> None:
        for some in peaks(self._path, lambda: self._is_closed):
            self._background.post(partial(self._tell(self.peaks_came.emit), some))

    def ask_small(self, moments: Sequence[float]) -> None:
        """For the timeline, those in sight first."""
        for task in self._small:
            task.forget()
        self._small = [self._run_small(seconds) for seconds in reversed(moments)]

    def _run_small(self, seconds: float) -> Task:
        def take(data: bytes | None) -> None:
            if data and not self._is_closed:
                self.small_came.emit(seconds, QImage.fromData(data))

        def work() -> bytes | None:
            return picture_at(self._path, seconds, SMALL, exact=False)

        return self._background.run_newest_first(work, take, ignore)

    def ask_large(self, seconds: float) -> None:
        """The picture at a moment; of those asked for while one is fetched, the last."""
        self._large = seconds
        if not self._is_looking:
            self._look()

    def _look(self) -> None:
        seconds, self._large = self._large, None
        if seconds is None or self._is_closed:
            self._is_looking = False
            return
        self._is_looking = True
        self._background.run(
            lambda: picture_at(self._path, seconds, LARGE), self._take_large, lambda _error: None
        )

    def _take_large(self, data: bytes | None) -> None:
        if data and not self._is_closed:
            self.large_came.emit(QImage.fromData(data))
        self._look()

    def ask_forecast(self, film: SourceFilm, recipe: Recipe) -> None:
        """What comes of a recipe; only the last one is answered."""

        def work() -> Forecast:
            return forecast(film, recipe)

        self._forecast.forget()
        self._forecast = self._background.run(
            work, self._tell(self.forecast_came.emit), self._tell(self.forecast_failed.emit)
        )

    def _tell(self, emit: Callable[..., object]) -> Callable[[object], None]:
        return lambda value: None if self._is_closed else (emit(value), None)[1]
