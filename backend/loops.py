"""Threads that go round for as long as the backend lives, whatever befalls them on the way."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from backend.errors import BackendError, DatabaseAway, Unavailable

log = logging.getLogger(__name__)

TROUBLED_SECONDS = 2.0
"""The rest after a turn that went wrong: what was away may be back."""
Item = TypeVar("Item")
Clock = Callable[[], float]


class NotTurning(Unavailable):
    def __init__(self, names: Iterable[str]) -> None:
        super().__init__("not_turning", names=", ".join(names))


class Pulse:
    """Of something that goes round: stuck when it has not beaten for longer than `most_seconds`
    beyond the rest that it told of."""

    def __init__(self, name: str, most_seconds: float, clock: Clock = time.monotonic) -> None:
        self.name = name
        self._most, self._clock = most_seconds, clock
        self.due: float | None = None
        """By when it has turned, by its clock; None before it starts and after its end."""

    def beat(self, rest_seconds: float = 0.0) -> None:
        """Note that it turns, and will again after this rest."""
        self.due = self._clock() + rest_seconds + self._most

    def end(self) -> None:
        self.due = None

    @property
    def is_stuck(self) -> bool:
        return (due := self.due) is not None and self._clock() > due


class Loop(Pulse):
    """Takes turn after turn until `stop`. `turn` returns how many seconds it may rest afterwards,
    which `wake` cuts short; a turn that fails is followed by the next all the same.

    A turn that takes more than `most_seconds` without a `beat`, or a thread that is gone, is what
    `is_stuck` tells of.
    """

    def __init__(
        self,
        name: str,
        turn: Callable[[], float],
        most_seconds: float,
        breath_seconds: float = 0.0,
        clock: Clock = time.monotonic,
    ) -> None:
        """A round is never shorter than `breath_seconds`."""
        super().__init__(name, most_seconds, clock)
        self._turn, self._breath = turn, breath_seconds
        self._stopping = threading.Event()
        self._woken = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name)

    def start(self) -> None:
        self.beat()
        self._thread.start()

    def stop(self) -> None:
        """Return when the turn under way is over."""
        self._stopping.set()
        self.wake()
        if self._thread.is_alive():
            self._thread.join()

    def wake(self) -> None:
        self._woken.set()

    @property
    def is_stuck(self) -> bool:
        if self.due is None or self._stopping.is_set():
            return False
        return not self._thread.is_alive() or super().is_stuck

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._woken.clear()
            began = self._clock()
            self.beat()
            rest = self._turned()
            self.beat(rest)
            self._woken.wait(rest)
            self._stopping.wait(max(0.0, began + self._breath - self._clock()))

    def _turned(self) -> float:
        with guarded(self.name):
            return self._turn()
        return TROUBLED_SECONDS


class Loops:
    """All loops of one process, for whoever asks whether they turn."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._loops: list[Pulse] = []

    def make(
        self, name: str, turn: Callable[[], float], most_seconds: float, breath_seconds: float = 0.0
    ) -> Loop:
        loop = Loop(name, turn, most_seconds, breath_seconds, self._clock)
        self._loops.append(loop)
        return loop

    def pulse(self, name: str, most_seconds: float) -> Pulse:
        """For what has a thread of its own."""
        pulse = Pulse(name, most_seconds, self._clock)
        self._loops.append(pulse)
        return pulse

    def check(self) -> None:
        """Raises NotTurning with the names of those that don't."""
        if stuck := [loop.name for loop in self._loops if loop.is_stuck]:
            raise NotTurning(stuck)


@contextmanager
def guarded(name: str) -> Iterator[None]:
    """What fails inside is tried again in the next turn: the rows still say so."""
    try:
        yield
    except BackendError as error:
        log.warning("The %s waits: %s", name, error)
    except Exception:
        log.exception("The %s failed at a step", name)


def each(items: Iterable[Item], step: Callable[[Item], object]) -> None:
    """What befalls one is not in the way of the others: one fault is raised when all were
    tried. A database that is away is in everybody's, and ends it at once."""
    first: Exception | None = None
    for item in items:
        try:
            step(item)
        except DatabaseAway:
            raise
        except Exception as error:
            if first is not None:
                log.warning("Besides: %s", first, exc_info=first)
            first = error
    if first is not None:
        raise first
