"""Two servers with accounts, and what is done in the window to go from one to the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from app.errors import SignInNeeded
from app.known_servers import Profile
from app.server.account_calls import AccessToken, Device
from app.server.client import Client
from app.server.connection import Connection
from app.server.servers import API, FoundServer, NothingThere
from app.server.videos import Account
from app.server.viewing import IssuerInfo, ServerInfo
from tests.app.ui.fake_queue import FakeQueue
from tests.app.ui.fakes import FakeClient, FakeConnector, Running

HERE, THERE = "https://here.example", "https://there.example"
ANN, BEN = Profile(HERE, "ann"), Profile(THERE, "ben")
OPEN = ServerInfo("Matinee", "1", API, guests=True, signup=True)
CLOSED = ServerInfo("Matinee", "1", API)


class FakeAccountCalls:
    """The calls about an account, that do what they are asked."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.tokens: list[AccessToken] = []
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

    def access_tokens(self) -> tuple[AccessToken, ...]:
        return tuple(self.tokens)

    def add_access_token(self, name: str, scope: str) -> str:
        self.tokens.append(AccessToken(name, name, scope, "", ""))
        return f"the token of {name}"

    def revoke_access_token(self, token_id: str) -> None:
        self.tokens = [token for token in self.tokens if token.id != token_id]


class FakeIssuerClient:
    """The calls of a client that is not signed in yet."""

    server_url = THERE + "/"

    def issuer(self) -> IssuerInfo:
        return IssuerInfo("Example", "https://id.example.org/authorize", "matinee")

    def sign_in_by_code(self, code: str, *_: str) -> tuple[str, Account]:
        return "token", Account(code, code.title())


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
        self.invitations: list[str] = []
        self.issuer = FakeIssuerClient()
        self.roles: dict[str, str] = {}

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
        role = self.roles.get(name, "member")
        account = None if profile.is_guest else Account(name, name.title(), role=role)
        self.connected.append(profile)
        return Connection(profile.server, cast(Client, client), account)

    def sign_in(self, server: str, email: str, password: str) -> Connection:  # noqa: ARG002
        return self.connection(Profile(server, email))

    def register(
        self,
        server: str,
        email: str,  # noqa: ARG002
        password: str,
        name: str,
        invitation: str = "",
    ) -> Connection:
        self.invitations.append(invitation)
        return self.sign_in(server, name, password)

    def sign_in_by(
        self, server: str, enter: Callable[[Client, str], tuple[str, Account]]
    ) -> Connection:
        """The issuer knows who it is."""
        _, account = enter(cast(Client, self.issuer), "Laptop")
        return self.connection(Profile(server, account.id))

    def keep(self, connection: Connection) -> None:
        self.tokens.add(connection.profile)

    def withdraw(self, connection: Connection) -> None:
        self.withdrawn.append(connection.profile)

    def sign_out(self, connection: Connection) -> None:
        self.tokens.discard(connection.profile)

    def forget(self, profile: Profile) -> None:
        self.tokens.discard(profile)


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


def answer(running: Running, name: str) -> None:
    """Say yes."""
    box = running.window.findChild(QMessageBox, name)
    assert box is not None
    yes = [b for b in box.buttons() if box.buttonRole(b) == QMessageBox.ButtonRole.AcceptRole]
    QTest.mouseClick(yes[0], Qt.MouseButton.LeftButton)
