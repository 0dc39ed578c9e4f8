"""The way in, while the server takes its time."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.errors import ServerRefused
from app.server.connection import Connection, Connector
from app.server.servers import FoundServer
from app.server.viewing import ServerInfo
from app.settings import Settings
from tests.app.ui.fakes import FakeConnector, Running

SERVER = "https://matinee.example"
OPEN = ServerInfo("Matinee", "1", 1, guests=True, signup=True)
WRONG = ServerRefused(401, "wrong_password", "The e-mail address or the password is wrong.")


class Slow(FakeConnector):
    """Refuses everybody, and tells what it offers once it is `free`."""

    def __init__(self) -> None:
        super().__init__()
        self.free = threading.Event()

    def look_for(self, typed: str) -> FoundServer:
        self.free.wait(10)
        return FoundServer(typed, OPEN)

    def sign_in(self, server: str, email: str, password: str) -> Connection:  # noqa: ARG002
        raise WRONG


@pytest.fixture
def slow() -> Slow:
    return Slow()


@pytest.fixture
def connector(slow: Slow) -> Connector:
    return slow


def test_what_a_server_offers_reaches_who_was_faster(
    qtbot: QtBot, home: Running, slow: Slow
) -> None:
    """A wrong password must not leave one without the way to an account."""
    home.application.settings = Settings(server=SERVER)
    home.application.start()
    qtbot.waitUntil(lambda: home.page is home.window.sign_in_page)
    form = home.window.sign_in_page.form
    QTest.keyClicks(form.email.edit, "ann@example.org")
    QTest.keyClicks(form.password.edit, "a wrong one")
    form.button.click()
    qtbot.waitUntil(form.password.fault.isVisible)
    assert not form.other.isVisible()

    slow.free.set()
    qtbot.waitUntil(form.other.isVisible)
    assert form.guest.isVisible()
    assert form.email.text == "ann@example.org"
