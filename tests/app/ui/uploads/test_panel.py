"""The panel of uploads."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.ui.style.theme import Colours
from app.ui.uploads.panel import ROWS_MOST, UploadsPanel, summary
from app.ui.uploads.row import buttons_of, permille, status
from app.upload.engine.progress import Progress, State
from tests.app.ui.fakes import FakeQueue, progress


def at_once(call: Callable[[], None]) -> None:
    call()


@pytest.fixture
def panel(qtbot: QtBot, colours: Colours) -> UploadsPanel:  # noqa: ARG001 (the looks)
    panel = UploadsPanel(at_once)
    qtbot.addWidget(panel)
    panel.show()
    return panel


@pytest.mark.parametrize(
    ("upload", "words"),
    [
        (progress(), "500 bytes of 1.0 KB\n100 bytes/s · 5 s left"),
        (
            progress(on_wire=250, message="It starts again."),
            "It starts again.\n500 bytes of 1.0 KB, 250 bytes on the way\n100 bytes/s · 5 s left",
        ),
        (progress(State.QUEUED, 0), "Waiting its turn · 1.0 KB"),
        (progress(State.CHECKING, 0), "Looking at the file"),
        (progress(State.WAITING), "Waiting for the network. Goes on by itself."),
        (progress(State.WAITING, message="Sign in to go on."), "Sign in to go on."),
        (progress(State.PAUSED), "Paused · 500 bytes of 1.0 KB"),
        (progress(State.FINISHING, 1000), "Everything is sent; being checked"),
        (progress(State.DONE, 1000), "Uploaded · 1.0 KB"),
        (progress(State.FAILED, message="This is not a video."), "This is not a video."),
    ],
)
def test_the_line_below_the_bar(upload: Progress, words: str) -> None:
    """The engine's own sentence wins; else the state in words."""
    assert status(upload) == words


@pytest.mark.parametrize(
    ("upload", "names"),
    [
        (progress(), {"details", "pause", "cancel"}),
        (progress(State.QUEUED), {"details", "first", "pause", "cancel"}),
        (progress(State.PAUSED), {"details", "resume", "cancel"}),
        (progress(State.FAILED, retryable=True), {"details", "retry", "forget"}),
        (progress(State.FAILED), {"forget"}),
        (progress(State.DONE), {"details", "forget"}),
    ],
)
def test_only_buttons_that_make_sense(upload: Progress, names: set[str]) -> None:
    """What can't be retried has no such button."""
    assert buttons_of(upload) == names


def test_the_bar_of_an_empty_file() -> None:
    """No division by zero before the size is known."""
    assert permille(progress(State.QUEUED, 0, 0), 0) == 0
    assert permille(progress(), 333) == 333


def test_the_bar_has_two_shades(panel: UploadsPanel) -> None:
    """What is stored, and what is on its way besides."""
    panel.show_uploads([progress(sent=500, on_wire=250)])
    bar = panel.rows[0].bar
    assert (bar.stored.value(), bar.value()) == (500, 750)
    panel.show_uploads([progress(State.PAUSED, sent=500)])
    assert (bar.stored.value(), bar.value()) == (500, 500)


def test_the_sum_of_all() -> None:
    """What is left, how fast, and how long."""
    ended = [progress(State.FAILED, upload_id="u1"), *2 * [progress(State.DONE)]]
    assert summary(ended[1:]) == "2 uploaded"
    assert summary(ended) == "1 failed · 2 uploaded"
    both = [progress(on_wire=100), progress(State.QUEUED, 0, upload_id="u2")]
    assert summary(both) == "2 files, 1.4 KB to go · 100 bytes/s · 14 s left"


def test_buttons_ask_the_queue(panel: UploadsPanel) -> None:
    """Each button asks for what it says, for its own file."""
    queue = FakeQueue()
    panel.attach(queue)
    panel.show_uploads([progress(upload_id="a"), progress(State.QUEUED, 0, upload_id="b")])
    first, second = panel.rows

    for row, name in ((first, "pause"), (second, "first"), (second, "cancel")):
        QTest.mouseClick(row.buttons[name], Qt.MouseButton.LeftButton)
    QTest.mouseClick(panel.pause_all, Qt.MouseButton.LeftButton)

    assert queue.asked == [("pause", "a"), ("priority 1", "b"), ("cancel", "b"), ("pause", "all")]


def test_every_button_has_a_name(panel: UploadsPanel) -> None:
    """A screen reader tells which file a button is for."""
    panel.show_uploads([progress(upload_id="a")])
    names = [button.accessibleName() for button in panel.rows[0].buttons.values()]
    assert "Pause: a.mp4" in names
    assert all(names)


def test_what_was_cancelled_goes(panel: UploadsPanel) -> None:
    """From the list and from the journal."""
    queue = FakeQueue()
    panel.attach(queue)
    panel.show_uploads([progress(), progress(upload_id="u2")])

    panel.show_uploads([progress(State.CANCELLED)])

    assert [row.title.text() for row in panel.rows] == ["u2.mp4"]
    assert queue.asked == [("forget", "u1")]


def test_finished_uploads_are_cleared_together(panel: UploadsPanel) -> None:
    """Those that failed stay: somebody has to read why."""
    panel.attach(FakeQueue())
    panel.show_uploads(
        [progress(State.DONE), progress(State.FAILED, upload_id="u2", message="No.")]
    )

    QTest.mouseClick(panel.clear, Qt.MouseButton.LeftButton)

    assert [row.title.text() for row in panel.rows] == ["u2.mp4"]


def test_an_empty_list_says_what_belongs_there(qtbot: QtBot, panel: UploadsPanel) -> None:
    """And offers to begin; there is nothing to pause."""
    panel.attach(FakeQueue())
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


def test_what_ended_stands_below_what_is_under_way(qtbot: QtBot, panel: UploadsPanel) -> None:
    """What failed first, without a bar, then what is done, on one line each."""
    panel.attach(FakeQueue())
    panel.show_uploads(
        [
            progress(State.DONE, upload_id="done"),
            progress(State.FAILED, upload_id="failed", message="No."),
            progress(upload_id="moves"),
        ]
    )
    moves, failed, done = panel.rows
    assert [row.title.text() for row in panel.rows] == ["moves.mp4", "failed.mp4", "done.mp4"]
    qtbot.waitUntil(moves.bar.isVisible)
    assert [row.bar.isVisible() for row in panel.rows] == [True, False, False]
    assert (failed.status.isVisible(), done.status.isVisible()) == (True, False)
    assert done.result.text() == "Uploaded · 1.0 KB"
    heads = [head for head in panel.findChildren(QLabel, "title") if head.isVisible()]
    assert [head.text() for head in heads] == ["Failed", "Finished"]
    assert moves.y() < heads[0].y() < failed.y() < heads[1].y() < done.y()
    panel.detach()
    assert not any(head.isVisible() for head in heads)


def test_a_thousand_files_are_few_rows(qtbot: QtBot, panel: UploadsPanel) -> None:
    """Rows move up as those before them go."""
    panel.attach(FakeQueue())
    with qtbot.waitSignal(panel.count_changed) as counted:
        panel.show_uploads([progress(State.QUEUED, 0, upload_id=f"u{n}") for n in range(1000)])

    assert counted.args == [1000]
    qtbot.waitUntil(lambda: len(panel.rows) == ROWS_MOST)
    panel.show_uploads([progress(State.CANCELLED, upload_id="u0")])
    assert panel.rows[-1].title.text() == f"u{ROWS_MOST}.mp4"
