"""Your videos: filter and order, the first film, and what becomes of uploads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.server.uploads import Space
from app.server.videos import VideoPage
from app.ui.background import Background
from app.ui.cards.actions import Action
from app.ui.library.page import Library
from app.ui.navigation.places import Kind, Place
from app.ui.style.theme import Colours
from tests.app.ui.fake_queue import progress
from tests.app.ui.fakes import FILM
from tests.app.ui.visits import visit_of

OWN = replace(FILM, filename="film.mp4")


class FakeClient:
    """Has a few videos."""

    def __init__(self, *titles: str) -> None:
        self.library = [replace(OWN, id=title, title=title) for title in titles]
        self.asked: list[dict[str, Any]] = []
        self.used = Space(4_000_000_000, 5_000_000_000)

    def space(self) -> Space:
        return self.used

    def videos(self, **asked: Any) -> VideoPage:
        self.asked.append(asked)
        found = [v for v in self.library if asked["query"].lower() in v.title.lower()]
        return VideoPage(tuple(found), None)


Open = Callable[..., Library]


@pytest.fixture
def library(qtbot: QtBot, background: Background, colours: Colours, tmp_path: Path) -> Open:
    def make(client: FakeClient) -> Library:
        library = Library(background, colours)
        qtbot.addWidget(library)
        library.resize(900, 700)
        library.show()
        library.attach(visit_of(background, client, tmp_path))
        with qtbot.waitSignal(library.list.filled):
            library.show_place(Place(Kind.YOURS))
        return library

    return make


def titles(library: Library) -> list[str]:
    return [video.title for video in library.videos]


def test_the_filter_waits_for_the_end_of_typing(qtbot: QtBot, library: Open) -> None:
    """Three keys are one question, and its answer replaces the list."""
    client = FakeClient("sea", "seal", "cow")
    shown = library(client)

    QTest.keyClicks(shown.filter, "sea")

    qtbot.waitUntil(lambda: titles(shown) == ["sea", "seal"])
    assert [asked["query"] for asked in client.asked] == ["", "sea"]


def test_another_order_is_asked_for(qtbot: QtBot, library: Open) -> None:
    """Of the server, which has all of them."""
    client = FakeClient("a")
    shown = library(client)
    with qtbot.waitSignal(shown.list.filled):
        shown.sort.setCurrentIndex(2)
    assert [asked["sort"] for asked in client.asked] == ["newest", "title"]


def test_where_room_is_to_be_made_the_largest_comes_first(qtbot: QtBot, library: Open) -> None:
    """With what all take, which is asked again when one goes."""
    client = FakeClient("a", "b")
    shown = library(client)
    assert not shown.space.isVisible()
    with qtbot.waitSignal(shown.list.filled):
        shown.show_largest()
    assert client.asked[-1]["sort"] == "largest"
    qtbot.waitUntil(shown.space.isVisible)
    assert shown.space.text().startswith("Your videos take 4.0 GB of 5.0 GB: 1.0 GB left.")

    client.used = Space(3_000_000_000, None)
    shown.apply([replace(client.library[0], state="deleted")])
    qtbot.waitUntil(lambda: shown.space.text() == "Your videos take 3.0 GB.")
    shown.sort.setCurrentIndex(0)
    assert not shown.space.isVisible()


def test_a_newcomer_sees_where_to_drop_a_film(qtbot: QtBot, library: Open) -> None:
    """And nothing to order or filter. The button there says what it does, and does it."""
    shown = library(FakeClient())
    button = shown.findChild(QPushButton, "empty_upload")
    assert button is not None
    assert button.isVisible()
    assert not shown.filter.isVisible()

    with qtbot.waitSignal(shown.upload_wanted):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    shown.apply([replace(OWN, id="first")])
    assert shown.sort.isVisible()
    assert not button.isVisible()


def test_a_filter_that_finds_nothing_can_be_taken_away(qtbot: QtBot, library: Open) -> None:
    """With one button, and the field stays where one types."""
    shown = library(FakeClient("a"))
    shown.filter.setText("zebra")
    qtbot.waitUntil(lambda: shown.findChild(QPushButton, "nothing_found_button") is not None)
    button = shown.findChild(QPushButton, "nothing_found_button")
    assert button is not None
    assert button.isVisible()
    assert shown.filter.isVisible()

    QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    qtbot.waitUntil(lambda: titles(shown) == ["a"])


def test_what_is_new_is_not_mixed_into_what_was_filtered(qtbot: QtBot, library: Open) -> None:
    """It has perhaps none of the words."""
    shown = library(FakeClient("sea", "cow"))
    shown.filter.setText("sea")
    qtbot.waitUntil(lambda: titles(shown) == ["sea"])
    shown.apply([replace(OWN, id="new", title="new")])
    assert titles(shown) == ["sea"]


def test_it_tells_when_a_video_became_ready(qtbot: QtBot, library: Open) -> None:
    """Only at the change from processing to ready."""
    shown = library(FakeClient("a"))
    video = replace(OWN, id="a", title="a")
    shown.apply([replace(video, state="processing")])

    with qtbot.waitSignal(shown.became_ready) as told:
        shown.apply([video])
    with qtbot.assertNotEmitted(shown.became_ready):
        shown.apply([video])

    assert told.args == [video]


def test_uploads_show_on_their_cards(library: Open) -> None:
    """As soon as this computer knows of it."""
    client = FakeClient("a")
    client.library = [replace(OWN, id="video-u1", state="uploading", playable=None)]
    shown = library(client)
    shown.note_uploads([progress(sent=250)])
    assert shown.videos[0].percent == 25


def test_it_plays_with_the_others_behind(qtbot: QtBot, library: Open) -> None:
    """Or only the chosen ones; what else is wanted is passed on."""
    shown = library(FakeClient("a", "b", "c"))
    grid = shown.list.grid
    with qtbot.waitSignal(shown.play_wanted) as told:
        grid.open(shown.videos[1])
    assert told.args is not None
    assert (told.args[0].video.id, len(told.args[0].videos)) == ("b", 3)

    grid.selectAll()
    with qtbot.waitSignal(shown.wanted) as wished:
        QTest.keyClick(grid, Qt.Key.Key_Delete)
    assert wished.args is not None
    assert wished.args[0] == Action.DELETE
    assert len(wished.args[1]) == 3


def test_nobody_meets_the_filter_of_who_was_here_before(
    qtbot: QtBot, background: Background, tmp_path: Path, library: Open
) -> None:
    """Nor their videos."""
    shown = library(FakeClient("sea"))
    shown.filter.setText("sea")
    shown.detach()
    assert (titles(shown), shown.filter.text()) == ([], "")
    other = FakeClient("cow")
    shown.attach(visit_of(background, other, tmp_path))
    with qtbot.waitSignal(shown.list.filled):
        shown.show_place(Place(Kind.YOURS))
    assert titles(shown) == ["cow"]
    assert [asked["query"] for asked in other.asked] == [""]
