"""Whose files and names are whose: one window, and several people in front of it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from app.errors import MatineeError, SignInNeeded
from app.known_servers import Profile
from app.server.client import Client
from app.server.connection import Connection, Connector
from app.server.costs import Cost, Costs
from app.server.videos import Account
from app.settings import Settings
from app.ui.accounts.open_accounts import OpenAccounts, Queues, Superseded
from app.ui.background import Background, Scope
from app.ui.cards.actions import Action
from app.ui.navigation.places import Kind, Place
from app.ui.shell import uploading
from app.ui.shell.uploading import FOR_ANOTHER
from app.upload.engine.progress import Listener, State
from app.upload.source.folders import FilmsFound
from tests.app.ui.fake_player import FakeSession
from tests.app.ui.fake_queue import FakeQueue, progress
from tests.app.ui.fakes import FILM, FakeClient, FakeConnector, Running, fake_edits

SERVER = "https://matinee.example"
COSTS = Costs(Cost(0.9, 0.25), "USD, us-east-1, list of 2025-10", {})
FILE = Path("/films/secret.mp4")


class People(FakeConnector):
    """A server with Ann and Ben, and this computer. `knows` is who has a token for it."""

    def __init__(self) -> None:
        super().__init__()
        self.clients = {
            "ann": FakeClient("Ann's film"),
            "ben": FakeClient("Ben's film"),
            "": FakeClient(),
        }
        self.knows: str | None = None
        self.away: MatineeError | None = None
        self.answers = threading.Event()
        self.answers.set()

    def of(self, server: str, name: str) -> Connection:
        former = self.clients[name]
        client = self.clients[name] = FakeClient(*(video.title for video in former.library))
        return Connection(server, cast(Client, client), Account(name, name))

    def connect(self, profile: Profile) -> Connection:
        server = profile.server
        if not server:
            return self.of("", "")
        self.answers.wait(10)
        if self.away is not None:
            raise self.away
        if self.knows is None:
            raise SignInNeeded
        return self.of(server, self.knows)

    def sign_in(self, server: str, email: str, password: str) -> Connection:  # noqa: ARG002
        self.knows = email
        return self.of(server, email)

    def sign_out(self, connection: Connection) -> None:  # noqa: ARG002
        self.knows = None

    def close(self) -> None: ...


@pytest.fixture
def people() -> People:
    return People()


@pytest.fixture
def connector(people: People) -> Connector:
    return people


@pytest.fixture
def asked(qtbot: QtBot, home: Running) -> Running:
    """At the sign-in page of a server."""
    home.application.settings = Settings(server=SERVER)
    home.application.start()
    qtbot.waitUntil(lambda: home.page is home.window.sign_in_page)
    return home


@pytest.fixture
def sign_in(qtbot: QtBot, asked: Running) -> Callable[[str], None]:
    def sign_in(name: str) -> None:
        form = asked.window.sign_in_page.form
        form.email.clear()
        QTest.keyClicks(form.email.edit, name)
        QTest.keyClicks(form.password.edit, "secret")
        QTest.mouseClick(form.button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: asked.page is asked.window.home)
        qtbot.waitUntil(lambda: titles(asked) == [f"{name.title()}'s film"])

    return sign_in


@pytest.fixture
def ann(asked: Running, sign_in: Callable[[str], None]) -> Running:
    sign_in("ann")
    return asked


def titles(running: Running) -> list[str]:
    """What whoever is there sees of their own."""
    running.window.home.go(Place(Kind.YOURS))
    return [video.title for video in running.window.library.videos]


def said(running: Running) -> str:
    toast = running.window.toast
    return toast.words.text() if toast.isVisible() else ""


def sign_out(qtbot: QtBot, running: Running) -> None:
    queue = running.queue
    running.window.sign_out.trigger()
    qtbot.waitUntil(lambda: ("close", "") in queue.asked)


def connect_slowly(running: Running, people: People) -> None:
    """Connecting to the server, which takes until `people.answers`."""
    people.answers.clear()
    running.application.settings = Settings(server=SERVER)
    running.application.start()


# One connection at a time


def test_a_connection_that_nobody_waits_for_any_more_is_closed(
    qtbot: QtBot, home: Running, people: People
) -> None:
    """It comes after another server was chosen, and takes nothing's place."""
    people.knows = "ann"
    connect_slowly(home, people)
    home.application.accounts.visit(Profile())
    qtbot.waitUntil(lambda: home.page is home.window.home)
    opened = len(home.queues)
    people.answers.set()
    qtbot.waitUntil(lambda: people.clients["ann"].closed)
    assert len(home.queues) == opened
    assert home.application.attached is not None
    assert home.application.attached.visit.server == ""


def test_a_queue_that_nobody_waits_for_any_more_is_closed(
    qtbot: QtBot, home: Running, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It opened before another server was chosen, and arrives after."""
    arrived = home.application.accounts._arrived
    late: list[Callable[[], None]] = []
    monkeypatch.setattr(
        home.application.accounts, "_arrived", lambda *made: late.append(lambda: arrived(*made))
    )
    people.knows = "ann"
    home.application.settings = Settings(server=SERVER)
    home.application.start()
    qtbot.waitUntil(lambda: len(late) == 1)
    queue = home.queue
    monkeypatch.setattr(home.application.accounts, "_arrived", arrived)

    home.application.accounts.visit(Profile())
    late[0]()

    qtbot.waitUntil(lambda: home.page is home.window.home)
    qtbot.waitUntil(lambda: people.clients["ann"].closed and ("close", "") in queue.asked)
    assert home.application.attached is not None
    assert home.application.attached.visit.server == ""


def test_who_signs_in_anew_after_the_session_ran_out_goes_on(
    qtbot: QtBot, ann: Running, people: People, sign_in: Callable[[str], None]
) -> None:
    """The queue of before has let go of the journal when the next one opens it."""
    before = ann.queue
    people.knows = None
    people.clients["ann"].line.end(SignInNeeded())
    qtbot.waitUntil(lambda: ann.page is ann.window.sign_in_page)
    assert ann.application.attached is None
    sign_in("ann")
    assert ("close", "") in before.asked
    assert ann.queue is not before


class SlowToClose(FakeQueue):
    def __init__(self) -> None:
        super().__init__()
        self.closing, self.may_close = threading.Event(), threading.Event()

    def close(self) -> None:
        self.closing.set()
        self.may_close.wait(10)
        super().close()


def test_the_next_queue_opens_when_the_former_has_closed(
    background: Background, tmp_path: Path
) -> None:
    """However quickly somebody signs in again."""
    former, seen = SlowToClose(), list[bool]()
    opened = iter([former, FakeQueue()])

    def open_queue(_to: Connection, _listener: Listener, _settings: Settings) -> FakeQueue:
        seen.append(("close", "") in former.asked)
        return next(opened)

    queues = Queues(open_queue, lambda _profile: False, fake_edits(tmp_path))
    accounts, scope = OpenAccounts(queues), Scope(background)
    connection = Connection(SERVER, cast(Client, FakeClient()), Account("ann", "Ann"))
    arguments = connection, Settings(), scope
    accounts.open(*arguments)
    second = threading.Thread(target=accounts.open, args=arguments)
    second.start()
    assert former.closing.wait(10)
    former.may_close.set()
    second.join(10)

    assert seen == [False, True]
    scope.close()
    with pytest.raises(Superseded):
        accounts.open(*arguments)


# Nothing of one account before another


def test_nothing_of_the_former_is_left_on_the_screen(
    qtbot: QtBot, ann: Running, people: People
) -> None:
    """Cards, rows, words typed, and what was just said."""
    window = ann.window
    ann.queue.listener(progress(State.PAUSED, upload_id="secret"))
    qtbot.waitUntil(lambda: len(window.uploads.films) == 1)
    QTest.keyClicks(window.header.search, "secret")
    qtbot.waitUntil(lambda: window.home.here.kind is Kind.SEARCH)
    window.library.became_ready.emit(FILM)
    window.notice.say("Can't reach it.")
    ann.application.editing.edit_videos([FILM])
    ann.application.studio.do(Action.DELETE, [FILM])
    dialogs = window.findChildren(QDialog)
    assert len(dialogs) == 2

    sign_out(qtbot, ann)

    assert titles(ann) == []
    assert window.uploads.films == ()
    assert window.header.search.text() == ""
    assert window.home.to_keep is None
    assert window.sign_in_page.form.email.text == ""
    assert (window.toast.isHidden(), window.notice.isHidden()) == (True, True)
    qtbot.waitUntil(lambda: window.findChildren(QDialog) == [])
    qtbot.waitUntil(lambda: people.clients["ann"].closed)  # after her queue, on a worker


def test_whoever_leaves_a_film_sees_how_far_it_was_watched(qtbot: QtBot, ann: Running) -> None:
    """On the page that is there then, once the server knows."""
    window, page = ann.window, ann.window.home.page
    told: list[bool] = []
    page.watched = lambda: told.append(True)  # type: ignore[method-assign]
    [film] = window.library.list.videos
    ann.application.playing.play(film)
    window.player.position_changed.emit(film.id, 2.5)
    until_all_has_arrived(qtbot, ann)
    assert told == []

    window.player.position_changed.emit(film.id, 3.5)
    window.show_below()
    qtbot.waitUntil(lambda: told == [True])
    assert window.library.list.videos[0].position_seconds == 3.5


def test_a_film_of_the_library_ends_with_the_session(qtbot: QtBot, ann: Running) -> None:
    """Its position would be saved to somebody else."""
    ann.application.playing.play(FILM)
    sign_out(qtbot, ann)
    assert ann.page is ann.window.sign_in_page
    assert ann.window.player.top.title.text() == ""
    assert cast(FakeSession, ann.window.player.session).state.has_picture is False


def test_late_news_of_the_former_reach_nobody(
    qtbot: QtBot, ann: Running, people: People, sign_in: Callable[[str], None]
) -> None:
    """Whatever was still under way: an upload, an answer, and the end of the former's session."""
    client, queue, library = people.clients["ann"], ann.queue, ann.window.library
    client.free.clear()
    client.charges = COSTS
    library.reload()
    ann.application.editing.retry(client.library[:1])
    ann.application._costs.refresh()
    sign_out(qtbot, ann)
    sign_in("ben")

    client.free.set()
    client.line.end(SignInNeeded())
    queue.listener(progress(State.PAUSED, upload_id="secret"))
    ann.window.uploads.show_uploads([progress(State.PAUSED, upload_id="mine")])
    until_all_has_arrived(qtbot, ann)

    assert titles(ann) == ["Ben's film"]
    assert [film.title for film in ann.window.uploads.films] == ["mine.mp4"]
    assert not library.footer.isVisible()
    assert ann.page is ann.window.home


def until_all_has_arrived(qtbot: QtBot, running: Running) -> None:
    """All workers have had their turn, and what they posted has been heard."""
    background, arrived = running.application._background, list[int]()
    meet = threading.Barrier(6, timeout=10)
    for _ in range(6):
        background.run(meet.wait, arrived.append)
    qtbot.waitUntil(lambda: len(arrived) == 6)


def test_files_of_a_large_folder_are_whose_they_were(
    qtbot: QtBot, ann: Running, monkeypatch: pytest.MonkeyPatch, sign_in: Callable[[str], None]
) -> None:
    """Though somebody else is signed in by the time that it is looked through."""
    looked_through = threading.Event()

    def slowly(paths: list[Path], _suffixes: object) -> FilmsFound:
        looked_through.wait(10)
        return FilmsFound(paths)

    monkeypatch.setattr(uploading, "films_in", slowly)
    ann.window.drop([FILE])
    sign_out(qtbot, ann)
    sign_in("ben")
    looked_through.set()
    qtbot.waitUntil(lambda: said(ann) == FOR_ANOTHER)
    assert not ann.has_added(FILE.name)


def test_what_is_nobodys_is_asked_for_without_a_name(
    qtbot: QtBot, ann: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only who says that it is theirs gets it."""
    monkeypatch.setattr(FakeQueue, "unclaimed", 2)
    ann.application.start()
    toast = ann.window.toast
    qtbot.waitUntil(lambda: toast.words.text().startswith("2 unfinished uploads wait here."))
    assert ("claim", "") not in ann.queue.asked
    QTest.mouseClick(toast.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: ("claim", "") in ann.queue.asked)
    assert ann.window.uploads.isVisible()


def test_the_owner_keeps_what_was_typed_when_the_backend_starts_again(
    qtbot: QtBot, home: Running
) -> None:
    """Nobody left."""
    before = home.application.attached
    QTest.keyClicks(home.window.header.search, "bunny")
    qtbot.waitUntil(lambda: home.window.home.here.kind is Kind.SEARCH)
    home.application.backend_died()
    qtbot.waitUntil(lambda: home.application.attached not in (None, before))
    assert home.window.header.search.text() == "bunny"
