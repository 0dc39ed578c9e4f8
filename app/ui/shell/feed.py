"""Listens to the backend for what happens there, and tries again for as long as it takes."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from typing import Generic, Protocol, TypeVar

from app.errors import MatineeError, SignInNeeded

log = logging.getLogger(__name__)
DELAYS = (0.5, 1.0, 2.0, 5.0, 10.0)

E = TypeVar("E")
E_co = TypeVar("E_co", covariant=True)


class Line(Protocol[E_co]):
    """Events, until it is closed, from any thread."""

    def __iter__(self) -> Iterator[E_co]: ...
    def close(self) -> None: ...


class Feed(Generic[E]):
    """A thread that calls `on_event` for every event, until `close`.

    `on_line` hears None whenever the line is there (again), so that what was missed can be
    fetched, and the fault when it is lost. Both are called on the feed's thread.
    """

    def __init__(
        self,
        listen: Callable[[], Line[E]],
        on_event: Callable[[E], None],
        on_line: Callable[[MatineeError | None], None],
        delays: tuple[float, ...] = DELAYS,
    ) -> None:
        self._listen, self._on_event, self._on_line = listen, on_event, on_line
        self._delays = delays
        self._line: Line[E] | None = None
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._run, name="feed", daemon=True)
        self._thread.start()

    def close(self, seconds: float = 1.0) -> None:
        self._closed.set()
        if self._line is not None:
            self._line.close()
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
        self._line = self._listen()
        if self._closed.is_set():
            self._line.close()  # below it ends at once, and gives its connection back
        else:
            self._on_line(None)
        for event in self._line:
            self._on_event(event)
