"""From a kept session, or none, to a connection."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import keyring
import pytest

from app.errors import ServerUnreachable, SignInNeeded
from app.server.connection import Connector
from app.server.credentials import Credentials, Session
from app.server.local_backend import LocalBackend
from app.server.videos import Account
from tests.app.server.test_credentials import MemoryKeyring
from tests.app.upload.fake_server import FakeServer, running

ANN = Account("account-1", "A", "a@b")


def no_backend() -> LocalBackend:
    raise AssertionError


@pytest.fixture
def connector() -> Iterator[Connector]:
    before = keyring.get_keyring()
    keyring.set_keyring(MemoryKeyring())
    yield Connector(Credentials(), no_backend)
    keyring.set_keyring(before)


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with running(FakeServer()) as server:
        yield server


@pytest.fixture
def away() -> str:
    """A server that does not answer."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return f"http://127.0.0.1:{probe.getsockname()[1]}"


def test_whose_a_token_is_is_noted(connector: Connector, server: FakeServer) -> None:
    """Also of one that an earlier Matinee kept alone."""
    connector.credentials.keep(server.url, Session("token"))

    connection = connector.connect(server.url)

    assert connection.account == ANN
    assert connector.credentials.session(server.url) == Session("token", ANN)
    connection.close()


def test_who_was_signed_in_still_is_while_the_server_is_away(
    connector: Connector, away: str
) -> None:
    """So that their uploads can be listed, and new ones be theirs."""
    connector.credentials.keep(away, Session("token", ANN))

    connection = connector.connect(away)

    assert connection.account == ANN
    connection.close()


def test_a_server_that_is_away_knows_no_stranger(connector: Connector, away: str) -> None:
    """Of a token alone nobody can say whose it is."""
    connector.credentials.keep(away, Session("token"))
    with pytest.raises(ServerUnreachable):
        connector.connect(away)


@pytest.mark.parametrize("kept", [None, Session("withdrawn", ANN)])
def test_without_a_token_that_counts_nobody_is_signed_in(
    connector: Connector, server: FakeServer, kept: Session | None
) -> None:
    """The server's word goes before what was noted."""
    if kept is not None:
        connector.credentials.keep(server.url, kept)
    with pytest.raises(SignInNeeded):
        connector.connect(server.url)


def test_who_signs_out_is_forgotten_though_the_server_is_away(
    connector: Connector, away: str
) -> None:
    """The next start asks who it is."""
    connector.credentials.keep(away, Session("token", ANN))
    connection = connector.connect(away)
    with pytest.raises(ServerUnreachable):
        connector.sign_out(connection)
    assert connector.credentials.session(away) is None
    connection.close()
