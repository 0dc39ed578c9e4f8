"""What is said in passing, one thing at a time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QMargins, Qt
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from app.ui.frame.notices import Notice, Toast


@pytest.fixture
def toast(qtbot: QtBot) -> Iterator[Toast]:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(600, 400)
    window.show()
    yield Toast(window, QMargins)
    window.close()


def test_a_last_chance_is_covered_by_nothing(qtbot: QtBot, toast: Toast) -> None:
    """What is said meanwhile waits; of several things the newest."""
    toast.say("2 videos deleted", "Undo", is_last_chance=True, for_ms=200)
    toast.say("“Harbour” is ready.")
    toast.say("2 videos are ready.")
    assert (toast.words.text(), toast.said) == ("2 videos deleted", "2 videos are ready.")
    qtbot.waitUntil(lambda: toast.words.text() == "2 videos are ready.")
    assert toast.isVisible()
    assert not toast.button.isVisible()


def test_a_chance_that_was_taken_is_none_any_more(toast: Toast) -> None:
    """Nor one that was refused; and the next deletion has its own."""
    done = list[str]()
    (close,) = toast.findChildren(QAbstractButton, "toast_close")
    for button in (toast.button, close):
        toast.say("Deleted", "Undo", lambda: done.append("back"), is_last_chance=True)
        toast.say("Deleted, too", "Undo", lambda: done.append("back"), is_last_chance=True)
        toast.say("Ready")
        assert toast.words.text() == "Deleted, too"
        button.click()
        assert (toast.isVisible(), toast.words.text()) == (True, "Ready")
    assert done == ["back"]


def test_who_leaves_is_told_nothing_more(toast: Toast) -> None:
    """What waits was for them, too."""
    toast.say("Deleted", "Undo", is_last_chance=True)
    toast.say("Ready")
    toast.pass_by()
    assert (toast.isVisible(), toast.said) == (False, "")
    toast.say("Hello")
    assert toast.words.text() == "Hello"


def test_it_is_where_one_begins_to_read(qtbot: QtBot) -> None:
    """Beside the sidebar, on whichever side that is."""
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(900, 400)
    window.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    window.show()
    toast = Toast(window, lambda: QMargins(200, 0, 0, 0))
    toast.say("Saved.")
    assert toast.geometry().right() == 900 - 1 - 200 - 18


def test_what_is_as_it_should_be_looks_like_no_fault(qtbot: QtBot) -> None:
    """As long as that is what is told."""
    notice = Notice()
    qtbot.addWidget(notice)
    looks = []
    for is_fault in (True, False, True):
        notice.say("A command uploads.", is_fault=is_fault)
        looks.append(notice.property("kind"))
    assert looks == ["", "calm", ""]
