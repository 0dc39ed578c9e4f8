"""Files for several films at once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from app.server.editing import Caption
from app.ui.background import Background
from app.ui.editor.dialog import EditorDialog
from app.ui.editor.loading import EditorMeans
from app.ui.style.theme import Colours
from tests.app.ui.editor.making import editor_with, means_of
from tests.app.ui.fakes import FILM, FakeClient

SEA = replace(FILM, id="sea", filename="sea.mp4", poster_url="/poster.jpg")
TRAIN = replace(FILM, id="train", filename="night train.mkv")


class Client(FakeClient):
    """Whose films have a poster, and captions of their own in English."""

    def __init__(self) -> None:
        super().__init__()
        tracks = (Caption("en", "English", "/en.vtt", own=True),)
        self.editing.captions = lambda _video_id: tracks  # type: ignore[method-assign]

    def fetch(self, url: str) -> bytes:
        return url.encode()


@pytest.fixture
def means(background: Background, tmp_path: Path) -> EditorMeans:
    return means_of(background, tmp_path / "kept", Client())


@pytest.fixture
def two(qtbot: QtBot, colours: Colours, means: EditorMeans, background: Background) -> EditorDialog:  # noqa: ARG001
    dialog = editor_with(means, background, [SEA, TRAIN])
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    return dialog


def content(means: EditorMeans, video_id: str, name: str) -> bytes:
    """Of the file that was said; empty for none."""
    file = means.outbox.said(f"video:{video_id}").said.get(name)
    return means.outbox.kept(file).read_bytes() if file else b""


def test_a_picture_becomes_the_poster_of_all(
    qtbot: QtBot, means: EditorMeans, two: EditorDialog, tmp_path: Path
) -> None:
    """And the way back gives each what it had."""
    picture = QImage(64, 36, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.red)
    picture.save(str(tmp_path / "poster.png"))
    two.many.take_poster(tmp_path / "poster.png")
    qtbot.waitUntil(lambda: bool(content(means, "train", "poster")))
    qtbot.waitUntil(lambda: content(means, "sea", "poster") == content(means, "train", "poster"))
    two.undo.click()
    qtbot.waitUntil(lambda: content(means, "sea", "poster") == b"/poster.jpg")
    qtbot.waitUntil(lambda: means.outbox.said("video:train").said == {"poster": ""})

    (tmp_path / "text.png").write_text("hello")
    two.many.take_poster(tmp_path / "text.png")
    qtbot.waitUntil(lambda: "no picture" in two.many.fault.text())


def test_each_film_gets_the_captions_of_its_name(
    qtbot: QtBot, means: EditorMeans, two: EditorDialog, tmp_path: Path
) -> None:
    """In the language that the name says; what is no film's is told."""
    names = ("sea.en.srt", "sea.de.srt", "Night Train.en.vtt", "seaside.en.srt")
    paths = [tmp_path / name for name in names]
    for path in paths:
        path.write_text(path.name)
    two.many.take_captions(paths)
    qtbot.waitUntil(lambda: content(means, "train", "captions:en") == b"Night Train.en.vtt")
    qtbot.waitUntil(lambda: content(means, "sea", "captions:de") == b"sea.de.srt")
    qtbot.waitUntil(lambda: content(means, "sea", "captions:en") == b"sea.en.srt")
    words = "Set for 2 videos. Of none of these videos: seaside.en.srt."
    qtbot.waitUntil(lambda: two.many.outcome.text() == words)
    two.undo.click()
    two.undo.click()
    qtbot.waitUntil(lambda: content(means, "sea", "captions:en") == b"/en.vtt")
    qtbot.waitUntil(lambda: means.outbox.said("video:sea").said["captions:de"] == "")
