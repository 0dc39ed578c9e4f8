"""The one door between the UI thread and all others."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable
from typing import Any, Generic, Protocol, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from app.errors import MatineeError
from app.ui.style.words import told
from runtime.workers import WorkerPool

T = TypeVar("T")
K = TypeVar("K")
log = logging.getLogger(__name__)


class Task:
    """A piece of work that was asked for; its result can still be declined."""

    def __init__(self) -> None:
        self.wanted = True

    def forget(self) -> None:
        """Neither start the work, if it waits, nor report its result."""
        self.wanted = False


class Background(QObject):
    """Runs work on other threads and has its results arrive on this one.

    A `MatineeError` without a `failed` of its own goes to `troubled`; everything else that is
    raised is a bug and reaches `sys.excepthook`, on the UI thread.
    """

    troubled = Signal(str)
    _ready = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._closed = False
        self._workers = WorkerPool("background", 6)
        # The picture asked for last is the one that is on the screen now.
        self._pictures = WorkerPool("pictures", 3, newest_first=True)
        self._ready.connect(self._call, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        work: Callable[[], T],
        then: Callable[[T], None] | None = None,
        failed: Callable[[MatineeError], None] | None = None,
    ) -> Task:
        """Have another thread do `work`, and the UI thread `then` or `failed`."""
        return self._submit(self._workers, work, then, failed)

    def run_newest_first(
        self,
        work: Callable[[], T],
        then: Callable[[T], None],
        failed: Callable[[MatineeError], None],
    ) -> Task:
        """Like `run`, on threads of their own, the last one asked for first."""
        return self._submit(self._pictures, work, then, failed)

    def post(self, call: Callable[[], None]) -> None:
        """Have the UI thread make `call`; safe from any thread, and after `close` ignored."""
        if not self._closed:
            self._ready.emit(call)

    def close(self, seconds: float = 1.0) -> None:
        """Report nothing any more, and wait a little for what is under way."""
        self._closed = True
        self._workers.close(seconds)
        self._pictures.close(seconds)

    def _submit(self, workers: WorkerPool, work: Any, then: Any, failed: Any) -> Task:
        task = Task()
        workers.do(lambda: self._perform(task, work, then, failed))
        return task

    def _perform(self, task: Task, work: Any, then: Any, failed: Any) -> None:
        if self._closed or not task.wanted:
            return
        try:
            result = work()
        except MatineeError as error:
            report = failed or self._tell
            outcome, value = report, error
        except BaseException as error:  # noqa: BLE001 (it is re-raised on the UI thread)
            outcome, value = raise_again, error  # type: ignore[assignment]
        else:
            outcome, value = then or ignore, result
        self.post(lambda: self._settle(task, outcome, value))

    def _settle(self, task: Task, outcome: Callable[[Any], None], value: Any) -> None:
        if task.wanted:
            outcome(value)

    def _tell(self, error: MatineeError) -> None:
        self.troubled.emit(told(error.sentence))

    def _call(self, call: Callable[[], None]) -> None:
        if not self._closed:
            call()


class Scope:
    """Work on somebody's behalf: it is done, but after `close` nothing of it is reported.

    Who is signed out has no answers that could appear before whoever comes next.
    """

    def __init__(self, background: Background) -> None:
        self._background = background
        self.is_open = True

    def close(self) -> None:
        self.is_open = False

    def run(
        self,
        work: Callable[[], T],
        then: Callable[[T], None] | None = None,
        failed: Callable[[MatineeError], None] | None = None,
    ) -> Task:
        """Like `Background.run`."""
        report = self._while_open(failed) if failed else self.tell
        return self._background.run(work, self._while_open(then or ignore), report)

    def tell(self, error: MatineeError) -> None:
        """Have the user told of it."""
        if self.is_open:
            self._background.troubled.emit(told(error.sentence))

    def post(self, call: Callable[[], None]) -> None:
        """Like `Background.post`."""
        self._background.post(lambda: call() if self.is_open else None)

    def _while_open(self, report: Callable[[T], None]) -> Callable[[T], None]:
        return lambda value: report(value) if self.is_open else None


def ignore(_result: Any) -> None:
    """Nobody waits for this result."""


def raise_again(error: BaseException) -> None:
    """A bug on another thread is reported like one on this thread."""
    sys.excepthook(type(error), error, error.__traceback__)


class Door(Protocol):
    """Where calls for the UI thread are posted."""

    def post(self, call: Callable[[], None]) -> None: ...


class Latest(Generic[K, T]):
    """Passes on only the newest value of each key, so a fast sender can't flood the UI thread."""

    def __init__(
        self, door: Door, key: Callable[[T], K], deliver: Callable[[list[T]], None]
    ) -> None:
        self._door, self._key, self._deliver = door, key, deliver
        self._waiting: dict[K, T] = {}
        self._lock = threading.Lock()

    def put(self, value: T) -> None:
        """Safe from any thread."""
        with self._lock:
            first = not self._waiting
            self._waiting[self._key(value)] = value
        if first:
            self._door.post(self._flush)

    def _flush(self) -> None:
        with self._lock:
            values, self._waiting = list(self._waiting.values()), {}
        self._deliver(values)
