"""Transactions on SQLite or PostgreSQL, so that the queries need not know which.

SQLite: WAL and BEGIN IMMEDIATE (a deferred one that reads and then writes fails under load).
PostgreSQL: rows are locked by the queries (`FOR UPDATE`), which SQLite ignores.
"""

from __future__ import annotations

import errno
import json
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, Engine, Select, create_engine, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    InterfaceError,
    OperationalError,
    SQLAlchemyError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session, sessionmaker

from backend.errors import BackendError, DatabaseAway, DiskFull, Unstorable

WRITES = "matinee_writes"
DURABLE = "matinee_durable"
BUSY_SECONDS = 10
"""For SQLite's lock, which others may hold; then whoever asks is told to come again."""
# What SQLite says when it can't now, by the beginning of its codes' names; anything else that it
# calls an operational error is a wrong query.
SQLITE_AWAY = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_READONLY")
POSTGRESQL_FULL = "53100"
# A server that went without a word is noticed within half a minute (libpq's names).
PATIENCE = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}

NAMED = sqlite.dialect(paramstyle="named")


class Prepared:
    """A query that is asked often: built once, and compiled once for SQLite's own driver, since the
    way there through SQLAlchemy takes longer than most queries."""

    def __init__(self, query: Select[Any]) -> None:
        self.query = query

    @cached_property
    def for_sqlite(self) -> tuple[str, Mapping[str, Any]]:
        """The text, and the values that stand in it."""
        compiled = self.query.compile(dialect=NAMED)
        return str(compiled), compiled.params


class Transactions:
    """`read()` and `write()` give a session; inside one of the same thread they join it.

    A durable write is on the disk when it returns (SQLite's synchronous=FULL); another one
    survives the process but perhaps not a power cut. `on_commit` gets what the session's
    `info["changed"]` gathered, after the commit.
    """

    def __init__(self, url: str, on_commit: Callable[[set[Any]], None]) -> None:
        self.engine = open_engine(url)
        self._on_commit = on_commit
        self.sessions = sessionmaker(self.engine, expire_on_commit=False, autoflush=True)
        self._here = threading.local()
        self.is_file = self.engine.dialect.name == "sqlite"
        self._writer = threading.RLock()

    @contextmanager
    def read(self) -> Iterator[Session]:
        if (joined := self._current()) is not None:
            yield joined
            return
        with refusing(), self.sessions() as session, self._as_current(session):
            yield session

    @contextmanager
    def write(self, durable: bool = False) -> Iterator[Session]:
        if (joined := self._current()) is not None:
            if not joined.info.get(WRITES):
                raise RuntimeError("a write inside a read would wait for itself")
            yield joined
            return
        with self._turn(), refusing(), self.sessions() as session, self._as_current(session):
            session.info[WRITES] = True
            session.connection(execution_options={WRITES: True, DURABLE: durable})
            yield session
            session.commit()
        if changed := session.info.get("changed"):
            self._on_commit(changed)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """A file takes one writer at a time. Nobody waits for longer than the one before may."""
        if not self.is_file:
            yield
            return
        if not self._writer.acquire(timeout=BUSY_SECONDS):
            raise DatabaseAway
        try:
            yield
        finally:
            self._writer.release()

    def rows(self, prepared: Prepared, values: Mapping[str, Any]) -> Sequence[Any]:
        """What a query finds, as tuples: by itself, or within this thread's transaction. A list is
        a value for `queries.among`."""
        if self.is_file:
            values = {k: json.dumps(v) if isinstance(v, list) else v for k, v in values.items()}
            if self._current() is None:
                return self._rows_of_file(prepared, values)
        with self.read() as session:
            return session.execute(prepared.query, values).all()

    def _rows_of_file(self, prepared: Prepared, values: Mapping[str, Any]) -> Sequence[Any]:
        text, fixed = prepared.for_sqlite
        with refusing(), closing(self.engine.raw_connection()) as connection:
            cursor = connection.cursor()
            cursor.execute(text, {**fixed, **values})
            return cursor.fetchall()

    def upsert(
        self,
        table: type[Any],
        keys: dict[str, Any],
        values: dict[str, Any],
        otherwise: dict[str, Any] | None = None,
    ) -> Any:
        """Insert a row, or change the one that has these keys (as `otherwise` says); one statement,
        so never both."""
        row = self.insert(table).values(**keys, **values)
        return row.on_conflict_do_update(index_elements=list(keys), set_=otherwise or values)

    def upsert_all(self, table: type[Any], key: str, names: Sequence[str]) -> Any:
        """The same for many rows, each with its key and the columns of these names: to be executed
        with them."""
        insert = self.insert(table)
        changes = {name: insert.excluded[name] for name in names}
        return insert.on_conflict_do_update(index_elements=[key], set_=changes)

    @property
    def insert(self) -> Any:
        """The statement of this database, which can say what to do about a row that is there."""
        return sqlite.insert if self.is_file else postgresql.insert

    def insert_new(self, table: type[Any], values: dict[str, Any]) -> Any:
        """Insert a row unless there is one with its keys."""
        return self.insert(table).values(**values).on_conflict_do_nothing()

    def dispose(self) -> None:
        self.engine.dispose()

    def _current(self) -> Session | None:
        return getattr(self._here, "session", None)

    @contextmanager
    def _as_current(self, session: Session) -> Iterator[None]:
        self._here.session = session
        try:
            yield
        finally:
            self._here.session = None


@contextmanager
def refusing() -> Iterator[None]:
    """The database's door: what it can't do or can't take leaves here as a sentence; also what it
    can't do when the connection is given back."""
    try:
        yield
    except (DBAPIError, PoolTimeout, sqlite3.Error) as error:
        if (fault := fault_of(error)) is None:
            raise
        raise fault from error


def fault_of(error: DBAPIError | PoolTimeout | sqlite3.Error) -> BackendError | None:
    """What it means for whoever asked; None for a fault of ours.

    PostgreSQL takes no NUL in a text, for one: whoever sends it is told so, as SQLite finds
    nothing. A pool that is used up is a database that is too busy.
    """
    if isinstance(error, DataError):
        return Unstorable()
    if isinstance(error, PoolTimeout) or getattr(error, "connection_invalidated", False):
        return DatabaseAway()
    origin = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(origin, sqlite3.Error):
        name = getattr(origin, "sqlite_errorname", "")
        is_away, is_full = name.startswith(SQLITE_AWAY), name == "SQLITE_FULL"
    else:
        is_away = isinstance(error, OperationalError | InterfaceError)
        is_full = getattr(origin, "sqlstate", None) == POSTGRESQL_FULL
    return DiskFull() if is_full else DatabaseAway() if is_away else None


@contextmanager
def connecting(url: str) -> Iterator[None]:
    """Raises DatabaseAway for a server that can't be reached, OSError for a file."""
    try:
        yield
    except OperationalError as error:
        if url.startswith("sqlite"):
            raise OSError(errno.EIO, str(error.orig)) from error
        raise DatabaseAway from error


def place_of(url: str) -> str:
    """Where a database is, without what opens it."""
    parsed = make_url(url)
    return f"{parsed.host or 'this machine'}:{parsed.port or 5432}"


def ping(url: str) -> None:
    """Ask the database something; raises DatabaseAway."""
    engine = open_engine(url)
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    except SQLAlchemyError as error:
        raise DatabaseAway from error
    finally:
        engine.dispose()


def open_engine(url: str) -> Engine:
    if make_url(url).get_backend_name() != "sqlite":
        query = make_url(url).query
        patience = {name: value for name, value in PATIENCE.items() if name not in query}
        return create_engine(url, connect_args=patience, pool_pre_ping=True, pool_size=20)
    options = {"timeout": BUSY_SECONDS, "check_same_thread": False, "isolation_level": None}
    engine = create_engine(url, connect_args=options, pool_size=20, max_overflow=40)
    event.listen(engine, "connect", prepare_sqlite)
    event.listen(engine, "begin", begin_sqlite)
    return engine


def prepare_sqlite(connection: Any, record: Any) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
    record.info[DURABLE] = False


def begin_sqlite(connection: Connection) -> None:
    """SQLAlchemy's own BEGIN is off (isolation_level None); `synchronous` can't change later."""
    options = connection.get_execution_options()
    durable = options.get(DURABLE, False)
    if options.get(WRITES) and connection.info.get(DURABLE) != durable:
        connection.exec_driver_sql(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
        connection.info[DURABLE] = durable
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get(WRITES) else "BEGIN")
