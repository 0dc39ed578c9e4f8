"""Home: its shelves, and what stands there without any."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.errors import MatineeError, ServerUnreachable
from app.server.catalogue import Sort, Wanted
from app.server.videos import ChannelBrief, Video, VideoPage
from app.server.viewing import History, Watched
from app.ui.background import Background
from app.ui.home.page import Home
from app.ui.navigation.places import Kind, Place
from app.ui.style.theme import Colours
from tests.app.ui.fakes import FILM
from tests.app.ui.visits import ANN, visit_of

SEA = ChannelBrief("c", "sea", "The Sea")


def film(name: str) -> Video:
    return replace(FILM, id=name, title=name, channel=SEA)


@dataclass
class Viewing:
    """What there is to watch; a fault is every answer's."""

    unfinished: list[str] = field(default_factory=list)
    followed: list[str] = field(default_factory=list)
    newest: list[str] = field(default_factory=list)
    popular: list[str] = field(default_factory=list)
    fault: MatineeError | None = None
    asked: list[str] = field(default_factory=list)

    def _page(self, kind: str) -> VideoPage:
        self.asked.append(kind)
        if self.fault is not None:
            raise self.fault
        return VideoPage(tuple(map(film, getattr(self, kind))), None)

    def history(self, **_asked: Any) -> History:
        lines = [Watched(v.id, "", v) for v in self._page("unfinished").videos]
        return History((*lines, Watched("gone", "", None)), paused=False, next_cursor=None)

    def followed_videos(self, **_asked: Any) -> VideoPage:
        return self._page("followed")

    def catalogue(self, wanted: Wanted, **_asked: Any) -> VideoPage:
        return self._page("newest" if wanted.sort == Sort.NEWEST else "popular")


Open = Callable[..., Home]


@pytest.fixture
def home(qtbot: QtBot, background: Background, colours: Colours, tmp_path: Path) -> Open:
    def make(viewing: Viewing, **visitor: Any) -> Home:
        page = Home(background, colours)
        qtbot.addWidget(page)
        page.resize(1000, 900)
        page.show()
        client = SimpleNamespace(viewing=viewing)
        visit = visit_of(background, client, tmp_path, server="https://x", **visitor)
        page.attach(visit)
        page.show_place(Place(Kind.HOME))
        qtbot.waitUntil(lambda: not page._awaited)
        return page

    return make


def shelves(home: Home) -> dict[str, list[str]]:
    """Those that can be seen."""
    return {
        name: [video.id for video in shelf.videos]
        for name, shelf in home.shelves.items()
        if shelf.isVisible()
    }


def test_there_is_a_shelf_for_each_reason(home: Open) -> None:
    """One without videos is not there."""
    shown = home(Viewing(unfinished=["half"], newest=["b", "a"], popular=["a"]))
    assert shelves(shown) == {"go_on": ["half"], "newest": ["b", "a"], "popular": ["a"]}
    assert not shown.empty.isVisible()


def test_what_was_watched_is_there_to_go_on_with(qtbot: QtBot, home: Open) -> None:
    """As soon as the server knows of it."""
    viewing = Viewing(newest=["a"])
    shown = home(viewing)
    viewing.unfinished = ["a"]
    shown.watched()
    qtbot.waitUntil(lambda: shelves(shown) == {"go_on": ["a"], "newest": ["a"]})


def test_what_was_watched_while_home_loads_is_asked_for_again(qtbot: QtBot, home: Open) -> None:
    """What is on its way then may not know of it."""
    viewing = Viewing(newest=["a"])
    shown = home(viewing)
    viewing.asked.clear()
    shown.reload()
    shown.watched()
    qtbot.waitUntil(lambda: viewing.asked.count("unfinished") == 2 and not shown._awaited)


def test_a_guest_is_offered_what_everybody_is(home: Open) -> None:
    """And asks for nothing else."""
    viewing = Viewing(unfinished=["half"], followed=["f"], newest=["n"])
    shown = home(viewing, account=None)
    assert shelves(shown) == {"newest": ["n"]}
    assert sorted(viewing.asked) == ["newest", "popular"]


def test_where_there_is_nothing_it_says_what_will_be(qtbot: QtBot, home: Open) -> None:
    """With the one thing to do; a guest has none."""
    shown = home(Viewing(), account=ANN)
    assert shown.empty.isVisible()
    with qtbot.waitSignal(shown.go_wanted) as told:
        shown.empty.button.click()
    assert told.args == [Place(Kind.YOURS)]
    assert not home(Viewing(), account=None).empty.button.isVisible()


def test_offline_it_says_so_and_tries_again(qtbot: QtBot, home: Open) -> None:
    """What was there stays, if there was something."""
    viewing = Viewing(newest=["n"], fault=ServerUnreachable("x"))
    shown = home(viewing)
    assert shown.trouble.isVisible()
    assert shown.trouble.words.text() == str(viewing.fault)

    fault, viewing.fault = viewing.fault, None
    shown.trouble.button.click()
    qtbot.waitUntil(lambda: shelves(shown) == {"newest": ["n"]})
    assert not shown.trouble.isVisible()

    viewing.fault = fault
    shown.reload()
    qtbot.waitUntil(lambda: not shown._awaited)
    assert shelves(shown) == {"newest": ["n"]}
    assert not shown.trouble.isVisible()


def test_everything_of_a_shelf_is_a_place(home: Open) -> None:
    """Its button leads there."""
    shown = home(Viewing(unfinished=["u"], followed=["f"], newest=["n"], popular=["p"]))
    places: list[Place] = []
    shown.go_wanted.connect(places.append)
    for name in shown.shelves:
        button = shown.findChild(QPushButton, f"shelf_{name}_all")
        assert button is not None
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert places == [
        Place(Kind.HISTORY),
        Place(Kind.FOLLOWING),
        Place(Kind.SEARCH, wanted=Wanted(sort=Sort.NEWEST)),
        Place(Kind.SEARCH, wanted=Wanted(sort=Sort.POPULAR)),
    ]


def test_a_film_plays_with_its_shelf_behind(qtbot: QtBot, home: Open) -> None:
    """And its channel is a place."""
    shown = home(Viewing(newest=["a", "b"]))
    shelf = shown.shelves["newest"]
    with qtbot.waitSignal(shown.play_wanted) as told:
        shelf.grid.open(shelf.videos[1])
    assert told.args is not None
    assert (told.args[0].video.id, [v.id for v in told.args[0].videos]) == ("b", ["a", "b"])


def test_what_is_taken_away_goes_and_what_is_new_comes(qtbot: QtBot, home: Open) -> None:
    """The server says where it belongs."""
    viewing = Viewing(newest=["a", "b"])
    shown = home(viewing)
    shown.apply_public(["a"], [replace(film("b"), title="B")])
    assert shelves(shown) == {"newest": ["b"]}
    assert shown.shelves["newest"].videos[0].title == "B"

    viewing.newest = ["c", "b"]
    shown.apply_public([], [film("c")])
    qtbot.waitUntil(lambda: shelves(shown) == {"newest": ["c", "b"]})


def test_where_the_last_goes_it_says_what_will_be(home: Open) -> None:
    """As where there never was one."""
    shown = home(Viewing(newest=["a"]))
    shown.apply_public(["a"], [])
    assert shelves(shown) == {}
    assert shown.empty.isVisible()


def test_a_shelf_that_waits_is_there(home: Open) -> None:
    """Whatever is told meanwhile of videos that it does not have."""
    shelf = home(Viewing()).shelves["newest"]
    shelf.wait()
    shelf.apply([film("other")])
    assert shelf.isVisible()
    shelf.fill(())
    assert not shelf.isVisible()


def test_a_long_shelf_is_turned(qtbot: QtBot, home: Open) -> None:
    """By its arrows, to its ends; a short one has none."""
    shown = home(Viewing(newest=[f"v{n}" for n in range(12)], popular=["p"]))
    shelf = shown.shelves["newest"]
    qtbot.waitUntil(shelf._on.isVisible)
    assert (shelf._back.isEnabled(), shelf._on.isEnabled()) == (False, True)
    for _ in range(12):
        shelf._on.click()
    assert (shelf._back.isEnabled(), shelf._on.isEnabled()) == (True, False)
    last = shelf.grid.visualRect(shelf.model.index(11))
    assert shelf.grid.viewport().rect().contains(last)
    assert not shown.shelves["popular"]._on.isVisible()


def test_nothing_is_left_of_who_was_here(home: Open) -> None:
    """No shelf, and no word."""
    shown = home(Viewing(newest=["a"]))
    shown.detach()
    assert shelves(shown) == {}
    shown.reload()
    assert not shown.empty.isVisible()


@pytest.mark.parametrize("width", [320, 700, 1400])
def test_a_shelf_is_as_wide_as_there_is_room(qtbot: QtBot, home: Open, width: int) -> None:
    """In the narrowest window, too; and as high as its cards."""
    shown = home(Viewing(followed=[f"v{n}" for n in range(12)]))
    shown.resize(width, 600)
    grid = shown.shelves["followed"].grid
    qtbot.waitUntil(lambda: grid.width() < width)
    card = grid.videos.index(0)
    qtbot.waitUntil(lambda: grid.visualRect(card).height() == grid.viewport().height())
