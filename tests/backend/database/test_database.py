"""Transactions, locking and migrations of the metadata store."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import (
    DBAPIError,
    InterfaceError,
    InternalError,
    OperationalError,
    ProgrammingError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout

from backend.config.settings import sqlite_url
from backend.config.variables import BadSetting
from backend.database import engine, migrate
from backend.database.database import Database
from backend.database.engine import Transactions, fault_of, open_engine
from backend.database.listing import Change
from backend.database.schema.base import Base
from backend.database.tables import Account, Channel, Video, VideoState
from backend.database.videos import Progress, Published, Seen
from backend.errors import DatabaseAway, DiskFull
from tests.backend.postgres import database_for
from tests.backend.rows import set_video
from tests.backend.serving import DATABASE_URL, database_at


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    with closing(Database(url, clock=lambda: 1000.0)) as opened:
        opened.add(Account(id="a", email="a@b.c", name="A", created_at=0.0))
        yield opened


def add_video(database: Database, name: str) -> None:
    video = Video(id=name, account_id="a", title=name, filename=name, size_bytes=1, source_key="k")
    video.created_at = video.updated_at = 0.0
    database.add(video)


def test_a_server_that_goes_after_the_answer_is_away(database: Database) -> None:
    """Giving the connection back takes a word with it, too."""

    def gone(connection: Connection) -> None:
        connection.invalidate()
        raise OperationalError("ROLLBACK", None, psycopg.OperationalError("closed the connection"))

    event.listen(database._transactions.engine, "rollback", gone, once=True)

    with pytest.raises(DatabaseAway):
        database.account("a")
    assert database.account("a") is not None


def channel(name: str) -> Channel:
    named = {"name": name, "handle": name, "handle_key": name}
    return Channel(id=name, account_id="a", created_at=0.0, **named)


def test_a_transition_goes_from_the_state_that_the_locked_row_has(database: Database) -> None:
    """Another process may have deleted the video since the transaction read it."""
    add_video(database, "v")
    with database.write() as session:
        read = database.video("v")
        session.execute(text("UPDATE videos SET state = 'deleted'"))
        moved = database.mark_processing("v", Seen(1.0, 1, 1), "progressive")

    assert read is not None
    assert not moved
    assert read.state == VideoState.DELETED


def test_transitions_of_one_transaction_add_up(database: Database) -> None:
    """Looking at the row anew undoes nothing."""
    add_video(database, "v")
    set_video(database, "v", state=VideoState.PROCESSING)
    with database.write():
        database.show_progress("v", Progress(50.0, None, {}))
        database.publish("v", VideoState.PROCESSING, Published("r"), "adaptive")
    video = database.video("v")

    assert video is not None
    assert (video.percent, video.revision) == (50.0, "r")


def test_an_encoder_that_begins_again_is_not_behind(database: Database) -> None:
    """Neither as a whole nor a rung; only what is to be made anew begins at nothing."""
    add_video(database, "v")
    set_video(database, "v", state=VideoState.PROCESSING)
    database.show_progress("v", Progress(50.0, 9.0, {"360p": 80.0, "720p": 20.0}))
    database.show_progress("v", Progress(45.0, 12.0, {"360p": 70.0, "720p": 21.0}))
    video = database.video("v")

    assert video is not None
    assert (video.percent, video.seconds_left) == (50.0, 12.0)
    assert json.loads(video.rungs or "") == {"360p": 80.0, "720p": 21.0}

    set_video(database, "v", state=VideoState.FAILED)
    database.mark_retried("v")
    video = set_video(database, "v", state=VideoState.PROCESSING)
    assert video is not None
    assert (video.percent, video.rungs) == (0.0, None)


def test_what_is_taken_back_takes_its_pictures_with_it(database: Database) -> None:
    """They are deleted with the revision; the one that the client sent is not of it."""
    for name, poster in (("v", "media/v/r/poster.jpg"), ("w", "media/w/poster-1/poster.jpg")):
        add_video(database, name)
        shown = Published("r", poster, f"media/{name}/r/storyboard.vtt")
        database.publish(name, VideoState.UPLOADING, shown, "adaptive")
        database.take_back(name)

    videos = [database.video(name) for name in ("v", "w")]
    assert [(v.revision, v.poster_key, v.storyboard_key) for v in videos if v] == [
        (None, None, None),
        (None, "media/w/poster-1/poster.jpg", None),
    ]


def test_a_row_counts_its_changes(database: Database) -> None:
    """Each change has its number and its time; setting the same value is none."""
    add_video(database, "v")
    set_video(database, "v", percent=5.0)
    video = set_video(database, "v", percent=5.0)

    assert video is not None
    assert (video.version, video.updated_at) == (2, 1000.0)


def test_a_state_that_is_not_expected_changes_nothing(database: Database) -> None:
    """So two who move the same video can't both succeed."""
    add_video(database, "v")

    assert not database.mark_retried("v")
    assert not database.mark_deleted("none")
    assert database.mark_deleted("v", VideoState.UPLOADING)
    assert not database.mark_deleted("v")


def test_an_exception_undoes_the_whole_transaction(database: Database) -> None:
    """Also the queries that joined it."""

    def fail() -> None:
        with database.write():
            add_video(database, "v")
            database.add(channel("c"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert database.video("v") is None
    assert database.channels("a") == []


def test_a_read_never_becomes_a_write(database: Database) -> None:
    """It would wait for itself; better to hear of it at once."""
    with database.read(), pytest.raises(RuntimeError, match="wait for itself"):
        set_video(database, "v", percent=1.0)


def test_changes_are_told_after_the_commit(url: str) -> None:
    """Once each, and not at all when they were undone."""
    told: list[set[Change]] = []
    with closing(Database(url, on_change=told.append)) as database:
        database.add(Account(id="a", email="a@b.c", name="A", created_at=0.0))
        add_video(database, "v")
        with database.write(durable=True):
            set_video(database, "v", percent=1.0)
            set_video(database, "v", percent=2.0)
            assert told == [{Change("a", "v")}]

    assert told == [{Change("a", "v")}, {Change("a", "v")}]


def test_eight_threads_never_find_it_locked(database: Database) -> None:
    """Reading and then writing, 800 times at once, loses no change."""
    add_video(database, "v")
    failures: list[Exception] = []

    def count() -> None:
        try:
            for _ in range(100):
                with database.write():
                    database.lock_account("a")
                    video = database.video("v")
                    assert video is not None
                    set_video(database, "v", size_bytes=video.size_bytes + 1)
        except Exception as error:  # noqa: BLE001 - whatever it is, the test shows it
            failures.append(error)

    threads = [threading.Thread(target=count) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    video = database.video("v")
    assert failures == []
    assert video is not None
    assert video.size_bytes == 801


def test_a_second_process_waits_its_turn(database: Database, url: str) -> None:
    """Another connection's write is not refused while one is under way."""
    add_video(database, "v")
    began = threading.Event()

    def other() -> None:
        with closing(Database(url)) as second:
            began.set()
            set_video(second, "v", percent=7.0)

    thread = threading.Thread(target=other)
    with database.write():
        set_video(database, "v", title="first")
        thread.start()
        began.wait(10)
    thread.join()

    video = database.video("v")
    assert video is not None
    assert (video.title, video.percent) == ("first", 7.0)


@pytest.mark.skipif(bool(DATABASE_URL), reason="PostgreSQL locks rows")
def test_a_file_that_stays_locked_keeps_nobody_for_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By another program, or behind one of ours that waits for that; reading goes on."""
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.05)
    with closing(Database(sqlite_url(tmp_path))) as database:
        database.add(Account(id="a", email="a@b.c", name="A", created_at=0.0))
        with closing(sqlite3.connect(tmp_path / "matinee.db")) as other:
            other.execute("BEGIN EXCLUSIVE")
            with pytest.raises(DatabaseAway):
                database.set_account("a", name="B")
            assert database.account("a") is not None
        with database.write(), ThreadPoolExecutor(1) as pool:
            behind = pool.submit(database.set_account, "a", name="B")
            assert isinstance(behind.exception(), DatabaseAway)

        assert database.set_account("a", name="B") is not None


@pytest.mark.skipif(bool(DATABASE_URL), reason="PostgreSQL always syncs")
def test_durable_writes_sync_fully(url: str) -> None:
    """And only those: FULL costs a disk's sync each."""
    with closing(Database(url)):
        pass
    transactions = Transactions(url, lambda _: None)

    def level(durable: bool) -> int:
        with transactions.write(durable) as session:
            return int(session.scalar(text("PRAGMA synchronous")) or 0)

    assert [level(False), level(True), level(False)] == [1, 2, 1]
    transactions.dispose()


def test_migrations_lead_to_the_tables(tmp_path: Path) -> None:
    """What the migrations make is what `tables` says, to the last index; the index of words alone
    is each database's own."""

    def is_ours(_: object, name: str | None, *__: object) -> bool:
        return name is None or not (name.startswith("video_words") or name == "document")

    url = database_for(DATABASE_URL, tmp_path) if DATABASE_URL else sqlite_url(tmp_path)
    with closing(Database(url)):
        pass
    engine = open_engine(url)
    with engine.connect() as connection:
        differences = compare_metadata(
            MigrationContext.configure(connection, opts={"include_object": is_ours}), Base.metadata
        )
    engine.dispose()
    assert differences == []


def test_the_newest_migration_is_known() -> None:
    """`schema.HEAD` saves importing Alembic at each start, so it must be true."""
    script = ScriptDirectory(str(Path(migrate.__file__).parent / "migrations"))
    assert script.get_current_head() == migrate.HEAD


def test_a_newer_database_is_left_alone(tmp_path: Path) -> None:
    """An older program says so instead of guessing."""
    url = database_at(tmp_path)
    with closing(Database(url)) as database, database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(BadSetting, match="newer Matinee"):
        Database(url)


def sqlite_error(name: str) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError(name)
    error.sqlite_errorname = name
    return error


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (OperationalError("", None, psycopg.OperationalError("connection refused")), DatabaseAway),
        (OperationalError("", None, psycopg.errors.AdminShutdown()), DatabaseAway),
        (OperationalError("", None, psycopg.errors.DiskFull()), DiskFull),
        (InterfaceError("", None, psycopg.InterfaceError("is closed")), DatabaseAway),
        (InternalError("", None, Exception(), connection_invalidated=True), DatabaseAway),
        (PoolTimeout("all in use"), DatabaseAway),
        (OperationalError("", None, sqlite_error("SQLITE_BUSY_SNAPSHOT")), DatabaseAway),
        (sqlite_error("SQLITE_BUSY"), DatabaseAway),
        (OperationalError("", None, sqlite_error("SQLITE_FULL")), DiskFull),
        (OperationalError("", None, sqlite_error("SQLITE_ERROR")), type(None)),
        (InterfaceError("", None, sqlite3.InterfaceError("no such type")), type(None)),
        (ProgrammingError("", None, psycopg.errors.UndefinedTable()), type(None)),
    ],
)
def test_a_database_that_is_away_is_no_bug(
    error: DBAPIError | PoolTimeout | sqlite3.Error, fault: type[object]
) -> None:
    """Whoever asked waits; a wrong query stays a fault of ours."""
    assert type(fault_of(error)) is fault
