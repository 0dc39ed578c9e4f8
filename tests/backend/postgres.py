"""Debian's PostgreSQL, started for the tests in a directory of its own."""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from tests.backend.storage.servers import free_port

FOLDERS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))


def is_installed() -> bool:
    return bool(FOLDERS)


class Postgres:
    """A server in `folder`, which may go away and come back; durability is off, for speed."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._port = folder, free_port()
        own(folder)
        data = str(folder / "data")
        run("initdb", "-D", data, "-U", "matinee", "-A", "trust", "--no-sync", "-E", "UTF8")
        self.url = f"postgresql+psycopg://matinee@127.0.0.1:{self._port}/postgres"

    def start(self) -> None:
        options = f"-p {self._port} -c listen_addresses=127.0.0.1 -c fsync=off -k {self._folder}"
        self._control("start", "-l", str(self._folder / "log"), "-o", options)

    def stop(self) -> None:
        """At once, as when the machine goes."""
        self._control("stop", "-m", "immediate")

    def _control(self, *command: str) -> None:
        run("pg_ctl", "-D", str(self._folder / "data"), "-w", *command)


@contextmanager
def server() -> Iterator[Postgres]:
    """One that answers; stopped at the end, if it runs then."""
    folder = Path(tempfile.mkdtemp(prefix="matinee-postgres-"))
    try:
        made = Postgres(folder)
        made.start()
        try:
            yield made
        finally:
            if (folder / "data" / "postmaster.pid").exists():
                made.stop()
    finally:
        shutil.rmtree(folder)


@contextmanager
def postgres() -> Iterator[str]:
    """Yields the URL of an empty database."""
    with server() as made:
        yield made.url


def own(folder: Path) -> None:
    """PostgreSQL refuses to run as root; Debian's package brings an account for it."""
    if os.geteuid() == 0:
        os.chown(folder, pwd.getpwnam("postgres").pw_uid, -1)


def run(program: str, *arguments: str) -> None:
    as_user: Sequence[str] = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    command = [*as_user, str(FOLDERS[-1] / program), *arguments]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")


EMPTY = """
DO $$ DECLARE found text; BEGIN
    SET LOCAL session_replication_role = replica;
    FOR found IN SELECT tablename FROM pg_tables
            WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
        EXECUTE 'DELETE FROM ' || quote_ident(found);
    END LOOP;
END $$
"""
"""Tables are left in any order, as nobody looks who refers to them. TRUNCATE takes a hundred times
as long where there are but a few rows."""


@contextmanager
def emptied(url: str) -> Iterator[str]:
    """That database, which has no rows afterwards."""
    try:
        yield url
    finally:
        engine = create_engine(url)
        with engine.begin() as connection:
            connection.execute(text(EMPTY))
        engine.dispose()


def database_for(url: str, folder: Path, like: str = "template1") -> str:
    """The database on that server that belongs to this folder; when it is new, a copy of that."""
    name = f"matinee_{hashlib.sha256(bytes(folder)).hexdigest()[:16]}"
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    known = text("SELECT 1 FROM pg_database WHERE datname = :name")
    with engine.connect() as connection:
        if connection.scalar(known, {"name": name}) is None:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {like}"))
    engine.dispose()
    return str(make_url(url).set(database=name).render_as_string(hide_password=False))
