"""Long work is done beside the thread that decides."""

from __future__ import annotations

import queue
import threading
import weakref
from functools import partial

import pytest

from runtime.workers import WorkerPool

WAIT_SECONDS = 10.0


def test_tasks_are_done_at_the_same_time_up_to_the_limit() -> None:
    """Three tasks that wait for each other end only where three threads are allowed."""
    together = threading.Barrier(3)
    pool = WorkerPool("test", 3)
    for _ in range(3):
        pool.do(lambda: together.wait(WAIT_SECONDS))

    assert pool.close(WAIT_SECONDS)
    assert not together.broken


def test_no_more_threads_than_needed() -> None:
    """One task after the other has one thread do them all."""
    pool = WorkerPool("test", 8)
    names = set()
    done: queue.SimpleQueue[str] = queue.SimpleQueue()
    for _ in range(20):
        pool.do(lambda: done.put(threading.current_thread().name))
        names.add(done.get(timeout=WAIT_SECONDS))

    assert pool.close(WAIT_SECONDS)
    assert len(names) <= 2  # a thread may still be ending its task when the next one comes


def test_never_more_threads_than_allowed() -> None:
    """The rest waits its turn."""
    names: list[str] = []
    pool = WorkerPool("test", 2)
    for _ in range(20):
        pool.do(lambda: names.append(threading.current_thread().name))

    assert pool.close(WAIT_SECONDS)
    assert len(names) == 20
    assert len(set(names)) <= 2


@pytest.mark.parametrize(
    ("newest_first", "order"), [(False, ["a", "b", "c"]), (True, ["c", "b", "a"])]
)
def test_what_waits_has_an_order(newest_first: bool, order: list[str]) -> None:
    """First come, first served, or whoever came last."""
    pool = WorkerPool("test", 1, newest_first=newest_first)
    begun, release = threading.Event(), threading.Event()
    done: queue.SimpleQueue[str] = queue.SimpleQueue()

    def occupy() -> None:
        begun.set()
        release.wait(WAIT_SECONDS)

    pool.do(occupy)
    assert begun.wait(WAIT_SECONDS)
    for name in ("a", "b", "c"):
        pool.do(partial(done.put, name))
    release.set()

    assert [done.get(timeout=WAIT_SECONDS) for _ in order] == order
    assert pool.close(WAIT_SECONDS)


def test_closing_does_not_wait_for_what_hangs() -> None:
    """The program ends in time."""
    release = threading.Event()
    pool = WorkerPool("test", 1)
    pool.do(release.wait)

    assert not pool.close(0.01)
    release.set()
    assert pool.close(WAIT_SECONDS)


def test_a_closed_pool_takes_no_task() -> None:
    """Nothing is done, and no thread begins, that nobody would end."""
    done: list[str] = []
    pool = WorkerPool("closed", 2)
    pool.do(lambda: done.append("in time"))
    assert pool.close(WAIT_SECONDS)
    for _ in range(3):
        pool.do(lambda: done.append("too late"))

    assert pool.close(WAIT_SECONDS)
    assert done == ["in time"]
    assert not [t for t in threading.enumerate() if t.name.startswith("closed-")]


def test_an_idle_thread_holds_nothing_of_its_last_task() -> None:
    """What a task alone has used is let go when it ends."""

    class Held:
        def use(self) -> None: ...

    pool, gone = WorkerPool("test", 1), threading.Event()
    held = Held()
    weakref.finalize(held, gone.set)
    pool.do(held.use)
    del held

    assert gone.wait(WAIT_SECONDS)
    assert pool.close(WAIT_SECONDS)


def test_a_bug_in_a_task_is_told_and_costs_no_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """The next task has its turn."""
    bugs: list[str] = []
    monkeypatch.setattr(threading, "excepthook", lambda args: bugs.append(str(args.exc_value)))
    done = threading.Event()
    pool = WorkerPool("test", 1)

    def bad() -> None:
        raise ValueError("bad")

    pool.do(bad)
    pool.do(done.set)

    assert done.wait(WAIT_SECONDS)
    assert pool.close(WAIT_SECONDS)
    assert bugs == ["bad"]
