"""What a viewer keeps: Watch later, playlists, and a film as a file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.server.editing import OriginalFile, Received
from app.ui.background import Background
from app.ui.cards.actions import Action
from app.ui.navigation.places import Kind
from app.ui.playlists.choosing import ChoosePlaylist
from tests.app.ui.fakes import FILM, Running
from tests.app.ui.visits import visit_of


class FakeClient:
    def __init__(self) -> None:
        self.added: list[tuple[str, str]] = []
        self.viewing = SimpleNamespace(add_to_playlist=lambda *what: self.added.append(what))
        self.studio = self
        self.is_gone = False

    def original_file(self, video_id: str) -> OriginalFile | None:
        url = f"http://x/{video_id}"
        return None if self.is_gone else OriginalFile(url, "film.mp4", len(url), 60)

    def receive(self, url: str, start: int, etag: str | None) -> Received:  # noqa: ARG002
        return Received(0, None, iter([url.encode()]))


@pytest.fixture
def client(home: Running, background: Background, tmp_path: Path) -> Any:
    client = FakeClient()
    visit = visit_of(background, client, tmp_path)
    home.application.keeping.attach(visit)
    home.application.downloads.attach(visit.client, "ann", visit.scope)
    return client


def said(running: Running) -> str:
    return running.window.toast.words.text()


def test_for_later(qtbot: QtBot, home: Running, client: FakeClient) -> None:
    """In the order of the list; and it leads there."""
    videos = [replace(FILM, id=name) for name in "ab"]
    home.window.home.wanted.emit(Action.WATCH_LATER, videos)
    qtbot.waitUntil(lambda: said(home) == "2 videos added to “Watch later”.")
    assert client.added == [("later", "a"), ("later", "b")]
    home.window.toast.button.click()
    assert home.window.home.here.kind in (Kind.PLAYLIST, Kind.YOURS)


def test_a_film_becomes_a_file(
    qtbot: QtBot, home: Running, client: FakeClient, tmp_path: Path
) -> None:
    """The one that was uploaded; if it is not there any more, that is said."""
    film = replace(FILM, filename="film.mp4")
    keeping = home.application.keeping
    keeping.download(film, tmp_path / "mine.mp4")
    qtbot.waitUntil(lambda: said(home).startswith("“Big Buck Bunny” is in "))
    assert (tmp_path / "mine.mp4").read_text() == f"http://x/{film.id}"
    assert keeping.downloads.rows == ()

    client.is_gone = True
    keeping.download(film, tmp_path / "other.mp4")
    gone = "The original of this video is not on the server any more."
    qtbot.waitUntil(lambda: [row.words.text() for row in keeping.downloads.rows] == [gone])
    assert not (tmp_path / "other.mp4").exists()


def test_videos_go_on_a_playlist_from_any_page(qtbot: QtBot, home: Running) -> None:
    """What came of it is said; who is signed out is asked nothing."""
    window = home.window
    window.home.wanted.emit(Action.PLAYLIST, (FILM,))
    dialog = window.findChild(ChoosePlaylist)
    assert dialog is not None
    dialog.new.setText("Animals")
    with qtbot.waitSignal(dialog.added):
        dialog.save_button.click()
    assert window.toast.words.text() == "Added to “Animals”."

    window.home.wanted.emit(Action.PLAYLIST, (FILM,))
    window.forget_account()
    qtbot.waitUntil(lambda: window.findChild(ChoosePlaylist) is None)
    home.application.keeping.attach(None)
    window.home.wanted.emit(Action.PLAYLIST, (FILM,))
    assert window.findChild(ChoosePlaylist) is None


def test_a_film_gets_a_name_to_be_kept_by(qtbot: QtBot, home: Running) -> None:
    """Which is no path; and who is signed out is asked nothing any more."""
    window = home.window
    window.home.wanted.emit(Action.DOWNLOAD, (replace(FILM, filename=None, title="AC/DC"),))
    (dialog,) = window.findChildren(QFileDialog, "download")
    assert [Path(name).name for name in dialog.selectedFiles()] == ["AC-DC"]
    window.forget_account()
    qtbot.waitUntil(lambda: window.findChildren(QFileDialog) == [])
