"""The library: its model, its cards, its grid."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import QBuffer, QModelIndex, QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.errors import ServerUnreachable
from app.server.client import Client
from app.server.videos import RungProgress, Video, VideoPage
from app.ui.background import Background
from app.ui.cards.card import Places, can_retry, details, progress_share
from app.ui.cards.model import LibraryModel, badge, hint, spoken
from app.ui.cards.posters import Posters, card_picture, poster_key
from app.ui.library.page import Library, why_not_yet
from app.ui.style.theme import Colours
from app.upload.engine.progress import State
from tests.app.ui.fakes import FILM, progress

NOW = datetime(2026, 11, 23, tzinfo=UTC)


class FakeClient:
    """Has a few videos, in pages of two."""

    def __init__(self, titles: list[str]) -> None:
        self.library = [replace(FILM, id=title, title=title) for title in titles]
        self.asked: list[dict[str, Any]] = []
        self.offline = False
        self.retried: list[str] = []

    def videos(self, **asked: Any) -> VideoPage:
        if self.offline:
            raise ServerUnreachable("fake")
        self.asked.append(asked)
        start = int(asked["cursor"] or 0)
        found = [v for v in self.library if asked["query"].lower() in v.title.lower()]
        more = str(start + 2) if start + 2 < len(found) else None
        return VideoPage(tuple(found[start : start + 2]), more)

    def retry_video(self, video_id: str) -> Video:
        self.retried.append(video_id)
        return replace(FILM, id=video_id, state="processing", playable=None)


@pytest.fixture
def library(
    qtbot: QtBot, background: Background, colours: Colours, tmp_path: Path
) -> Callable[[FakeClient], Library]:
    def make(client: FakeClient) -> Library:
        library = Library(background, colours)
        qtbot.addWidget(library)
        library.resize(900, 700)
        library.show()
        posters = Posters(background, lambda _url: b"", tmp_path, library)
        library.attach(cast(Client, client), posters)
        qtbot.waitUntil(lambda: bool(client.asked) or client.offline)
        return library

    return make


def titles(model: LibraryModel) -> list[str]:
    return [video.title for video in model.videos]


def test_pages_follow_one_another(qtbot: QtBot, library: Callable[[FakeClient], Library]) -> None:
    """The grid asks for more until it is full, and no video comes twice."""
    shown = library(FakeClient(["a", "b", "c", "d", "e"]))

    qtbot.waitUntil(lambda: titles(shown.model) == ["a", "b", "c", "d", "e"])
    assert not shown.model.canFetchMore(shown.grid.rootIndex())


def test_search_waits_for_the_end_of_typing(
    qtbot: QtBot, library: Callable[[FakeClient], Library]
) -> None:
    """Three keys are one question, and its answer replaces the list."""
    client = FakeClient(["sea", "seal", "cow"])
    shown = library(client)
    qtbot.waitUntil(lambda: len(shown.model.videos) == 3)
    before = len(client.asked)

    for query in ("s", "se", "sea"):
        shown.search(query)

    qtbot.waitUntil(lambda: titles(shown.model) == ["sea", "seal"])
    assert [asked["query"] for asked in client.asked[before:]] == ["sea"]


def test_an_empty_library_invites(qtbot: QtBot, library: Callable[[FakeClient], Library]) -> None:
    """Its button says what to do, and does it."""
    shown = library(FakeClient([]))
    button = shown.findChild(QPushButton, "empty_upload")
    assert button is not None
    qtbot.waitUntil(button.isVisible)

    with qtbot.waitSignal(shown.upload_wanted):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_changes_are_taken_over_in_place(
    qtbot: QtBot, library: Callable[[FakeClient], Library]
) -> None:
    """A new video comes first, a changed one stays where it is, a deleted one goes."""
    shown = library(FakeClient(["a", "b"]))
    qtbot.waitUntil(lambda: len(shown.model.videos) == 2)

    shown.apply([replace(FILM, id="new", title="new")])
    shown.apply([replace(FILM, id="b", title="B")])
    shown.apply([replace(FILM, id="a", title="a", state="deleted")])

    assert titles(shown.model) == ["new", "B"]


def test_it_tells_when_a_video_became_ready(
    qtbot: QtBot, library: Callable[[FakeClient], Library]
) -> None:
    """Only at the change from processing to ready."""
    shown = library(FakeClient(["a"]))
    qtbot.waitUntil(lambda: len(shown.model.videos) == 1)
    video = replace(FILM, id="a", title="a")
    shown.apply([replace(video, state="processing")])

    with qtbot.waitSignal(shown.became_ready) as told:
        shown.apply([video])
    with qtbot.assertNotEmitted(shown.became_ready):
        shown.apply([video])

    assert told.args == [video]


def test_enter_plays_and_the_menu_has_everything(
    qtbot: QtBot, library: Callable[[FakeClient], Library]
) -> None:
    """Whatever the mouse can do, the keyboard can."""
    shown = library(FakeClient(["a"]))
    qtbot.waitUntil(lambda: len(shown.model.videos) == 1)
    shown.grid.setCurrentIndex(shown.model.index(0))

    with qtbot.waitSignal(shown.play_wanted):
        QTest.keyClick(shown.grid, Qt.Key.Key_Return)
    with qtbot.waitSignal(shown.delete_wanted):
        QTest.keyClick(shown.grid, Qt.Key.Key_Delete)
    with qtbot.waitSignal(shown.details_wanted):
        QTest.keyClick(shown.grid, Qt.Key.Key_F2)
    menu = shown.menu_for(shown.model.videos[0])
    offered = [a.text().partition("\t")[0] for a in menu.actions() if a.isEnabled()]
    assert offered == ["Play", "Details…", "Delete…"]


def test_a_click_on_retry_retries(qtbot: QtBot, library: Callable[[FakeClient], Library]) -> None:
    """The button on the poster of a failed video, and nothing else of the card, does it."""
    client = FakeClient(["a"])
    client.library = [
        replace(client.library[0], state="failed", playable=None, error="No.", error_retryable=True)
    ]
    shown = library(client)
    qtbot.waitUntil(lambda: len(shown.model.videos) == 1)
    cell = shown.grid.visualRect(shown.model.index(0))

    QTest.mouseClick(
        shown.grid.viewport(),
        Qt.MouseButton.LeftButton,
        pos=Places.of(cell).retry.center(),
    )

    qtbot.waitUntil(lambda: client.retried == ["a"])
    qtbot.waitUntil(lambda: shown.model.videos[0].state == "processing")


def test_the_cards_fill_the_width(qtbot: QtBot, library: Callable[[FakeClient], Library]) -> None:
    """The last column is not wrapped into the next row."""
    shown = library(FakeClient(["a", "b", "c", "d"]))
    qtbot.waitUntil(lambda: len(shown.model.videos) == 4)

    for width in (420, 640, 901, 1180, 1600):
        shown.resize(width, 700)
        qtbot.waitUntil(lambda: shown.grid.gridSize().width() > 0)
        columns = max(1, shown.grid.width() // shown.grid.gridSize().width())
        fitting = min(columns, 4)
        tops = [shown.grid.visualRect(shown.model.index(row)).top() for row in range(fitting)]
        assert len(set(tops)) == 1, width


def test_a_lost_line_is_told_and_the_list_stays(
    qtbot: QtBot, background: Background, library: Callable[[FakeClient], Library]
) -> None:
    """What was there remains on the screen."""
    client = FakeClient(["a"])
    shown = library(client)
    qtbot.waitUntil(lambda: len(shown.model.videos) == 1)
    client.offline = True

    with qtbot.waitSignal(background.troubled):
        shown.reload()

    assert titles(shown.model) == ["a"]


def test_an_upload_from_here_is_known_here_first() -> None:
    """The card shows the queue's progress before the backend tells of it."""
    model = LibraryModel()
    model.start_over(VideoPage((replace(FILM, id="video-u1", state="uploading"),), None))

    model.note_uploads([progress(sent=250)])

    assert badge(model.videos[0], model.upload_of("video-u1")) == "Uploading 25 %"
    painted: list[QModelIndex] = []
    model.dataChanged.connect(lambda index: painted.append(index))
    model.note_uploads([progress(sent=250, on_wire=100)])
    assert len(painted) == 1
    assert badge(model.videos[0], model.upload_of("video-u1")) == "Uploading 35 %"
    assert progress_share(model.videos[0]) == 0.25
    model.note_uploads([progress(State.PAUSED, sent=250)])
    assert badge(model.videos[0], model.upload_of("video-u1")) == "Paused at 25 %"


@pytest.mark.parametrize(
    ("video", "words"),
    [
        (FILM, ""),
        (replace(FILM, state="uploading", percent=40), "Upload unfinished, 40 %"),
        (replace(FILM, state="processing", percent=61.2), "Processing 61 %"),
        (replace(FILM, state="verifying"), "Checking"),
        (replace(FILM, state="failed"), "Failed"),
    ],
)
def test_badges(video: Video, words: str) -> None:
    """The state in a few words."""
    assert badge(video) == words


def test_the_pointer_learns_how_far_each_rendition_is() -> None:
    """While the ladder is made; afterwards it is the title, or why it failed."""
    rungs = (RungProgress("360p", 100.0), RungProgress("480p", 41.7))
    busy = replace(FILM, state="processing", rungs=rungs)
    assert hint(busy) == "Big Buck Bunny\n360p 100 % · 480p 42 %"
    assert hint(FILM) == "Big Buck Bunny"
    assert hint(replace(FILM, state="failed", error="Damaged.")) == "Damaged."


def test_what_a_screen_reader_says() -> None:
    """Title, length, state, and why it failed."""
    failed = replace(FILM, state="failed", error="The file is damaged.")
    assert spoken(FILM) == "Big Buck Bunny, 1:30, ready"
    assert spoken(failed) == "Big Buck Bunny, 1:30, Failed, The file is damaged."


def test_the_quiet_line_below_a_title() -> None:
    """Size and age of what is there, the wait for what is not."""
    ready = replace(FILM, width=1920, height=1080, size_bytes=22_700_000)
    dated = replace(ready, created_at="2026-11-22T00:00:00+00:00", visibility="public")
    busy = replace(FILM, state="processing", playable="progressive", seconds_left=8)
    assert details(dated, NOW) == "Public · 1080p · 22.7 MB · 1 day ago"
    assert details(busy, NOW) == "8 s left · can be watched already"


def test_the_bar_on_a_poster() -> None:
    """How far the work has come, or how far it was watched."""
    assert progress_share(FILM) is None
    assert progress_share(replace(FILM, position_seconds=45)) == 0.5
    assert progress_share(replace(FILM, state="uploading", percent=20)) == 0.2


def test_only_what_can_succeed_is_retried() -> None:
    """A file that is no video stays that."""
    assert can_retry(replace(FILM, state="failed", error_retryable=True))
    assert not can_retry(replace(FILM, state="failed"))
    assert why_not_yet(replace(FILM, state="failed", error="Not a video.")) == "Not a video."


def jpeg(width: int, height: int) -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    image.save(buffer, "JPEG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def test_a_poster_is_fetched_once(qtbot: QtBot, background: Background, tmp_path: Path) -> None:
    """The second window finds it on the disk, whatever its URL is signed with."""
    fetched: list[str] = []

    def fetch(url: str) -> bytes:
        fetched.append(url)
        return jpeg(640, 360)

    for token in ("one", "two"):
        posters = Posters(background, fetch, tmp_path)
        video = replace(FILM, poster_url=f"http://x/media/{token}/r1/poster.jpg")
        with qtbot.waitSignal(posters.arrived) as arrived:
            assert posters.get(video) is None
        assert arrived.args == ["film"]
        assert posters.get(video) is not None
    assert fetched == ["http://x/media/one/r1/poster.jpg"]


class LateBackground:
    """Does what it was asked for when the test says so."""

    def __init__(self) -> None:
        self.arrive: Callable[[], None] = lambda: None

    def run_newest_first(
        self, work: Callable[[], Any], then: Callable[[Any], None], _failed: object
    ) -> None:
        self.arrive = lambda: then(work())


def test_a_poster_may_come_after_the_end(qtbot: QtBot, tmp_path: Path) -> None:
    """Signed out while it was fetched: it arrives nowhere, and nobody trips over it."""
    late = LateBackground()
    posters = Posters(cast(Background, late), lambda _url: jpeg(640, 360), tmp_path)
    posters.get(replace(FILM, poster_url="http://x/media/one/r1/poster.jpg"))
    with qtbot.waitSignal(posters.destroyed):
        posters.close()
    late.arrive()


def test_a_new_revision_has_a_new_poster() -> None:
    """The key leaves out the signature and nothing else."""
    first = replace(FILM, poster_url="http://x/media/t1/r1/poster.jpg")
    again = replace(FILM, poster_url="http://x/media/t2/r1/poster.jpg")
    second = replace(FILM, poster_url="http://x/media/t1/r2/poster.jpg")
    assert poster_key(first) == poster_key(again) != poster_key(second)


@pytest.mark.parametrize(
    ("size", "middle_left"), [((640, 360), Qt.GlobalColor.red), ((360, 640), Qt.GlobalColor.black)]
)
def test_a_portrait_stands_on_black(size: tuple[int, int], middle_left: Qt.GlobalColor) -> None:
    """A wide picture fills the card, a tall one is shown whole."""
    picture = card_picture(jpeg(*size))
    assert picture is not None
    colour = picture.pixelColor(QPoint(20, 112))
    assert (colour.red() > 200) == (middle_left == Qt.GlobalColor.red)


def test_rubbish_is_no_poster() -> None:
    """What can't be decoded is left out."""
    assert card_picture(b"<html>") is None
