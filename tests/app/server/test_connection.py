"""From a kept session, or none, to a connection."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import keyring
import pytest

from app.errors import ServerUnreachable, SignInNeeded
from app.known_servers import GUEST, Profile
from app.server.connection import Connector
from app.server.credentials import Credentials, Session
from app.server.local_backend import LocalBackend
from app.server.servers import BadAddress
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

    connection = connector.connect(Profile(server.url))

    assert connection.account == ANN
    assert connector.credentials.session(server.url, ANN.id) == Session("token", ANN)
    assert connector.credentials.session(server.url) is None
    connection.close()
    connection = connector.connect(connection.profile)
    assert connection.account == ANN
    connection.close()


def test_who_was_signed_in_still_is_while_the_server_is_away(
    connector: Connector, away: str
) -> None:
    """So that their uploads can be listed, and new ones be theirs."""
    connector.credentials.keep(away, Session("token", ANN))

    connection = connector.connect(Profile(away, ANN.id))

    assert connection.account == ANN
    connection.close()


def test_a_server_that_is_away_knows_no_stranger(connector: Connector, away: str) -> None:
    """Of a token alone nobody can say whose it is."""
    connector.credentials.keep(away, Session("token"))
    with pytest.raises(ServerUnreachable):
        connector.connect(Profile(away))


@pytest.mark.parametrize("kept", [None, Session("withdrawn", ANN)])
def test_without_a_token_that_counts_nobody_is_signed_in(
    connector: Connector, server: FakeServer, kept: Session | None
) -> None:
    """The server's word goes before what was noted."""
    if kept is not None:
        connector.credentials.keep(server.url, kept)
    with pytest.raises(SignInNeeded):
        connector.connect(Profile(server.url, ANN.id))


def test_who_signs_out_is_forgotten_though_the_server_is_away(
    connector: Connector, away: str
) -> None:
    """The next start asks who it is."""
    connector.credentials.keep(away, Session("token", ANN))
    connection = connector.connect(Profile(away, ANN.id))
    with pytest.raises(ServerUnreachable):
        connector.sign_out(connection)
    assert connector.credentials.session(away, ANN.id) is None
    connection.close()


@pytest.mark.parametrize("server", ["foo", "https://a b", "ftp://films.example"])
def test_what_is_no_address_is_told(connector: Connector, server: str) -> None:
    """However it came into the settings, with what one looks like."""
    with pytest.raises(BadAddress, match=r"“.*” is not the address of a server"):
        connector.connect(Profile(server))


def test_a_guest_waits_for_a_server_that_is_away(connector: Connector, away: str) -> None:
    """As everybody does."""
    connection = connector.connect(Profile(away, GUEST))
    assert (connection.account, connection.profile) == (None, Profile(away, GUEST))
    connection.close()


def test_an_account_is_forgotten_without_being_there(connector: Connector, away: str) -> None:
    """Here at once, though the server can't be told."""
    connector.credentials.keep(away, Session("token", ANN))
    with pytest.raises(ServerUnreachable):
        connector.forget(Profile(away, ANN.id))
    connector.forget(Profile(away, ANN.id))
    assert connector.credentials.session(away, ANN.id) is None
