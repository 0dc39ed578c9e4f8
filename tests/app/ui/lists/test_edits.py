"""Changes that are shown before they are made."""

from __future__ import annotations

import sys
import threading
from functools import partial

import pytest
from pytestqt.qtbot import QtBot

from app.errors import MatineeError, ServerUnreachable
from app.ui.background import Background, Scope
from app.ui.lists.edits import Edits


def test_changes_are_sent_one_after_the_other(qtbot: QtBot, background: Background) -> None:
    """In the order in which they were made."""
    sent, free = list[int](), threading.Event()
    edits = Edits(Scope(background), lambda _error: None)

    def send(number: int) -> None:
        free.wait(10)
        sent.append(number)

    for number in range(5):
        edits.add(partial(send, number), lambda: None)
    free.set()
    qtbot.waitUntil(lambda: len(sent) == 5)
    assert sent == [0, 1, 2, 3, 4]


def test_a_refusal_takes_back_what_came_after_it(qtbot: QtBot, background: Background) -> None:
    """The last first, and nothing of what was made before; then changes are made again."""
    sent, undone, told = list[int](), list[int](), list[MatineeError]()
    edits = Edits(Scope(background), told.append)

    def send(number: int) -> None:
        if number == 2:
            raise ServerUnreachable("here")
        sent.append(number)

    for number in (1, 2, 3, 4):
        edits.add(partial(send, number), partial(undone.append, number))
    qtbot.waitUntil(lambda: len(told) == 1)
    assert (sent, undone) == ([1], [4, 3, 2])

    edits.add(partial(send, 5), lambda: None)
    qtbot.waitUntil(lambda: sent == [1, 5])


def test_a_bug_does_not_keep_the_list(
    qtbot: QtBot, background: Background, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is reported as one, what waited behind it is taken back, and then changes are made."""
    sent, undone, bugs = list[int](), list[int](), list[BaseException]()
    monkeypatch.setattr(sys, "excepthook", lambda _kind, error, _trace: bugs.append(error))
    edits = Edits(Scope(background), lambda _error: None)

    def send(number: int) -> None:
        if number == 1:
            raise ZeroDivisionError
        sent.append(number)

    for number in (1, 2):
        edits.add(partial(send, number), partial(undone.append, number))
    qtbot.waitUntil(lambda: undone == [2, 1])
    edits.add(partial(send, 3), lambda: None)
    qtbot.waitUntil(lambda: sent == [3])
    assert [type(error) for error in bugs] == [ZeroDivisionError]
