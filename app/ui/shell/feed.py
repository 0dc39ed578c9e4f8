"""Listens to the backend for changes of videos, and tries again for as long as it takes."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable
from typing import Protocol

from app.errors import MatineeError, SignInNeeded
from app.server.videos import Video

log = logging.getLogger(__name__)
DELAYS = (0.5, 1.0, 2.0, 5.0, 10.0)


class Events(Iterable[Video], Protocol):
    def close(self) -> None: ...


class Feed:
    """A thread that calls `on_video` for every change, until `close`.

    `on_line` hears None whenever the line is there (again), so that what was missed can be
    fetched, and the fault when it is lost. Both are called on the feed's thread.
    """

    def __init__(
        self,
        listen: Callable[[], Events],
        on_video: Callable[[Video], None],
        on_line: Callable[[MatineeError | None], None],
        delays: tuple[float, ...] = DELAYS,
    ) -> None:
        self._listen, self._on_video, self._on_line = listen, on_video, on_line
        self._delays = delays
        self._events: Events | None = None
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._run, name="feed", daemon=True)
        self._thread.start()

    def close(self, seconds: float = 1.0) -> None:
        self._closed.set()
        if self._events is not None:
            self._events.close()
        self._thread.join(seconds)

    def _run(self) -> None:
        failures = 0
        while not self._closed.is_set():
            try:
                self._follow()
                failures = 0
            except SignInNeeded as error:
                self._on_line(error)
                return
            except MatineeError as error:
                log.info("The line to the server is lost: %s", error)
                if not self._closed.is_set():
                    self._on_line(error)
                failures += 1
            self._closed.wait(self._delays[min(failures, len(self._delays) - 1)])

    def _follow(self) -> None:
        self._events = self._listen()
        if self._closed.is_set():
            self._events.close()
            return
        self._on_line(None)
        for video in self._events:
            self._on_video(video)
