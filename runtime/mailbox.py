"""A state that one thread owns: events go in, a pure step decides, effects come out."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Generic, TypeVar

State = TypeVar("State")
Event = TypeVar("Event")
Effect = TypeVar("Effect")

AFTER_A_BUG_SECONDS = 1.0


class Machine(Generic[State, Event, Effect]):
    """Only `step` changes the state; `perform` carries out what it asks for, and never waits.

    A state is a frozen value: whoever reads it from another thread sees one that was true.
    """

    def __init__(
        self,
        state: State,
        step: Callable[[State, Event], tuple[State, Sequence[Effect]]],
        perform: Callable[[Effect], None],
    ) -> None:
        self.state = state
        self._step = step
        self._perform = perform

    def handle(self, event: Event) -> None:
        self.state, effects = self._step(self.state, event)
        for effect in effects:
            self._perform(effect)


class Mailbox(Generic[Event]):
    """An inbox, and the one thread that empties it: what only that thread touches needs no lock.

    In each round it gives `handle` all events that are there, in the order of their posting; then
    `rest` does what is due, and says after how many seconds it wants the next round even if
    nothing is posted (None: not before). A bug in either goes to `threading.excepthook`, as if it
    had ended a thread, and the mailbox goes on.
    """

    def __init__(
        self,
        name: str,
        handle: Callable[[Event], None],
        rest: Callable[[], float | None] = lambda: None,
    ) -> None:
        self._handle = handle
        self._rest = rest
        self._inbox: queue.SimpleQueue[Event | None] = queue.SimpleQueue()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def post(self, event: Event) -> None:
        """From any thread; returns at once."""
        self._inbox.put(event)

    def stop(self, timeout_seconds: float | None = None) -> bool:
        """End after the round under way; whether that came about in time. What was posted and
        not handled by then is left to `drain`."""
        self._stopping.set()
        self._inbox.put(None)
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join(timeout_seconds)
        return not self._thread.is_alive()

    def drain(self) -> None:
        """Handle what is there on the calling thread, after `stop`."""
        with suppress(queue.Empty):
            while True:
                self._deliver(self._inbox.get_nowait())

    def _run(self) -> None:
        patience: float | None = 0.0
        while not self._stopping.is_set():
            with suppress(queue.Empty):
                self._deliver(self._inbox.get(timeout=patience))
                for _ in range(self._inbox.qsize()):
                    self._deliver(self._inbox.get_nowait())
            patience = AFTER_A_BUG_SECONDS
            try:
                patience = self._rest()
            except Exception as bug:  # noqa: BLE001  # told, and the others have their turn
                report(bug)

    def _deliver(self, event: Event | None) -> None:
        """None wakes, and says nothing."""
        if event is None:
            return
        try:
            self._handle(event)
        except Exception as bug:  # noqa: BLE001  # told, and the others have their turn
            report(bug)


def report(bug: Exception) -> None:
    """To the hook that hears what ends threads."""
    args = (type(bug), bug, bug.__traceback__, threading.current_thread())
    threading.excepthook(threading.ExceptHookArgs(args))
