"""What a newer program makes of the rows that an older one left."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text

from backend.catalogue.channels import handle_key, handle_of
from backend.catalogue.searching import Terms
from backend.config.settings import sqlite_url
from backend.database import migrate
from backend.database.catalogue import Sought
from backend.database.database import Database
from backend.database.engine import open_engine
from backend.database.pages import Wanted
from tests.backend.postgres import database_for
from tests.backend.serving import DATABASE_URL


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A database as before the catalogue, with an account, a channel and three films."""
    url = database_for(DATABASE_URL, tmp_path) if DATABASE_URL else sqlite_url(tmp_path)
    engine = open_engine(url)
    config = Config()
    folder = Path(migrate.__file__).parent / "migrations"
    config.set_main_option("script_location", str(folder))
    with engine.execution_options(matinee_writes=True).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0005")
        connection.execute(
            text("INSERT INTO accounts (id, email, name, created_at) VALUES ('a', 'a', 'Ånna', 5)")
        )
        for name in ("x", "y"):
            values = {"name": name}
            columns = "token_hash, account_id, created_at, expires_at"
            row = f"INSERT INTO tokens ({columns}) VALUES (:name, 'a', 5, 4e9)"
            connection.execute(text(row), values)
        connection.execute(
            text(
                "INSERT INTO channels (id, account_id, name, description, created_at) "
                "VALUES ('c', 'a', '☆', '', 5)"
            )
        )
        for name, channel, visibility in (
            ("first", "c", "public"),
            ("second", None, "public"),
            ("third", None, "private"),
        ):
            connection.execute(
                text(
                    "INSERT INTO videos (id, account_id, channel_id, title, description, search, "
                    "filename, state, percent, error_retryable, attempts, visibility, size_bytes, "
                    "source_key, revision_complete, created_at, updated_at, version, playable, "
                    "revision) VALUES (:id, 'a', :channel, :title, '', '', 'File.mp4', 'ready', "
                    "100, :no, 0, :visibility, 1, 'k', :no, 7, 7, 1, 'adaptive', 'r')"
                ),
                {
                    "id": name,
                    "channel": channel,
                    "title": f"Étude {name}",
                    "visibility": visibility,
                    "no": False,
                },
            )
    engine.dispose()
    return url


def test_what_there_was_has_its_place_in_the_catalogue(url: str) -> None:
    """A default channel that takes the films without one, handles, dates, and words to be found
    by."""
    with closing(Database(url)) as database:
        default, other = database.channels("a")
        cards = database.catalogue_page(Sought(sort="newest"), None, 9)
        terms = Terms.of("etude")
        assert terms is not None
        found, _ = database.best_page(Sought("a"), terms, None, 9)
        public, _ = database.best_page(Sought(), terms, None, 9)
        third = database.video("third")
        by_file = database.video_page(Wanted("a", Terms.of("f")), None, 9)

    assert (default.is_default, default.name, other.id) == (True, "Ånna", "c")
    assert default.handle.startswith("anna-")
    for channel in (default, other):
        assert handle_of(channel.handle) == channel.handle
        assert handle_key(channel.handle) == channel.handle_key
    assert {card.id: card.channel_id for card in cards} == {"first": "c", "second": default.id}
    assert {card.published_at for card in cards} == {7.0}
    assert {card.id for card in found} == {"first", "second", "third"}
    assert {card.id for card in public} == {"first", "second"}
    assert third is not None
    assert third.channel_id == default.id
    assert {own.card.id for own in by_file} == {"first", "second", "third"}


def test_who_was_signed_in_stays_so(url: str) -> None:
    """Each device can be told from the others, and was seen when it signed in."""
    with closing(Database(url)) as database:
        tokens = database.tokens("a", 9)
        (ended,) = database.delete_tokens("a", token_id=tokens[0].id)
    assert [(token.device, token.seen_at) for token in tokens] == [("", 5.0)] * 2
    assert ended == tokens[0].token_hash


def test_the_machines_owner_administers_it(url: str) -> None:
    """Whoever else has an account is a member, and comes in as before."""
    engine = open_engine(url)
    with engine.execution_options(matinee_writes=True).begin() as connection:
        for name, email in (("o", "owner@localhost"), ("b", "bert@example.org")):
            row = "INSERT INTO accounts (id, email, name, created_at) VALUES (:id, :email, :id, 5)"
            connection.execute(text(row), {"id": name, "email": email})
    engine.dispose()
    with closing(Database(url)) as database:
        roles = {row.id: row.role for row in database.account_page(None, 9)}
        assert database.count_accounts("administrator") == 1
    assert roles == {"o": "administrator", "a": "member", "b": "member"}
