"""A list that fetches its rows: pages, faults, keys and clicks."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.errors import MatineeError, ServerRefused, ServerUnreachable
from app.ui.background import Background, Scope
from app.ui.cards.posters import Posters
from app.ui.lists.model import Row, RowPage
from app.ui.lists.rows import RowList
from app.ui.lists.view import RowView
from app.ui.style.theme import Colours
from tests.app.ui.fake_viewing import film

OFFLINE = ServerUnreachable("films.example.org")


class Source:
    """So many rows, in pages of twenty; or a fault."""

    def __init__(self, count: int = 3) -> None:
        self.names = [f"row {number}" for number in range(count)]
        self.fault: MatineeError | None = None
        self.asked: list[str | None] = []

    def __call__(self, cursor: str | None) -> RowPage:
        self.asked.append(cursor)
        if self.fault is not None:
            raise self.fault
        start = int(cursor or 0)
        more = str(start + 20) if start + 20 < len(self.names) else None
        rows = tuple(Row(name, name) for name in self.names[start : start + 20])
        return RowPage(rows, more)


@pytest.fixture
def shown(
    qtbot: QtBot,
    background: Background,
    colours: Colours,
) -> Callable[[Source], RowList]:
    def make(source: Source) -> RowList:
        rows = RowList(colours, "Rows")
        qtbot.addWidget(rows)
        rows.resize(600, 400)
        rows.show()
        rows.show_rows(Scope(background), source, lambda page: page)
        return rows

    return make


def keys(rows: RowList) -> list[str]:
    return [row.key for row in rows.model.rows]


def test_pages_come_as_they_are_needed(qtbot: QtBot, shown: Callable[[Source], RowList]) -> None:
    """Five thousand rows are not fetched at once, but all can be reached."""
    source = Source(5000)
    rows = shown(source)
    qtbot.waitUntil(lambda: bool(keys(rows)))
    assert len(source.asked) <= 3

    bar = rows.view.verticalScrollBar()

    def has_more_at_the_end() -> bool:
        bar.setValue(bar.maximum())
        return len(keys(rows)) > 100

    qtbot.waitUntil(has_more_at_the_end)
    assert keys(rows) == source.names[: len(keys(rows))]


def test_who_is_offline_is_told_and_can_try_again(
    qtbot: QtBot, shown: Callable[[Source], RowList]
) -> None:
    """In the place of the rows."""
    source = Source()
    source.fault = OFFLINE
    rows = shown(source)
    qtbot.waitUntil(lambda: rows.states.said.isVisible())
    assert rows.states.said.heading.text() == "You are offline."
    assert "Can't reach films.example.org" in rows.states.said.words.text()

    source.fault = None
    rows.states.said.button.click()
    qtbot.waitUntil(lambda: rows.view.isVisible() and len(keys(rows)) == 3)


@pytest.mark.parametrize("first", [True, False])
def test_what_is_there_stays_when_the_line_is_gone(
    qtbot: QtBot, shown: Callable[[Source], RowList], first: bool
) -> None:
    """Whether the next page or the first one did not come; the same can be asked for again."""
    source = Source(60)
    rows = shown(source)
    qtbot.waitUntil(lambda: bool(keys(rows)))
    had, source.fault = len(keys(rows)), OFFLINE
    bar = rows.view.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    rows.reload() if first else bar.setValue(bar.maximum())
    qtbot.waitUntil(rows.again.isVisible)
    assert len(keys(rows)) == had

    wanted, source.fault = None if first else source.asked[-1], None
    rows.again.click()
    qtbot.waitUntil(lambda: not rows.again.isVisible())
    qtbot.waitUntil(lambda: wanted in source.asked[-2:])
    assert keys(rows) == source.names[: len(keys(rows))]


def test_a_page_that_did_not_come_is_not_asked_for_without_end(
    qtbot: QtBot, shown: Callable[[Source], RowList]
) -> None:
    """Neither by scrolling nor by the layout: the button is there for it."""
    source = Source(60)
    rows = shown(source)
    qtbot.waitUntil(lambda: bool(keys(rows)))
    source.fault = OFFLINE
    bar = rows.view.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    bar.setValue(bar.maximum())
    qtbot.waitUntil(rows.again.isVisible)
    asked = len(source.asked)
    bar.setValue(0)
    bar.setValue(bar.maximum())
    rows.resize(500, 300)
    assert len(source.asked) == asked


def test_a_refusal_is_for_the_page_to_explain(
    qtbot: QtBot, shown: Callable[[Source], RowList]
) -> None:
    """What was there is not there any more."""
    source = Source()
    rows = shown(source)
    qtbot.waitUntil(lambda: bool(keys(rows)))
    source.fault = ServerRefused(404, "not_found", "There is no such playlist.")
    with qtbot.waitSignal(rows.refused) as told:
        rows.reload()
    assert told.args == [source.fault]
    assert keys(rows) == []


def test_nothing_is_said_for_the_page_to_explain(
    qtbot: QtBot, shown: Callable[[Source], RowList]
) -> None:
    """Also when the last row is taken out."""
    source = Source(1)
    rows = shown(source)
    qtbot.waitUntil(lambda: bool(keys(rows)))
    with qtbot.waitSignal(rows.emptied):
        rows.model.take("row 0")


def test_reloading_keeps_the_place(qtbot: QtBot, shown: Callable[[Source], RowList]) -> None:
    """The row that was current still is, however far down."""
    source = Source(100)
    rows = shown(source)
    bar = rows.view.verticalScrollBar()

    def is_far_down() -> bool:
        bar.setValue(bar.maximum())
        return len(keys(rows)) >= 60

    qtbot.waitUntil(is_far_down)
    rows.view.setCurrentIndex(rows.model.index(50))
    place = bar.value()
    source.names.insert(0, "new")
    rows.reload()
    qtbot.waitUntil(lambda: "new" in keys(rows))
    assert rows.view.current_key() == "row 50"
    assert bar.value() == place
    assert len(keys(rows)) >= 60


def test_answers_for_what_is_not_shown_any_more_are_passed_over(
    qtbot: QtBot, background: Background, shown: Callable[[Source], RowList]
) -> None:
    """Another list's rows never appear in this one."""
    one, other = Source(), Source()
    other.names = ["other"]
    rows = shown(one)
    rows.show_rows(Scope(background), other, lambda page: page)
    qtbot.waitUntil(lambda: keys(rows) == ["other"] and len(one.asked) <= 1)


def test_the_keyboard_does_what_the_mouse_does(
    qtbot: QtBot, shown: Callable[[Source], RowList]
) -> None:
    """Open, take out, move up and down; at the ends there is no further."""
    rows = shown(Source())
    rows.model.movable = True
    qtbot.waitUntil(lambda: bool(keys(rows)))
    told = list[tuple[object, ...]]()
    rows.opened.connect(lambda key: told.append(("open", key)))
    rows.removed.connect(lambda key: told.append(("remove", key)))
    rows.moved.connect(lambda key, after: told.append(("move", key, after)))
    rows.view.setCurrentIndex(rows.model.index(1))
    alt, plain = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.NoModifier
    for key, modifier in (
        (Qt.Key.Key_Return, plain),
        (Qt.Key.Key_Delete, plain),
        (Qt.Key.Key_Up, alt),
        (Qt.Key.Key_Down, alt),
    ):
        QTest.keyClick(rows.view, key, modifier)
    rows.view.setCurrentIndex(rows.model.index(0))
    QTest.keyClick(rows.view, Qt.Key.Key_Up, alt)

    assert told == [
        ("open", "row 1"),
        ("remove", "row 1"),
        ("move", "row 1", None),
        ("move", "row 1", "row 2"),
    ]


@pytest.mark.parametrize(
    "direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft]
)
def test_a_click_opens_and_one_on_the_dots_asks(
    qtbot: QtBot, shown: Callable[[Source], RowList], direction: Qt.LayoutDirection
) -> None:
    """The dots are where one's eyes end."""
    rows = shown(Source())
    rows.setLayoutDirection(direction)
    qtbot.waitUntil(lambda: bool(keys(rows)))
    cell = rows.view.visualRect(rows.model.index(1))
    far = cell.right() - 20 if direction == Qt.LayoutDirection.LeftToRight else cell.left() + 20
    left = Qt.MouseButton.LeftButton
    with qtbot.waitSignal(rows.opened) as opened:
        QTest.mouseClick(rows.view.viewport(), left, pos=cell.center())
    assert opened.args == ["row 1"]
    with qtbot.waitSignal(rows.menu_wanted) as asked, qtbot.assertNotEmitted(rows.opened):
        QTest.mouseClick(rows.view.viewport(), left, pos=QPoint(far, cell.center().y()))
    assert asked.args is not None
    assert asked.args[0] == "row 1"


def test_a_row_is_dragged_between_others(
    qtbot: QtBot, shown: Callable[[Source], RowList], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the mouse; the page is told where it was let go, and moves it."""
    rows = shown(Source(4))
    rows.model.movable = True
    qtbot.waitUntil(lambda: len(keys(rows)) == 4)
    window, view = rows.windowHandle(), rows.view
    assert window is not None

    def low_in(row: int) -> QPoint:
        cell = view.visualRect(rows.model.index(row))
        return view.viewport().mapTo(rows, QPoint(cell.center().x(), cell.bottom() - 10))

    def let_go() -> None:
        """In the loop of events that the drag runs."""
        for row in (1, 2):
            QTest.mouseMove(window, low_in(row))
        QTest.mouseRelease(window, left, Qt.KeyboardModifier.NoModifier, low_in(2))

    left = Qt.MouseButton.LeftButton
    QTest.mousePress(window, left, Qt.KeyboardModifier.NoModifier, low_in(0))
    start = RowView.startDrag

    def start_drag(view: RowView, actions: Qt.DropAction) -> None:
        QTimer.singleShot(0, let_go)
        start(view, actions)

    monkeypatch.setattr(RowView, "startDrag", start_drag)
    with qtbot.waitSignal(rows.moved) as moved:
        QTest.mouseMove(window, low_in(0) + QPoint(0, 5))
        QTest.mouseMove(window, low_in(0) + QPoint(0, 30))
    assert moved.args == ["row 0", "row 2"]


def test_pictures_that_scrolled_away_are_not_waited_for(
    qtbot: QtBot, background: Background, shown: Callable[[Source], RowList], tmp_path: Path
) -> None:
    """Only those on the screen are fetched."""
    free, fetched = threading.Event(), list[str]()

    def fetch(url: str) -> bytes:
        free.wait(10)
        fetched.append(url)
        return b""

    rows = shown(Source(0))
    with qtbot.waitSignal(rows.emptied):
        rows.reload()
    rows.attach(Posters(background, fetch, tmp_path, rows))
    videos = [film(f"v{number}", poster_url=f"http://x/{number}/p.jpg") for number in range(60)]
    rows.model.append(RowPage(tuple(Row(each.id, each.id, video=each) for each in videos)))
    bar = rows.view.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    for place in range(0, bar.maximum(), 100):
        bar.setValue(place)
        rows.view.viewport().repaint()
    free.set()
    last = videos[rows.view.indexAt(QPoint(5, 5)).row() + 1]
    qtbot.waitUntil(lambda: last.poster_url in fetched)
    assert len(fetched) < 30
