"""What the watched folders remember: films by their content, files by how they were seen."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from app.errors import CantWrite, writing
from app.upload.watch.listing import FileSighting

SCHEMA = """
    CREATE TABLE IF NOT EXISTS folders (path BLOB PRIMARY KEY, root BLOB NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS files (
        folder BLOB NOT NULL, path BLOB NOT NULL, size_bytes INTEGER NOT NULL,
        mtime_ns INTEGER NOT NULL, inode INTEGER NOT NULL, content TEXT,
        PRIMARY KEY (folder, path)
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS films (
        account TEXT NOT NULL, content TEXT NOT NULL, state TEXT NOT NULL,
        upload_id TEXT NOT NULL, folder BLOB NOT NULL, path BLOB NOT NULL,
        PRIMARY KEY (account, content)
    ) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS films_of_folder ON films (folder, state);
"""
HALF_WAY = 1 << 63
"""Inodes of some drives are larger than what SQLite takes for a number."""


class WatchState(StrEnum):
    """Where a film of a watched folder stands."""

    PRESENT = "present"  # it was there already, and is none of ours
    KNOWN = "known"  # the account had it already
    TAKING = "taking"  # being handed over to the queue
    TAKEN = "taken"  # the queue's journal has it
    FAILED = "failed"
    SENT = "sent"
    MOVED = "moved"
    DROPPED = "dropped"  # its user cancelled it

    @property
    def is_open(self) -> bool:
        return self in (WatchState.TAKING, WatchState.TAKEN, WatchState.FAILED)


@dataclass(frozen=True, slots=True)
class WatchedFilm:
    """One content of one account; where it is now, and the upload that it became."""

    account: str
    content: str
    state: WatchState
    folder: str
    path: str
    upload_id: str = ""


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file as it was seen, and what is in it, once that was looked at."""

    sighting: FileSighting
    content: str | None


class WatchMemory:
    """Everything is on disk when a method returns; from any thread."""

    def __init__(self, file: Path) -> None:
        """Raises CantWrite."""
        with writing(file.parent):
            file.parent.mkdir(parents=True, exist_ok=True)
        self._file, self._lock = file, threading.Lock()
        try:
            self._db = opened(file)
        except sqlite3.OperationalError as error:
            raise CantWrite(file, error) from error
        except sqlite3.DatabaseError:
            file.replace(file.with_suffix(".damaged"))
            self._db = opened(file)

    def close(self) -> None:
        with self._lock:
            self._db.close()

    # Folders and files

    def root(self, folder: str) -> str | None:
        """Where its drive was mounted last; None for a folder that is new."""
        rows = self._read("SELECT root FROM folders WHERE path = ?", os.fsencode(folder))
        return os.fsdecode(rows[0][0]) if rows else None

    def set_root(self, folder: str, root: str) -> None:
        self._write(
            "INSERT OR REPLACE INTO folders VALUES (?, ?)",
            [(os.fsencode(folder), os.fsencode(root))],
        )

    def files(self, folder: str) -> Mapping[str, KnownFile]:
        rows = self._read(
            "SELECT path, size_bytes, mtime_ns, inode, content FROM files WHERE folder = ?",
            os.fsencode(folder),
        )
        return {
            os.fsdecode(path): KnownFile(FileSighting(size, mtime, inode + HALF_WAY), content)
            for path, size, mtime, inode, content in rows
        }

    def learn(self, folder: str, files: Mapping[str, KnownFile]) -> None:
        self._write(
            "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?)",
            [
                (
                    *(os.fsencode(folder), os.fsencode(path), known.sighting.size_bytes),
                    *(known.sighting.mtime_ns, known.sighting.inode - HALF_WAY, known.content),
                )
                for path, known in files.items()
            ],
        )

    def forget_folder(self, folder: str) -> None:
        """Nobody watches it any more; what it brought stays known."""
        for statement in (
            "DELETE FROM folders WHERE path = ?",
            "DELETE FROM files WHERE folder = ?",
        ):
            self._write(statement, [(os.fsencode(folder),)])

    def folders(self) -> list[str]:
        return [os.fsdecode(path) for (path,) in self._read("SELECT path FROM folders")]

    # Films

    def film(self, account: str, content: str) -> WatchedFilm | None:
        found = self._films("account = ? AND content = ?", account, content)
        return found[0] if found else None

    def films(self, folder: str, *states: WatchState) -> list[WatchedFilm]:
        marks = ", ".join("?" * len(states))
        return self._films(f"folder = ? AND state IN ({marks})", os.fsencode(folder), *states)

    def save(self, *films: WatchedFilm) -> None:
        self._write(
            "INSERT OR REPLACE INTO films VALUES (?, ?, ?, ?, ?, ?)",
            [
                (
                    *(film.account, film.content, film.state, film.upload_id),
                    *(os.fsencode(film.folder), os.fsencode(film.path)),
                )
                for film in films
            ],
        )

    def exchange(self, former: WatchedFilm, film: WatchedFilm) -> None:
        """The upload is of other content now."""
        self._write(
            "DELETE FROM films WHERE account = ? AND content = ?",
            [(former.account, former.content)],
        )
        self.save(film)

    def _films(self, where: str, *values: Any) -> list[WatchedFilm]:
        rows = self._read(
            f"SELECT account, content, state, folder, path, upload_id FROM films WHERE {where}",  # noqa: S608 - only names of ours
            *values,
        )
        return [
            WatchedFilm(
                account, content, WatchState(state), os.fsdecode(folder), os.fsdecode(path), upload
            )
            for account, content, state, folder, path, upload in rows
        ]

    def _read(self, statement: str, *values: Any) -> list[Any]:
        with self._lock:
            return self._db.execute(statement, values).fetchall()

    def _write(self, statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Raises CantWrite."""
        try:
            with self._lock, self._db:
                self._db.executemany(statement, rows)
        except sqlite3.Error as error:
            raise CantWrite(self._file, error) from error


def opened(file: Path) -> sqlite3.Connection:
    db = sqlite3.connect(file, check_same_thread=False)
    try:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.executescript(SCHEMA)
    except BaseException:
        db.close()
        raise
    return db
