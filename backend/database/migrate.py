"""Brings a database to this program's schema; refuses one that a newer program has changed."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from backend.config.variables import BadSetting

HEAD = "0015"
"""The newest revision below `migrations/versions`; a test keeps it true."""
LOCK = 0x6D6174696E6565
"""PostgreSQL's advisory lock while one of several processes migrates."""


def migrate(engine: Engine) -> None:
    """One transaction: all of it or nothing, and one process at a time."""
    with engine.connect() as connection:
        if current(connection) == HEAD:
            return
    locking = engine.execution_options(matinee_writes=True)
    with locking.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        upgrade(connection)


def current(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return version


def upgrade(connection: Connection) -> None:
    """Alembic is imported only when there is something to do: it costs a tenth of a second."""
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError:
        version = current(connection)
        raise BadSetting(
            f"The database (schema {version}) was made by a newer Matinee: update this one, "
            "or point MATINEE_DATABASE_URL elsewhere."
        ) from None
