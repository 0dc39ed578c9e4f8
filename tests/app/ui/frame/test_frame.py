"""The way from place to place, and what stands around the pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import cast

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.server.client import Client
from app.server.videos import Account, Video
from app.ui.background import Background, Scope
from app.ui.cards.posters import Posters
from app.ui.frame.frame import Frame
from app.ui.frame.header import Header
from app.ui.frame.notices import Notice
from app.ui.frame.sidebar import SLIM, WIDE, Shape, places_of, shape_for
from app.ui.navigation.page import Page, Visit
from app.ui.navigation.places import Kind, Place
from app.ui.style.theme import Colours
from tests.app.ui.fakes import FILM, FakeClient, Running

ANN = Account("ann", "Ann")
SERVER = "https://matinee.example"
THERE = (Kind.YOURS, Kind.UPLOADS)
"""Pages that are not made only when they are shown."""


class FakePage(Page):
    """Writes down what it is told."""

    def __init__(self, kind: Kind) -> None:
        super().__init__()
        self._kind = kind
        self.told: list[object] = []
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def attach(self, visit: Visit) -> None:
        self.told.append(("attach", visit.account and visit.account.name))

    def detach(self) -> None:
        self.told.append("detach")

    def show_place(self, place: Place) -> None:
        self.told.append(place)

    def reload(self) -> None:
        self.told.append("reload")

    def apply(self, videos: Sequence[Video]) -> None:
        self.told.append(("apply", [video.id for video in videos]))

    def apply_public(self, gone: Sequence[str], videos: Sequence[Video]) -> None:
        self.told.append(("public", list(gone), [video.id for video in videos]))

    @property
    def title(self) -> str:
        return self._kind.name.title()


@pytest.fixture
def pages(qtbot: QtBot) -> Mapping[Kind, FakePage]:  # noqa: ARG001 (Qt must be there)
    return {kind: FakePage(kind) for kind in Kind}


@pytest.fixture
def frame(
    qtbot: QtBot,
    colours: Colours,  # noqa: ARG001 (the looks)
    pages: Mapping[Kind, FakePage],
) -> Frame:
    makers = {kind: partial(pages.__getitem__, kind) for kind in Kind if kind not in THERE}
    frame = Frame(Header(), [Notice()], {kind: pages[kind] for kind in THERE}, makers)
    qtbot.addWidget(frame)
    frame.resize(1000, 600)
    frame.show()
    frame.activateWindow()
    qtbot.waitUntil(frame.isActiveWindow)
    return frame


@pytest.fixture
def visit(background: Background) -> Iterator[Visit]:
    posters = Posters(background, lambda _url: b"", None)  # type: ignore[arg-type]
    client = cast(Client, FakeClient())
    yield Visit(client, posters, Scope(background), ANN, SERVER)
    posters.close()


def kinds(frame: Frame) -> list[Kind]:
    return [kind for kind, button in frame.sidebar.buttons.items() if not button.isHidden()]


# Whose places


def test_everybody_has_the_places_that_make_sense(visit: Visit) -> None:
    """This computer's owner has nobody to follow, and a guest nothing of their own."""
    own = {Kind.YOURS, Kind.PLAYLISTS, Kind.HISTORY, Kind.UPLOADS}
    assert set(places_of(visit)) == {Kind.HOME, Kind.FOLLOWING, *own, Kind.DOWNLOADS}
    assert set(places_of(replace(visit, server=""))) == own
    assert places_of(replace(visit, account=None)) == (Kind.HOME,)
    watching = set(places_of(replace(visit, account=replace(ANN, role="viewer"))))
    assert watching == set(places_of(visit)) - {Kind.YOURS, Kind.UPLOADS}


def test_on_this_computer_home_is_ones_own_videos(frame: Frame, visit: Visit) -> None:
    """One begins there, and comes there whoever asks for home."""
    frame.attach(replace(visit, server=""))
    assert frame.here == Place(Kind.YOURS)
    assert Kind.HOME not in kinds(frame)
    frame.go(Place(Kind.PLAYLISTS))
    frame.go(Place(Kind.HOME))
    assert frame.here == Place(Kind.YOURS)


def test_nothing_is_shown_before_there_is_a_visit(
    frame: Frame, pages: Mapping[Kind, FakePage]
) -> None:
    """Whatever key is pressed meanwhile."""
    frame.go(Place(Kind.HISTORY))
    frame.back()
    assert [page.told for page in pages.values() if page.told] == []


# From place to place


def test_the_way_leads_back_and_forward(
    frame: Frame, visit: Visit, pages: Mapping[Kind, FakePage]
) -> None:
    """As in a browser; the sidebar marks where one is."""
    frame.attach(visit)
    frame.sidebar.buttons[Kind.PLAYLISTS].click()
    pages[Kind.PLAYLISTS].go_wanted.emit(Place(Kind.PLAYLIST, "p1"))
    assert pages[Kind.PLAYLIST].told[-1] == Place(Kind.PLAYLIST, "p1")
    assert frame.sidebar.buttons[Kind.PLAYLISTS].isChecked()
    QTest.keyClick(frame, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(frame, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert frame.here == Place(Kind.HOME)
    assert not frame._header.back.isEnabled()
    QTest.keyClick(frame, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert frame.here == Place(Kind.PLAYLISTS)


def test_each_place_has_a_key(frame: Frame, visit: Visit, qtbot: QtBot) -> None:
    """Its tooltip tells which; the last is for the settings."""
    frame.attach(visit)
    control = Qt.KeyboardModifier.ControlModifier
    for number, kind in enumerate(kinds(frame), start=1):
        QTest.keyClick(frame, Qt.Key(Qt.Key.Key_0 + number), control)
        assert frame.here.kind is kind
        assert frame.sidebar.buttons[kind].toolTip().endswith(f"(Ctrl+{number})")
    with qtbot.waitSignal(frame.sidebar.settings_wanted):
        QTest.keyClick(frame, Qt.Key.Key_8, control)


def test_who_comes_back_is_where_they_were(
    frame: Frame, visit: Visit, pages: Mapping[Kind, FakePage]
) -> None:
    """A backend that was started again is the same visit to its user."""
    frame.attach(visit)
    frame.go(Place(Kind.HISTORY))
    frame.detach()
    frame.attach(visit)
    assert frame.here == Place(Kind.HISTORY)
    assert pages[Kind.HISTORY].told[-3:] == ["detach", ("attach", "Ann"), Place(Kind.HISTORY)]


def test_somebody_else_begins_anew(frame: Frame, visit: Visit) -> None:
    """Neither a search nor a place of the former is left."""
    frame.attach(visit)
    frame._header.search.searched.emit("secret")
    frame.detach()
    frame.forget()
    frame.attach(replace(visit, account=Account("ben", "Ben")))
    assert frame.here == Place(Kind.HOME)
    assert frame._header.search.text() == ""
    frame.back()
    assert frame.here == Place(Kind.HOME)


def test_what_was_missed_is_fetched_when_it_is_looked_at(
    frame: Frame, visit: Visit, pages: Mapping[Kind, FakePage]
) -> None:
    """The page on the screen at once, what was there before once it is again."""
    frame.attach(visit)
    frame.go(Place(Kind.HISTORY))
    frame.go(Place(Kind.HOME))
    frame.reload()
    assert pages[Kind.HOME].told[-1] == "reload"
    assert "reload" not in pages[Kind.HISTORY].told
    for _ in range(2):
        for kind in (Kind.HISTORY, Kind.UPLOADS, Kind.HOME):
            frame.go(Place(kind))
    assert pages[Kind.HISTORY].told.count("reload") == 1
    assert pages[Kind.HOME].told.count("reload") == 1
    assert "reload" not in pages[Kind.UPLOADS].told


def test_the_place_is_kept_for_the_next_start(frame: Frame, visit: Visit) -> None:
    """If there is such a place for who comes; a search is none."""
    frame.begin_at(Place(Kind.PLAYLIST, "p1"))
    assert frame.to_keep == Place(Kind.PLAYLIST, "p1")
    frame.attach(visit)
    assert frame.here == Place(Kind.PLAYLIST, "p1")
    frame._header.search.searched.emit("bunny")
    assert frame.here.kind is Kind.SEARCH
    assert frame.to_keep == Place(Kind.PLAYLIST, "p1")
    frame.forget()
    frame.begin_at(Place(Kind.FOLLOWING))
    frame.attach(replace(visit, server=""))
    assert frame.here == Place(Kind.YOURS)


def test_the_window_keeps_its_place(home: Running) -> None:
    """Beside its size."""
    home.window.show_uploads()
    home.window.close()
    assert home.window.state.value("place") == "uploads"


# The sidebar's shapes


@pytest.mark.parametrize(
    ("width", "shape"),
    [
        (1280, Shape.WIDE),
        (900, Shape.WIDE),
        (899, Shape.SLIM),
        (640, Shape.SLIM),
        (639, Shape.DRAWER),
    ],
)
def test_the_sidebar_takes_what_room_there_is(width: int, shape: Shape) -> None:
    """Words, icons, or a drawer."""
    assert shape_for(width) is shape


def test_who_hears_of_another_shape_finds_all_in_its_place(frame: Frame, visit: Visit) -> None:
    """A toast, for one, keeps clear of the sidebar, and of nothing where there is none."""
    frame.attach(visit)
    found: list[int] = []
    frame.body.shape_changed.connect(lambda: found.append(frame.body.inside.x()))
    for width in (700, 500, 1000):
        frame.resize(width, 600)
    assert found == [SLIM, 0, WIDE]


def test_a_drawer_opens_over_the_page(qtbot: QtBot, frame: Frame, visit: Visit) -> None:
    """And closes by a choice, by a click beside it, or by Escape."""
    frame.attach(visit)
    assert frame.sidebar.width() == WIDE
    frame.resize(700, 600)
    qtbot.waitUntil(lambda: frame.sidebar.width() == SLIM)
    frame.resize(500, 600)
    qtbot.waitUntil(lambda: not frame.sidebar.isVisible())
    button = frame._header.sidebar

    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert frame.sidebar.isVisible()
    frame.sidebar.buttons[Kind.HISTORY].click()
    assert (frame.here.kind, frame.sidebar.isVisible()) == (Kind.HISTORY, False)

    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    beside = frame.body._shade
    QTest.mouseClick(beside, Qt.MouseButton.LeftButton, pos=QPoint(400, 100))
    assert not frame.sidebar.isVisible()

    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    QTest.keyClick(frame.sidebar.focusWidget(), Qt.Key.Key_Escape)
    assert not frame.sidebar.isVisible()

    frame.resize(1000, 600)
    qtbot.waitUntil(frame.sidebar.isVisible)
    assert not button.isVisible()


@pytest.mark.parametrize("width", [380, 500, 620, 880, 1280])
def test_nothing_of_the_header_overlaps(qtbot: QtBot, home: Running, width: int) -> None:
    """Uploads under way included, in the narrowest window too."""
    window = home.window
    window.header.show_count(88)
    window.resize(width, 600)
    qtbot.waitUntil(lambda: window.header.width() == width)
    layout = window.header.layout()
    assert layout is not None
    layout.activate()
    children = window.header.findChildren(
        QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly
    )
    shown = [child for child in children if child.isVisible()]
    edges = sorted((w.geometry().left(), w.geometry().right()) for w in shown)
    assert all(before[1] < after[0] for before, after in pairwise(edges))
    assert edges[-1][1] < width
    assert window.header.search.width() >= 90


def test_the_mouse_has_buttons_for_the_way(qtbot: QtBot, home: Running) -> None:
    """Wherever in the window the pointer is."""
    window = home.window
    window.home.go(Place(Kind.UPLOADS))
    qtbot.waitExposed(window)
    QTest.mouseClick(window.windowHandle(), Qt.MouseButton.BackButton, pos=QPoint(500, 300))
    assert window.home.here == Place(Kind.YOURS)
    QTest.mouseClick(window.windowHandle(), Qt.MouseButton.ForwardButton, pos=QPoint(500, 300))
    assert window.home.here == Place(Kind.UPLOADS)


def test_the_videos_of_an_event_reach_every_page(
    frame: Frame, visit: Visit, pages: Mapping[Kind, FakePage]
) -> None:
    """Whichever is on the screen; those that were never shown fetch them when they are."""
    frame.attach(visit)
    frame.go(Place(Kind.HISTORY))
    frame.apply([FILM])
    frame.apply_public(["x"], [FILM])
    news = [("apply", ["film"]), ("public", ["x"], ["film"])]
    heard = {kind for kind, page in pages.items() if page.told[-2:] == news}
    assert heard == {*THERE, Kind.HOME, Kind.HISTORY}


def test_a_window_that_was_larger_opens_on_the_screen(home: Running) -> None:
    """It was kept on another one."""
    screen = home.window.screen().availableSize()
    home.window.resize(screen * 2)
    home.window.close()
    home.window._restore()
    assert home.window.width() <= screen.width()
    assert home.window.height() <= screen.height()
