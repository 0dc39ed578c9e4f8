"""The page of uploads: what is on it, and what its user does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QItemSelectionModel, QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from app.server.videos import RungProgress
from app.ui.background import Background, Task
from app.ui.cards.actions import Action
from app.ui.style.theme import Colours
from app.ui.uploads.acts import Act
from app.ui.uploads.panel import PORTION, UploadsPanel
from app.upload.engine.progress import Progress, State
from app.upload.transfer.retry import Fault
from tests.app.ui.fake_queue import FakeQueue, progress
from tests.app.ui.fakes import FILM

ALT = Qt.KeyboardModifier.AltModifier


class AtOnce(Background):
    """Whose work is done when it is asked for."""

    def run(self, work: Any, then: Any = None, failed: Any = None) -> Task:  # noqa: ARG002
        result = work()
        if then is not None:
            then(result)
        return Task()


@pytest.fixture
def panel(qtbot: QtBot, colours: Colours) -> UploadsPanel:
    panel = UploadsPanel(AtOnce(), colours)
    qtbot.addWidget(panel)
    panel.resize(700, 600)
    panel.show()
    return panel


@pytest.fixture
def queue(panel: UploadsPanel) -> FakeQueue:
    queue = FakeQueue()
    panel.attach(queue)
    return queue


def waiting(count: int) -> list[Progress]:
    """In their order: a, b, c…"""
    queued = (progress(State.QUEUED, 0, upload_id=chr(97 + n)) for n in range(count))
    return [replace(upload, position=n) for n, upload in enumerate(queued)]


def ids(panel: UploadsPanel) -> str:
    return " ".join(film.key for film in panel.films)


def choose(panel: UploadsPanel, *keys: str) -> None:
    flags = QItemSelectionModel.SelectionFlag
    panel.view.selectionModel().clear()
    for key in keys:
        row = panel.model.row_of(key)
        assert row is not None
        index = panel.model.index(row)
        panel.view.selectionModel().setCurrentIndex(index, flags.Select)


def test_groups_stand_in_the_order_of_turns(panel: UploadsPanel) -> None:
    """Under way, failed, finished; of the finished ones the last first."""
    panel.show_uploads(
        [
            replace(progress(State.DONE, upload_id="done1"), position=1),
            replace(progress(State.DONE, upload_id="done2"), position=2),
            replace(progress(State.FAILED, upload_id="failed"), position=3),
            replace(progress(State.QUEUED, upload_id="second"), position=5),
            replace(progress(upload_id="first"), position=4),
        ]
    )
    assert ids(panel) == "first second failed done2 done1"
    assert panel.model.rows.counts == (2, 1, 2)


def test_a_film_is_under_way_until_the_server_said_that_it_is_ready(panel: UploadsPanel) -> None:
    """Then it is one of the finished ones; or one of the failed ones, with its button."""
    panel.show_uploads([progress(State.DONE, 1000)])
    for state, counts in (
        ("verifying", (1, 0, 0)),
        ("processing", (1, 0, 0)),
        ("ready", (0, 0, 1)),
        ("failed", (0, 1, 0)),
    ):
        panel.apply([replace(FILM, id="video-u1", state=state)])
        assert panel.model.rows.counts == counts
    assert panel.summary.text() == "1 failed"


def test_a_video_is_known_before_its_upload(panel: UploadsPanel) -> None:
    """The server's line and the queue come in any order."""
    panel.apply([replace(FILM, id="video-u1", state="uploading", title="A film")])
    panel.show_uploads([progress()])
    assert panel.films[0].title == "A film"


def test_counts_and_no_verdict(panel: UploadsPanel) -> None:
    """Of what failed and of what was sent; how much is left once all were looked at."""
    done = [progress(State.DONE, upload_id=f"d{n}") for n in range(36)]
    panel.show_uploads([*done, *(progress(State.FAILED, upload_id=f"f{n}") for n in range(4))])
    assert panel.summary.text() == "4 failed · 36 uploaded"
    panel.show_uploads([progress(on_wire=100), progress(State.QUEUED, 0, upload_id="u2")])
    assert panel.summary.text() == ("2 files, 1.4 KB to go · 100 bytes/s · 4 failed · 36 uploaded")
    panel.show_uploads([progress(State.QUEUED, 0, 0, upload_id="u3")])
    assert panel.summary.text() == "3 files · 100 bytes/s · 4 failed · 36 uploaded"


def test_what_was_cancelled_goes(panel: UploadsPanel, queue: FakeQueue) -> None:
    """From the list and from the journal."""
    panel.show_uploads([progress(), progress(upload_id="u2")])
    panel.show_uploads([progress(State.CANCELLED)])
    assert ids(panel) == "u2"
    assert queue.asked == [("forget", "u1")]


def test_finished_uploads_are_cleared_together(panel: UploadsPanel, queue: FakeQueue) -> None:
    """Those that failed stay: somebody has to read why."""
    panel.show_uploads(
        [progress(State.DONE), progress(State.FAILED, upload_id="u2", message="No.")]
    )
    QTest.mouseClick(panel.clear, Qt.MouseButton.LeftButton)
    assert ids(panel) == "u2"
    assert queue.asked == [("forget", "u1")]


def test_an_empty_list_says_what_belongs_there(qtbot: QtBot, panel: UploadsPanel) -> None:
    """And offers to begin; there is nothing to pause."""
    button = panel.findChild(QPushButton, "no_uploads_button")
    assert button is not None
    with qtbot.waitSignal(panel.upload_wanted):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not panel.pause_all.isVisible()
    panel.show_uploads([progress()])
    assert panel.pause_all.isVisible()
    assert not button.isVisible()
    panel.show_uploads([progress(State.CANCELLED)])
    assert button.isVisible()


def test_all_are_paused_and_resumed(panel: UploadsPanel, queue: FakeQueue) -> None:
    """Each button where it makes sense."""
    panel.show_uploads([progress(), progress(State.PAUSED, upload_id="u2")])
    for button in (panel.pause_all, panel.resume_all):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert queue.asked == [("pause", "all"), ("resume", "all")]
    panel.show_uploads([progress(State.PAUSED)])
    assert not panel.pause_all.isEnabled()


@pytest.mark.parametrize(
    ("chosen", "key", "modifier", "asked"),
    [
        ("b", Qt.Key.Key_Up, ALT, ("move before a", "b")),
        ("b", Qt.Key.Key_Down, ALT, ("move before d", "b")),
        ("bd", Qt.Key.Key_Up, ALT, ("move before a", "b d")),
        ("c", Qt.Key.Key_Down, ALT, ("move before None", "c")),
        ("c", Qt.Key.Key_Home, ALT, ("move before a", "c")),
        ("ab", Qt.Key.Key_End, ALT, ("move before None", "a b")),
        ("b", Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier, ("pause", "b")),
        ("b", Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier, ("cancel", "b")),
    ],
)
def test_everything_goes_by_keyboard(
    panel: UploadsPanel,
    queue: FakeQueue,
    chosen: str,
    key: Qt.Key,
    modifier: Qt.KeyboardModifier,
    asked: tuple[str, str],
) -> None:
    """With one film or several."""
    panel.show_uploads(waiting(4))
    choose(panel, *chosen)
    QTest.keyClick(panel.view, key, modifier)
    assert queue.asked == [asked]


def test_several_are_told_to_at_once(panel: UploadsPanel, queue: FakeQueue) -> None:
    """Each to what it can."""
    panel.show_uploads([*waiting(2), progress(State.PAUSED, upload_id="rests")])
    choose(panel, "a", "b", "rests")
    panel.deeds.do(Act.HIGH, panel.view.chosen())
    panel.deeds.toggle(panel.view.chosen())
    raised = [("priority 1", key) for key in ("a", "b", "rests")]
    assert sorted(queue.asked[:3]) == sorted(raised)
    assert queue.asked[3:] == [("pause", "a"), ("pause", "b")]
    menu = panel.menu_for(panel.view.chosen())
    names = {action.objectName() for action in menu.actions() if action.objectName()}
    assert {"upload_pause", "upload_resume", "upload_first", "upload_cancel"} <= names
    assert "upload_play" not in names
    menu.close()


def test_dragging_puts_them_before_another_one(panel: UploadsPanel, queue: FakeQueue) -> None:
    """By where the pointer lets go; below the last one they come last."""
    panel.show_uploads([*waiting(3), progress(State.DONE, upload_id="done")])
    cells = [panel.view.visualRect(panel.model.index(row)) for row in range(4)]
    panel.view.let_go(["c"], cells[0].center() - QPoint(0, 10))
    panel.view.let_go(["a"], cells[1].center() + QPoint(0, 10))
    panel.view.let_go(["a"], cells[3].center())
    assert queue.asked == [
        ("move before a", "c"),
        ("move before c", "a"),
        ("move before None", "a"),
    ]


def test_cancelling_asks_where_something_would_be_lost(
    panel: UploadsPanel, queue: FakeQueue
) -> None:
    """Once for all."""
    panel.show_uploads([progress(), progress(upload_id="u2")])
    panel.deeds.do(Act.CANCEL, panel.films)
    box = panel.findChild(QMessageBox, "confirm_cancel")
    assert box is not None
    assert queue.asked == []
    box.accept()
    assert sorted(queue.asked) == [("cancel", "u1"), ("cancel", "u2")]


def press(panel: UploadsPanel, row: int, part: str) -> None:
    place = getattr(panel.view.parts(panel.model.index(row)), part)
    QTest.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=place.center())


def test_the_button_that_helps(qtbot: QtBot, panel: UploadsPanel, queue: FakeQueue) -> None:
    """Does what it says."""
    failed = progress(State.FAILED, retryable=True)
    panel.show_uploads([failed])
    press(panel, 0, "help")
    assert queue.asked == [("resume", "u1")]
    panel.show_uploads([replace(failed, reason=Fault.SIGNED_OUT)])
    with qtbot.waitSignal(panel.deeds.sign_in_wanted):
        press(panel, 0, "help")
    panel.show_uploads([replace(failed, reason=Fault.NO_QUOTA)])
    with qtbot.waitSignal(panel.deeds.space_wanted):
        press(panel, 0, "help")
    panel.show_uploads([replace(failed, retryable=False, message="Not a video.")])
    press(panel, 0, "help")
    box = panel.findChild(QMessageBox, "upload_details")
    assert box is not None
    assert box.informativeText() == "Not a video."
    box.close()


def test_a_video_that_could_not_be_made_is_made_again(qtbot: QtBot, panel: UploadsPanel) -> None:
    """By the server, which has the file."""
    video = replace(FILM, id="video-u1", state="failed", error="Full.", error_retryable=True)
    panel.show_uploads([progress(State.DONE)])
    panel.apply([video])
    with qtbot.waitSignal(panel.deeds.wanted) as asked:
        press(panel, 0, "help")
    assert asked.args == [Action.RETRY, [video]]


def test_a_lost_file_is_found(panel: UploadsPanel, queue: FakeQueue) -> None:
    """Where its user says."""
    panel.show_uploads([replace(progress(State.FAILED), reason=Fault.MISSING)])
    panel.deeds.relocate("u1", Path("/there/film.mp4"))
    assert queue.asked == [("relocate /there/film.mp4", "u1")]


def test_the_small_buttons(panel: UploadsPanel, queue: FakeQueue) -> None:
    """Pause and resume, without a change of what is chosen."""
    panel.show_uploads(waiting(2))
    choose(panel, "b")
    press(panel, 0, "toggle")
    panel.show_uploads([replace(progress(State.PAUSED, upload_id="a"), position=0)])
    press(panel, 0, "toggle")
    assert queue.asked == [("pause", "a"), ("resume", "a")]
    assert [film.key for film in panel.view.chosen()] == ["b"]


def test_each_quality_is_shown_on_demand(panel: UploadsPanel) -> None:
    """The row grows, and shrinks again."""
    panel.show_uploads([progress(State.DONE)])
    rungs = (RungProgress("360p", 100.0), RungProgress("1080p", 12.0))
    panel.apply([replace(FILM, id="video-u1", state="processing", playable=None, rungs=rungs)])
    before = panel.model.rows.height
    choose(panel, "u1")
    QTest.keyClick(panel.view, Qt.Key.Key_Right)
    assert panel.model.rows.height > before
    QTest.keyClick(panel.view, Qt.Key.Key_Left)
    assert panel.model.rows.height == before


def test_files_are_pasted(qtbot: QtBot, panel: UploadsPanel) -> None:
    """As a file manager copies them."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile("/films/a.mp4"), QUrl("https://example.org/b.mp4")])
    QGuiApplication.clipboard().setMimeData(mime)
    with qtbot.waitSignal(panel.files_given) as given:
        panel.paste()
    assert given.args == [[Path("/films/a.mp4")]]


def test_what_is_chosen_stays_so(panel: UploadsPanel, queue: FakeQueue) -> None:  # noqa: ARG001
    """While rows go, come, and move; and through a heap of new ones."""
    panel.show_uploads(waiting(5))
    choose(panel, "b", "d")
    panel.show_uploads([progress(State.CANCELLED, upload_id="a")])
    panel.show_uploads([replace(progress(State.QUEUED, 0, upload_id="d"), position=-1)])
    assert [film.key for film in panel.view.chosen()] == ["d", "b"]
    many = (replace(progress(State.QUEUED, 0, upload_id=f"m{n}"), position=-n) for n in range(90))
    panel.put_in_order(list(many))
    assert {film.key for film in panel.view.chosen()} == {"d", "b"}


def test_a_screen_reader_hears_of_each_row(panel: UploadsPanel) -> None:
    """Its name, where it is, and what helps."""
    panel.show_uploads([progress(State.FAILED, message="It is gone.", retryable=True)])
    said = panel.model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "u1.mp4, Failed, It is gone., Retry"
    assert panel.view.accessibleName() == "Uploads"


def test_ten_thousand_rows_paint_as_few_as_one_sees(
    qtbot: QtBot, panel: UploadsPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And a change goes through none of the others."""
    panel.put_in_order([progress(State.QUEUED, 0, upload_id=f"u{n:05}") for n in range(10_000)])
    assert panel.model.rowCount() == PORTION  # the others follow, so that nothing stands still
    qtbot.waitUntil(lambda: panel.model.rowCount() == 10_000)
    painted = list[str]()
    paint: Callable[..., None] = panel.view.painter.paint

    def noting(*arguments: Any) -> None:
        painted.append(arguments[3].key)
        paint(*arguments)

    monkeypatch.setattr(panel.view.painter, "paint", noting)
    panel.show_uploads([progress(upload_id="u00001")])
    qtbot.waitUntil(lambda: "u00001" in painted)
    assert len(set(painted)) <= 10
    assert panel.model.sums.sending == 10_000


def test_only_what_sent_nothing_can_be_trimmed(panel: UploadsPanel) -> None:
    """One at a time, the whole of a file, and not one that takes another's place."""
    waits = replace(waiting(1)[0], path=Path("a.mp4"))
    for upload, can_be in (
        (waits, True),
        (replace(waits, on_wire_bytes=1), False),
        (replace(waits, is_trimmed=True), False),
        (replace(waits, replaces="v"), False),
        (replace(waits, state=State.DONE), False),
    ):
        panel.show_uploads([upload])
        names = [action.objectName() for action in panel.menu_for(panel.films).actions()]
        assert ("upload_trim" in names) is can_be
    panel.show_uploads([waits, replace(waits, upload_id="b")])
    assert "upload_trim" not in [a.objectName() for a in panel.menu_for(panel.films).actions()]


def test_trim_is_asked_for(qtbot: QtBot, panel: UploadsPanel) -> None:
    """With the upload as it stands."""
    waits = replace(waiting(1)[0], path=Path("a.mp4"))
    panel.show_uploads([waits])
    with qtbot.waitSignal(panel.trim_wanted) as wanted:
        panel.deeds.do(Act.TRIM, panel.films)
    assert wanted.args == [waits]
