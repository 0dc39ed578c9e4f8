"""A list of videos as any page shows it: its pages, its states, what comes meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, QPoint
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.errors import MatineeError, ServerRefused, ServerUnreachable
from app.server.videos import Video, VideoPage
from app.ui.background import Background
from app.ui.cards.actions import Terms
from app.ui.cards.video_list import VideoList, read
from app.ui.style.theme import Colours
from tests.app.ui.fakes import FILM
from tests.app.ui.visits import visit_of

PAGE = 30


def film(name: str) -> Video:
    return replace(FILM, id=name, title=name)


@dataclass
class Source:
    """A list of the backend, in pages; `free` holds an answer back."""

    names: list[str]
    fault: MatineeError | None = None
    asked: list[str | None] = field(default_factory=list)
    free: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.free.set()

    def fetch(self, cursor: str | None) -> VideoPage:
        self.free.wait(10)
        if self.fault is not None:
            raise self.fault
        self.asked.append(cursor)
        start = int(cursor or 0)
        more = str(start + PAGE) if start + PAGE < len(self.names) else None
        return VideoPage(tuple(map(film, self.names[start : start + PAGE])), more)


@pytest.fixture
def videos(qtbot: QtBot, background: Background, colours: Colours, tmp_path: Path) -> VideoList:
    shown = VideoList(background, colours, empty=QLabel("empty"), nothing=QLabel("nothing"))
    qtbot.addWidget(shown)
    visit = visit_of(background, None, tmp_path)
    shown.attach(visit.posters, visit.scope, Terms())
    shown.resize(900, 700)
    shown.show()
    return shown


Show = Callable[[Source], Source]


@pytest.fixture
def show(qtbot: QtBot, videos: VideoList) -> Show:
    def make(source: Source) -> Source:
        with qtbot.waitSignal(videos.filled):
            videos.show_from(source.fetch)
        return source

    return make


def ids(videos: VideoList) -> list[str]:
    return [video.id for video in videos.videos]


def names(count: int) -> list[str]:
    return [f"v{number}" for number in range(count)]


def scroll(videos: VideoList, value: int) -> None:
    videos.grid.verticalScrollBar().setValue(value)


def test_more_is_fetched_as_one_scrolls(qtbot: QtBot, videos: VideoList, show: Show) -> None:
    """A little ahead of the screen, page by page, and no video comes twice."""
    source = show(Source(names(200)))
    qtbot.waitUntil(lambda: len(ids(videos)) == 2 * PAGE)
    assert source.asked == [None, "30"]

    scroll(videos, 5000)

    qtbot.waitUntil(lambda: len(ids(videos)) > 2 * PAGE)
    assert ids(videos) == names(200)[: len(ids(videos))]


def test_one_that_moved_between_pages_comes_once(
    qtbot: QtBot, videos: VideoList, show: Show
) -> None:
    """A new film has pushed the last one of a page onto the next."""
    source = Source([*names(30), "v29", "v30"])
    show(source)
    qtbot.waitUntil(lambda: ids(videos) == names(31))


def test_one_that_is_not_there_yet_begins_at_its_beginning(
    qtbot: QtBot, videos: VideoList, show: Show
) -> None:
    """Though it is asked for again meanwhile, and the one before was scrolled down."""
    show(Source(names(100)))
    qtbot.waitUntil(lambda: len(ids(videos)) == 2 * PAGE)
    scroll(videos, 900)
    slow = Source([f"x{number}" for number in range(100)])
    slow.free.clear()

    videos.show_from(slow.fetch)
    videos.reload()
    slow.free.set()

    qtbot.waitUntil(lambda: ids(videos)[:1] == ["x0"])
    assert videos.grid.verticalScrollBar().value() == 0


def test_what_was_there_stays_for_a_moment(qtbot: QtBot, videos: VideoList, show: Show) -> None:
    """Then the shapes of cards say that others come."""
    show(Source(["a", "b"]))
    slow = Source(["c"])
    slow.free.clear()

    videos.show_from(slow.fetch)

    assert ids(videos) == ["a", "b"]
    qtbot.waitUntil(lambda: ids(videos) == [])
    assert videos.grid.notice is None
    assert len(videos.grid.tiles.within(videos.grid.viewport().rect())) > 3
    slow.free.set()
    qtbot.waitUntil(lambda: ids(videos) == ["c"])
    assert len(videos.grid.tiles.within(videos.grid.viewport().rect())) == 1


def test_an_empty_list_says_what_belongs_there(qtbot: QtBot, videos: VideoList, show: Show) -> None:
    """Something else where one searched; and nothing before the answer."""
    assert videos.grid.notice is None
    show(Source([]))
    assert isinstance(videos.grid.notice, QLabel)
    assert videos.grid.notice.text() == "empty"
    assert videos.grid.notice.isVisible()
    assert videos.grid.notice.width() == videos.grid.viewport().width()

    with qtbot.waitSignal(videos.filled):
        videos.show_from(Source([]).fetch, searched=True)
    assert videos.grid.notice.text() == "nothing"

    videos.apply([film("first")], insert=True)
    assert videos.grid.notice is None


@pytest.mark.parametrize(
    ("fault", "heading"),
    [
        (ServerUnreachable("x"), "You are offline."),
        (ServerRefused(500, "broken", "It broke."), "These videos can't be shown just now."),
    ],
)
def test_a_list_that_can_not_be_had_says_so(
    qtbot: QtBot, videos: VideoList, fault: MatineeError, heading: str
) -> None:
    """In one sentence, with a way to try again."""
    source = Source(["a"], fault)
    videos.show_from(source.fetch)
    qtbot.waitUntil(lambda: videos.grid.notice is videos.trouble)
    assert videos.trouble.heading.text() == heading
    assert videos.trouble.words.text() == str(fault)

    source.fault = None
    videos.trouble.button.click()

    qtbot.waitUntil(lambda: ids(videos) == ["a"])
    assert videos.grid.notice is None


def test_other_lists_fault_is_not_said_below_this_ones_videos(
    qtbot: QtBot, videos: VideoList, show: Show
) -> None:
    """What is shown is never what was not asked for."""
    show(Source(["a"]))
    videos.show_from(Source([], ServerUnreachable("x")).fetch)
    qtbot.waitUntil(lambda: videos.grid.notice is videos.trouble)
    assert ids(videos) == []


def test_a_lost_line_is_told_and_the_list_stays(
    qtbot: QtBot, background: Background, videos: VideoList, show: Show
) -> None:
    """What was there remains on the screen, and more can be had later."""
    source = show(Source(["a"]))
    source.fault = ServerUnreachable("x")

    with qtbot.waitSignal(background.troubled):
        videos.reload()

    assert ids(videos) == ["a"]


def test_a_lost_line_is_not_asked_at_each_scroll(
    qtbot: QtBot, background: Background, videos: VideoList, show: Show
) -> None:
    """Once, and again after a while, or when the list is asked for anew."""
    source, said = show(Source(names(200))), list[str]()
    qtbot.waitUntil(lambda: len(ids(videos)) == 2 * PAGE)
    background.troubled.connect(said.append)
    source.fault = ServerUnreachable("x")
    scroll(videos, 5000)
    qtbot.waitUntil(lambda: len(said) == 1)
    for value in range(4000, 5000, 100):
        scroll(videos, value)
    assert not videos.model.canFetchMore(QModelIndex())

    source.fault = None
    videos.reload()
    qtbot.waitUntil(lambda: len(ids(videos)) > 2 * PAGE)
    assert len(said) == 1


def test_a_reload_does_not_jump(qtbot: QtBot, videos: VideoList, show: Show) -> None:
    """What was missed is there, and the same cards are on the screen."""
    source = show(Source(names(60)))
    qtbot.waitUntil(lambda: len(ids(videos)) == 60)
    scroll(videos, 1000)
    source.names = ["new", *source.names]

    with qtbot.waitSignal(videos.filled):
        videos.reload()

    assert ids(videos)[:2] == ["new", "v0"]
    assert videos.grid.verticalScrollBar().value() > 0


def test_what_is_new_waits_while_one_reads_on(qtbot: QtBot, videos: VideoList, show: Show) -> None:
    """Nothing moves; at the beginning of the list it is there."""
    show(Source(names(60)))
    qtbot.waitUntil(lambda: len(ids(videos)) == 60)
    scroll(videos, 700)

    videos.apply([film("one")], insert=True)
    videos.apply([film("two")], insert=True)
    videos.apply([replace(film("three"), state="deleted")], insert=True)

    assert ids(videos) == names(60)
    assert videos.grid.verticalScrollBar().value() == 700
    button = videos._more
    assert (button.isVisible(), button.text()) == (True, "2 new videos")
    assert videos.childAt(button.geometry().center()) is button
    button.click()
    assert ids(videos)[:3] == ["two", "one", "v0"]
    assert not button.isVisible()


def test_what_happens_above_does_not_move_what_is_read(
    qtbot: QtBot, videos: VideoList, show: Show
) -> None:
    """A row there that becomes higher takes none of the screen; of one that goes, the others fill
    the place, and the rows stay where they are."""
    show(Source(names(60)))
    qtbot.waitUntil(lambda: len(ids(videos)) == 60)
    scroll(videos, 1000)
    grid = videos.grid

    def seen() -> tuple[int, int]:
        row = grid.indexAt(QPoint(30, 0)).row()
        return row, grid.visualRect(videos.model.index(row)).top()

    before = seen()
    videos.apply([replace(film("v0"), title="A title of two lines " * 3)])
    assert seen() == before
    assert grid.verticalScrollBar().value() > 1000

    videos.remove(["v1"])

    assert seen() == before
    assert videos.model.at(before[0]).id == f"v{before[0] + 1}"


def test_changes_are_taken_over_in_place(videos: VideoList, show: Show) -> None:
    """What each was before is told; one that is not of this list stays out."""
    show(Source(["a", "b"]))
    told = videos.apply([replace(film("b"), title="B"), film("other")])
    assert [video.title for video in videos.videos] == ["a", "B"]
    assert told == [film("b"), None]


def test_nothing_is_left_after_the_end(qtbot: QtBot, videos: VideoList, show: Show) -> None:
    """Nor does an answer come that was asked for."""
    source = show(Source(["a"]))
    source.free.clear()
    videos.reload()
    videos.detach()
    source.free.set()
    with qtbot.assertNotEmitted(videos.filled, wait=50):
        videos.reload()
    assert ids(videos) == []


def test_the_first_pages_are_read_as_one() -> None:
    """As many as were shown."""
    source = Source(names(100))
    assert len(read(source.fetch, 40).videos) == 60
    assert read(source.fetch, 1).next_cursor == "30"
