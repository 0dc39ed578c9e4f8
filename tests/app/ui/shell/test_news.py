"""What is told in passing, and where the toast stands."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.known_servers import Profile
from app.player.engine.api import Phase
from app.server.client import Client
from app.server.connection import Connection, Connector
from app.server.videos import Account, ChannelBrief
from app.server.viewing import PublicChange, Published
from app.settings import Settings
from app.ui.navigation.places import Kind, Place
from app.upload.engine.progress import State
from tests.app.ui.fake_player import FakeSession
from tests.app.ui.fake_queue import progress
from tests.app.ui.fakes import FILM, FakeClient, FakeConnector, Running

NEWS = replace(FILM, id="news", title="Lift-off", channel=ChannelBrief("c", "space", "Space"))
SERVER = "https://matinee.example"


def said(running: Running) -> str:
    toast = running.window.toast
    return toast.words.text() if toast.isVisible() else ""


def test_forty_videos_are_told_of_once(home: Running) -> None:
    """One by its title, with a way to play it; more by their number, with a way to them."""
    for number in range(40):
        home.application.news.tell_ready(replace(FILM, id=str(number)))
        if not number:
            assert said(home) == "“Big Buck Bunny” is ready."
    assert said(home) == "40 videos are ready."
    home.window.show_uploads()
    QTest.mouseClick(home.window.toast.button, Qt.MouseButton.LeftButton)
    assert home.window.home.here.kind is Kind.YOURS
    home.application.news.tell_ready(FILM)
    assert said(home) == "“Big Buck Bunny” is ready."


def test_what_else_was_said_is_not_counted(home: Running) -> None:
    """Something of another kind between begins a new count."""
    home.application.news.tell_ready(FILM)
    home.application.news.tell_published(NEWS)
    assert said(home) == "Space: Lift-off"
    home.application.news.tell_ready(FILM)
    assert said(home) == "“Big Buck Bunny” is ready."


def test_a_toast_does_not_lie_on_the_controls(home: Running) -> None:
    """Of a film that plays; elsewhere it is at the bottom, beside the sidebar."""
    window = home.window
    window.toast.say("Hello.")
    below = window.toast.geometry().bottom()
    assert window.toast.x() > window.home.sidebar.width()
    home.application.playing.play(FILM)
    window.toast.say("Hello.")
    controls = window.player.controls
    assert window.toast.geometry().bottom() < window.height() - controls.height()
    window.player.leave()
    assert window.toast.geometry().bottom() == below


def test_an_upload_that_fails_is_told_once(qtbot: QtBot, home: Running) -> None:
    """With a way to it, and again when it was tried again; not to who sees it anyway."""
    take, toast = home.application.uploading.take_progress, home.window.toast
    home.application.uploading.take_up([])
    take([progress(State.FAILED), progress(State.FAILED, upload_id="u2")])
    assert said(home) == "2 uploads failed."
    toast.hide()
    take([progress(State.FAILED)])
    assert said(home) == ""
    take([progress(State.UPLOADING)])
    take([progress(State.FAILED)])
    assert said(home) == "1 upload failed."
    QTest.mouseClick(toast.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(home.window.uploads.isVisible)
    take([progress(State.FAILED, upload_id="u3")])
    assert said(home) == ""


def test_what_failed_in_an_earlier_session_is_not_told_again(home: Running) -> None:
    """Unless it was tried again, and failed again."""
    uploading = home.application.uploading
    uploading.detach()
    for take in (uploading.take_progress, uploading.take_up):
        take([progress(State.FAILED)])
    assert said(home) == ""
    for state in (State.UPLOADING, State.FAILED):
        uploading.take_progress([progress(state)])
    assert said(home) == "1 upload failed."


class Hosted(FakeConnector):
    """A server that lets Ann in."""

    def __init__(self) -> None:
        super().__init__()
        self.client = FakeClient()
        self.client.library = (replace(FILM, filename="film.mp4", state="processing"),)

    def connect(self, profile: Profile) -> Connection:
        # A line has one listener: the former account's would take the next one's events.
        client = self.client if profile.server else FakeClient()
        return Connection(profile.server, cast(Client, client), Account("ann", "Ann"))

    def close(self) -> None: ...


class TestOnAServer:
    @pytest.fixture
    def connector(self) -> Connector:
        return Hosted()

    @pytest.fixture
    def ann(self, qtbot: QtBot, home: Running) -> Running:
        home.application.settings = Settings(server=SERVER)
        home.application.start()
        qtbot.waitUntil(lambda: home.window.home.here.kind is Kind.HOME)
        return home

    def client(self, running: Running) -> FakeClient:
        return cast(Hosted, running.connector).client

    def test_it_says_who_and_where_one_is(self, ann: Running) -> None:
        """On the button that opens the menu."""
        assert ann.window.header.account.toolTip() == "Ann on matinee.example"

    def test_what_becomes_ready_is_told(self, qtbot: QtBot, ann: Running) -> None:
        """The backend says so, and its card is there, too."""
        client = self.client(ann)
        ann.window.home.go(Place(Kind.YOURS))
        qtbot.waitUntil(lambda: [video.id for video in ann.window.library.videos] == ["film"])
        client.line.send(replace(client.library[0], state="ready"))
        qtbot.waitUntil(lambda: said(ann) == "“Big Buck Bunny” is ready.")

    def test_what_is_new_where_one_follows_is_told(self, qtbot: QtBot, ann: Running) -> None:
        """With its channel, and a way to play it."""
        self.client(ann).line.send(Published(NEWS))
        qtbot.waitUntil(lambda: said(ann) == "Space: Lift-off")
        QTest.mouseClick(ann.window.toast.button, Qt.MouseButton.LeftButton)
        assert ann.page is ann.window.player
        assert cast(FakeSession, ann.window.player.session).state.phase is Phase.PLAYING

    def test_what_others_do_reaches_the_pages(
        self, qtbot: QtBot, ann: Running, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """What comes, and what goes."""
        heard: list[tuple[list[str], list[str]]] = []
        monkeypatch.setattr(
            ann.window.home.page,
            "apply_public",
            lambda gone, videos: heard.append((list(gone), [video.id for video in videos])),
        )
        line = self.client(ann).viewing.line
        line.send(PublicChange("news", NEWS))
        line.send(PublicChange("old", None))
        qtbot.waitUntil(lambda: sum(len(gone) + len(new) for gone, new in heard) == 2)
        assert [gone for gone, _ in heard if gone] == [["old"]]
        assert [new for _, new in heard if new] == [["news"]]
