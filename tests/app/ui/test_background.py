"""The one door between threads."""

from __future__ import annotations

import sys
import threading
from types import TracebackType

import pytest
from pytestqt.qtbot import QtBot

from app.errors import ServerUnreachable
from app.ui.background import Background, Latest, Scope


def test_work_runs_elsewhere_and_its_result_arrives_here(
    qtbot: QtBot, background: Background
) -> None:
    """The work has another thread, `then` has this one."""
    seen: list[threading.Thread] = []

    background.run(
        threading.current_thread,
        lambda worker: seen.extend([worker, threading.current_thread()]),
    )

    qtbot.waitUntil(lambda: len(seen) == 2)
    assert seen[0] is not threading.current_thread()
    assert seen[1] is threading.current_thread()


def test_a_fault_reaches_whoever_asked(qtbot: QtBot, background: Background) -> None:
    """`failed` gets the fault, `then` is not called."""
    seen: list[object] = []

    background.run(offline, seen.append, lambda error: seen.append(str(error)))

    qtbot.waitUntil(lambda: bool(seen))
    assert seen == ["Can't reach here. Matinee goes on when it is back."]


def test_a_fault_nobody_asked_about_is_told(qtbot: QtBot, background: Background) -> None:
    """Without `failed`, the sentence goes to `troubled`."""
    with qtbot.waitSignal(background.troubled) as told:
        background.run(offline)

    assert told.args == ["Can't reach here. Matinee goes on when it is back."]


def test_a_bug_reaches_the_excepthook(
    qtbot: QtBot, background: Background, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is no `MatineeError` is a bug, on whichever thread it happens."""
    seen: list[type[BaseException]] = []

    def hook(kind: type[BaseException], _value: BaseException, _at: TracebackType | None) -> None:
        seen.append(kind)

    monkeypatch.setattr(sys, "excepthook", hook)
    background.run(lambda: 1 // 0)

    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [ZeroDivisionError]


def test_a_forgotten_task_reports_nothing(qtbot: QtBot, background: Background) -> None:
    """Its result would belong to a page that is gone."""
    seen: list[str] = []

    background.run(lambda: "old", seen.append).forget()
    background.run(lambda: "new", seen.append)

    qtbot.waitUntil(lambda: bool(seen))
    assert seen == ["new"]


def test_nothing_arrives_after_closing(qtbot: QtBot) -> None:
    """A closed door stays closed."""
    background = Background()
    seen: list[str] = []

    background.close()
    background.post(lambda: seen.append("late"))
    qtbot.wait(1)

    assert seen == []


def test_only_the_latest_of_many_values_is_delivered(qtbot: QtBot, background: Background) -> None:
    """A thousand events while the UI thread is busy are one delivery."""
    deliveries: list[list[tuple[str, int]]] = []
    latest: Latest[str, tuple[str, int]] = Latest(
        background, lambda value: value[0], deliveries.append
    )

    for number in range(1000):
        latest.put(("a", number))
        latest.put(("b", -number))

    qtbot.waitUntil(lambda: bool(deliveries))
    assert deliveries == [[("a", 999), ("b", -999)]]


def offline() -> None:
    raise ServerUnreachable("here")


def test_a_closed_scope_reports_nothing(qtbot: QtBot, background: Background) -> None:
    """Neither results nor faults nor news; the work itself is done all the same."""
    scope, seen, done = Scope(background), list[object](), list[str]()
    latest: Latest[str, str] = Latest(scope, str, seen.extend)
    background.troubled.connect(seen.append)
    gate = threading.Event()

    def work() -> None:
        gate.wait()
        done.append("work")

    def fail() -> None:
        gate.wait()
        done.append("fault")
        raise ServerUnreachable("here")

    scope.run(work, seen.append)
    scope.run(fail)
    latest.put("news")
    scope.close()
    gate.set()

    last = list[object]()
    qtbot.waitUntil(lambda: len(done) == 2)
    background.run(lambda: None, last.append)
    qtbot.waitUntil(lambda: bool(last))
    assert sorted(done) == ["fault", "work"]
    assert seen == []
