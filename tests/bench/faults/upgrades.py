"""R17: a filled database of each schema that there was, and what a backend of today makes of it;
and clients and servers of then with those of today."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Connection, MetaData, Table, inspect, text

from backend.config.settings import sqlite_url
from backend.database import migrate
from backend.database.engine import open_engine
from tests.bench._environment import ROOT
from tests.bench.faults import two_versions
from tests.bench.faults.ground import CannotTryHere, Ground, Tally
from tests.bench.faults.stage import SECRET, backend

ROWS = 3
WORDS: Mapping[str, tuple[Any, ...]] = {
    "accounts.email": ("owner@localhost", "anna@example.org", "bert@example.org"),
    "accounts.password_hash": (None, "one hash", "another hash"),
    "jobs.state": ("done", "failed", "done"),
    "uploads.state": ("completed", "completed", "aborted"),
    "videos.playable": ("adaptive", "progressive", None),
    "videos.publish_at": (None, None, 5.0),
    "videos.state": ("ready", "ready", "failed"),
    "visibility": ("public", "unlisted", "private"),
    "role": ("administrator", "member", "viewer"),
    "scope": ("", "", ""),
    "embedding": ("everywhere", "everywhere", "everywhere"),
    "tags": ("[]", '["a tag"]', "[]"),
    "defaults": ("{}", "{}", "{}"),
    "rungs": ('{"360p": 100}', None, "{}"),
    "own_chapters": ("[]", None, "[]"),
}
"""What may not stand for just anything; the rest gets its column's name and its row's number."""
NOTHING = frozenset({"deleted_at", "disabled_at", "revoked_at", "used_at", "replaces", "media"})
LATER = frozenset({"expires_at", "counts_again_at", "full_at", "leased_until"})
NOW, THEN = 1_700_000_000.0, 4_000_000_000.0
MADE_ANEW = frozenset({"search", "handle", "handle_key", "scope"})
Rows = dict[str, dict[tuple[Any, ...], dict[str, Any]]]


def run(ground: Ground) -> Mapping[str, Any]:
    tally = Tally()
    for version in versions():
        folder = ground.place(version)
        before = filled(folder, version)
        with backend(folder) as served:
            shown = served.videos()
            after = rows_of(folder)
        tally.judge(
            version,
            kept=(lost := list(missing(before, after))) == [],
            shown=len(shown) == len([1 for row in before["videos"].values() if is_owners(row)]),
            sound=integrity(folder) == "ok",
        )
        ground.say(f"  {version}: {sum(map(len, before.values()))} rows {' '.join(lost[:5])}")
    refused, sentence, unchanged = from_the_future(ground)
    tally.judge("newer", refused=refused, says_why="newer Matinee" in sentence, kept=unchanged)
    return tally.figures(**versions_apart(tally, ground))


def versions_apart(tally: Tally, ground: Ground) -> Mapping[str, Any]:
    """How many pairs of a client and a server; null, with why, where there is no history."""
    try:
        return {"pairs": two_versions.judge_all(tally, ground)}
    except CannotTryHere as reason:
        return {"pairs": None, "why": str(reason)}


def versions() -> list[str]:
    walked = ScriptDirectory.from_config(configured()).walk_revisions()
    return sorted(each.revision for each in walked)


def configured() -> Config:
    config = Config()
    folder = Path(migrate.__file__).parent / "migrations"
    config.set_main_option("script_location", str(folder))
    return config


def filled(folder: Path, version: str) -> Rows:
    """As a backend of then would have left it."""
    engine = open_engine(sqlite_url(folder))
    with engine.execution_options(matinee_writes=True).begin() as connection:
        config = configured()
        config.attributes["connection"] = connection
        command.upgrade(config, version)
        fill(connection)
    engine.dispose()
    return rows_of(folder)


def fill(connection: Connection) -> None:
    for table in tables(connection):
        for number in range(ROWS):
            values = {c.name: value(table, c, number) for c in table.columns}
            connection.execute(table.insert().values(values))


def tables(connection: Connection) -> list[Table]:
    """Those that refer to others after them; not those of the search, which belong to SQLite."""
    known = MetaData()
    virtual = text("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL%'")
    prefixes = tuple(connection.scalars(virtual)) or ("\0",)
    names = [n for n in inspect(connection).get_table_names() if not n.startswith(prefixes)]
    known.reflect(connection, only=[n for n in names if n != "alembic_version"])
    return known.sorted_tables


def value(table: Table, column: Column[Any], number: int) -> Any:
    if words := WORDS.get(f"{table.name}.{column.name}", WORDS.get(column.name)):
        return words[number]
    if column.name in NOTHING:
        return None
    if column.name.endswith("_key") and table.name in ("videos", "channels") and column.nullable:
        return f"media/videos id {number}/a revision/{column.name}"
    if column.name.endswith("_at") or column.name in LATER:
        return number + (THEN if column.name in LATER else NOW)
    kind = column.type.python_type
    for key in column.foreign_keys:
        return value(key.column.table, key.column, number)
    if kind is str:
        return f"{table.name} {column.name} {number}"
    return kind(number)


def rows_of(folder: Path) -> Rows:
    engine = open_engine(sqlite_url(folder))
    with closing(engine.connect()) as connection:
        rows = {table.name: keyed(connection, table) for table in tables(connection)}
    engine.dispose()
    return rows


def keyed(connection: Connection, table: Table) -> dict[tuple[Any, ...], dict[str, Any]]:
    names = [column.name for column in table.primary_key]
    found = [dict(row) for row in connection.execute(table.select()).mappings()]
    return {tuple(row[name] for name in names): row for row in found}


def missing(before: Rows, after: Rows) -> Iterator[str]:
    for table, rows in before.items():
        for key, row in rows.items():
            now = after.get(table, {}).get(key)
            if now is None:
                yield f"{table}{key}"
                continue
            for name, had in row.items():
                if name in now and now[name] != had and name not in MADE_ANEW and had is not None:
                    yield f"{table}.{name} {had!r} {now[name]!r}"


def is_owners(row: Mapping[str, Any]) -> bool:
    return str(row["account_id"]).endswith(" 0")


def integrity(folder: Path) -> str:
    engine = open_engine(sqlite_url(folder))
    with closing(engine.connect()) as connection:
        found = str(connection.scalar(text("PRAGMA integrity_check")))
        broken = list(connection.execute(text("PRAGMA foreign_key_check")))
    engine.dispose()
    return found if not broken else f"{broken}"


def from_the_future(ground: Ground) -> tuple[bool, str, bool]:
    """Whether a backend of today leaves it alone, and what it says."""
    folder = ground.place("newer")
    filled(folder, versions()[-1])
    engine = open_engine(sqlite_url(folder))
    with engine.execution_options(matinee_writes=True).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    before = rows_of(folder)
    words = [sys.executable, "-m", "backend.server", "--bundled", "--data-dir", str(folder)]
    env = {**os.environ, "MATINEE_LOCAL_SECRET": SECRET}
    done = subprocess.run(words, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60)
    said = json.loads(done.stdout.splitlines()[0]).get("fault", "") if done.stdout else ""
    return done.returncode == 2, said, rows_of(folder) == before
