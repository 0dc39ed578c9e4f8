"""What survives: records in, the same records out of a fresh journal."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.errors import CantWrite
from app.upload.engine.journal import MIGRATIONS, Journal, KnownPart, Record, migrate
from app.upload.errors import JournalInUse, JournalTooNew
from app.upload.source.file import Identity
from app.upload.transfer.retry import Fault

RECORD = Record(
    "a",
    1,
    Path("/films/a.mp4"),
    "key",
    identity=Identity(1, 2, 3, 4),
    fingerprint="f",
    media={"width": 1920},
    account_id="ann",
    remote_id="r",
    part_size_bytes=8,
    checksum="crc32c",
    message="…",
    reason=Fault.CHANGED,
    replaces="v",
)


def test_what_was_committed_is_there_again(tmp_path: Path) -> None:
    """Every field, and the parts."""
    journal = Journal(tmp_path / "j")
    journal.save(RECORD)
    journal.note_part("a", 3, KnownPart("sum", "etag"))
    journal.commit()
    journal.close()
    again = Journal(tmp_path / "j")
    assert again.records("ann") == [RECORD]
    assert again.parts("a") == {3: KnownPart("sum", "etag")}
    again.close()


def test_what_was_not_committed_is_not(tmp_path: Path) -> None:
    """As after a kill."""
    journal = Journal(tmp_path / "j")
    journal.save(RECORD)
    journal.close()
    again = Journal(tmp_path / "j")
    assert again.records("ann") == []
    again.close()


def test_any_name_that_a_file_can_have_is_kept(tmp_path: Path) -> None:
    """Even one that is no text."""
    path = Path(os.fsdecode(b"/films/\xff\n'.mp4"))
    journal = Journal(tmp_path / "j")
    journal.save(Record("a", 1, path, "key"))
    assert [record.path for record in journal.records(None)] == [path]
    journal.close()


# The rows of a file that the first schema wrote: the account came with the server's answer.
RELEASED = """
    INSERT INTO uploads (id, position, path, request_key, account_id, remote_id, priority, state,
        message, retryable)
    VALUES ('announced', 1, x'2f61', 'k1', 'ann', 'r1', 0, 'live', '', 0),
           ('another''s', 2, x'2f62', 'k2', 'ben', 'r2', 0, 'cancelling', '', 0),
           ('never told', 3, x'2f63', 'k3', NULL, NULL, 0, 'live', '', 0),
           ('changed', 4, x'2f64', 'k4', 'flo', 'r4', 0, 'failed', '50%; off.mp4 changed after its '
            || 'upload began. Resume to send the new version from the start.', 1),
           ('full', 5, x'2f65', 'k5', 'flo', 'r5', 0, 'failed', 'No room.', 0);
"""


@pytest.fixture
def released(tmp_path: Path) -> Iterator[Journal]:
    """The journal of a user who comes from the release before."""
    db = sqlite3.connect(tmp_path / "j", isolation_level=None)
    migrate(db, MIGRATIONS[:1])
    db.execute(RELEASED)
    db.close()
    journal = Journal(tmp_path / "j")
    yield journal
    journal.close()


def ids(records: list[Record]) -> list[str]:
    return [record.id for record in records]


def test_each_account_has_its_own_records(released: Journal) -> None:
    """And what no account was noted for is nobody's."""
    assert ids(released.records("ann")) == ["announced"]
    assert ids(released.records("ben")) == ["another's"]
    assert ids(released.records("eve")) == []
    assert ids(released.records(None)) == ["never told"]


def test_what_failed_an_upload_is_told_from_its_sentence_once(released: Journal) -> None:
    """Releases before noted the sentence only; a changed file must not be taken for the old."""
    assert [record.reason for record in released.records("flo")] == [Fault.CHANGED, None]


def test_on_this_computer_everything_is_the_owners(released: Journal) -> None:
    """Its backend knows nobody else, and makes a new owner when its data is lost."""
    released.give_all_to("owner")
    assert ids(released.records("owner")) == [
        *("announced", "another's", "never told", "changed", "full")
    ]
    assert released.records(None) == []


def test_an_account_takes_its_own_out_of_what_was_shared(released: Journal, tmp_path: Path) -> None:
    """With what is known of the parts, and with what is nobody's; the others' stay. May be
    repeated after a crash in the middle."""
    released.note_part("announced", 1, KnownPart("sum", "etag"))
    released.commit()
    with closing(Journal(tmp_path / "ann.db")) as ann:
        ann.save(released.records("ann")[0])
        ann.commit()
        ann.take_over(released, "ann")

        assert ids(ann.records("ann")) == ["announced"]
        assert ann.parts("announced") == {1: KnownPart("sum", "etag")}
        assert ids(ann.records(None)) == ["never told"]
    assert released.records("ann") == released.records(None) == []
    assert ids(released.records("ben")) == ["another's"]


def test_forgetting_takes_the_parts_along(tmp_path: Path) -> None:
    """No orphans."""
    journal = Journal(tmp_path / "j")
    journal.save(RECORD)
    journal.note_part("a", 1, KnownPart("sum", None))
    journal.forget("a")
    assert journal.parts("a") == {}
    journal.close()


def test_a_second_process_is_refused(tmp_path: Path) -> None:
    """And may have it once the first has ended."""
    first = Journal(tmp_path / "j")
    with pytest.raises(JournalInUse):
        Journal(tmp_path / "j")
    first.close()
    Journal(tmp_path / "j").close()


def test_a_damaged_file_is_set_aside(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The queue begins anew, and the log says why."""
    (tmp_path / "j").write_bytes(b"not a database at all" * 100)
    journal = Journal(tmp_path / "j")
    assert journal.records("ann") == []
    journal.close()
    assert (tmp_path / "j.damaged").exists()
    assert "set aside" in caplog.text


def test_migrations_run_once_and_in_order(tmp_path: Path) -> None:
    """From whatever version the file has."""
    scripts = ("CREATE TABLE t (a)", "ALTER TABLE t ADD COLUMN b")
    db = sqlite3.connect(tmp_path / "j", isolation_level=None)
    migrate(db, scripts[:1])
    db.execute("INSERT INTO t VALUES (1)")
    migrate(db, scripts)
    migrate(db, scripts)
    assert db.execute("SELECT a, b FROM t").fetchall() == [(1, None)]
    db.close()


def test_a_newer_schema_is_left_alone(tmp_path: Path) -> None:
    """An older Matinee says so and touches nothing."""
    db = sqlite3.connect(tmp_path / "j")
    db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(JournalTooNew, match="newer Matinee"):
        Journal(tmp_path / "j")


@pytest.mark.parametrize("journal", ["file/j", "folder"])
def test_what_hinders_it_is_told(tmp_path: Path, journal: str) -> None:
    """By the system's words or SQLite's."""
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    with pytest.raises(CantWrite, match=r"file: File exists|folder: unable to open"):
        Journal(tmp_path / journal)
