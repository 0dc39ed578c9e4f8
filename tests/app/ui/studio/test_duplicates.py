"""What is said of films that are there already, before they are sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.errors import ServerUnreachable
from app.server.editing import Duplicate
from app.ui.shell.uploading import SKIPPED
from app.ui.studio.duplicates import DuplicatesDialog, known_words
from app.upload.engine.progress import State
from app.upload.source.duplicates import KnownContent
from tests.app.ui.fakes import FILM, FakeStudio, Running

SAME = Duplicate(replace(FILM, id="bunny", title="Bunny"), "b3")


@pytest.fixture
def studio(home: Running) -> FakeStudio:
    assert home.application.attached is not None
    studio = home.application.attached.client.studio
    assert isinstance(studio, FakeStudio)
    return studio


@pytest.fixture
def put(tmp_path: Path) -> Callable[[str, bytes], Path]:
    def write(name: str, data: bytes) -> Path:
        (tmp_path / name).write_bytes(data)
        return tmp_path / name

    return write


def asked(qtbot: QtBot, home: Running) -> DuplicatesDialog:
    qtbot.waitUntil(lambda: home.window.findChild(DuplicatesDialog) is not None)
    dialog = home.window.findChild(DuplicatesDialog)
    assert dialog is not None
    return dialog


def added(home: Running) -> list[str]:
    return [name for did, name in home.queue.asked if did == "add"]


def test_where_it_is_is_said() -> None:
    """In a video, on its way, or among the files themselves."""
    film = Path("/films/film.mp4")
    assert [
        known_words(KnownContent(film, (SAME,))),
        known_words(KnownContent(film, waiting=film)),
        known_words(KnownContent(film, earlier=Path("/films/first.mp4"))),
    ] == [
        "“film.mp4” is in your videos already: “Bunny”.",
        "“film.mp4” is on its way already.",
        "“film.mp4” is the same film as “first.mp4”.",
    ]


def test_a_film_that_is_there_is_skipped(
    qtbot: QtBot, home: Running, studio: FakeStudio, put: Callable[[str, bytes], Path]
) -> None:
    """Unless one says otherwise; Escape says nothing otherwise. A command that asks is told."""
    studio.known = (SAME,)
    film, uploading = put("film.mp4", b"film"), home.application.uploading
    home.window.drop([film])
    asked(qtbot, home).reject()
    qtbot.waitUntil(lambda: home.window.findChild(DuplicatesDialog) is None)
    assert added(home) == []
    [told] = uploading.of_files([str(film)])
    assert (told["state"], told["message"]) == (State.CANCELLED, SKIPPED)

    home.window.drop([put("film.mp4", b"film")])
    asked(qtbot, home).send.click()
    qtbot.waitUntil(lambda: added(home) == ["film.mp4"])
    assert uploading.of_files([str(film)]) == []


def test_one_question_for_many(
    qtbot: QtBot, home: Running, put: Callable[[str, bytes], Path]
) -> None:
    """It counts, and what is new is sent whatever the answer."""
    files = [put(f"{number}.mp4", b"the same") for number in range(3)]
    home.window.drop([*files, put("new.mp4", b"new")])
    dialog = asked(qtbot, home)
    said = [label.text() for label in dialog.findChildren(QLabel)]
    dialog.skip.click()
    qtbot.waitUntil(lambda: added(home) == ["0.mp4", "new.mp4"])
    assert said == [
        "2 of these files are there already.",
        "“1.mp4” is the same film as “0.mp4”.",
        "“2.mp4” is the same film as “0.mp4”.",
        "2 other files will be sent anyhow.",
    ]


def test_the_film_that_is_there_is_opened(
    qtbot: QtBot, home: Running, studio: FakeStudio, put: Callable[[str, bytes], Path]
) -> None:
    """And nothing is sent."""
    studio.known = (SAME,)
    home.window.drop([put("film.mp4", b"film")])
    button = asked(qtbot, home).findChild(QPushButton, "open_it")
    assert button is not None
    button.click()
    assert home.page is home.window.player
    assert home.window.player.video == SAME.video
    assert added(home) == []


def test_a_look_that_fails_holds_nothing_up(
    qtbot: QtBot, home: Running, studio: FakeStudio, put: Callable[[str, bytes], Path]
) -> None:
    """An upload that waits for the network is better than one that was not queued."""
    studio.fault = ServerUnreachable("here")
    home.window.drop([put("film.mp4", b"film")])
    qtbot.waitUntil(lambda: added(home) == ["film.mp4"])
