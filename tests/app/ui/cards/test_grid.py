"""Cards under the hands of a user."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from PySide6.QtCore import QItemSelectionModel, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from app.server.videos import ChannelBrief, Video, VideoPage
from app.ui.cards.actions import Action, Extra, Terms
from app.ui.cards.grid import Grid
from app.ui.cards.layout import Columns
from app.ui.cards.model import VideoModel
from app.ui.cards.painter import CardPainter, CardState, Places
from app.ui.cards.posters import Posters
from app.ui.cards.typeface import pieces_of
from app.ui.cards.wording import Shown, Tone, standing
from app.ui.style.theme import Colours
from tests.app.ui.fakes import FILM

OWN = replace(FILM, filename="film.mp4")
SEA = ChannelBrief("c", "sea", "The Sea")
Wishes = list[tuple[Action, tuple[str, ...]]]


class Shop:
    """A grid on the screen, and what was wanted of it."""

    def __init__(self, qtbot: QtBot, colours: Colours) -> None:
        self.model = VideoModel()
        painter = CardPainter(colours, Shown())
        self.grid = Grid(self.model, painter, Columns(painter.usual))
        qtbot.addWidget(self.grid)
        self.grid.terms = Terms(signed_in=True, linked=True)
        self.wishes: Wishes = []
        self.grid.wanted.connect(self._note)
        self.grid.resize(900, 700)
        self.grid.show()

    def _note(self, action: Action, videos: Sequence[Video]) -> None:
        self.wishes.append((action, tuple(video.id for video in videos)))

    def fill(self, *videos: Video) -> None:
        self.model.start_over(VideoPage(videos, None))

    def middle(self, row: int) -> QPoint:
        return self.grid.visualRect(self.model.index(row)).center()

    def click(self, at: QPoint, *keys: Qt.KeyboardModifier) -> None:
        held = Qt.KeyboardModifier.NoModifier
        for key in keys:
            held |= key
        QTest.mouseClick(self.grid.viewport(), Qt.MouseButton.LeftButton, held, at)

    def key(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.grid, key, held)

    def menu(self) -> QMenu:
        (menu,) = self.grid.findChildren(QMenu, "video_menu")
        assert isinstance(menu, QMenu)
        return menu


def own(name: str, **changes: Any) -> Video:
    return replace(OWN, id=name, title=name, **changes)


@pytest.fixture
def shop(qtbot: QtBot, colours: Colours) -> Iterator[Shop]:
    shop = Shop(qtbot, colours)
    yield shop
    for menu in shop.grid.findChildren(QMenu):
        menu.close()


def words(menu: QMenu) -> list[str]:
    return [each.text().partition("\t")[0] for each in menu.actions() if each.text()]


EVERYTHING = [
    "Play", "Open in a new window", "Play next", "Add to queue", "Watch later", "Playlist…",
    "Download for later…", "Copy link", "Share…", "Download original…", "Details…", "Figures…",
    "Visible to", "Move to channel…", "Replace file…", "Versions…", "Process again", "Delete…",
]  # fmt: skip


def test_a_click_plays_and_so_do_the_keys(shop: Shop) -> None:
    """Enter and the space bar, too."""
    shop.fill(own("a"), own("b"))
    shop.click(shop.middle(1))
    shop.key(Qt.Key.Key_Return)
    shop.key(Qt.Key.Key_Left)
    shop.key(Qt.Key.Key_Space)
    assert shop.wishes == [(Action.PLAY, ("b",)), (Action.PLAY, ("b",)), (Action.PLAY, ("a",))]


def test_a_card_is_dragged_out_as_its_link(shop: Shop) -> None:
    """Where others can reach it."""
    dragged: list[str] = []
    shop.grid.drag_out = lambda address, _picture: dragged.append(address)
    shop.grid.terms = Terms(linked=True, server="https://films.example/")
    shop.fill(own("a"), own("b", playable=None))
    viewport, way = shop.grid.viewport(), QPoint(QApplication.startDragDistance() + 1, 0)
    for row in (0, 1):
        QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=shop.middle(row))
        QTest.mouseMove(viewport, shop.middle(row) + way)
        QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=shop.middle(row) + way)
    assert dragged == ["https://films.example/watch/a"]
    assert shop.wishes == []


def test_a_click_may_slip_where_nothing_is_dragged(shop: Shop) -> None:
    """As on this computer alone, where no card has a link."""
    shop.grid.terms = Terms(linked=False)
    shop.fill(own("a"))
    viewport, way = shop.grid.viewport(), QPoint(QApplication.startDragDistance() + 1, 0)
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=shop.middle(0))
    QTest.mouseMove(viewport, shop.middle(0) + way)
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=shop.middle(0) + way)
    assert shop.wishes == [(Action.PLAY, ("a",))]


def test_a_window_of_its_own_by_key_or_the_middle_button(shop: Shop) -> None:
    """For what can be watched."""
    shop.fill(own("a"), own("b"), own("c", playable=None))
    shop.grid.choose("b")
    shop.key(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    for row in (0, 2):
        QTest.mouseClick(shop.grid.viewport(), Qt.MouseButton.MiddleButton, pos=shop.middle(row))
    assert shop.wishes == [(Action.NEW_WINDOW, ("b",)), (Action.NEW_WINDOW, ("a",))]


def test_keys_change_and_delete_what_is_ones_own(shop: Shop) -> None:
    """And nothing of anybody else's."""
    shop.fill(own("a"), replace(FILM, id="others", filename=None, channel=SEA))
    shop.grid.choose("a")
    shop.key(Qt.Key.Key_F2)
    shop.key(Qt.Key.Key_Delete)
    shop.grid.choose("others")
    shop.key(Qt.Key.Key_F2)
    shop.key(Qt.Key.Key_Delete)
    assert shop.wishes == [(Action.DETAILS, ("a",)), (Action.DELETE, ("a",))]


def test_the_menu_by_key_mouse_and_long_press(qtbot: QtBot, shop: Shop) -> None:
    """It is the same one, and has everything."""
    shop.fill(own("a"), own("b"))
    menus = []
    shop.grid.choose("b")
    shop.key(Qt.Key.Key_Menu)
    menus.append(words(shop.menu()))
    shop.menu().close()
    qtbot.waitUntil(lambda: not shop.grid.findChildren(QMenu))

    viewport, at = shop.grid.viewport(), shop.middle(1)
    reason = QContextMenuEvent.Reason.Mouse
    QApplication.sendEvent(viewport, QContextMenuEvent(reason, at, viewport.mapToGlobal(at)))
    menus.append(words(shop.menu()))
    shop.menu().close()
    qtbot.waitUntil(lambda: not shop.grid.findChildren(QMenu))

    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=at)
    qtbot.waitUntil(lambda: bool(shop.grid.findChildren(QMenu)))
    menus.append(words(shop.menu()))
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=at)

    assert menus == [EVERYTHING] * 3
    assert shop.wishes == []


def test_a_choice_of_the_menu_is_told(shop: Shop) -> None:
    """With its video; and so is one that the page has added."""
    shop.fill(own("a"))
    removed: list[str] = []
    shop.grid.extras = [
        Extra("close", "Remove", lambda videos: removed.extend(video.id for video in videos))
    ]
    menu = shop.grid.menu_for(shop.model.at(0))
    assert menu.testAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for action in menu.actions():
        action.trigger()
    assert [str(action) for action, _videos in shop.wishes] == [
        "play", "new_window", "play_next", "queue", "watch_later", "playlist", "keep", "copy_link",
        "share", "download", "details", "figures", "move", "replace", "versions", "process_again",
        "delete",
    ]  # fmt: skip
    assert removed == ["a"]


def test_several_are_chosen_as_everywhere(shop: Shop) -> None:
    """With Ctrl one by one, with Shift from here to there, with Ctrl+A all; none of it plays."""
    shop.fill(*[own(name) for name in "abcdef"])
    control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    shop.click(shop.middle(1), control)
    shop.click(shop.middle(4), control)
    assert [video.id for video in shop.grid.chosen()] == ["b", "e"]
    shop.click(shop.middle(4), control)
    shop.click(shop.middle(1), control)
    assert not shop.grid.several
    shop.click(shop.middle(2), control)
    shop.click(shop.middle(5), shift)
    assert [video.id for video in shop.grid.chosen()] == ["c", "d", "e", "f"]
    shop.key(Qt.Key.Key_A, control)
    assert len(shop.grid.chosen()) == 6
    assert shop.wishes == []

    shop.key(Qt.Key.Key_Delete)
    assert shop.wishes == [(Action.DELETE, tuple("abcdef"))]
    assert words(shop.grid.menu_for(*shop.grid.chosen())) == [
        "6 videos", "Play", "Play next", "Add to queue", "Watch later", "Playlist…",
        "Details…", "Visible to", "Move to channel…", "Process again", "Delete…",
    ]  # fmt: skip
    shop.key(Qt.Key.Key_Escape)
    assert not shop.grid.several


def test_a_card_that_failed_is_tried_again(shop: Shop) -> None:
    """Where that can help; else it says why it can't be opened."""
    shop.fill(
        own("again", state="failed", playable=None, error="No.", error_retryable=True),
        own("never", state="failed", playable=None, error="Not a video."),
    )
    said: list[str] = []
    shop.grid.refused.connect(said.append)
    for row in range(2):
        cell = shop.grid.visualRect(shop.model.index(row))
        shop.click(Places.of(cell).retry.center())
    assert shop.wishes == [(Action.RETRY, ("again",))]
    assert said == ["Not a video."]


def test_a_click_on_a_channel_leads_there(shop: Shop) -> None:
    """The rest of the card plays."""
    shop.fill(replace(FILM, id="a", filename=None, title="One line", channel=SEA))
    places = Places.of(shop.grid.visualRect(shop.model.index(0)))
    line = shop.grid.painter.type.line_height(Tone.TITLE)
    shop.click(places.words.topLeft() + QPoint(10, line + 4))
    shop.click(places.words.topLeft() + QPoint(10, 4))
    assert [action for action, _videos in shop.wishes] == [Action.CHANNEL, Action.PLAY]


def test_the_button_on_a_card_opens_its_menu(shop: Shop) -> None:
    """In the corner of the picture: on the left for who reads from the right."""
    shop.fill(own("a"))
    shop.click(Places.of(shop.grid.visualRect(shop.model.index(0))).more.center())
    assert shop.menu().isVisible()
    shop.menu().close()
    shop.grid.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    cell = shop.grid.visualRect(shop.model.index(0))
    assert cell.right() == shop.grid.viewport().width() - 1
    more = Places.of(cell, mirrored=True).more
    assert more.center().x() < cell.center().x()
    shop.click(more.center())
    assert shop.wishes == []


def test_who_reads_from_the_right_goes_on_to_the_left(shop: Shop) -> None:
    """By key, too."""
    shop.grid.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    shop.fill(own("a"), own("b"))
    assert shop.middle(1).x() < shop.middle(0).x()
    assert shop.grid.indexAt(shop.middle(1)).row() == 1
    shop.grid.choose("a")
    shop.key(Qt.Key.Key_Left)
    assert shop.grid.current() == shop.model.at(1)


@pytest.mark.parametrize("width", [300, 420, 640, 901, 1180, 1600])
def test_the_cards_fill_the_width(shop: Shop, width: int) -> None:
    """In as many columns as fit, none of them outside."""
    shop.fill(*[own(name) for name in "abcdefgh"])
    shop.grid.resize(width, 700)
    cells = [shop.grid.visualRect(shop.model.index(row)) for row in range(8)]
    first = [cell for cell in cells if cell.top() == cells[0].top()]
    assert len(first) == max(1, shop.grid.room // 235)
    assert 0 <= first[0].left() <= first[-1].right() < width
    assert width - first[-1].right() < 40


def test_the_card_in_hand_is_always_seen(shop: Shop) -> None:
    """It is scrolled to."""
    shop.fill(*[own(f"v{number}") for number in range(40)])
    shop.grid.choose("v0")
    shop.key(Qt.Key.Key_End)
    cell = shop.grid.visualRect(shop.grid.currentIndex())
    assert shop.grid.viewport().rect().contains(cell)
    assert shop.grid.current() == shop.model.at(39)


def test_titles_of_any_length_and_script() -> None:
    """Two lines at most; emoji, which Qt counts as two, are not torn."""
    font = QApplication.font().toString()
    assert pieces_of("Short", font, 200, 2) == ("Short",)
    long = pieces_of("🎬 " * 150, font, 200, 2)
    assert len(long) == 2
    assert set("".join(long)) <= {"🎬", " ", "…"}
    unbroken = pieces_of("x" * 300, font, 200, 2)
    assert len(unbroken) == 2
    assert unbroken[1].endswith("…")


def test_a_selection_outlives_what_comes_first(shop: Shop) -> None:
    """It is of videos, not of places."""
    shop.fill(own("a"), own("b"), own("c"))
    for row in (0, 2):
        flags = QItemSelectionModel.SelectionFlag.Select
        shop.grid.selectionModel().select(shop.model.index(row), flags)
    shop.model.insert_first([own("new")])
    shop.model.remove("b")
    assert [video.id for video in shop.grid.chosen()] == ["a", "c"]


def test_a_larger_font_makes_higher_cards(qapp: QApplication, shop: Shop) -> None:
    """At once, whatever was measured before."""
    shop.fill(own("a"))
    before, height = qapp.font(), shop.grid.visualRect(shop.model.index(0)).height()
    larger = qapp.font()
    larger.setPointSizeF(before.pointSizeF() * 2)
    qapp.setFont(larger)
    try:
        QApplication.processEvents()
        assert shop.grid.visualRect(shop.model.index(0)).height() > height
    finally:
        qapp.setFont(before)


class FakePosters(QObject):
    """Has no picture, and knows who waits for which."""

    arrived = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.awaited = set[str]()

    def get(self, video: Video, _by: object) -> None:
        self.awaited.add(video.id)

    def leave(self, video: Video, _by: object) -> None:
        self.awaited.discard(video.id)


def test_only_pictures_on_the_screen_are_waited_for(qtbot: QtBot, shop: Shop) -> None:
    """Those that were scrolled away are given up, and all of them when the page is left."""
    posters = FakePosters()
    shop.grid.show_pictures(cast(Posters, posters))
    shop.fill(*[own(f"v{number}") for number in range(1000)])
    qtbot.waitUntil(lambda: "v0" in posters.awaited)
    shop.grid.verticalScrollBar().setValue(20_000)
    qtbot.waitUntil(lambda: bool(posters.awaited) and "v0" not in posters.awaited)
    assert len(posters.awaited) < 30
    shop.grid.hide()
    assert posters.awaited == set()


def test_a_scheduled_film_is_public_by_itself(
    qtbot: QtBot, colours: Colours, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its card is painted again when it is time, though nobody tells."""
    shop = Shop(qtbot, colours)
    said: list[str] = []
    paint = shop.grid.painter.paint

    def note(painter: QPainter, cell: QRect, video: Video, state: CardState) -> None:
        said.append(standing(video, Shown(), datetime.now(UTC)))
        paint(painter, cell, video, state)

    monkeypatch.setattr(shop.grid.painter, "paint", note)
    when = (datetime.now(UTC) + timedelta(seconds=0.2)).isoformat()
    shop.fill(replace(OWN, visibility="public", publish_at=when))
    qtbot.waitUntil(lambda: said[:1] == ["Scheduled"] and said[-1] == "")
