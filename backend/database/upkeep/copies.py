"""A whole database as one SQLite file, as of one moment, and back: of PostgreSQL too, so that a
backup can be restored into either."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, func, insert, inspect, select, text

from backend.database.engine import connecting, open_engine, refusing
from backend.database.figures.sums import METADATA
from backend.database.migrate import migrate
from backend.database.tables import Account

ROWS_AT_ONCE = 1000


def copy_out(url: str, file: Path) -> None:
    """Into a new file, while others write. Raises DatabaseAway."""
    with opened(url) as source, opened(f"sqlite:///{file}") as copy:
        if is_sqlite(source):
            overwrite(copy, source)
        else:
            migrate(copy)
            copy_rows(source, copy)


def copy_in(file: Path, url: str) -> None:
    """What an older Matinee wrote comes in at this one's schema. Raises BadSetting for what a newer
    one wrote."""
    with tempfile.TemporaryDirectory(prefix="matinee-restore-") as folder:
        own = Path(folder) / "copy.db"
        shutil.copyfile(file, own)
        with opened(f"sqlite:///{own}") as source, opened(url) as target:
            migrate(source)
            if is_sqlite(target):
                overwrite(target, source)
            else:
                migrate(target)
                copy_rows(source, target)


def is_unused(url: str) -> bool:
    """Whether nobody has an account there."""
    with opened(url) as engine, engine.connect() as connection:
        if not inspect(connection).has_table(Account.__tablename__):
            return True
        return connection.scalar(select(func.count()).select_from(Account)) == 0


@contextmanager
def opened(url: str) -> Iterator[Engine]:
    with connecting(url), refusing():
        engine = open_engine(url)
        try:
            yield engine
        finally:
            engine.dispose()


def is_sqlite(engine: Engine) -> bool:
    return engine.dialect.name == "sqlite"


def overwrite(target: Engine, source: Engine) -> None:
    """By SQLite's own backup: in one step, which readers and writers are not held up by."""
    driver: Any = source.raw_connection()
    other: Any = target.raw_connection()
    try:
        driver.driver_connection.backup(other.driver_connection)
    finally:
        driver.close()
        other.close()


def copy_rows(source: Engine, target: Engine) -> None:
    """Between two databases of this schema; the second one is empty."""
    one_moment = source.execution_options(
        isolation_level="SERIALIZABLE" if is_sqlite(source) else "REPEATABLE READ"
    )
    with (
        one_moment.connect() as reading,
        target.execution_options(matinee_writes=True).begin() as writing,
    ):
        for table in METADATA.sorted_tables:
            rows = reading.execution_options(yield_per=ROWS_AT_ONCE).execute(select(table))
            for batch in rows.mappings().partitions():
                writing.execute(insert(table), [dict(row) for row in batch])
        if not is_sqlite(target):
            count_on(writing)


def count_on(connection: Connection) -> None:
    """PostgreSQL numbers new rows by counters, which know nothing of rows that bring a number."""
    for table in METADATA.sorted_tables:
        for column in table.columns:
            if column.identity is not None:
                connection.execute(
                    text(
                        f"SELECT setval(pg_get_serial_sequence('{table.name}', '{column.name}'), "  # noqa: S608 - only names of ours
                        f"1 + coalesce(max({column.name}), 0), false) FROM {table.name}"
                    )
                )
