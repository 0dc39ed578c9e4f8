"""Several servers and accounts: one on the screen, the others' uploads go on."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QMessageBox
from pytestqt.qtbot import QtBot

from app.errors import MatineeError, ServerUnreachable, SignInNeeded
from app.known_servers import GUEST, KnownAccount, KnownServers, Profile
from app.server.account_calls import Device
from app.server.client import Client
from app.server.connection import Connection, Connector
from app.server.servers import API, FoundServer, NothingThere
from app.server.videos import Account
from app.server.viewing import ServerInfo
from app.settings import Settings
from app.ui.accounts.account_dialog import AccountDialog
from app.ui.shell.uploading import SIGN_IN_FIRST
from app.upload.engine.progress import State
from tests.app.ui.fakes import FakeClient, FakeConnector, FakeQueue, Running, progress

HERE, THERE = "https://here.example", "https://there.example"
ANN, BEN = Profile(HERE, "ann"), Profile(THERE, "ben")
OPEN = ServerInfo("Matinee", "1", API, guests=True, signup=True)
CLOSED = ServerInfo("Matinee", "1", API)


class FakeAccountCalls:
    """The calls about an account, that do what they are asked."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.signed_in = [Device("1", "Laptop", "", "", current=True), Device("2", "TV", "", "")]

    def rename(self, name: str) -> Account:
        return Account(self.name, name)

    def change_password(self, current: str, new: str) -> None: ...

    def devices(self) -> tuple[Device, ...]:
        return tuple(self.signed_in)

    def sign_device_out(self, device_id: str) -> None:
        self.signed_in = [device for device in self.signed_in if device.id != device_id]

    def sign_others_out(self) -> None:
        self.signed_in = self.signed_in[:1]


class Town(FakeConnector):
    """Two servers, and whom this computer has a token of."""

    def __init__(self) -> None:
        super().__init__()
        self.tokens = {ANN, BEN}
        self.clients: dict[Profile, FakeClient] = {}
        self.connected: list[Profile] = []
        self.withdrawn: list[Profile] = []
        self.servers = {HERE: OPEN, THERE: CLOSED}
        self.looked_for: list[str] = []

    def look_for(self, typed: str) -> FoundServer:
        self.looked_for.append(typed)
        url = typed if "://" in typed else f"https://{typed}"
        if url not in self.servers:
            raise NothingThere(typed)
        return FoundServer(url, self.servers[url])

    def connect(self, profile: Profile) -> Connection:
        if profile.server and not profile.is_guest and profile not in self.tokens:
            raise SignInNeeded
        return self.connection(profile)

    def connection(self, profile: Profile) -> Connection:
        name = profile.account_id or "owner"
        client = self.clients[profile] = FakeClient(f"{name.title()}'s film")
        client.account = FakeAccountCalls(name)  # type: ignore[attr-defined]
        account = None if profile.is_guest else Account(name, name.title())
        self.connected.append(profile)
        return Connection(profile.server, cast(Client, client), account)

    def sign_in(self, server: str, email: str, password: str) -> Connection:  # noqa: ARG002
        return self.connection(Profile(server, email))

    def register(self, server: str, email: str, password: str, name: str) -> Connection:  # noqa: ARG002
        return self.sign_in(server, name, password)

    def keep(self, connection: Connection) -> None:
        self.tokens.add(connection.profile)

    def withdraw(self, connection: Connection) -> None:
        self.withdrawn.append(connection.profile)

    def sign_out(self, connection: Connection) -> None:
        self.tokens.discard(connection.profile)

    def forget(self, profile: Profile) -> None:
        self.tokens.discard(profile)


@pytest.fixture
def town() -> Town:
    return Town()


@pytest.fixture
def connector(town: Town) -> Connector:
    return town


@pytest.fixture
def settings() -> Settings:
    """Ann and Ben were here before; Ann was the last."""
    known = KnownServers().with_account(HERE, KnownAccount("ann", "Ann"))
    known = known.with_account(THERE, KnownAccount("ben", "Ben"))
    return Settings(server=HERE, account="ann", servers=known)


@pytest.fixture
def ann(qtbot: QtBot, home: Running, settings: Settings) -> Running:
    home.application.settings = settings
    home.application.accounts.visit(ANN)
    be_there(qtbot, home, ANN)
    return home


def be_there(qtbot: QtBot, running: Running, profile: Profile) -> None:
    def is_there() -> bool:
        present = running.application.present
        return present is not None and present.connection.profile == profile

    qtbot.waitUntil(is_there)


def visit(qtbot: QtBot, running: Running, profile: Profile) -> FakeQueue:
    running.application.accounts.visit(profile)
    be_there(qtbot, running, profile)
    return running.queue


def entries(running: Running) -> list[str]:
    menu = running.window.header.menu
    menu.aboutToShow.emit()
    texts = [action.text() for action in menu.actions()]
    return texts[: texts.index("Open file…") - 1]


def choose(running: Running, words: str) -> None:
    running.window.header.menu.aboutToShow.emit()
    actions = {action.text(): action for action in running.window.header.menu.actions()}
    actions[words].trigger()


def said(running: Running) -> str:
    toast = running.window.toast
    return toast.words.text() if toast.isVisible() else ""


# From one to the other


def test_uploads_go_on_behind_the_other_account(qtbot: QtBot, ann: Running, town: Town) -> None:
    """Nothing of them is on its screen; who comes back finds them, without connecting again."""
    anns = ann.queue
    bens = visit(qtbot, ann, BEN)
    assert bens is not anns
    anns.listener(progress(State.UPLOADING, upload_id="anns"))
    bens.listener(progress(State.UPLOADING, upload_id="bens"))
    qtbot.waitUntil(lambda: [row.title.text() for row in ann.window.uploads.rows] == ["bens.mp4"])
    assert ("close", "") not in anns.asked
    assert not town.clients[ANN].closed

    assert visit(qtbot, ann, ANN) is bens  # which was opened last
    anns.listener(progress(State.UPLOADING, upload_id="anns"))
    qtbot.waitUntil(lambda: [row.title.text() for row in ann.window.uploads.rows] == ["anns.mp4"])
    assert town.connected[-2:] == [ANN, BEN]
    assert len(ann.queues) == 3


def test_the_menu_says_who_one_can_be(
    qtbot: QtBot, ann: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And what is under way elsewhere."""
    assert entries(ann) == [
        *("This computer", "Ann · here.example", "Ben · there.example", ""),
        *("Add a server…", "Account and devices…", "Forget here.example…"),
    ]
    uploads = [progress(State.UPLOADING), progress(State.DONE), progress(State.PAUSED)]
    monkeypatch.setattr(FakeQueue, "uploads", lambda _queue: uploads)
    visit(qtbot, ann, BEN)
    assert entries(ann)[:3] == [
        "This computer – 1 uploading",
        "Ann · here.example – 1 uploading",
        "Ben · there.example – 1 uploading",
    ]


def test_where_there_is_nothing_to_choose_the_menu_is_short(home: Running) -> None:
    """A newcomer has this computer."""
    assert entries(home) == ["Add a server…"]


def test_a_long_name_does_not_widen_the_menu(ann: Running) -> None:
    """Its middle is left out."""
    settings = ann.application.settings
    known = KnownAccount("eve", "Eve" * 100)
    servers = settings.servers.with_account(HERE, known)
    ann.application.change_settings(replace(settings, servers=servers))
    (eve,) = [text for text in entries(ann) if text.startswith("EveEve")]
    assert "…" in eve
    assert len(eve) < 100


def test_one_begins_where_one_was(qtbot: QtBot, ann: Running) -> None:
    """Who one is, is kept; names are as the server says."""
    visit(qtbot, ann, BEN)
    qtbot.waitUntil(lambda: bool(ann.saved) and ann.saved[-1].profile == BEN)
    visit(qtbot, ann, Profile())
    qtbot.waitUntil(lambda: ann.saved[-1].profile == Profile())
    assert [server.url for server in ann.saved[-1].servers.all] == [HERE, THERE]


def test_signing_out_ends_one_account_only(qtbot: QtBot, ann: Running, town: Town) -> None:
    """Its server stays known; the other's uploads go on."""
    anns = ann.queue
    bens = visit(qtbot, ann, BEN)
    ann.window.sign_out.trigger()
    qtbot.waitUntil(lambda: ("close", "") in bens.asked)
    assert ("close", "") not in anns.asked
    qtbot.waitUntil(lambda: town.tokens == {ANN})
    assert ann.page is ann.window.sign_in_page
    visit(qtbot, ann, ANN)
    assert "Sign in to there.example…" in entries(ann)


def test_a_session_that_ended_meanwhile_is_asked_for_anew(
    qtbot: QtBot, ann: Running, town: Town
) -> None:
    """Whoever comes back to it signs in, and its uploads go on."""
    anns = ann.queue
    visit(qtbot, ann, BEN)
    visit(qtbot, ann, ANN)
    town.clients[ANN].line.end(SignInNeeded())
    qtbot.waitUntil(lambda: ann.page is ann.window.sign_in_page)
    ann.application.accounts.sign_in(HERE, "ann", "secret")
    be_there(qtbot, ann, ANN)
    assert ("close", "") in anns.asked
    assert ann.queue is not anns


def test_whose_session_ran_out_need_not_say_who_they_are(
    qtbot: QtBot, ann: Running, town: Town
) -> None:
    """Their address is there; the password is not."""
    settings = ann.application.settings
    known = KnownAccount("ann", "Ann", "ann@example.org")
    servers = settings.servers.with_account(HERE, known)
    ann.application.change_settings(replace(settings, servers=servers))
    town.clients[ANN].line.end(SignInNeeded())
    qtbot.waitUntil(lambda: ann.page is ann.window.sign_in_page)
    form = ann.window.sign_in_page.form
    assert (form.email.text, form.password.text) == ("ann@example.org", "")


def test_a_server_where_nobody_is_signed_in_is_forgotten(
    qtbot: QtBot, ann: Running, town: Town
) -> None:
    """On its own page; one is where one was, then."""
    visit(qtbot, ann, BEN)
    ann.window.sign_out.trigger()
    qtbot.waitUntil(lambda: town.tokens == {ANN})
    visit(qtbot, ann, ANN)
    choose(ann, "Sign in to there.example…")
    QTest.mouseClick(ann.window.sign_in_page.form.forget, Qt.MouseButton.LeftButton)
    answer(ann, "confirm_forget")
    be_there(qtbot, ann, ANN)
    assert "Sign in to there.example…" not in entries(ann)


def test_a_forgotten_server_leaves_nothing(qtbot: QtBot, ann: Running, town: Town) -> None:
    """After a question; one is on this computer then."""
    anns = ann.queue
    choose(ann, "Forget here.example…")
    answer(ann, "confirm_forget")
    be_there(qtbot, ann, Profile())
    qtbot.waitUntil(lambda: ("close", "") in anns.asked and town.tokens == {BEN})
    qtbot.waitUntil(lambda: ann.saved[-1].servers.at(HERE) is None)
    assert entries(ann)[:2] == ["This computer", "Ben · there.example"]


def test_all_accounts_end_with_the_window(qtbot: QtBot, ann: Running, town: Town) -> None:
    """Those behind the present one, too."""
    visit(qtbot, ann, BEN)
    ann.application.accounts.open.close_all()
    assert all(("close", "") in queue.asked for queue in ann.queues)
    assert all(client.closed for client in town.clients.values())


def test_a_limit_is_for_all_together(qtbot: QtBot, ann: Running) -> None:
    """Those that upload share it, as long as they do."""
    anns = ann.queue
    bens = visit(qtbot, ann, BEN)
    ann.application.change_settings(replace(ann.application.settings, upload_limit_mbit=8.0))
    qtbot.waitUntil(lambda: anns.asked[-1] == ("limit", "1000000"))
    for queue in (anns, bens):
        queue.listener(progress(State.UPLOADING))
    assert [queue.asked[-1] for queue in (anns, bens)] == [("limit", "500000")] * 2
    bens.listener(progress(State.DONE))
    assert anns.asked[-1] == ("limit", "1000000")


def test_the_bundled_backend_may_end_behind_another_account(
    qtbot: QtBot, ann: Running, town: Town
) -> None:
    """Nothing happens on the screen, and the next visit starts it again."""
    local = ann.queues[0]
    ann.application.backend_died()
    qtbot.waitUntil(lambda: ("close", "") in local.asked)
    assert ann.application.present is not None
    assert ann.application.present.connection.profile == ANN
    visit(qtbot, ann, Profile())
    assert town.connected[-1] == Profile()


class TestFromTheStart:
    """Matinee was ended, and is started again."""

    @pytest.fixture
    def kept(self, settings: Settings) -> Settings:
        return settings

    @pytest.fixture
    def working(self) -> set[Profile]:
        return {BEN}

    def test_who_was_uploading_goes_on(self, qtbot: QtBot, running: Running, town: Town) -> None:
        """Behind whoever was there last."""
        be_there(qtbot, running, ANN)
        qtbot.waitUntil(lambda: BEN in running.application.accounts.open.under_way)
        visit(qtbot, running, BEN)
        assert town.connected == [ANN, BEN]


# Coming in


def test_a_server_is_added(qtbot: QtBot, ann: Running, town: Town) -> None:
    """By its address; then one is there, and it is in the menu."""
    choose(ann, "Add a server…")
    page = ann.window.sign_in_page
    assert ann.page is page
    new = "https://new.example"
    town.servers[new] = OPEN
    QTest.keyClicks(page.address_form.address.edit, "new.example")
    QTest.mouseClick(page.address_form.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(page.form.other.isVisible)
    ann.application.accounts.register(new, "Eve", "eve@example.org", "secret")
    be_there(qtbot, ann, Profile(new, "Eve"))
    assert "Eve · new.example" in entries(ann)


def test_an_address_where_nothing_is_stays_to_be_mended(qtbot: QtBot, ann: Running) -> None:
    """With a sentence below it; going back leads where one was."""
    choose(ann, "Add a server…")
    form = ann.window.sign_in_page.address_form
    QTest.keyClicks(form.address.edit, "foo")
    QTest.mouseClick(form.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: form.address.fault.text().startswith("Nothing answers at foo."))
    assert form.address.text == "foo"
    QTest.mouseClick(form.ways_out.cancel, Qt.MouseButton.LeftButton)
    be_there(qtbot, ann, ANN)


def test_who_cancels_is_not_signed_in(qtbot: QtBot, ann: Running, town: Town) -> None:
    """Not even when the server answers afterwards; and Ben is who he was before."""
    asked, answers = threading.Event(), threading.Event()
    really = town.sign_in

    def slowly(server: str, email: str, password: str) -> Connection:
        asked.set()
        assert answers.wait(10)
        return really(server, email, password)

    town.sign_in = slowly  # type: ignore[method-assign]
    choose(ann, "Add a server…")
    ann.application.accounts.sign_in(THERE, "ben", "secret")
    assert asked.wait(10)
    ann.window.sign_in_page.cancelled.emit()
    be_there(qtbot, ann, ANN)
    answers.set()
    qtbot.waitUntil(lambda: town.withdrawn == [BEN])
    assert ann.application.settings.profile == ANN
    visit(qtbot, ann, BEN)


def test_who_signs_in_is_known_the_next_time(qtbot: QtBot, ann: Running, town: Town) -> None:
    """And nothing is withdrawn."""
    choose(ann, "Add a server…")
    ann.application.accounts.sign_in(THERE, "eve", "secret")
    be_there(qtbot, ann, Profile(THERE, "eve"))
    assert (Profile(THERE, "eve") in town.tokens, town.withdrawn) == (True, [])


def test_a_guest_looks_around(qtbot: QtBot, ann: Running) -> None:
    """Uploads nothing, and can become somebody."""
    opened = len(ann.queues)
    choose(ann, "Add a server…")
    page = ann.window.sign_in_page
    page.show_found(FoundServer(HERE, OPEN))
    QTest.mouseClick(page.form.guest, Qt.MouseButton.LeftButton)
    be_there(qtbot, ann, Profile(HERE, GUEST))
    assert len(ann.queues) == opened
    assert not ann.window.sign_out.isVisible()
    assert not ann.window.header.upload.isVisible()
    ann.window.drop([Path("/films/a.mp4")])
    assert said(ann) == SIGN_IN_FIRST
    assert "Guest · here.example" in entries(ann)
    choose(ann, "Sign in to here.example…")
    assert ann.page is page
    QTest.mouseClick(page.form.ways_out.cancel, Qt.MouseButton.LeftButton)
    be_there(qtbot, ann, Profile(HERE, GUEST))


def test_a_guest_who_wants_more_becomes_somebody(qtbot: QtBot, ann: Running) -> None:
    """A page asks; then there is no guest any more."""
    guest = Profile(HERE, GUEST)
    ann.application.accounts.visit(guest)
    be_there(qtbot, ann, guest)
    ann.window.home.page.sign_in_wanted.emit()
    assert ann.page is ann.window.sign_in_page
    ann.application.accounts.sign_in(HERE, "eve", "secret")
    be_there(qtbot, ann, Profile(HERE, "eve"))
    assert entries(ann)[1:3] == ["Ann · here.example", "Eve · here.example"]


@pytest.mark.parametrize(
    ("api", "words"),
    [(API + 1, "here.example is newer than this Matinee"), (API - 1, "here.example has an older")],
)
def test_a_server_of_another_version_is_told_of(
    qtbot: QtBot, home: Running, settings: Settings, town: Town, api: int, words: str
) -> None:
    """In a sentence; what still works goes on."""
    town.servers[HERE] = replace(OPEN, api=api)
    home.application.change_settings(settings)
    home.application.start()
    qtbot.waitUntil(lambda: said(home).startswith(words))
    be_there(qtbot, home, ANN)


# By a link


def answer(running: Running, name: str) -> None:
    """Say yes."""
    box = running.window.findChild(QMessageBox, name)
    assert box is not None
    yes = [b for b in box.buttons() if box.buttonRole(b) == QMessageBox.ButtonRole.AcceptRole]
    QTest.mouseClick(yes[0], Qt.MouseButton.LeftButton)


def arriving(running: Running, url: str) -> list[str]:
    arrived = list[str]()
    running.application.visit_server(url, lambda: arrived.append(url))
    return arrived


def test_a_known_server_is_gone_to_at_once(qtbot: QtBot, ann: Running) -> None:
    """And nowhere where one is there already."""
    assert arriving(ann, HERE) == [HERE]
    arrived = arriving(ann, THERE)
    be_there(qtbot, ann, BEN)
    assert arrived == [THERE]


def test_a_link_waits_while_its_server_is_away(
    qtbot: QtBot, ann: Running, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever tries again comes where it leads."""

    def away(_profile: Profile) -> Connection:
        raise ServerUnreachable("there.example")

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(town, "connect", away)
        arrived = arriving(ann, THERE)
        qtbot.waitUntil(ann.window.start_page.button.isVisible)
    assert arrived == []
    QTest.mouseClick(ann.window.start_page.button, Qt.MouseButton.LeftButton)
    be_there(qtbot, ann, BEN)
    assert arrived == [THERE]


def test_an_unknown_server_is_asked_about_once(qtbot: QtBot, ann: Running, town: Town) -> None:
    """Whoever agrees is a guest there."""
    new = "https://new.example"
    town.servers[new] = OPEN
    arrived = arriving(ann, new)
    qtbot.waitUntil(lambda: ann.window.findChild(QMessageBox, "confirm_server") is not None)
    assert arrived == []
    answer(ann, "confirm_server")
    be_there(qtbot, ann, Profile(new, GUEST))
    assert arrived == [new]
    visit(qtbot, ann, ANN)
    again = arriving(ann, new)
    be_there(qtbot, ann, Profile(new, GUEST))
    assert again == [new]


def test_a_server_without_guests_wants_an_account(qtbot: QtBot, ann: Running, town: Town) -> None:
    """Whoever signs in is where the link leads."""
    new = "https://new.example"
    town.servers[new] = CLOSED
    arrived = arriving(ann, new)
    qtbot.waitUntil(lambda: ann.window.findChild(QMessageBox, "confirm_server") is not None)
    answer(ann, "confirm_server")
    assert ann.page is ann.window.sign_in_page
    form = ann.window.sign_in_page.form
    QTest.keyClicks(form.email.edit, "eve")
    QTest.keyClicks(form.password.edit, "secret")
    QTest.mouseClick(form.button, Qt.MouseButton.LeftButton)
    be_there(qtbot, ann, Profile(new, "eve"))
    assert arrived == [new]


def test_a_link_to_nowhere_is_told(qtbot: QtBot, ann: Running) -> None:
    """One stays where one is."""
    arriving(ann, "https://gone.example")
    qtbot.waitUntil(lambda: said(ann).startswith("Nothing answers at https://gone.example."))
    be_there(qtbot, ann, ANN)


# The account's dialog


@pytest.fixture
def dialog(qtbot: QtBot, ann: Running) -> AccountDialog:
    choose(ann, "Account and devices…")
    dialog = ann.window.findChild(AccountDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: bool(dialog.devices_part.others.isVisible()))
    return dialog


def test_the_account_is_changed(qtbot: QtBot, ann: Running, dialog: AccountDialog) -> None:
    """Its name is another one everywhere; devices go from the list."""
    dialog.rename_wanted.emit("Anna")
    qtbot.waitUntil(lambda: dialog.who.text() == "Anna")
    assert "Anna · here.example" in entries(ann)
    assert ann.window.header.account.toolTip() == "Anna on here.example"
    dialog.sign_out_wanted.emit("2")
    qtbot.waitUntil(dialog.devices_part.others.isHidden)
    dialog.password_wanted.emit("old", "new")
    qtbot.waitUntil(dialog.password_part.outcome.isVisible)


def test_another_name_stays(qtbot: QtBot, ann: Running, dialog: AccountDialog) -> None:
    """Also with somebody who was elsewhere meanwhile."""
    dialog.rename_wanted.emit("Anna")
    qtbot.waitUntil(lambda: dialog.who.text() == "Anna")
    visit(qtbot, ann, BEN)
    visit(qtbot, ann, ANN)
    assert "Anna · here.example" in entries(ann)
    assert ann.window.header.account.toolTip() == "Anna on here.example"


def test_what_fails_is_told_in_the_dialog(
    qtbot: QtBot, town: Town, dialog: AccountDialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the list is as the server has it."""

    def fail(*_: object) -> None:
        raise MatineeError("No.")

    calls = town.clients[ANN].account  # type: ignore[attr-defined]
    for name in ("rename", "change_password", "sign_device_out"):
        monkeypatch.setattr(calls, name, fail)
    dialog.rename_wanted.emit("Anna")
    dialog.password_wanted.emit("old", "new")
    dialog.sign_out_wanted.emit("2")
    parts: tuple[Callable[[], str], ...] = (
        dialog.name_part.field.fault.text,
        dialog.password_part.fault.text,
        dialog.devices_part.fault.text,
    )
    for part in parts:
        qtbot.waitUntil(lambda part=part: part() == "No.")  # type: ignore[misc]


def test_the_dialog_goes_with_its_account(qtbot: QtBot, ann: Running) -> None:
    """Nobody sees another's devices."""
    choose(ann, "Account and devices…")
    visit(qtbot, ann, BEN)
    qtbot.waitUntil(lambda: ann.window.findChildren(QDialog) == [])
