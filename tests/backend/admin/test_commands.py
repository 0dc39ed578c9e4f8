"""`matinee-server admin`: options in, sentences out, on a data folder of its own."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from backend.accounts.administration import Administration
from backend.accounts.errors import LastAdministrator, NoSuchAccount, NoSuchInvitation
from backend.accounts.invitations import Invitations
from backend.accounts.sessions import Sessions
from backend.admin import commands
from backend.admin.commands import administer
from backend.admin.first import FILE, let_in_first
from backend.admin.options import parse
from backend.config.settings import Settings
from backend.database.database import Database
from backend.errors import DatabaseAway
from backend.signing import HmacSigner
from tests.backend.serving import database_at

ANN, BOB = "ann@example.org", "bob@example.org"
Run = Callable[..., list[str]]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    url = "https://films.example.org"
    return Settings(tmp_path, "a secret", database_at(tmp_path), public_url=url)


@pytest.fixture
def run(settings: Settings) -> Run:
    def said(*words: str) -> list[str]:
        heard: list[str] = []
        administer(settings, parse(list(words)), heard.append, lambda: "correct horse\n")
        return heard

    return said


def token_in(said: list[str], way: str) -> str:
    start, _, token = said[-1].rpartition("/")
    assert start == f"https://films.example.org/{way}"
    return token


def test_an_account_is_made_by_a_link(run: Run, settings: Settings) -> None:
    """Nobody else's password is chosen here; the address is kept in its one form."""
    said = run("create-account", " Ann@Example.org", "--role", "viewer", "--quota-gib", "2")
    assert said[0] == f"{ANN} has an account now, as a viewer."
    with closing(Database(settings.database_url)) as database:
        assert Invitations(database).read_reset(token_in(said, "reset"))
    (line,) = run("list")
    assert all(word in line for word in ("viewer", "of 2.1 GB", ANN))


def test_a_password_may_come_by_a_pipe(run: Run, settings: Settings) -> None:
    """So that it is in no list of processes."""
    assert len(run("create-account", BOB, "--password-stdin", "--role", "administrator")) == 1
    with closing(Database(settings.database_url)) as database:
        row = database.account_by_email(BOB)
    assert row is not None
    assert str(row.password_hash).startswith("$argon2id$")


def test_somebody_is_invited(run: Run, settings: Settings) -> None:
    said = run("invite", "--days", "2", "--role", "administrator")
    assert said[0] == "For 2 days and one new account, administrator:"
    with closing(Database(settings.database_url)) as database:
        assert Invitations(database).read(token_in(said, "invite")).role == "administrator"


def test_accounts_are_changed(run: Run) -> None:
    """By the address or the id."""
    run("create-account", ANN)
    assert run("set-quota", ANN, "3") == [f"{ANN} may keep 3.2 GB."]
    assert run("set-role", ANN.upper(), "viewer") == [f"{ANN} is a viewer now."]
    identity = run("list")[0].split()[0]
    run("disable", identity)
    assert "disabled" in run("list")[0]
    run("enable", identity)
    assert "viewer" in run("list")[0]
    assert "/reset/" in run("reset-password", ANN)[-1]


def test_what_can_not_be_is_said(run: Run) -> None:
    """Nobody is left without an administrator by mistake."""
    run("create-account", ANN, "--role", "administrator")
    with pytest.raises(LastAdministrator):
        run("disable", ANN)
    with pytest.raises(NoSuchAccount):
        run("disable", BOB)


def test_a_database_that_is_away_is_said(settings: Settings) -> None:
    """In a sentence, as all that can not be."""
    away = replace(settings, database_url="postgresql+psycopg://127.0.0.1:1/films")
    with pytest.raises(DatabaseAway):
        administer(away, parse(["list"]), print, str)


def test_what_it_makes_is_its_owners(tmp_path: Path) -> None:
    """Also before a server has run."""
    former = os.umask(0o022)
    try:
        assert commands.run(parse(["--data-dir", str(tmp_path / "data"), "list"]), {}) == 0
    finally:
        os.umask(former)
    made = [tmp_path / "data", *(tmp_path / "data").iterdir()]
    assert len(made) > 1
    assert [path for path in made if path.stat().st_mode & 0o077] == []


def test_the_first_administrator_comes_in_by_a_file(settings: Settings) -> None:
    """Readable by its owner alone; the same link at each start, until somebody administers the
    server, by it or without it: then it leads nowhere."""
    heard: list[str] = []
    file = settings.data_dir / FILE
    with closing(Database(settings.database_url)) as database:
        administration = Administration(database, Sessions(database, 1), Invitations(database))

        signer = HmacSigner.by(settings.secret)

        def start() -> str | None:
            folder, url = settings.data_dir, "http://host/"
            let_in_first(administration, signer, url, folder, heard.append)
            return file.read_text() if file.exists() else None

        link = start()
        assert link is not None
        assert start() == link
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert all(link.strip() not in words and str(file) in words for words in heard)
        invitations = administration.invitations
        row = invitations.read(link.strip().rpartition("http://host/invite/")[2])
        run_on = parse(["create-account", ANN, "--role", "administrator"])
        administer(settings, run_on, heard.append, str)
        assert start() is None
        with pytest.raises(NoSuchInvitation):
            invitations.accept(row, administration.account(ANN).id)
