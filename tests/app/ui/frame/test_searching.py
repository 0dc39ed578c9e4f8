"""What is typed on top: a search, or a link."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.server.catalogue import Sort, Wanted
from app.ui.frame.frame import Frame
from app.ui.frame.search_field import is_link
from app.ui.navigation.page import Visit
from app.ui.navigation.places import Kind, Place
from tests.app.ui.frame.test_frame import FakePage, frame, pages, visit

__all__ = ["frame", "pages", "visit"]


def test_a_search_is_a_place_that_is_typed_on(frame: Frame, visit: Visit, qtbot: QtBot) -> None:
    """One step back leads to before it, however often typing paused; filters stay."""
    frame.attach(visit)
    search = frame._header.search
    frame.go(Place(Kind.HISTORY))
    QTest.keyClicks(search, "bu")
    qtbot.waitUntil(lambda: frame.here.wanted.query == "bu")
    frame.go(Place(Kind.SEARCH, wanted=Wanted("bu", sort=Sort.POPULAR)))
    QTest.keyClicks(search, "nny")
    QTest.keyClick(search, Qt.Key.Key_Return)
    assert frame.here == Place(Kind.SEARCH, wanted=Wanted("bunny", sort=Sort.POPULAR))
    frame.back()
    assert search.text() == "bu"
    frame.back()
    assert (frame.here, search.text()) == (Place(Kind.HISTORY), "")


def test_escape_clears_a_search_and_then_leaves_it(
    frame: Frame, visit: Visit, pages: Mapping[Kind, FakePage]
) -> None:
    """To where one was; the second one hands the keyboard to the page."""
    frame.attach(visit)
    search = frame._header.search
    search.setFocus()
    QTest.keyClicks(search, "bunny")
    QTest.keyClick(search, Qt.Key.Key_Return)
    assert frame.here.kind is Kind.SEARCH
    QTest.keyClick(search, Qt.Key.Key_Escape)
    assert (frame.here, search.text()) == (Place(Kind.HOME), "")
    QTest.keyClick(search, Qt.Key.Key_Escape)
    assert frame.focusWidget() is pages[Kind.HOME]


def test_a_search_is_as_long_as_servers_take(frame: Frame, visit: Visit) -> None:
    """Of ten thousand words that were pasted the first ones."""
    frame.attach(visit)
    search = frame._header.search
    search.setText("word " * 10_000)
    QTest.keyClick(search, Qt.Key.Key_Return)
    assert frame.here.wanted.query == " ".join(["word"] * 60)
    assert search.text() == frame.here.wanted.query


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("https://matinee.example/watch/abc?t=9", True),
        ("  matinee://matinee.example/watch/abc ", True),
        ("matinee:http://matinee.example/watch/abc", True),
        ("HTTP://EXAMPLE.ORG", True),
        ("what is https://example.org", False),
        ("https://a.example and more", False),
        ("bunny", False),
        ("", False),
    ],
)
def test_a_link_is_not_searched_for(text: str, is_one: bool) -> None:
    """One address and nothing beside it."""
    assert is_link(text) is is_one


def test_a_pasted_link_is_handed_on(frame: Frame, visit: Visit, qtbot: QtBot) -> None:
    """At once, and the field is free again; a typed one with the return key."""
    frame.attach(visit)
    search, link = frame._header.search, "https://matinee.example/watch/abc"
    QApplication.clipboard().setText(link)
    with qtbot.waitSignal(search.link_given) as given:
        search.paste()
    assert (given.args, search.text(), frame.here.kind) == ([link], "", Kind.HOME)
    QTest.keyClicks(search, link)
    assert search.text() == link
    with qtbot.waitSignal(search.link_given):
        QTest.keyClick(search, Qt.Key.Key_Return)
