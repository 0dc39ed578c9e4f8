"""The editor as its user has it: typed, chosen, taken back, and kept."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox, QLineEdit
from pytestqt.qtbot import QtBot

from app.edits.draft import Draft
from app.errors import CantWrite
from app.ui.background import Background
from app.ui.editor.chapters import ChaptersField
from app.ui.editor.dialog import EditorDialog
from app.ui.editor.fields import BoundedText, ChoiceField, TypedField
from app.ui.editor.loading import EditorMeans
from app.ui.editor.saver import DraftSaver
from app.ui.style.theme import Colours
from tests.app.ui.editor.making import editor_with, means_of
from tests.app.ui.fakes import FILM, FakeClient

OTHER = replace(FILM, id="other", title="Sintel", tags=("x",))
KEYS = ("video:film", "video:other")


@pytest.fixture
def means(background: Background, tmp_path: Path) -> EditorMeans:
    return means_of(background, tmp_path)


@pytest.fixture
def one(qtbot: QtBot, colours: Colours, means: EditorMeans, background: Background) -> EditorDialog:  # noqa: ARG001
    dialog = editor_with(means, background, [FILM])
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


@pytest.fixture
def two(qtbot: QtBot, colours: Colours, means: EditorMeans, background: Background) -> EditorDialog:  # noqa: ARG001
    dialog = editor_with(means, background, [FILM, OTHER])
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def line(dialog: EditorDialog, name: str) -> QLineEdit:
    field = dialog.fields[name]
    assert isinstance(field, TypedField)
    assert isinstance(field.editor, QLineEdit)
    return field.editor


def retype(dialog: EditorDialog, name: str, words: str) -> None:
    line(dialog, name).selectAll()
    QTest.keyClicks(line(dialog, name), words)
    QTest.keyClick(line(dialog, name), Qt.Key.Key_Return)


def choose(dialog: EditorDialog, name: str, value: Any) -> None:
    field = dialog.fields[name]
    assert isinstance(field, ChoiceField)
    field.box.setCurrentIndex(field.box.findData(value))
    field.box.activated.emit(field.box.currentIndex())


def put(chapters: ChaptersField, row: int, column: int, words: str) -> None:
    item = chapters.table.item(row, column)
    assert item is not None
    item.setText(words)


def wait_kept(qtbot: QtBot, means: EditorMeans, key: str, **said: Any) -> None:
    qtbot.waitUntil(lambda: means.outbox.said(key) == Draft(said))


def test_what_is_typed_is_kept_by_itself(
    qtbot: QtBot, means: EditorMeans, one: EditorDialog
) -> None:
    """Only what differs, after a pause or with Enter."""
    retype(one, "title", "Another title")
    wait_kept(qtbot, means, "video:film", title="Another title")
    choose(one, "visibility", "public")
    wait_kept(qtbot, means, "video:film", title="Another title", visibility="public")


def test_closing_keeps_what_was_typed_last(
    qtbot: QtBot, means: EditorMeans, one: EditorDialog
) -> None:
    """Without any pause."""
    line(one, "tags").setText("a, b")
    one.close()
    wait_kept(qtbot, means, "video:film", tags=["a", "b"])


def test_what_cant_be_saved_stays_as_it_was_typed(
    qtbot: QtBot, means: EditorMeans, one: EditorDialog
) -> None:
    """And says why; nothing is sent of it."""
    retype(one, "title", " ")
    assert one.fields["title"].fault.text() == "A video needs a title."
    description = one.fields["description"]
    assert isinstance(description, TypedField)
    description.editor.setPlainText("x" * 20_001)  # type: ignore[union-attr]
    description.flush()
    assert "at most 20000 characters" in description.fault.text()
    assert one.status.text() == "Not everything is saved: see what is marked below."
    choose(one, "embedding", "nowhere")
    wait_kept(qtbot, means, "video:film", embedding="nowhere")
    assert len(description.text) == 20_001
    retype(one, "title", "Title")
    description.editor.setPlainText("x")  # type: ignore[union-attr]
    description.flush()
    qtbot.waitUntil(lambda: not one.status.text().startswith("Not"))


def test_what_is_far_too_long_is_not_pasted(one: EditorDialog) -> None:
    """The window would stand still at each letter; what is a little too long can be shortened."""
    description = one.fields["description"]
    assert isinstance(description, TypedField)
    assert isinstance(description.editor, BoundedText)
    pasted = QMimeData()
    pasted.setText("x" * 1_000_000)
    description.editor.insertFromMimeData(pasted)
    assert description.text == ""
    assert "1000000 characters" in description.fault.text()
    pasted.setText("x" * 20_001)
    description.editor.insertFromMimeData(pasted)
    description.flush()
    assert len(description.text) == 20_001
    assert "saved once it is shorter" in description.fault.text()


def test_several_are_edited_together(qtbot: QtBot, means: EditorMeans, two: EditorDialog) -> None:
    """What differs is said to; only what is changed is changed, in all of them."""
    assert line(two, "title").text() == ""
    assert line(two, "title").placeholderText() == "Different values"
    assert two.captions is None
    retype(two, "tags", "nature")
    for key in KEYS:
        wait_kept(qtbot, means, key, tags=["nature"])


def test_the_way_back_gives_each_its_own(
    qtbot: QtBot, means: EditorMeans, two: EditorDialog
) -> None:
    """By the button; and forward again."""
    retype(two, "title", "Same")
    QTest.mouseClick(two.undo, Qt.MouseButton.LeftButton)
    assert line(two, "title").placeholderText() == "Different values"
    for key, title in zip(KEYS, (FILM.title, OTHER.title), strict=True):
        wait_kept(qtbot, means, key, title=title)
    QTest.mouseClick(two.redo, Qt.MouseButton.LeftButton)
    wait_kept(qtbot, means, KEYS[1], title="Same")
    assert not two.redo.isEnabled()


def test_sites_that_were_named_elsewhere_stay(
    qtbot: QtBot,
    background: Background,
    means: EditorMeans,
    colours: Colours,  # noqa: ARG001
) -> None:
    """Unless another choice is made."""
    dialog = editor_with(means, background, [replace(FILM, embedding="example.org")])
    qtbot.addWidget(dialog)
    field = dialog.fields["embedding"]
    assert isinstance(field, ChoiceField)
    assert field.box.currentData() == "example.org"
    choose(dialog, "embedding", "everywhere")
    wait_kept(qtbot, means, "video:film", embedding="everywhere")


def test_a_disk_that_refuses_is_tried_again(qtbot: QtBot, background: Background) -> None:
    """Nothing of what was typed meanwhile is lost, and the later word counts."""
    said: list[dict[str, Draft]] = []
    full = [True]

    def say(drafts: Any) -> None:
        if full[0]:
            raise CantWrite("edits.db", "no space")
        said.append(dict(drafts))

    saver = DraftSaver(background, say)
    saver.put({"a": Draft({"title": "1"})})
    qtbot.waitUntil(lambda: "no space" in saver.fault)
    full[0] = False
    saver.put({"a": Draft({"title": "2"}), "b": Draft({"title": "3"})})
    qtbot.waitUntil(lambda: saver.is_idle)
    assert said == [{"a": Draft({"title": "2"}), "b": Draft({"title": "3"})}]
    assert saver.fault == ""


def test_what_is_typed_last_is_kept_before_the_end(qtbot: QtBot, background: Background) -> None:
    """Once, by whoever comes first; and what comes too late finds no closed file."""
    said: list[dict[str, Draft]] = []
    kept = threading.Event()

    def say(drafts: Any) -> None:
        assert not kept.is_set()
        said.append(dict(drafts))

    busy = threading.Event()
    for _ in range(6):  # all that the background has
        background.run(busy.wait)
    saver = DraftSaver(background, say)
    saver.put({"a": Draft({"title": "1"})})
    saver.put({"a": Draft({"title": "2"})})
    saver.finish()
    saver.finish()
    kept.set()
    busy.set()
    qtbot.waitUntil(lambda: saver.is_idle)
    assert said == [{"a": Draft({"title": "2"})}]
    assert saver.fault == ""


def test_a_file_of_captions_is_added_and_taken_away(
    qtbot: QtBot, means: EditorMeans, one: EditorDialog, tmp_path: Path
) -> None:
    """In the language that its name says."""
    (tmp_path / "film.de.srt").write_bytes(b"1\n")
    assert one.captions is not None
    one.captions.take(tmp_path / "film.de.srt")
    qtbot.waitUntil(lambda: one.captions.languages == ["de"])  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: bool(means.outbox.said("video:film")))
    name = means.outbox.said("video:film").said["captions:de"]
    assert means.outbox.kept(name).read_bytes() == b"1\n"
    one.captions.remove("de")
    wait_kept(qtbot, means, "video:film", **{"captions:de": ""})
    assert one.captions.languages == []


def test_a_picture_becomes_the_poster(
    qtbot: QtBot, means: EditorMeans, one: EditorDialog, tmp_path: Path
) -> None:
    """Made smaller; what is no picture, or a huge one, is told."""
    assert one.poster is not None
    picture = QImage(4000, 2000, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.red)
    picture.save(str(tmp_path / "poster.png"))
    one.poster.take(tmp_path / "poster.png")
    qtbot.waitUntil(lambda: bool(means.outbox.said("video:film")))
    kept = means.outbox.kept(means.outbox.said("video:film").said["poster"])
    assert QImage(str(kept)).width() == 1920
    head = b"IHDR" + bytes([0, 0, 0x75, 0x30]) * 2 + b"\x08\2\0\0\0"
    huge = b"\x89PNG\r\n\x1a\n\0\0\0\r" + head + crc32(head).to_bytes(4) + b"\0\0\0\0IDAT"
    for name, data, words in (
        ("huge.png", huge, "too large for a poster: 30000"),
        ("text.png", b"hello", "no picture"),
    ):
        (tmp_path / name).write_bytes(data)
        one.poster.take(tmp_path / name)
        qtbot.waitUntil(lambda words=words: words in one.poster.fault.text())  # type: ignore[misc]


def test_chapters_are_written_in_a_table(
    qtbot: QtBot, means: EditorMeans, one: EditorDialog
) -> None:
    """In any order; what is no time is told."""
    chapters = one.chapters
    assert chapters is not None
    for row, (time, title) in enumerate([("0:30", "Two"), ("0:00", "One")]):
        QTest.mouseClick(chapters.add, Qt.MouseButton.LeftButton)
        put(chapters, row, 0, time)
        put(chapters, row, 1, title)
    chapters.flush()
    wanted = [
        {"start_seconds": 0.0, "title": "One"},
        {"start_seconds": 30.0, "title": "Two"},
    ]
    wait_kept(qtbot, means, "video:film", chapters=wanted)
    put(chapters, 0, 0, "soon")
    chapters.flush()
    assert "such as 1:05" in chapters.fault.text()


def test_chapters_are_suggested_and_never_set_unasked(
    qtbot: QtBot, background: Background, tmp_path: Path
) -> None:
    """Where the backend sees other scenes; and taken back in one step."""
    video = replace(FILM, filename="film.mp4", duration_seconds=90.0, storyboard_url="s.vtt")
    client = FakeClient()
    client.editing.starts = (0.0, 31.25)
    means = means_of(background, tmp_path, client)
    dialog = editor_with(means, background, [video])
    qtbot.addWidget(dialog)
    chapters = dialog.chapters
    assert chapters is not None
    assert not means.outbox.said("video:film")
    chapters.suggest.click()
    wanted = [
        {"start_seconds": 0.0, "title": "Chapter 1"},
        {"start_seconds": 31.25, "title": "Chapter 2"},
    ]
    wait_kept(qtbot, means, "video:film", chapters=wanted)
    assert chapters.table.rowCount() == 2
    dialog.undo.click()
    wait_kept(qtbot, means, "video:film", chapters=None)
    client.editing.starts = ()
    chapters.suggest.click()
    qtbot.waitUntil(lambda: chapters.origin.text() == "No scene is clearly another one.")
    assert chapters.table.rowCount() == 0


def test_films_are_taken_off_the_playlists_that_they_are_on(
    qtbot: QtBot, background: Background, tmp_path: Path
) -> None:
    """What is on some of them is half checked; one click puts all on it, the next takes all off."""
    client = FakeClient()
    client.viewing.fill("sea")
    client.editing.listed = {"film": frozenset({"sea"}), "other": frozenset()}
    means = means_of(background, tmp_path, client)
    dialog = editor_with(means, background, [FILM, OTHER])
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: dialog.playlists.count() == 1)
    item = dialog.playlists.item(0)
    assert item.checkState() is Qt.CheckState.PartiallyChecked
    item.setCheckState(Qt.CheckState.Checked)
    wait_kept(qtbot, means, "video:other", **{"playlist:sea": True})
    assert not means.outbox.said("video:film")
    item.setCheckState(Qt.CheckState.Unchecked)
    for key in KEYS:
        wait_kept(qtbot, means, key, **{"playlist:sea": False})


def test_all_is_in_view_however_small_the_screen(one: EditorDialog) -> None:
    """How it stands, the way back, and the end; the rest scrolls."""
    one.resize(380, 340)
    box = one.findChild(QDialogButtonBox)
    assert box is not None
    for widget in (one.status, one.undo, *box.buttons()):
        corner = widget.mapTo(one, widget.rect().bottomRight())
        assert one.rect().contains(corner), widget
