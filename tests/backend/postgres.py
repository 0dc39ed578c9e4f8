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


@contextmanager
def postgres() -> Iterator[str]:
    """Yields the URL of an empty database; durability is off, for speed."""
    folder = Path(tempfile.mkdtemp(prefix="matinee-postgres-"))
    try:
        own(folder)
        data, port = folder / "data", free_port()
        run("initdb", "-D", str(data), "-U", "matinee", "-A", "trust", "--no-sync", "-E", "UTF8")
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c fsync=off -k {folder}"
        log = str(folder / "log")
        run("pg_ctl", "-D", str(data), "-l", log, "-w", "-o", options, "start")
        try:
            yield f"postgresql+psycopg://matinee@127.0.0.1:{port}/postgres"
        finally:
            run("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder)


def own(folder: Path) -> None:
    """PostgreSQL refuses to run as root; Debian's package brings an account for it."""
    if os.geteuid() == 0:
        os.chown(folder, pwd.getpwnam("postgres").pw_uid, -1)


def run(program: str, *arguments: str) -> None:
    as_user: Sequence[str] = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    command = [*as_user, str(FOLDERS[-1] / program), *arguments]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")


def database_for(url: str, folder: Path) -> str:
    """The database on that server that belongs to this folder; made when it is new."""
    name = f"matinee_{hashlib.sha256(bytes(folder)).hexdigest()[:16]}"
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    known = text("SELECT 1 FROM pg_database WHERE datname = :name")
    with engine.connect() as connection:
        if connection.scalar(known, {"name": name}) is None:
            connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return str(make_url(url).set(database=name).render_as_string(hide_password=False))
