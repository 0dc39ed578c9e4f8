"""Threads that do what takes long, made when first needed."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from time import monotonic

from runtime.mailbox import report

Task = Callable[[], object]


class WorkerPool:
    """At most `most` daemon threads; one more whenever a task would have to wait for one.

    Daemons, since a call that hangs in the network must not keep the program from ending. A bug in
    a task goes to `threading.excepthook`; its thread takes the next task. With `newest_first`, that
    is the one given last, and `close` leaves undone what still waits.
    """

    def __init__(self, name: str, most: int, *, newest_first: bool = False) -> None:
        self._name = name
        self._most = most
        self._tasks: queue.SimpleQueue[Task | None] | queue.LifoQueue[Task | None] = (
            queue.LifoQueue() if newest_first else queue.SimpleQueue()
        )
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._unfinished = 0
        self._is_closed = False

    def do(self, task: Task) -> None:
        """From any thread; returns at once. After `close` it falls flat."""
        with self._lock:
            if self._is_closed:
                return
            self._unfinished += 1
            if len(self._threads) < min(self._unfinished, self._most):
                name = f"{self._name}-{len(self._threads) + 1}"
                thread = threading.Thread(target=self._work, name=name, daemon=True)
                self._threads.append(thread)
                thread.start()
            self._tasks.put(task)

    def close(self, timeout_seconds: float) -> bool:
        """End the threads as their tasks end; whether all had ended in time."""
        deadline = monotonic() + timeout_seconds
        with self._lock:
            self._is_closed = True
            threads = tuple(self._threads)
        for _ in threads:
            self._tasks.put(None)
        for thread in threads:
            thread.join(max(0.0, deadline - monotonic()))
        return not any(thread.is_alive() for thread in threads)

    def _work(self) -> None:
        while (task := self._tasks.get()) is not None:
            try:
                task()
            except Exception as bug:  # noqa: BLE001  # told, and the next task has its turn
                report(bug)
            finally:
                del task  # or what it holds, such as an open file, would stay until the next
                with self._lock:
                    self._unfinished -= 1
