"""The durable memory of the queue: one SQLite file, one process at a time.

Writes gather until `commit`, and are on disk when it returns (WAL, synchronous FULL). What is
stored is the server's to say; the journal knows what belongs to which file, and its checksums.
"""

from __future__ import annotations

import json
import logging
import os
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from app.errors import CantWrite, writing
from app.upload.errors import JournalInUse, JournalTooNew
from app.upload.source.file import Identity
from app.upload.transfer.retry import Fault
from app.upload.trim.ranges import Recipe

log = logging.getLogger(__name__)

WriteFault = sqlite3.Error
"""What writing may raise: a full disk, one that fails, one that is gone."""

# A queue that is being closed gives its journal up within this time.
LET_GO_SECONDS = 1.0

# One script a version, from an empty file on; never edited once released.
MIGRATIONS = (
    """
    CREATE TABLE uploads (
        id TEXT PRIMARY KEY, position INTEGER NOT NULL, path BLOB NOT NULL, title TEXT,
        channel_id TEXT, identity TEXT, fingerprint TEXT, media TEXT, request_key TEXT NOT NULL,
        account_id TEXT, remote_id TEXT, video_id TEXT, part_size_bytes INTEGER,
        checksum TEXT, priority INTEGER NOT NULL, state TEXT NOT NULL, message TEXT NOT NULL,
        retryable INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE parts (
        upload_id TEXT NOT NULL REFERENCES uploads ON DELETE CASCADE,
        number INTEGER NOT NULL, checksum TEXT NOT NULL, etag TEXT,
        PRIMARY KEY (upload_id, number)
    ) WITHOUT ROWID;
    """,
    # What failed it was told from its sentence before.
    """
    ALTER TABLE uploads ADD COLUMN reason TEXT;
    UPDATE uploads SET reason = 'changed' WHERE state = 'failed' AND message LIKE
        '% changed after its upload began. Resume to send the new version from the start.';
    """,
    "ALTER TABLE uploads ADD COLUMN replaces TEXT;",
    # What is kept of a film that is trimmed.
    """
    ALTER TABLE uploads ADD COLUMN recipe TEXT;
    """,
)


@dataclass(frozen=True, slots=True)
class Record:
    """An upload as the journal keeps it. `request_key` makes the create call repeatable;
    `account_id` is None only where an earlier Matinee did not note whose it is; `state`
    is live, paused, restarting (once the backend has forgotten what it has of it), cancelling,
    auditing (done, but for the hash of the whole file), done, failed or cancelled; `reason` is the
    fault that failed it, which decides how to go on; `replaces` is the video whose file it takes
    the place of, if it is to be none of its own; `recipe` says what is kept of a film that is
    trimmed."""

    id: str
    position: int
    path: Path
    request_key: str
    title: str | None = None
    channel_id: str | None = None
    identity: Identity | None = None
    fingerprint: str | None = None
    media: Mapping[str, Any] | None = None
    account_id: str | None = None
    remote_id: str | None = None
    video_id: str | None = None
    part_size_bytes: int | None = None
    checksum: str | None = None
    priority: int = 0
    state: str = "live"
    message: str = ""
    retryable: bool = False
    reason: Fault | None = None
    replaces: str | None = None
    recipe: Recipe | None = None


@dataclass(frozen=True, slots=True)
class KnownPart:
    """What was noted of a part: its checksum, and the ETag once the store had acknowledged it."""

    checksum: str
    etag: str | None


COLUMNS = tuple(field.name for field in fields(Record))
SAVE = (
    f"INSERT INTO uploads ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))}) "  # noqa: S608 - only names of ours
    "ON CONFLICT (id) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in COLUMNS[1:])
)


class Journal:
    """Not thread-safe: once the queue has started, the thread that writes is its only user."""

    def __init__(self, file: Path) -> None:
        """Raises JournalInUse while another process has it, JournalTooNew for a newer schema,
        CantWrite where it can't be kept.

        A damaged file is set aside, since the uploads it held can be added again.
        """
        self.trims = file.with_suffix(".trims")
        """A folder beside it, for what is made of films that are trimmed."""
        with writing(file.parent):
            file.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._db = open_database(file)
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
                raise JournalInUse from error
            if isinstance(error, sqlite3.OperationalError):
                raise CantWrite(file, error) from error
            log.warning("The list of uploads was damaged and has been set aside: %s", error)
            set_aside(file)
            self._db = open_database(file)

    def close(self) -> None:
        self._db.close()

    def commit(self) -> None:
        """What was written since the last commit reaches the disk, all of it together."""
        if self._db.in_transaction:
            self._db.execute("COMMIT")

    def take_back(self) -> None:
        """What was written since the last commit, which failed."""
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")

    def records(self, account_id: str | None) -> list[Record]:
        """The uploads of one account; with None, those that nobody knows to be anybody's."""
        rows = self._db.execute(
            f"SELECT {', '.join(COLUMNS)} FROM uploads WHERE account_id IS ? ORDER BY position",  # noqa: S608 - only names of ours
            (account_id,),
        )
        return [record_of(row) for row in rows]

    def give_all_to(self, account_id: str) -> None:
        """For a backend with a single owner: whatever is here is theirs."""
        self._write("UPDATE uploads SET account_id = ?", (account_id,))
        self.commit()

    def take_over(self, former: Journal, account_id: str) -> None:
        """What an earlier Matinee kept in one file for all accounts: this one's, and nobody's.

        May be repeated: nothing goes there before it is on the disk here.
        """
        records = [*former.records(account_id), *former.records(None)]
        for record in records:
            self.save(record)
            for number, part in former.parts(record.id).items():
                self.note_part(record.id, number, part)
        self.commit()
        for record in records:
            former.forget(record.id)
        former.commit()

    def save(self, record: Record) -> None:
        self._write(SAVE, row_of(record))

    def forget(self, upload_id: str) -> None:
        self._write("DELETE FROM uploads WHERE id = ?", (upload_id,))

    def parts(self, upload_id: str) -> dict[int, KnownPart]:
        rows = self._db.execute(
            "SELECT number, checksum, etag FROM parts WHERE upload_id = ?", (upload_id,)
        )
        return {number: KnownPart(checksum, etag) for number, checksum, etag in rows}

    def note_part(self, upload_id: str, number: int, known: KnownPart) -> None:
        """Of an upload that was forgotten in the meantime there is nothing to note."""
        self._write(
            "INSERT OR REPLACE INTO parts SELECT id, ?, ?, ? FROM uploads WHERE id = ?",
            (number, known.checksum, known.etag, upload_id),
        )

    def forget_parts(self, upload_id: str) -> None:
        self._write("DELETE FROM parts WHERE upload_id = ?", (upload_id,))

    def _write(self, statement: str, values: tuple[Any, ...]) -> None:
        if not self._db.in_transaction:
            self._db.execute("BEGIN IMMEDIATE")
        self._db.execute(statement, values)


def to_be_trimmed(records: Iterable[Record]) -> list[Path]:
    """The films of which parts are still to be sent."""
    return [each.path for each in records if each.recipe is not None and not is_over(each)]


def is_over(record: Record) -> bool:
    """Nothing more is sent of it, whatever anybody wants."""
    return record.state in ("done", "cancelled")


def open_database(file: Path) -> sqlite3.Connection:
    # The scheduler's thread uses what the caller's opened; never both at a time.
    db = sqlite3.connect(
        file, isolation_level=None, timeout=LET_GO_SECONDS, check_same_thread=False
    )
    try:
        # The lock of this mode falls with its process, however that ends.
        db.execute("PRAGMA locking_mode = EXCLUSIVE")
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA foreign_keys = ON")
        migrate(db)
    except BaseException:
        db.close()
        raise
    return db


def migrate(db: sqlite3.Connection, migrations: tuple[str, ...] = MIGRATIONS) -> None:
    db.execute("BEGIN IMMEDIATE")
    (version,) = db.execute("PRAGMA user_version").fetchone()
    if version > len(migrations):
        db.execute("ROLLBACK")
        raise JournalTooNew
    for script in migrations[version:]:
        for statement in filter(str.strip, script.split(";")):
            db.execute(statement)
    db.execute(f"PRAGMA user_version = {len(migrations)}")
    db.execute("COMMIT")


def set_aside(file: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        part = file.with_name(file.name + suffix)
        if part.exists():
            part.replace(part.with_name(part.name + ".damaged"))


def row_of(record: Record) -> tuple[Any, ...]:
    columns = {name: getattr(record, name) for name in COLUMNS}
    columns["path"] = os.fsencode(record.path)
    if (known := record.identity) is not None:
        columns["identity"] = json.dumps(
            [known.size_bytes, known.mtime_ns, known.device, known.inode]
        )
    if record.recipe is not None:
        columns["recipe"] = record.recipe.to_text()
    if record.media is not None:
        columns["media"] = json.dumps(dict(record.media))
    return tuple(columns.values())


def record_of(row: tuple[Any, ...]) -> Record:
    values = dict(zip(COLUMNS, row, strict=True))
    values["path"] = Path(os.fsdecode(values["path"]))
    values["retryable"] = bool(values["retryable"])
    if values["identity"]:
        values["identity"] = Identity(*json.loads(values["identity"]))
    if values["media"]:
        values["media"] = json.loads(values["media"])
    if values["recipe"]:
        values["recipe"] = Recipe.of_text(values["recipe"])
    if values["reason"]:
        values["reason"] = Fault(values["reason"])
    return Record(**values)
