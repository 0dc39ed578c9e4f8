"""What is suggested while one types: never too late, and never in the way."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.errors import ServerUnreachable
from app.server.viewing import Suggestions
from app.ui.navigation.page import Visit
from app.ui.navigation.places import Kind, Place
from app.ui.search.suggestions import SuggestionList, fits
from app.ui.style.theme import Colours
from tests.app.ui.fake_viewing import ANNA, ViewingInMemory

SEA = Suggestions(("Sea lions", "Seagulls", "Deep sea"), (ANNA,))


class Window(QWidget):
    """A field with something below it that could have the focus instead."""

    def __init__(self) -> None:
        super().__init__()
        self.field, self.other = QLineEdit(), QPushButton("Other")
        layout = QVBoxLayout(self)
        layout.addWidget(self.field)
        layout.addWidget(self.other)
        layout.addStretch(1)
        self.list = SuggestionList(self.field)


@pytest.fixture
def window(
    qtbot: QtBot,
    colours: Colours,  # noqa: ARG001 (the application's looks)
    viewing: ViewingInMemory,
    visit: Visit,
) -> Window:
    viewing.suggested = {"se": SEA, "sea": SEA}
    window = Window()
    qtbot.addWidget(window)
    window.resize(500, 400)
    window.list.attach(visit)
    window.show()
    window.activateWindow()
    window.field.setFocus()
    qtbot.waitUntil(window.field.hasFocus)
    return window


def shown(window: Window) -> list[str]:
    rows = range(window.list.count()) if window.list.isVisible() else ()
    return [window.list.item(row).text() for row in rows]


def press(window: Window, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(window.field, key)


def test_it_shows_channels_and_titles_below_the_field(
    qtbot: QtBot, viewing: ViewingInMemory, window: Window
) -> None:
    """Three keys are one question; the field keeps the keyboard."""
    QTest.keyClicks(window.field, "sea")
    qtbot.waitUntil(lambda: bool(shown(window)))

    assert shown(window) == ["Anna's cats  @annas.cats", "Sea lions", "Seagulls", "Deep sea"]
    assert viewing.asked == [("suggestions", "sea")]
    assert window.field.hasFocus()
    assert window.list.geometry().top() >= window.field.geometry().bottom()
    assert window.list.width() == window.field.width()


def test_a_late_answer_is_passed_over(
    qtbot: QtBot, viewing: ViewingInMemory, window: Window
) -> None:
    """What it was for is not typed there any more."""
    viewing.free.clear()
    QTest.keyClicks(window.field, "sea")
    qtbot.waitUntil(lambda: bool(viewing.asked))
    QTest.keyClicks(window.field, "l")
    viewing.free.set()
    qtbot.waitUntil(lambda: ("suggestions", "seal") in viewing.asked)
    with qtbot.assertNotEmitted(window.list.model().rowsInserted, wait=50):
        pass
    assert shown(window) == []


def test_meanwhile_only_what_fits_stays(
    qtbot: QtBot, viewing: ViewingInMemory, window: Window
) -> None:
    """Nothing flickers, and nothing wrong can be chosen."""
    QTest.keyClicks(window.field, "sea")
    qtbot.waitUntil(lambda: bool(shown(window)))
    viewing.free.clear()
    QTest.keyClicks(window.field, "g")
    assert shown(window) == ["Seagulls"]
    QTest.keyClicks(window.field, "x")
    assert shown(window) == []
    viewing.free.set()


def test_a_title_is_searched_for(qtbot: QtBot, window: Window) -> None:
    """By the arrows and Enter; round and round, with the field itself between."""
    QTest.keyClicks(window.field, "sea")
    qtbot.waitUntil(lambda: bool(shown(window)))
    press(window, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down)
    with qtbot.waitSignal(window.list.search_wanted) as searched:
        press(window, Qt.Key.Key_Return)
    assert searched.args == ["Sea lions"]
    assert shown(window) == []


def test_a_channel_is_gone_to(qtbot: QtBot, window: Window) -> None:
    """By a click."""
    QTest.keyClicks(window.field, "sea")
    qtbot.waitUntil(lambda: bool(shown(window)))
    place = window.list.visualItemRect(window.list.item(0)).center()
    with qtbot.waitSignal(window.list.go_wanted) as gone:
        QTest.mouseClick(window.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert gone.args == [Place(Kind.CHANNEL, "anna")]


def test_enter_without_a_choice_is_the_fields(qtbot: QtBot, window: Window) -> None:
    """The list goes, and nothing of it is taken."""
    QTest.keyClicks(window.field, "sea")
    qtbot.waitUntil(lambda: bool(shown(window)))
    with (
        qtbot.assertNotEmitted(window.list.search_wanted),
        qtbot.waitSignal(window.field.returnPressed),
    ):
        press(window, Qt.Key.Key_Return)
    assert shown(window) == []


def test_escape_closes_the_list_and_leaves_the_words(qtbot: QtBot, window: Window) -> None:
    """The next one is the field's."""
    QTest.keyClicks(window.field, "sea")
    qtbot.waitUntil(lambda: bool(shown(window)))
    press(window, Qt.Key.Key_Escape)
    assert (shown(window), window.field.text()) == ([], "sea")


def test_it_never_appears_where_one_is_not(
    qtbot: QtBot, viewing: ViewingInMemory, window: Window
) -> None:
    """Who has gone on is left alone; and the list goes with the focus."""
    viewing.free.clear()
    QTest.keyClicks(window.field, "sea")
    qtbot.waitUntil(lambda: bool(viewing.asked))
    window.other.setFocus()
    viewing.free.set()
    assert shown(window) == []
    window.field.setFocus()
    QTest.keyClicks(window.field, "\b")
    qtbot.waitUntil(lambda: bool(shown(window)))
    window.other.setFocus()
    assert shown(window) == []


@pytest.mark.parametrize("words", ["s", "  s ", "https://films.example.org/watch/1"])
def test_too_little_and_a_link_are_not_asked_for(
    qtbot: QtBot, viewing: ViewingInMemory, window: Window, words: str
) -> None:
    """Neither tells a title."""
    QTest.keyClicks(window.field, words)
    window.field.setText("")
    QTest.keyClicks(window.field, "sea")
    qtbot.waitUntil(lambda: bool(shown(window)))
    assert ("suggestions", words.strip()) not in viewing.asked


def test_offline_one_searches_without(
    qtbot: QtBot, viewing: ViewingInMemory, window: Window
) -> None:
    """No sentence: nobody asked for suggestions."""
    viewing.fault = ServerUnreachable("here")
    QTest.keyClicks(window.field, "sea")
    qtbot.waitUntil(lambda: bool(viewing.asked))
    viewing.fault = None
    QTest.keyClicks(window.field, "\b")
    qtbot.waitUntil(lambda: bool(shown(window)))


def test_suggestions_of_one_account_are_not_for_the_next(qtbot: QtBot, window: Window) -> None:
    """They go with it."""
    QTest.keyClicks(window.field, "sea")
    qtbot.waitUntil(lambda: bool(shown(window)))
    window.list.detach()
    assert shown(window) == []


@pytest.mark.parametrize(
    ("typed", "fitting"), [("sea", True), ("LION se", True), ("seal", False), ("", True)]
)
def test_a_suggestion_has_every_word(typed: str, fitting: bool) -> None:
    """As far as they are typed, in any order."""
    assert fits("Sea lions", typed) is fitting
