"""Calls of several threads that travel together."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.errors import MatineeError, ServerUnreachable
from app.upload.transfer.batching import Gathered, Timing
from tests.app.upload.conftest import wait_for

WITHOUT_PAUSE = Timing(pause_seconds=0, patience_seconds=60)


class StoreConnection:
    """Takes a list of numbers at a time and doubles each; refuses odd ones. Waits for `gate`."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.sent: list[list[int]] = []
        self.is_down = False

    def __call__(self, asked: Sequence[int]) -> list[int | MatineeError]:
        self.sent.append(list(asked))
        self.gate.wait(10)
        if self.is_down:
            raise ServerUnreachable("host")
        return [2 * n if n % 2 == 0 else MatineeError(f"{n} is odd.") for n in asked]


def test_what_gathers_during_a_request_goes_with_the_next() -> None:
    """The first leaves at once, the other five together in the order of their turns; each gets its
    own answer."""
    line = StoreConnection()
    gathered = Gathered(line, WITHOUT_PAUSE)
    with ThreadPoolExecutor(6) as threads:
        first = threads.submit(gathered, 0)
        wait_for(lambda: line.sent == [[0]])
        others = [threads.submit(gathered, n, n) for n in (8, 2, 10, 4, 6)]
        wait_for(lambda: len(gathered) == 5)
        line.gate.set()
        answers = [call.result() for call in (first, *others)]

    assert answers == [0, 16, 4, 20, 8, 12]
    assert line.sent[1] == [2, 4, 6, 8, 10]


def test_a_heap_makes_few_requests() -> None:
    """The first leaves at once; the next waits for the end of the pause, and others join it."""
    line, pause_ends = StoreConnection(), threading.Event()
    line.gate.set()
    pauses: list[float] = []

    def sleep(seconds: float) -> None:
        pauses.append(seconds)
        pause_ends.wait(10)

    gathered = Gathered(line, Timing(pause_seconds=60, patience_seconds=60, sleep=sleep))
    with ThreadPoolExecutor(4) as threads:
        assert gathered(0) == 0
        assert pauses == []
        calls = [threads.submit(gathered, n) for n in (2, 4, 6, 8)]
        wait_for(lambda: bool(pauses) and len(gathered) == 3)
        pause_ends.set()
        answers = [call.result() for call in calls]

    assert answers == [4, 8, 12, 16]
    assert [len(sent) for sent in line.sent] == [1, 4]


def test_nobody_waits_long_for_a_slow_request() -> None:
    """While the first hangs, the second goes by itself."""
    line = StoreConnection()
    quick = threading.Event()

    def send(asked: Sequence[int]) -> list[int | MatineeError]:
        return line(asked) if not quick.is_set() else [0 for _ in asked]

    gathered = Gathered(send, Timing(pause_seconds=0, patience_seconds=0.01))
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(gathered, 2)
        wait_for(lambda: line.sent == [[2]])
        quick.set()
        second = threads.submit(gathered, 4)

        assert second.result(10) == 0
        assert not first.done()
        line.gate.set()
        assert first.result(10) == 4


def test_a_fault_reaches_only_who_asked() -> None:
    """And a request that fails as a whole, everybody in it."""
    line = StoreConnection()
    line.gate.set()
    gathered = Gathered(line)

    assert gathered(2) == 4
    with pytest.raises(MatineeError, match="3 is odd"):
        gathered(3)
    line.is_down = True
    with pytest.raises(ServerUnreachable):
        gathered(4)
    line.is_down = False
    assert gathered(6) == 12


def test_a_bug_in_one_thread_does_not_hang_the_others() -> None:
    """The thread that sends gets the bug itself, those that it sent for an error of their own."""
    line = StoreConnection()

    def broken(asked: Sequence[int]) -> list[int | MatineeError]:
        line(asked)
        raise ZeroDivisionError

    gathered = Gathered(broken, WITHOUT_PAUSE)
    with ThreadPoolExecutor(3) as threads:
        first = threads.submit(gathered, 0)
        wait_for(lambda: line.sent == [[0]])
        others = [threads.submit(gathered, n) for n in (2, 4)]
        wait_for(lambda: len(gathered) == 2)
        line.gate.set()
        faults = sorted(type(call.exception()).__name__ for call in (first, *others))

    assert faults == ["RuntimeError", "ZeroDivisionError", "ZeroDivisionError"]
