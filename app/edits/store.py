"""The durable memory of drafts: one SQLite file, and a folder of the files that they speak of.

What was written is on disk when a call returns (WAL, synchronous FULL).
"""

from __future__ import annotations

import hashlib
import logging
import os
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

from app.edits.draft import Draft
from app.edits.entry import DraftEntry
from app.errors import CantWrite, writing

log = logging.getLogger(__name__)
SCHEMA = """
CREATE TABLE IF NOT EXISTS drafts (
    key TEXT PRIMARY KEY, video_id TEXT, said TEXT NOT NULL, sent TEXT NOT NULL,
    refused TEXT NOT NULL, fault TEXT NOT NULL
) WITHOUT ROWID
"""
SAVE = "INSERT OR REPLACE INTO drafts VALUES (?, ?, ?, ?, ?, ?)"


class DraftStore:
    """Not thread-safe by itself: its outbox has one at a time here."""

    def __init__(self, file: Path) -> None:
        """Raises CantWrite. A damaged file is set aside."""
        self._file, self._folder = file, file.with_suffix("")
        with writing(file.parent):
            self._folder.mkdir(parents=True, exist_ok=True)
        try:
            self._db = opened(file)
        except sqlite3.OperationalError as error:
            raise CantWrite(file, error) from error
        except sqlite3.DatabaseError as error:
            log.warning("The drafts were damaged and have been set aside: %s", error)
            file.replace(file.with_name(file.name + ".damaged"))
            self._db = opened(file)

    def close(self) -> None:
        self._db.close()

    def entries(self) -> list[DraftEntry]:
        rows = self._db.execute("SELECT key, video_id, said, sent, refused, fault FROM drafts")
        return [
            DraftEntry(
                key,
                Draft.from_json(said),
                Draft.from_json(sent),
                video_id,
                Draft.from_json(refused),
                fault,
            )
            for key, video_id, said, sent, refused, fault in rows
        ]

    def write(self, saved: Iterable[DraftEntry], gone: Sequence[str] = ()) -> None:
        """All of it or nothing. Raises CantWrite."""
        rows = [
            (e.key, e.video_id, *(d.to_json() for d in (e.said, e.sent, e.refused)), e.fault)
            for e in saved
        ]
        try:
            with self._db:
                self._db.executemany(SAVE, rows)
                self._db.executemany("DELETE FROM drafts WHERE key = ?", [(key,) for key in gone])
        except sqlite3.Error as error:
            raise CantWrite(self._file, error) from error

    # Files

    def keep(self, data: bytes, suffix: str) -> str:
        """A copy that stays whatever becomes of the file it is from; returns its name here.
        From any thread."""
        name = hashlib.blake2b(data, digest_size=16).hexdigest() + suffix
        path = self._folder / name
        with writing(path):
            if path.exists():
                return name
            part = path.with_suffix(".part")
            with part.open("wb") as out:
                out.write(data)
                out.flush()
                os.fsync(out.fileno())
            part.replace(path)
            sync(self._folder)
        return name

    def path(self, name: str) -> Path:
        return self._folder / name

    def sweep(self, wanted: frozenset[str]) -> None:
        """Nobody speaks of the others any more."""
        for path in self._folder.iterdir():
            if path.name not in wanted:
                path.unlink(missing_ok=True)


def opened(file: Path) -> sqlite3.Connection:
    db = sqlite3.connect(file, check_same_thread=False)
    try:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.execute(SCHEMA)
        db.execute("SELECT * FROM drafts").fetchall()
    except BaseException:
        db.close()
        raise
    return db


def sync(folder: Path) -> None:
    """A new name is on disk when its folder is; not every system lets one say so."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
