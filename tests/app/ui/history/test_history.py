"""What was watched, by day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from app.errors import ServerUnreachable
from app.server.viewing import Watched
from app.ui.background import Background
from app.ui.history.days import day_of
from app.ui.history.page import HistoryPage
from app.ui.navigation.page import PlayWanted, Visit
from app.ui.navigation.places import Kind, Place
from app.ui.style.theme import Colours
from tests.app.ui.fake_viewing import ViewingInMemory, film, visit_to

FORGET = "Forget that I watched it"
HISTORY = Place(Kind.HISTORY)
NOW = datetime(2026, 11, 25, 0, 30, tzinfo=timezone(timedelta(hours=2)))
"""A Wednesday; in UTC it is still Tuesday."""


@pytest.fixture
def show(
    qtbot: QtBot,
    colours: Colours,  # noqa: ARG001 (the application's looks)
    visit: Visit,
) -> Callable[[], HistoryPage]:
    def shown() -> HistoryPage:
        page = HistoryPage(Colours())
        qtbot.addWidget(page)
        page.resize(700, 600)
        page.show()
        page.attach(visit)
        page.show_place(HISTORY)
        return page

    return shown


@pytest.fixture
def page(qtbot: QtBot, viewing: ViewingInMemory, show: Callable[[], HistoryPage]) -> HistoryPage:
    """Two of today, one from long ago that can't be seen any more."""
    now = datetime.now(UTC)
    begun = replace(film("sea"), position_seconds=30.0)
    viewing.watched = [
        Watched("sea", now.isoformat(), begun),
        Watched("cow", now.isoformat(), film("cow")),
        Watched("gone", (now - timedelta(days=400)).isoformat(), None),
    ]
    page = show()
    qtbot.waitUntil(lambda: len(page.rows.model.rows) == 3)
    return page


def keys(page: HistoryPage) -> list[str]:
    return [row.key for row in page.rows.model.rows]


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-11-24T22:15:00Z", "Today"),
        ("2026-11-24T21:59:00Z", "Yesterday"),
        ("2026-11-22T12:00:00Z", "Sunday"),
        ("2026-11-19T12:00:00Z", "Thursday"),
        ("2026-11-18T12:00:00Z", "Wednesday, November 18, 2026"),
        ("2026-11-27T12:00:00Z", "Friday, November 27, 2026"),
        ("2025-01-01T12:00:00", "Wednesday, January 1, 2025"),
        ("nonsense", ""),
    ],
)
def test_days_are_the_readers(moment: str, day: str) -> None:
    """Midnight is where they are; a clock that is ahead says no wrong day."""
    assert day_of(moment, NOW, QLocale("en_US")) == day


def test_it_says_how_far_one_came(page: HistoryPage) -> None:
    """And what can't be gone on with."""
    rows = page.rows.model.rows
    assert rows[0].line == "Anna's cats · 0:30 of 1:30"
    assert rows[1].line == "Anna's cats"
    assert rows[2].faint


def test_it_says_so_anew_when_one_came_further(
    qtbot: QtBot, viewing: ViewingInMemory, page: HistoryPage
) -> None:
    """As soon as the server knows of it."""
    first = viewing.watched[0]
    assert first.video is not None
    viewing.watched[0] = replace(first, video=replace(first.video, position_seconds=60.0))
    page.watched()
    qtbot.waitUntil(lambda: page.rows.model.rows[0].line == "Anna's cats · 1:00 of 1:30")


def test_one_goes_on_where_one_was(
    qtbot: QtBot, viewing: ViewingInMemory, page: HistoryPage
) -> None:
    """What can't be seen any more does nothing."""
    with qtbot.waitSignal(page.play_wanted) as played:
        page.rows.opened.emit("sea")
    assert played.args == [PlayWanted(viewing.watched[0].video)]  # type: ignore[arg-type]
    with qtbot.assertNotEmitted(page.play_wanted):
        page.rows.opened.emit("gone")
    assert [each.text() for each in page.menu_for("gone").actions()] == [FORGET + "\tDel"]


def test_a_search_waits_for_the_end_of_typing(
    qtbot: QtBot, viewing: ViewingInMemory, page: HistoryPage
) -> None:
    """One that finds nothing can be cleared."""
    QTest.keyClicks(page.search, "sea")
    qtbot.waitUntil(lambda: keys(page) == ["sea"])
    assert [asked[1] for asked in viewing.asked] == ["", "sea"]
    QTest.keyClicks(page.search, "x")
    qtbot.waitUntil(lambda: "“seax”" in page.rows.states.said.heading.text())
    page.rows.states.said.button.click()
    qtbot.waitUntil(lambda: len(keys(page)) == 3)


def test_one_is_forgotten_at_once(
    qtbot: QtBot, viewing: ViewingInMemory, page: HistoryPage
) -> None:
    """And comes back where it was if it can't be."""
    page.rows.view.setCurrentIndex(page.rows.model.index(1))
    QTest.keyClick(page.rows.view, Qt.Key.Key_Delete)
    assert keys(page) == ["sea", "gone"]
    qtbot.waitUntil(lambda: len(viewing.watched) == 2)
    viewing.refusal = ServerUnreachable("here")
    next(each for each in page.menu_for("sea").actions() if each.text() == FORGET).trigger()
    assert keys(page) == ["gone"]
    qtbot.waitUntil(lambda: keys(page) == ["sea", "gone"])


def test_it_can_be_paused(qtbot: QtBot, viewing: ViewingInMemory, page: HistoryPage) -> None:
    """Which is said for as long as it is so."""
    assert page.notice.isHidden()
    page.pause.click()
    assert page.notice.isVisible()
    qtbot.waitUntil(lambda: viewing.paused)
    viewing.refusal = ServerUnreachable("here")
    page.pause.click()
    qtbot.waitUntil(lambda: page.notice.isVisible() and viewing.paused)


def test_all_of_it_goes_when_one_is_sure(
    qtbot: QtBot, viewing: ViewingInMemory, page: HistoryPage
) -> None:
    """Nothing before the answer."""
    page.clear_all.click()
    assert viewing.watched
    box = page.findChild(QMessageBox)
    assert box is not None
    yes = box.findChild(QPushButton, "yes")
    assert yes is not None
    yes.click()
    qtbot.waitUntil(lambda: page.rows.states.said.heading.text() == "Nothing watched yet.")
    assert viewing.watched == []


def test_a_guest_has_none(
    qtbot: QtBot, viewing: ViewingInMemory, background: Background, tmp_path: Path
) -> None:
    """And is told why."""
    page = HistoryPage(Colours())
    qtbot.addWidget(page)
    page.attach(visit_to(viewing, background, tmp_path, account=None))
    page.show_place(HISTORY)
    assert "Sign in" in page.rows.states.said.heading.text()
    assert page.head.isHidden()
    assert viewing.asked == []


def test_nothing_of_one_account_is_left_for_the_next(
    qtbot: QtBot, viewing: ViewingInMemory, page: HistoryPage
) -> None:
    """Neither words that were searched for nor rows."""
    page.search.setText("sea")
    page.detach()
    assert (page.search.text(), keys(page)) == ("", [])
    asked = len(viewing.asked)
    qtbot.wait(1)
    assert len(viewing.asked) == asked
