"""The calls about an account, at a real backend."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.errors import ServerRefused, SignInNeeded
from app.known_servers import GUEST, Profile
from app.server.client import Client
from app.server.connection import Connection, Connector, device_name
from app.server.credentials import Credentials
from app.server.local_backend import LocalBackend
from app.server.servers import API
from backend.accounts.roles import Role
from tests.backend.serving import running

OLD, NEW = "correct horse", "battery staple"
EMAIL = "ann@example.org"


class MemoryCredentials(Credentials):
    """Asks no keyring."""

    def __init__(self) -> None:
        super().__init__()
        self.warning = "There is none."


def no_backend() -> LocalBackend:
    raise AssertionError


def connector_without_keyring() -> Connector:
    return Connector(MemoryCredentials(), no_backend)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running(tmp_path_factory.mktemp("server"), guests=True) as server:
        yield server.url


@pytest.fixture(scope="module")
def ann(url: str) -> Iterator[Connection]:
    """With a new account, that is signed in on two devices."""
    connector = connector_without_keyring()
    connection = connector.register(url, f" {EMAIL.upper()}", OLD, "Ann")
    connector.sign_in(url, EMAIL, OLD).close()
    yield connection
    connection.close()


def test_an_account_from_the_first_to_the_last(url: str, ann: Connection) -> None:
    """Made, renamed, given another password, and signed out elsewhere."""
    assert ann.account is not None
    assert (ann.account.name, ann.account.email) == ("Ann", EMAIL)
    calls = ann.client.account
    assert calls.rename("Anna").name == "Anna"

    devices = calls.devices()
    assert [device.device for device in devices] == [device_name()] * 2
    assert sorted(device.current for device in devices) == [False, True]
    calls.sign_device_out(next(device.id for device in devices if not device.current))
    calls.sign_others_out()
    assert [device.current for device in calls.devices()] == [True]

    with pytest.raises(ServerRefused) as refusal:
        calls.change_password("wrong", NEW)
    assert (refusal.value.code, str(refusal.value)) == (
        "wrong_password",
        "The current password is wrong.",
    )
    calls.change_password(OLD, NEW)
    with pytest.raises(ServerRefused, match="password is wrong"):
        connector_without_keyring().sign_in(url, EMAIL, OLD)


@pytest.mark.parametrize(
    ("email", "password", "code"),
    [(EMAIL, OLD, "email_taken"), ("ann", OLD, "bad_email"), ("a@b.c", "short", "bad_password")],
)
@pytest.mark.usefixtures("ann")
def test_what_makes_no_account_says_where(url: str, email: str, password: str, code: str) -> None:
    """So that a form can say it beside the field."""
    with pytest.raises(ServerRefused) as refusal:
        connector_without_keyring().register(url, email, password, "")
    assert refusal.value.code == code


def test_a_session_that_is_not_wanted_leaves_the_former_one(url: str) -> None:
    """Neither kept here nor good there."""
    connector = connector_without_keyring()
    first = connector.register(url, "eve@example.org", OLD, "Eve")
    connector.keep(first)
    second = connector.sign_in(url, "eve@example.org", OLD)
    token = second.client.token()
    connector.withdraw(second)

    with closing(connector.connect(first.profile)) as again:
        assert again.client.token() == first.client.token()
        assert len(again.client.account.devices()) == 1
    with closing(Client(url, lambda: token)) as gone, pytest.raises(SignInNeeded):
        gone.me()
    first.close()


def test_a_guest_comes_in_by_what_the_server_says(url: str, tmp_path: Path) -> None:
    """And is asked who it is where guests are not let in."""
    connector = connector_without_keyring()
    found = connector.look_for(f"{url}/watch/abc")
    assert (found.url, found.info.api, found.info.guests) == (url, API, True)
    guest = connector.connect(Profile(url, GUEST))
    assert guest.account is None
    assert guest.client.viewing.suggestions("x").titles == ()
    guest.close()
    with running(tmp_path, guests=False) as closed, pytest.raises(SignInNeeded):
        connector.connect(Profile(closed.url, GUEST))


def test_who_is_invited_comes_in_and_makes_tokens_for_scripts(tmp_path: Path) -> None:
    """Where nobody may register; a new password is chosen by leave."""
    connector = Connector(MemoryCredentials(), no_backend)
    with running(tmp_path, signup=False) as closed:
        administration = closed.services.entry.administration
        issued = administration.invitations.invite(Role.VIEWER, None, 1)
        eve = connector.register(closed.url, "eve@example.org", OLD, "Eve", issued.token)
        assert eve.account is not None
        assert (eve.account.role, eve.account.may_upload) == ("viewer", False)

        token = eve.client.account.add_access_token("Telly", "watch")
        (row,) = eve.client.account.access_tokens()
        assert (row.name, row.scope) == ("Telly", "watch")
        with closing(Client(closed.url, lambda: token)) as script:
            assert script.me().name == "Eve"
            eve.client.account.revoke_access_token(row.id)
            with pytest.raises(SignInNeeded):
                script.me()

        reset = administration.reset_password(eve.account.id)
        again = connector.choose_password(closed.url, reset.token, NEW)
        assert again.account == eve.account
        with pytest.raises(SignInNeeded):
            eve.client.me()
        for connection in (eve, again):
            connection.close()
