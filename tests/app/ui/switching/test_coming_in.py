"""Servers that are added, guests, and links that lead to either."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QMessageBox
from pytestqt.qtbot import QtBot

from app.errors import ServerUnreachable
from app.known_servers import GUEST, Profile
from app.server.connection import Connection
from app.server.servers import API, FoundServer
from app.settings import Settings
from app.ui.shell.uploading import SIGN_IN_FIRST, WATCHES_ONLY
from tests.app.ui.fakes import Running
from tests.app.ui.switching.town import (
    ANN,
    BEN,
    CLOSED,
    HERE,
    OPEN,
    THERE,
    Town,
    answer,
    be_there,
    choose,
    entries,
    said,
    visit,
)


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


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The pages that the system's browser was asked for."""
    pages: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: pages.append(url.toString()))
    return pages


def come_back(page: str, code: str) -> None:
    asked = parse_qs(urlsplit(page).query)
    query = urlencode({"code": code, "state": asked["state"][0]})
    assert requests.get(f"{asked['redirect_uri'][0]}?{query}", timeout=20).status_code == 200


def test_somebody_comes_in_by_the_browser(qtbot: QtBot, ann: Running, opened: list[str]) -> None:
    """The issuer's page opens there; once it is done, one is here, and the window comes up."""
    ann.application.accounts.sign_in_at_issuer(THERE)
    qtbot.waitUntil(lambda: bool(opened))
    assert opened[0].startswith("https://id.example.org/authorize?")
    ann.window.showMinimized()
    come_back(opened[0], "zoe")
    be_there(qtbot, ann, Profile(THERE, "zoe"))
    qtbot.waitUntil(lambda: not ann.window.isMinimized())


def test_who_goes_on_without_the_browser_leaves_nothing_open(
    qtbot: QtBot, ann: Running, opened: list[str]
) -> None:
    """What comes back from it then arrives nowhere."""
    ann.application.accounts.sign_in_at_issuer(THERE)
    qtbot.waitUntil(lambda: bool(opened))
    ann.window.sign_in_page.issuer_left.emit()

    def is_closed() -> bool:
        try:
            requests.get(parse_qs(urlsplit(opened[0]).query)["redirect_uri"][0], timeout=20)
        except requests.ConnectionError:
            return True
        return False

    qtbot.waitUntil(is_closed)
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


def test_an_invitation_leads_to_its_server(qtbot: QtBot, ann: Running, town: Town) -> None:
    """Clicked or pasted; the token goes along when the account is made."""
    new, token = "https://new.example", "a-token-of-an-administrator"
    town.servers[new] = CLOSED
    ann.application.open_address(f"matinee://new.example/invite/{token}")
    form = ann.window.sign_in_page.form
    qtbot.waitUntil(form.leave.isVisible)
    assert town.looked_for[-1] == new
    ann.application.accounts.register(new, "Eve", "eve@example.org", "secret")
    be_there(qtbot, ann, Profile(new, "Eve"))
    assert town.invitations == [token]


def test_who_only_watches_is_offered_no_upload(qtbot: QtBot, ann: Running, town: Town) -> None:
    """What is dropped or is to be trimmed is not taken, and a sentence says why; elsewhere all is
    as before."""
    town.roles["ben"] = "viewer"
    visit(qtbot, ann, BEN)
    assert not ann.window.header.upload.isVisible()
    ann.window.drop([Path("film.mp4")])
    qtbot.waitUntil(lambda: said(ann) == WATCHES_ONLY)
    ann.window.trim_wanted.emit(Path("film.mp4"))
    assert ann.window.findChildren(QDialog, "trim_dialog") == []
    visit(qtbot, ann, ANN)
    assert ann.window.header.upload.isVisible()
