"""The page of figures, with a backend that the test makes up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.errors import MatineeError, ServerRefused, ServerUnreachable
from app.server.figures import Figures, Subject, Table
from app.server.videos import Video
from app.server.viewing import Channel
from app.ui.background import Background
from app.ui.figures.page import FiguresPage
from app.ui.figures.plots import Period
from app.ui.navigation.places import Kind, Place
from app.ui.style.theme import Colours
from tests.app.ui.figures.made import LAST, figures, of_day
from tests.app.ui.visits import visit_of

PLACE = Place(Kind.FIGURES, "cow")
WATCHED = figures(*[of_day(number) for number in range(28)])
GONE = ServerRefused(404, "not_found", "There is no such video.")


class Backend:
    """Answers for one film and one channel; raises `fault` instead, if there is one."""

    def __init__(self) -> None:
        self.answer = WATCHED
        self.fault: MatineeError | None = None
        self.asked: list[tuple[Any, ...]] = []
        self.views = 3
        self.figures = Calls(self)
        self.viewing = SimpleNamespace(channel=lambda name: Channel(name, name, "Cats"))

    def video(self, video_id: str) -> Video:
        return Video(video_id, "Cows at dawn", "ready", views=self.views)


class Calls:
    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    def figures(self, of: Subject, name: str, first: date | None = None) -> Figures:
        self._backend.asked.append((of, name, first))
        if self._backend.fault is not None:
            raise self._backend.fault
        return self._backend.answer

    def table(self, *asked: Any) -> bytes:
        if self._backend.fault is not None:
            raise self._backend.fault
        return f"{asked}".encode()


@pytest.fixture
def backend() -> Backend:
    return Backend()


@pytest.fixture
def show(
    qtbot: QtBot,
    colours: Colours,
    background: Background,
    backend: Backend,
    tmp_path: Path,
) -> Callable[..., FiguresPage]:
    def shown(of: Subject = Subject.VIDEO, **visit: Any) -> FiguresPage:
        page = FiguresPage(colours, of, lambda: LAST)
        qtbot.addWidget(page)
        page.resize(800, 600)
        page.show()
        page.attach(visit_of(background, backend, tmp_path, **visit))
        page.show_place(PLACE)
        return page

    return shown


@pytest.fixture
def page(qtbot: QtBot, show: Callable[[], FiguresPage]) -> FiguresPage:
    page = show()
    qtbot.waitUntil(lambda: page.states.shows_view)
    return page


def test_it_shows_a_films_figures(page: FiguresPage, backend: Backend) -> None:
    """Of the last four weeks, by its name; each number can be read aloud."""
    assert page.title == page.heading.text() == "Cows at dawn: figures"
    assert backend.asked == [(Subject.VIDEO, "cow", date(2026, 11, 3))]
    names = [item.accessibleName() for item in page.view.tiles()]
    assert names[0] == "Views: 378"
    assert page.view.sources.text() == "Watched in: Matinee 75 % · In a browser 25 %"


def test_a_channel_has_figures_as_well(
    qtbot: QtBot, show: Callable[..., FiguresPage], backend: Backend
) -> None:
    """Of all its films."""
    page = show(Subject.CHANNEL)
    qtbot.waitUntil(lambda: page.states.shows_view)
    assert page.title == "Cats: figures"
    assert backend.asked[0][:2] == (Subject.CHANNEL, "cow")


def test_another_period_is_asked_for(qtbot: QtBot, page: FiguresPage, backend: Backend) -> None:
    """What was shown stays until it is there."""
    for period, first in ((Period.WEEK, date(2026, 11, 24)), (Period.ALL, None)):
        page.periods.button(period).click()
        assert page.states.shows_view
        qtbot.waitUntil(lambda first=first: backend.asked[-1][2] == first)  # type: ignore[misc]


def test_a_chart_is_read_by_keyboard_and_pointer(qtbot: QtBot, page: FiguresPage) -> None:
    """What is marked is told to who can't see it."""
    chart = page.view.charts["views"]
    QTest.keyClick(chart, Qt.Key.Key_End)
    assert chart.mark == 27
    assert chart.accessibleDescription().endswith(": 27 views")
    for key, place in ((Qt.Key.Key_Left, 26), (Qt.Key.Key_Home, 0), (Qt.Key.Key_Left, 0)):
        QTest.keyClick(chart, key)
        assert chart.mark == place
    QTest.mouseMove(chart, QPoint(chart.width() // 2, 60))
    qtbot.waitUntil(lambda: chart.mark in (13, 14))
    assert not chart.grab().isNull()


def test_there_are_tables_of_the_same(page: FiguresPage) -> None:
    """Instead of the charts, and back."""
    page.as_table.click()
    assert not page.view.charts["views"].isVisible()
    assert page.view.days.isVisible()
    cells = page.view.days.cells
    first = cells.index(0, 1)
    assert (cells.rowCount(), cells.data(first)) == (28, "27")
    assert cells.data(first, Qt.ItemDataRole.AccessibleTextRole) == "Views: 27"
    assert page.as_table.text() == "As charts"
    page.as_table.click()
    assert page.view.charts["views"].isVisible()


def test_nobody_has_watched_it_yet(
    qtbot: QtBot, show: Callable[[], FiguresPage], backend: Backend
) -> None:
    """Which is another thing than in these days."""
    backend.answer = figures(None)
    page = show()
    qtbot.waitUntil(
        lambda: page.states.said.heading.text() == "Nobody has watched it in these days."
    )
    page.states.said.button.click()
    assert page.periods.checkedId() == Period.ALL
    qtbot.waitUntil(lambda: page.states.said.heading.text() == "Nobody has watched it yet.")
    assert not page.export.isEnabled()


def test_of_a_new_film_that_is_known(
    qtbot: QtBot, show: Callable[[], FiguresPage], backend: Backend
) -> None:
    """There is nothing to look for in other days."""
    backend.answer, backend.views = figures(None), 0
    page = show()
    qtbot.waitUntil(lambda: page.states.said.heading.text() == "Nobody has watched it yet.")


def test_offline_it_can_be_tried_again(
    qtbot: QtBot, show: Callable[[], FiguresPage], backend: Backend
) -> None:
    """And once it is there it stays, with a word about it."""
    backend.fault = ServerUnreachable("films.example.org")
    page = show()
    qtbot.waitUntil(lambda: page.states.said.heading.text() == "You are offline.")
    backend.fault = None
    page.states.said.button.click()
    qtbot.waitUntil(lambda: page.states.shows_view)
    backend.fault = ServerUnreachable("films.example.org")
    page.reload()
    qtbot.waitUntil(lambda: page.notice.isVisible())
    assert page.states.shows_view
    backend.fault = None
    page.reload()
    qtbot.waitUntil(lambda: not page.notice.isVisible())


def test_what_is_gone_has_no_figures(qtbot: QtBot, page: FiguresPage, backend: Backend) -> None:
    """The way on is the library."""
    backend.fault = GONE
    page.apply([replace(backend.video("cow"), state="deleted")])
    qtbot.waitUntil(lambda: page.states.said.heading.text() == "There is no such video.")
    with qtbot.waitSignal(page.go_wanted) as gone:
        page.states.said.button.click()
    assert gone.args == [Place(Kind.YOURS)]


def test_a_guest_has_none(qtbot: QtBot, show: Callable[..., FiguresPage], backend: Backend) -> None:
    """Nothing is asked for."""
    page = show(account=None)
    qtbot.waitUntil(lambda: page.states.said.heading.text() == "Sign in to see your figures.")
    assert backend.asked == []


def test_figures_can_be_saved(qtbot: QtBot, page: FiguresPage, tmp_path: Path) -> None:
    """Those of the days that are shown; where they are is said."""
    dialog = page.ask_where(Table.DAYS)
    assert isinstance(dialog, QFileDialog)
    assert dialog.selectedFiles()[0].endswith("Cows at dawn – days.csv")
    file = tmp_path / "days.csv"
    dialog.fileSelected.emit(str(file))
    qtbot.waitUntil(lambda: page.notice.text() == f"“days.csv” is in {tmp_path}.")
    assert "datetime.date(2026, 11, 3)" in file.read_text()
    labels = [action.text() for action in page.export_menu().actions()]
    assert labels == ["Days as CSV…", "How much is watched as CSV…"]


def test_what_cant_be_saved_is_told(
    qtbot: QtBot, page: FiguresPage, background: Background, tmp_path: Path
) -> None:
    """As everything that goes wrong."""
    with qtbot.waitSignal(background.troubled) as told:
        page.save(Table.DAYS, tmp_path / "missing" / "days.csv")
    assert "No such file" in told.args[0]


def test_another_account_sees_nothing_of_it(qtbot: QtBot, page: FiguresPage) -> None:
    """Neither its name nor a picture."""
    page.ask_where(Table.DAYS)
    page.detach()
    assert page.title == "Figures"
    assert not page.states.shows_view
    qtbot.waitUntil(lambda: not any(d.isVisible() for d in page.findChildren(QFileDialog)))
