"""Tokens in the keyring, or in memory where there is none."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import keyring
import keyring.backend
import keyring.backends.fail
import keyring.errors
import pytest

from app.credentials import Credentials

SERVER = "https://matinee.example"


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


def test_a_token_survives_the_application() -> None:
    """The next start finds it."""
    keyring.set_keyring(MemoryKeyring())
    Credentials().keep(SERVER, "token")

    later = Credentials()

    assert later.token(SERVER) == "token"
    assert later.token("https://other.example") is None
    assert later.warning is None


def test_a_forgotten_token_is_gone() -> None:
    """From memory and from the keyring."""
    keyring.set_keyring(MemoryKeyring())
    credentials = Credentials()
    credentials.keep(SERVER, "token")
    credentials.forget(SERVER)
    credentials.forget(SERVER)
    assert credentials.token(SERVER) is None
    assert Credentials().token(SERVER) is None


def test_without_a_keyring_memory_serves() -> None:
    """Until Matinee ends, and it says so."""
    keyring.set_keyring(keyring.backends.fail.Keyring())  # type: ignore[no-untyped-call]
    credentials = Credentials()
    credentials.keep(SERVER, "token")
    assert credentials.token(SERVER) == "token"
    assert credentials.warning is not None
    assert Credentials().token(SERVER) is None


def test_a_locked_keyring_does_not_block_for_ever() -> None:
    """After a while it counts as not there."""
    locked = LockedKeyring()
    keyring.set_keyring(locked)
    credentials = Credentials(patience_seconds=0.02)
    assert credentials.token(SERVER) is None
    assert credentials.warning is not None
    locked.unlocked.set()
