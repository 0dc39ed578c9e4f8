"""The files of a film: which there are, the way back, and another one in the place of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.errors import ServerUnreachable
from app.server.editing import Version
from app.server.videos import Replacement
from app.ui.cards.actions import Action, Terms, suits
from app.ui.cards.wording import badge
from app.ui.studio.versions import VersionsDialog, detail_words
from app.ui.uploads.entries import Group, UploadEntry
from app.upload.engine.progress import State
from tests.app.ui.fake_player import FakeSession
from tests.app.ui.fake_queue import progress
from tests.app.ui.fakes import FILM, FakeStudio, Running

OWN = replace(FILM, filename="film.mp4")
WHEN = "2026-01-01T00:00:00Z"
FIRST = Version(1, False, "ready", "film.mp4", 5_000_000, WHEN, None, 90.0, 1280, 720)
SECOND = replace(FIRST, number=2, current=True, height=1080, width=1920)
COMING = Version(3, False, "processing", "new.mp4", 7_000_000, WHEN, percent=40.0)


@pytest.fixture
def studio(home: Running) -> FakeStudio:
    assert home.application.attached is not None
    studio = home.application.attached.client.studio
    assert isinstance(studio, FakeStudio)
    return studio


@pytest.fixture
def opened(qtbot: QtBot, home: Running, studio: FakeStudio) -> Callable[..., VersionsDialog]:
    def open_with(*versions: Version) -> VersionsDialog:
        studio.all_versions = versions
        home.window.home.wanted.emit(Action.VERSIONS, [OWN])
        dialog = home.window.findChild(VersionsDialog)
        assert dialog is not None
        qtbot.waitUntil(lambda: dialog.states.shows_view)
        return dialog

    return open_with


def texts(dialog: VersionsDialog, name: str) -> list[str]:
    return [label.text() for label in dialog.findChildren(QLabel, name)]


def button(dialog: VersionsDialog, name: str, at: int = 0) -> QPushButton:
    return dialog.findChildren(QPushButton, name)[at]


def test_what_one_compares_by() -> None:
    """Length, resolution, size, name."""
    assert detail_words(SECOND) == "1:30 · 1080p · 5.0 MB · film.mp4"


def test_a_former_version_comes_back(
    qtbot: QtBot, home: Running, studio: FakeStudio, opened: Callable[..., VersionsDialog]
) -> None:
    """With one click, at once; the list shows it."""
    dialog = opened(SECOND, FIRST)
    headings = [words.partition(" · ")[0] for words in texts(dialog, "version_heading")]
    assert headings == ["Shown now", "Former"]
    button(dialog, "bring_back").click()
    qtbot.waitUntil(lambda: ("restore", OWN.id, 1) in studio.asked)
    qtbot.waitUntil(lambda: texts(dialog, "version_heading")[-1].startswith("Shown now"))
    assert home.window.toast.words.text() == "“Big Buck Bunny” shows the former file again."


def test_versions_are_compared_by_playing_them(
    qtbot: QtBot, home: Running, opened: Callable[..., VersionsDialog]
) -> None:
    """The other one goes on where the first one is; the list stays."""
    dialog = opened(SECOND, FIRST)
    button(dialog, "play").click()
    qtbot.waitUntil(lambda: home.page is home.window.player)
    session = home.window.player.session
    assert isinstance(session, FakeSession)
    session.seek(42.0)
    button(dialog, "play", 1).click()
    qtbot.waitUntil(lambda: len(session.opened) == 2)
    assert session.state.position_seconds == 42.0
    assert home.application.playing.playback_of(OWN.id).url == "http://x/1.m3u8"
    assert dialog.isVisible()


def test_one_only(opened: Callable[..., VersionsDialog]) -> None:
    """It is said what would be here."""
    dialog = opened(replace(FIRST, current=True))
    assert dialog.note.text().startswith("There is only this file.")
    assert dialog.findChildren(QPushButton, "bring_back") == []


def test_a_file_on_its_way_is_given_up(
    qtbot: QtBot, studio: FakeStudio, opened: Callable[..., VersionsDialog]
) -> None:
    """Until then there is no room for another one."""
    dialog = opened(COMING, SECOND)
    assert texts(dialog, "version_heading")[0] == "Encoding 40 %"
    assert not dialog.another.isEnabled()
    button(dialog, "give_up").click()
    qtbot.waitUntil(lambda: ("keep", OWN.id) in studio.asked)
    qtbot.waitUntil(dialog.another.isEnabled)


def test_nobody_answers(qtbot: QtBot, home: Running, studio: FakeStudio) -> None:
    """It says so, and asks again when one wants it."""
    studio.fault, studio.all_versions = ServerUnreachable("here"), (SECOND,)
    home.window.home.wanted.emit(Action.VERSIONS, [OWN])
    dialog = home.window.findChild(VersionsDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.states.said.heading.text() == "You are offline.")
    studio.fault = None
    dialog.states.said.button.click()
    qtbot.waitUntil(lambda: dialog.states.shows_view)


def test_a_file_takes_the_place_of_another(qtbot: QtBot, home: Running, tmp_path: Path) -> None:
    """Chosen in a dialog, queued as such, and the present one stays meanwhile."""
    file = tmp_path / "new.mp4"
    file.write_bytes(b"new")
    home.window.home.wanted.emit(Action.REPLACE, [OWN])
    (dialog,) = home.window.findChildren(QFileDialog, "replace_file")
    dialog.fileSelected.emit(str(file))
    dialog.reject()
    qtbot.waitUntil(lambda: (f"replace {OWN.id}", "new.mp4") in home.queue.asked)
    words = "“Big Buck Bunny” is shown as it is until the new file is ready."
    qtbot.waitUntil(lambda: home.window.toast.words.text() == words)


def test_it_is_said_that_a_film_is_being_replaced() -> None:
    """On its card and among the uploads; and it can't be replaced twice at once."""
    film = replace(OWN, replacement=Replacement("processing", 40.0))
    sent = replace(progress(State.DONE), replaces=OWN.id)
    failed = replace(OWN, replacement=Replacement("failed", error="No."))
    assert badge(film) == "Replacing: Encoding 40 %"
    groups = [UploadEntry(sent, video).group for video in (film, failed, OWN)]
    assert groups == [Group.UNDER_WAY, Group.FAILED, Group.DONE]
    offers = [suits(Action.REPLACE, [video], Terms()) for video in (film, failed, OWN)]
    assert offers == [False, True, True]
