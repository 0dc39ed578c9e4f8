"""Signing in and out, against the real backend and a keyring in memory."""

from __future__ import annotations

import argparse
import io
import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring

from app.cli import accounts, videos
from app.cli.console import Console
from app.cli.exit_codes import Denied, InUse, Misused
from app.cli.options import options_of
from app.errors import ServerRefused, SignInNeeded
from app.server.client import Client
from app.settings import Settings
from tests.backend.serving import PASSWORD, Running, running

EMAIL = "anna@example.org"


class MemoryKeyring(KeyringBackend):
    priority = 1

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("server")) as started:
        with closing(Client(started.url, lambda: None)) as client:
            client.register(EMAIL, PASSWORD, "Anna")
        yield started


@pytest.fixture
def ring() -> Iterator[MemoryKeyring]:
    before, memory = keyring.get_keyring(), MemoryKeyring()
    keyring.set_keyring(memory)
    yield memory
    keyring.set_keyring(before)


class Person:
    """Runs commands with a data directory of their own, and reads what they print as JSON."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def options(self, *words: str) -> argparse.Namespace:
        return options_of([*words, "--data-dir", str(self.folder), "--json"])

    def does(self, command: Any, *words: str, typed: str = "") -> list[dict[str, Any]]:
        out = io.StringIO()
        command(Console(out, io.StringIO(), io.StringIO(typed), True), self.options(*words))
        return [json.loads(line) for line in out.getvalue().splitlines()]

    def signs_in(self, server: Running, typed: str = PASSWORD, *more: str) -> list[dict[str, Any]]:
        words = ("sign-in", server.url, "--email", EMAIL, *more)
        return self.does(accounts.sign_in, *words, typed=f"{typed}\n")


@pytest.fixture
def person(tmp_path: Path) -> Person:
    return Person(tmp_path)


@pytest.mark.usefixtures("ring")
def test_whoever_signs_in_is_there_until_they_sign_out(server: Running, person: Person) -> None:
    """For every command, and for the window, which has the same settings."""
    [event] = person.signs_in(server)
    assert (event["event"], event["name"]) == ("signed_in", "Anna")
    assert person.does(videos.list_videos, "list") == []
    rows = person.does(accounts.servers, "servers")
    assert [(row["current"], row["account"]) for row in rows] == [
        (" ", "this computer"),
        ("*", EMAIL),
    ]
    settings, _ = Settings.load(person.folder / "settings.toml")
    assert settings.profile.server == server.url

    person.does(accounts.sign_out, "sign-out")

    with pytest.raises(SignInNeeded, match="To do so: matinee sign-in 127"):
        person.does(videos.list_videos, "list")
    with pytest.raises(Denied, match="Nobody is signed in"):
        person.does(accounts.sign_out, "sign-out")


def test_a_wrong_password_leaves_nothing(
    server: Running, person: Person, ring: MemoryKeyring
) -> None:
    """In no keyring, and in no settings."""
    with pytest.raises(ServerRefused):
        person.signs_in(server, "wrong")
    assert ring.kept == {}
    assert not (person.folder / "settings.toml").exists()


@pytest.mark.usefixtures("ring")
def test_without_a_keyring_nothing_is_kept(server: Running, person: Person) -> None:
    """It says so, and what else there is: a token, which opens the same session."""
    keyring.set_keyring(NoKeyring())  # type: ignore[no-untyped-call]
    with pytest.raises(Denied, match="no keyring"):
        person.signs_in(server)
    assert not (person.folder / "settings.toml").exists()
    with pytest.raises(SignInNeeded, match="keyring is not available"):
        person.does(videos.list_videos, "list", "--server", server.url)
    [event] = person.signs_in(server, PASSWORD, "--print-token")
    with closing(Client(server.url, lambda: event["token"])) as client:
        assert client.me().email == EMAIL


@pytest.mark.usefixtures("ring")
def test_beside_a_window_nobody_signs_in(
    server: Running, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would write its own settings over these."""
    monkeypatch.setattr(accounts, "has_window", lambda _data_dir: True)
    with pytest.raises(InUse, match="window is open"):
        person.signs_in(server)


def test_nobody_to_ask(server: Running, person: Person) -> None:
    """A script has to say whose account it is; on this computer there is none to leave."""
    with pytest.raises(Misused, match="say --email"):
        person.does(accounts.sign_in, "sign-in", server.url)
    with pytest.raises(Misused, match="say which server"):
        person.does(accounts.sign_out, "sign-out")
