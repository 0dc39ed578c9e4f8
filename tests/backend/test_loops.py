"""Loops outlive what befalls them, and tell when they do not turn."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from backend import loops
from backend.errors import DatabaseAway, Unavailable
from backend.loops import Loop, Loops, NotTurning, each

PATIENCE = 20


@contextmanager
def turning(loop: Loop) -> Iterator[None]:
    loop.start()
    try:
        yield
    finally:
        loop.stop()


@pytest.mark.parametrize("fault", [ZeroDivisionError(), DatabaseAway(), OSError(28, "full")])
def test_a_turn_that_fails_is_followed_by_the_next(
    fault: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever it was."""
    monkeypatch.setattr(loops, "TROUBLED_SECONDS", 0.0)
    turns, third = list[int](), threading.Event()

    def turn() -> float:
        turns.append(len(turns))
        if len(turns) < 3:
            raise fault
        third.set()
        return PATIENCE

    with turning(Loop("test", turn, PATIENCE)):
        assert third.wait(PATIENCE)


def test_a_wake_is_not_lost_in_a_turn() -> None:
    """Who wakes it while it turns gets another turn at once."""
    turns, second = list[int](), threading.Event()

    def turn() -> float:
        turns.append(len(turns))
        if len(turns) == 1:
            loop.wake()
        else:
            second.set()
        return PATIENCE

    loop = Loop("test", turn, PATIENCE)
    with turning(loop):
        assert second.wait(PATIENCE)


class Held:
    """A loop whose turn lasts until it is let go, under a clock of the test's own."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.begun, self.let_go = threading.Event(), threading.Event()
        self.loops = Loops(lambda: self.now)
        self.loop = self.loops.make("cleaner", self._turn, most_seconds=60)

    def _turn(self) -> float:
        self.begun.set()
        assert self.let_go.wait(PATIENCE)
        return 3600.0

    def is_stuck(self) -> bool:
        try:
            self.loops.check()
        except NotTurning as error:
            return "cleaner" in str(error)
        return False


@pytest.fixture
def held() -> Iterator[Held]:
    made = Held()
    try:
        yield made
    finally:
        made.let_go.set()
        made.loop.stop()


def test_a_turn_without_end_is_told(held: Held) -> None:
    """By its name, until it beats or ends; before its start and after its end it has no turns."""
    seen = [held.is_stuck()]
    held.loop.start()
    assert held.begun.wait(PATIENCE)
    held.now += 59
    seen.append(held.is_stuck())
    held.now += 2
    seen.append(held.is_stuck())
    held.loop.beat()
    seen.append(held.is_stuck())
    held.now += 3000
    held.let_go.set()
    held.loop.stop()
    seen.append(held.is_stuck())

    assert seen == [False, False, True, False, False]


def test_a_long_rest_is_no_standstill(held: Held) -> None:
    """The hour it rests counts from the end of the turn."""
    held.let_go.set()
    held.loop.start()
    until(lambda: held.loop.due is not None and held.loop.due > held.now + 3600)
    held.now += 3659

    assert not held.is_stuck()


def until(is_so: Callable[[], bool]) -> None:
    tick = threading.Event()
    for _ in range(PATIENCE * 100):
        if is_so():
            return
        tick.wait(0.01)
    raise AssertionError("waited in vain")


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_thread_that_is_gone_is_told_at_once() -> None:
    """Nothing that a turn raises ends it, but the interpreter may."""

    def turn() -> float:
        raise SystemExit

    found = Loops()
    loop = found.make("cleaner", turn, most_seconds=1e9)
    loop.start()

    until(lambda: loop.is_stuck)
    with pytest.raises(NotTurning, match="cleaner"):
        found.check()


def test_what_befalls_one_is_not_in_the_way_of_others() -> None:
    """All are tried; then the fault is told."""
    tried = []

    def step(number: int) -> None:
        tried.append(number)
        if number in (1, 3):
            raise Unavailable(f"{number} is away.")

    with pytest.raises(Unavailable, match="3 is away"):
        each([1, 2, 3, 4], step)

    assert tried == [1, 2, 3, 4]


def test_a_database_that_is_away_is_in_everybodys_way() -> None:
    """Nobody else is made to wait for it in vain."""
    tried = []

    def step(number: int) -> None:
        tried.append(number)
        raise DatabaseAway

    with pytest.raises(DatabaseAway):
        each([1, 2], step)

    assert tried == [1]
