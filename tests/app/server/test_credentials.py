"""Tokens in the keyring, or in memory where there is none."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace

import keyring
import keyring.backend
import keyring.backends.fail
import keyring.errors
import pytest

from app.server.credentials import SERVICE, Credentials, Session
from app.server.videos import Account

SERVER = "https://matinee.example"
ANN = Session("token", Account("1", "Ann", "ann@example.org"))
BEN = Session("another", Account("2", "Ben"))


class MemoryKeyring(keyring.backend.KeyringBackend):
    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


class LockedKeyring(MemoryKeyring):
    """Waits for somebody to unlock it."""

    def __init__(self) -> None:
        super().__init__()
        self.unlocked = threading.Event()

    def get_password(self, service: str, username: str) -> str | None:
        self.unlocked.wait()
        return super().get_password(service, username)


@pytest.fixture(autouse=True)
def usual_keyring() -> Iterator[None]:
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


def test_a_session_survives_the_application() -> None:
    """The next start finds it, and whose it is."""
    keyring.set_keyring(MemoryKeyring())
    Credentials().keep(SERVER, ANN)

    later = Credentials()

    assert later.session(SERVER, "1") == ANN
    assert later.session(SERVER, "2") is None
    assert later.session("https://other.example", "1") is None
    assert later.warning is None


@pytest.mark.parametrize("token", ["gJ-d_7", "123456"])
def test_a_token_of_an_earlier_matinee_counts(token: str) -> None:
    """It was kept alone; even one that could be read as something else."""
    ring = MemoryKeyring()
    ring.set_password(SERVICE, SERVER, token)
    keyring.set_keyring(ring)
    assert Credentials().session(SERVER) == Session(token)


def test_a_forgotten_session_is_gone() -> None:
    """From memory and from the keyring."""
    keyring.set_keyring(MemoryKeyring())
    credentials = Credentials()
    credentials.keep(SERVER, ANN)
    credentials.forget(SERVER, "1", ANN.token)
    credentials.forget(SERVER, "1", ANN.token)
    assert credentials.session(SERVER, "1") is None
    assert Credentials().session(SERVER, "1") is None


def test_who_signed_in_again_meanwhile_is_not_forgotten() -> None:
    """Signing out may take its time at the server."""
    keyring.set_keyring(MemoryKeyring())
    credentials, again = Credentials(), replace(ANN, token="again")
    credentials.keep(SERVER, ANN)
    credentials.keep(SERVER, again)
    credentials.forget(SERVER, "1", ANN.token)
    assert Credentials().session(SERVER, "1") == again


def test_each_account_of_a_server_has_its_own() -> None:
    """Who comes takes nobody's place."""
    keyring.set_keyring(MemoryKeyring())
    credentials = Credentials()
    credentials.keep(SERVER, ANN)
    credentials.keep(SERVER, BEN)
    credentials.forget(SERVER, "1", ANN.token)
    assert (credentials.session(SERVER, "1"), credentials.session(SERVER, "2")) == (None, BEN)


def test_without_a_keyring_memory_serves() -> None:
    """Until Matinee ends, and it says so."""
    keyring.set_keyring(keyring.backends.fail.Keyring())  # type: ignore[no-untyped-call]
    credentials = Credentials()
    credentials.keep(SERVER, ANN)
    assert credentials.session(SERVER, "1") == ANN
    assert credentials.warning is not None
    assert Credentials().session(SERVER, "1") is None


def test_a_locked_keyring_does_not_block_for_ever() -> None:
    """After a while it counts as not there."""
    locked = LockedKeyring()
    keyring.set_keyring(locked)
    credentials = Credentials(patience_seconds=0.02)
    assert credentials.session(SERVER) is None
    assert credentials.warning is not None
    locked.unlocked.set()
