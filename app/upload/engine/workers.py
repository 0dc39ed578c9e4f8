"""Threads that do blocking work, made when first needed."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from time import monotonic
from typing import Generic, Protocol, TypeVar


class Closable(Protocol):
    def close(self) -> None: ...


Tool = TypeVar("Tool", bound=Closable)


class WorkerPool(Generic[Tool]):
    """Daemon threads, each with a tool of its own; one more whenever a task would have to wait.

    Daemons, since a call that hangs in the network must not keep the application from ending.
    Not thread-safe: one thread hands out the tasks.
    """

    def __init__(self, name: str, most: int, make_tool: Callable[[], Tool]) -> None:
        self._name = name
        self._most = most
        self._make_tool = make_tool
        self._tasks: queue.SimpleQueue[Callable[[Tool], None] | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []

    def do(self, task: Callable[[Tool], None], busy: int) -> None:
        """Have the task done; `busy` tasks are being done at the moment."""
        if busy >= len(self._threads) < self._most:
            name = f"{self._name}-{len(self._threads) + 1}"
            thread = threading.Thread(target=self._work, name=name, daemon=True)
            self._threads.append(thread)
            thread.start()
        self._tasks.put(task)

    def close(self, deadline: float) -> None:
        """End the threads as their tasks end, and wait until `deadline` (monotonic) for it."""
        for _ in self._threads:
            self._tasks.put(None)
        for thread in self._threads:
            thread.join(max(0.0, deadline - monotonic()))

    def _work(self) -> None:
        tool = self._make_tool()
        try:
            while (task := self._tasks.get()) is not None:
                task(tool)
        finally:
            tool.close()
