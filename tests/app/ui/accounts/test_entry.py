"""The way in to a server, field by field."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.errors import ServerRefused, ServerUnreachable
from app.links import OneTimeLink
from app.server.servers import FoundServer
from app.server.viewing import ServerInfo
from app.ui.accounts.entry import EntryPage
from app.ui.style.theme import Colours

SERVER = "https://videos.example.org"
OPEN = FoundServer(SERVER, ServerInfo("Matinee", "1", 1, guests=True, signup=True))
ISSUED = FoundServer(SERVER, ServerInfo("Matinee", "1", 1, oidc=True, oidc_name="Example & Sons"))
CLOSED = FoundServer(SERVER, ServerInfo("Matinee", "1", 1))


@pytest.fixture
def page(qtbot: QtBot, colours: Colours) -> EntryPage:  # noqa: ARG001 (it dresses)
    page = EntryPage()
    qtbot.addWidget(page)
    page.show()
    return page


def click(widget: QWidget) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def fill(page: EntryPage, email: str = "ann@example.org", password: str = "secret") -> None:
    QTest.keyClicks(page.form.email.edit, email)
    QTest.keyClicks(page.form.password.edit, password)


def test_an_address_is_looked_for_once(qtbot: QtBot, page: EntryPage) -> None:
    """And can be mended when nothing is found there: what was typed stays."""
    page.ask_address(can_cancel=True)
    form = page.address_form
    assert not form.button.isEnabled()
    QTest.keyClicks(form.address.edit, " foo ")
    with qtbot.waitSignal(page.address_entered) as entered:
        click(form.button)
    assert entered.args == ["foo"]
    assert (form.button.isEnabled(), form.button.text()) == (False, "Looking…")

    form.refuse("Nothing answers at foo.")
    assert (form.address.text, form.address.fault.text()) == (" foo ", "Nothing answers at foo.")
    assert form.button.isEnabled()
    QTest.keyClicks(form.address.edit, "bar")
    assert form.address.fault.isHidden()


@pytest.mark.parametrize(("found", "offered"), [(OPEN, True), (CLOSED, False)])
def test_only_what_the_server_lets_one_do_is_offered(
    page: EntryPage, found: FoundServer, offered: bool
) -> None:
    """And where one is, and whom to ask about a password, is said."""
    page.show_found(found)
    form = page.form
    assert (form.guest.isVisible(), form.other.isVisible()) == (offered, offered)
    assert form.server.text() == "videos.example.org"
    assert "Ask the administrator of videos.example.org" in form.forgotten.text()


@pytest.mark.parametrize(("api", "said"), [(0, "older"), (1, ""), (2, "newer")])
def test_a_server_of_another_version_is_told_of(page: EntryPage, api: int, said: str) -> None:
    """In one sentence, before one signs in; what works goes on."""
    page.show_found(FoundServer(SERVER, ServerInfo("Matinee", "1", api)))
    words = page.form.version
    assert (words.isVisible(), said in words.text()) == (bool(said), True)
    page.ask(SERVER, can_cancel=False)
    assert not words.isVisible()


def test_signing_in(qtbot: QtBot, page: EntryPage) -> None:
    """Once; with both fields filled."""
    page.ask(SERVER, can_cancel=False)
    assert not page.form.button.isEnabled()
    fill(page)
    with qtbot.waitSignal(page.sign_in_wanted) as wanted:
        QTest.keyClick(page.form.password.edit, Qt.Key.Key_Return)
    assert wanted.args == [SERVER, "ann@example.org", "secret"]
    with qtbot.assertNotEmitted(page.sign_in_wanted):
        QTest.keyClick(page.form.password.edit, Qt.Key.Key_Return)


def test_making_an_account(qtbot: QtBot, page: EntryPage) -> None:
    """With a name of one's own."""
    page.show_found(OPEN)
    click(page.form.other)
    assert page.form.heading.text() == page.form.button.text() == "Create an account"
    QTest.keyClicks(page.form.name.edit, "Ann")
    fill(page)
    with qtbot.waitSignal(page.register_wanted) as wanted:
        click(page.form.button)
    assert wanted.args == [SERVER, "Ann", "ann@example.org", "secret"]


def test_looking_around(qtbot: QtBot, page: EntryPage) -> None:
    """Without any of it."""
    page.show_found(OPEN)
    with qtbot.waitSignal(page.guest_wanted) as wanted:
        click(page.form.guest)
    assert wanted.args == [SERVER]


def test_continuing_with_the_issuer(qtbot: QtBot, page: EntryPage) -> None:
    """It has the place's own name. Whoever is sent to the browser reads so, and may think better
    of it; a fault is told here, and the button is there again."""
    page.show_found(ISSUED)
    form = page.form
    assert form.issuer.text() == "Continue with Example && Sons"
    assert form.issuer.accessibleName() == "Continue with Example & Sons"
    with qtbot.waitSignal(page.issuer_wanted) as wanted:
        click(form.issuer)
    assert wanted.args == [SERVER]
    assert (form.issuer.text(), form.away.isVisible()) == ("Stop waiting for the browser", True)
    with qtbot.waitSignal(page.issuer_left):
        click(form.issuer)
    assert (form.issuer.text()[:8], form.away.isVisible()) == ("Continue", False)

    click(form.issuer)
    form.refuse(ServerUnreachable("videos.example.org"))
    assert form.fault.isVisible()
    assert not form.away.isVisible()


@pytest.mark.parametrize("gone_on", ["elsewhere", "password"])
def test_nobody_is_signed_in_by_the_browser_who_has_gone_on(
    qtbot: QtBot, page: EntryPage, gone_on: str
) -> None:
    """To another server, or with a password."""
    page.show_found(ISSUED)
    fill(page)
    click(page.form.issuer)
    with qtbot.waitSignal(page.issuer_left):
        click(page.form.elsewhere if gone_on == "elsewhere" else page.form.button)


@pytest.mark.parametrize("info", [CLOSED, FoundServer(SERVER, ServerInfo("M", "1", 1, oidc=True))])
def test_an_issuer_is_offered_where_there_is_one(page: EntryPage, info: FoundServer) -> None:
    """Without a name of its own it goes by the server's."""
    page.show_found(info)
    assert page.form.issuer.isVisible() is info.info.oidc
    assert not info.info.oidc or page.form.issuer.text() == "Continue with videos.example.org"


@pytest.mark.parametrize(
    ("code", "where"),
    [
        ("bad_email", "email"),
        ("email_taken", "email"),
        ("bad_password", "password"),
        ("wrong_password", "password"),
    ],
)
def test_a_fault_is_beside_its_field(page: EntryPage, code: str, where: str) -> None:
    """And nothing that was typed is lost."""
    page.ask(SERVER, can_cancel=False)
    fill(page)
    page.form.refuse(ServerRefused(422, code, "No."))
    beside = {"email": page.form.email, "password": page.form.password}
    assert {name for name, field in beside.items() if field.fault.isVisible()} == {where}
    assert beside[where].edit.accessibleDescription() == "No."
    assert (page.form.email.text, page.form.password.text) == ("ann@example.org", "secret")
    assert page.form.button.isEnabled()


def test_a_server_that_is_gone_costs_nothing_that_was_typed(page: EntryPage) -> None:
    """Whoever tries again does not type again."""
    page.ask(SERVER, can_cancel=False)
    fill(page)
    page.form.refuse(ServerUnreachable("videos.example.org"))
    assert page.form.fault.text().startswith("Can't reach videos.example.org.")
    assert page.form.password.text == "secret"
    page.show_found(OPEN)
    assert page.form.password.text == "secret"


def test_the_next_one_finds_nothing_of_the_former(page: EntryPage) -> None:
    """Not what was typed, and not what was said about it."""
    page.show_found(OPEN)
    click(page.form.other)
    fill(page)
    page.form.refuse(ServerRefused(409, "email_taken", "It is taken."))
    page.ask(SERVER, can_cancel=False)
    assert (page.form.email.text, page.form.password.text) == ("", "")
    assert page.form.email.fault.isHidden()
    assert page.form.heading.text() == "Sign in"


@pytest.mark.parametrize("can_cancel", [True, False])
def test_there_is_a_way_out(qtbot: QtBot, page: EntryPage, can_cancel: bool) -> None:
    """Back to where one was, or to this computer; from either step."""
    page.ask(SERVER, can_cancel=can_cancel)
    for step in (page.form, page.address_form):
        out = step.ways_out
        assert (out.cancel.isVisible(), out.local.isVisible()) == (can_cancel, not can_cancel)
        with qtbot.waitSignal(page.cancelled if can_cancel else page.local_wanted):
            click(out.cancel if can_cancel else out.local)
        click(page.form.elsewhere)


@pytest.mark.parametrize(("server", "warned"), [(SERVER, False), ("http://a.example", True)])
def test_who_could_read_along_is_said(page: EntryPage, server: str, warned: bool) -> None:
    """Before a password is typed."""
    page.ask(server, can_cancel=False)
    assert page.form.open_line.isVisible() is warned


TOKEN = "a-token-of-an-administrator"


def test_who_is_invited_makes_an_account(qtbot: QtBot, page: EntryPage) -> None:
    """Also where nobody else may; the invitation goes along, and not to another server."""
    link = OneTimeLink(SERVER, "invite", TOKEN)
    page.show_found(CLOSED, link)
    assert page.form.leave.text() == "You are invited to videos.example.org."
    assert (page.form.button.text(), page.invitation) == ("Create an account", TOKEN)
    QTest.keyClicks(page.form.name.edit, "Ann")
    fill(page)
    with qtbot.waitSignal(page.register_wanted) as wanted:
        click(page.form.button)
    assert wanted.args == [SERVER, "Ann", "ann@example.org", "secret"]
    page.ask(SERVER, can_cancel=False)
    assert (page.invitation, page.form.leave.isVisible()) == ("", False)


def test_who_is_invited_may_have_an_account_elsewhere(qtbot: QtBot, page: EntryPage) -> None:
    """The invitation goes along there, too; a new password is for those who have one."""
    page.show_found(ISSUED, OneTimeLink(SERVER, "invite", TOKEN))
    with qtbot.waitSignal(page.issuer_wanted):
        click(page.form.issuer)
    assert page.invitation == TOKEN
    page.show_found(ISSUED, OneTimeLink(SERVER, "reset", TOKEN))
    assert not page.form.issuer.isVisible()


def test_a_new_password_is_chosen(qtbot: QtBot, page: EntryPage) -> None:
    """By an administrator's link, which says whose."""
    page.show_found(CLOSED, OneTimeLink(SERVER, "reset", TOKEN))
    form = page.form
    assert form.heading.text() == form.button.text() == "Choose a new password"
    assert not form.email.isVisible()
    assert not form.button.isEnabled()
    QTest.keyClicks(form.password.edit, "battery staple")
    with qtbot.waitSignal(page.password_chosen) as wanted:
        click(form.button)
    assert wanted.args == [SERVER, TOKEN, "battery staple"]
    form.refuse(ServerRefused(404, "no_such_reset", "This link has been used."))
    assert form.fault.text() == "This link has been used."
