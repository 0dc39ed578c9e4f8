"""From a file that is dropped or chosen, over the dialog, to an upload of parts of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from pytestqt.qtbot import QtBot

from app.edits.draft import Draft
from app.edits.outbox import Outbox
from app.edits.store import DraftStore
from app.ui.shell.editing import file_shown
from app.ui.shell.uploading import Given, add_all
from app.ui.trim.dialog import TrimDialog
from app.upload.engine.progress import State
from app.upload.trim.ranges import Range, Recipe
from tests.app.edits.fakes import FilmsInMemory
from tests.app.ui.fake_queue import FakeQueue, progress
from tests.app.ui.fakes import Running

RECIPE = Recipe((Range(1, 2),), exact=True)


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """Nobody looks whether it is one."""
    path = tmp_path / "film.mp4"
    path.write_bytes(b"film")
    return path


def drop_with_shift(running: Running, *files: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    held, left = Qt.KeyboardModifier.ShiftModifier, Qt.MouseButton.LeftButton
    event = QDropEvent(QPointF(50, 50), Qt.DropAction.CopyAction, mime, left, held)
    running.window.dropEvent(event)


def dialog_of(running: Running) -> TrimDialog:
    (dialog,) = running.window.findChildren(TrimDialog)
    return dialog


def test_a_file_dropped_with_shift_is_trimmed_first(
    qtbot: QtBot, home: Running, film: Path
) -> None:
    """Then it is queued with what is kept of it."""
    drop_with_shift(home, film)
    dialog_of(home).chosen.emit(RECIPE)
    qtbot.waitUntil(lambda: ("trim", RECIPE.to_text()) in home.queue.asked)
    assert home.has_added("film.mp4")


def test_the_whole_film_is_an_upload_like_any_other(
    qtbot: QtBot, home: Running, film: Path
) -> None:
    """Whoever leaves nothing out has trimmed nothing."""
    home.window.trim_wanted.emit(film)
    dialog_of(home).chosen.emit(None)
    qtbot.waitUntil(lambda: home.has_added("film.mp4"))
    assert "trim" not in dict(home.queue.asked)


def test_several_files_are_uploaded_as_they_are(
    qtbot: QtBot, home: Running, film: Path, tmp_path: Path
) -> None:
    """Only one film at a time can be looked at."""
    other = tmp_path / "other.mp4"
    other.touch()
    drop_with_shift(home, film, other)
    qtbot.waitUntil(lambda: home.has_added("other.mp4"))
    assert not home.window.findChildren(TrimDialog)


def test_the_dialog_goes_with_its_account(home: Running, film: Path) -> None:
    """Whoever signs in next is asked nothing about it."""
    home.window.trim_wanted.emit(film)
    dialog = dialog_of(home)
    home.window.forget_account()
    assert not dialog.isVisible()


def test_captions_beside_it_keep_time_with_what_is_kept(film: Path, tmp_path: Path) -> None:
    """What is said elsewhere in the film is left out."""
    said = "1\n00:00:00,500 --> 00:00:00,900\nGone\n\n2\n00:00:01,250 --> 00:00:01,750\nKept\n"
    film.with_name("film.en.srt").write_text(said)
    store = DraftStore(tmp_path / "edits.db")
    outbox = Outbox(FilmsInMemory(), store, lambda _standing: None)
    add_all(FakeQueue(), outbox, Given([film], None, RECIPE, RECIPE.ranges))
    (name,) = outbox.said("upload:film.mp4").said.values()
    assert outbox.kept(name).read_text() == "2\n00:00:00,250 --> 00:00:00,750\nKept\n"
    store.close()


def test_one_that_waits_is_trimmed_in_its_place(film: Path, tmp_path: Path) -> None:
    """What was said of the film is said of what is kept of it; the whole of it is not sent."""
    store = DraftStore(tmp_path / "edits.db")
    outbox, queue = Outbox(FilmsInMemory(), store, lambda _standing: None), FakeQueue()
    captions = outbox.keep(b"1\n00:00:01,250 --> 00:00:01,750\nKept\n", ".srt")
    chapters = [{"start_seconds": 0.5, "title": "One"}, {"start_seconds": 1.5, "title": "Two"}]
    words = {"title": "Mine", "chapters": chapters}
    outbox.say({"upload:old": Draft({**words, "captions:en": captions})})
    old = replace(progress(State.PAUSED, 0, upload_id="old"), priority=1, path=film)
    add_all(queue, outbox, Given([film], None, RECIPE, RECIPE.ranges, instead_of=old))
    said = outbox.said("upload:film.mp4").said
    assert said["title"] == "Mine"
    assert [chapter["start_seconds"] for chapter in said["chapters"]] == [0.0, 0.5]
    assert b"00:00:00,250" in outbox.kept(said["captions:en"]).read_bytes()
    assert queue.asked[2:] == [
        ("priority 1", "film.mp4"),
        ("move before old", "film.mp4"),
        ("cancel", "old"),
    ]
    store.close()


def test_it_waits_while_one_looks_at_it(qtbot: QtBot, home: Running, film: Path) -> None:
    """And goes on as it was where nothing is left out, or one thinks better of it."""
    upload = replace(progress(State.QUEUED, 0, upload_id="a"), path=film)
    for nothing_left_out in (True, False):
        home.queue.asked.clear()
        home.window.uploads.trim_wanted.emit(upload)
        qtbot.waitUntil(lambda: ("pause", "a") in home.queue.asked)
        dialog = dialog_of(home)
        if nothing_left_out:
            dialog.chosen.emit(None)
            dialog.done(0)
        else:
            dialog.reject()
        qtbot.waitUntil(lambda: ("resume", "a") in home.queue.asked)
        qtbot.waitUntil(lambda: not home.window.findChildren(TrimDialog))


def test_a_poster_is_not_sought_in_a_file_with_other_moments() -> None:
    """Of a trimmed film the file has more than is shown."""
    whole = replace(progress(), path=Path("whole.mp4"))
    trimmed = replace(progress(), path=Path("trimmed.mp4"), is_trimmed=True)
    assert file_shown([trimmed, whole]) == Path("whole.mp4")
    assert file_shown([trimmed]) is None
