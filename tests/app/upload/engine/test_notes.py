"""A disk that is slow or refuses: what follows from a note waits for it, and nothing else does."""

from __future__ import annotations

import queue
import sqlite3
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from time import monotonic

import pytest

from app.upload.engine.journal import Journal, KnownPart, Record
from app.upload.engine.notes import JournalRefuses, Notes, RecordsWritten
from app.upload.engine.progress import Progress, State
from app.upload.engine.scheduler import Options
from app.upload.engine.state import SLOW_DISK
from app.upload.errors import JournalUnwritable
from tests.app.upload.conftest import Bench, wait_for
from tests.app.upload.fake_server import MIB, FakeServer

RECORD = Record("a", 1, Path("/films/a.mp4"), "key")


class Disk:
    """Lets commits through, keeps them waiting, or refuses them."""

    def __init__(self) -> None:
        self.is_free = threading.Event()
        self.is_free.set()
        self.is_full = False
        self.commits = 0

    def pass_or_fail(self) -> None:
        assert self.is_free.wait(30)
        self.commits += 1
        if self.is_full:
            raise sqlite3.OperationalError("database or disk is full")


class JournalOn(Journal):
    def __init__(self, disk: Disk, file: Path) -> None:
        super().__init__(file)
        self._disk = disk

    def commit(self) -> None:
        self._disk.pass_or_fail()
        super().commit()


@pytest.fixture
def disk() -> Iterator[Disk]:
    disk = Disk()
    yield disk
    disk.is_free.set()


@pytest.fixture
def bench(server: FakeServer, tmp_path: Path, disk: Disk) -> Iterator[Bench]:
    bench = Bench(server.url, tmp_path)
    bench.queue.close()
    bench.open_journal = lambda file: JournalOn(disk, file)
    bench.options = Options(probe=None, write_again_seconds=0.1)
    bench.restart()
    yield bench
    disk.is_full = False
    disk.is_free.set()
    bench.close()


def begin(bench: Bench, film: Path) -> str:
    """An upload in the middle of its parts."""
    bench.queue.set_limit(2 * MIB)
    upload_id = bench.queue.add(film)
    bench.until(lambda event: event.on_wire_bytes > 0)
    return upload_id


def of(upload_id: str, wanted: Callable[[Progress], bool]) -> Callable[[Progress], bool]:
    return lambda event: event.upload_id == upload_id and wanted(event)


def test_nothing_stands_still_while_the_disk_does(
    bench: Bench, server: FakeServer, film_file: Path, disk: Disk
) -> None:
    """Parts go out and are told of; only who has to be noted first is not announced, and only an
    end that nobody noted is not told."""
    first = begin(bench, film_file)
    disk.is_free.clear()
    second = bench.queue.add(film_file)

    bench.until(lambda _: len({event.on_wire_bytes for event in bench.events}) > 5)
    bench.queue.set_limit(None)
    whole = film_file.stat().st_size
    bench.until(of(first, lambda event: event.sent_bytes == whole))
    wait_for(lambda: server.calls["complete"] == 1)
    for upload_id in (first, second):
        bench.until(of(upload_id, lambda event: event.message == SLOW_DISK))
    assert server.calls["create"] == 1
    assert State.DONE not in {event.state for event in bench.events}

    disk.is_free.set()
    bench.until(of(first, lambda event: event.state is State.DONE))
    bench.until(of(second, lambda event: event.state is State.DONE))
    assert server.calls["create"] == 2


def test_a_pause_does_not_wait_for_the_disk(bench: Bench, film_file: Path, disk: Disk) -> None:
    """Nothing follows from it but that this process sends no more."""
    upload_id = begin(bench, film_file)
    disk.is_free.clear()
    bench.queue.pause(upload_id)
    assert bench.until_state(State.PAUSED).on_wire_bytes == 0


def test_the_server_hears_of_a_cancel_when_the_journal_has_it(
    bench: Bench, server: FakeServer, film_file: Path, disk: Disk
) -> None:
    """Else a crash in between would send the film again from the start."""
    upload_id = begin(bench, film_file)
    disk.is_free.clear()
    bench.queue.cancel(upload_id)
    paused = bench.queue.add(film_file)
    bench.queue.pause(paused)
    bench.until_state(State.PAUSED)
    assert server.calls["abort"] == 0
    assert State.CANCELLED not in {event.state for event in bench.events}

    disk.is_free.set()
    bench.until_state(State.CANCELLED)
    wait_for(lambda: server.calls["abort"] == 1)


def test_a_full_disk_is_told_and_waited_for(
    bench: Bench, server: FakeServer, film_file: Path, disk: Disk
) -> None:
    """Who is under way goes on with a sentence; who can't be noted waits with the same."""
    first = begin(bench, film_file)
    disk.is_full = True
    second = bench.queue.add(film_file)

    waiting = bench.until(of(second, lambda event: event.state is State.WAITING))
    assert waiting.message == str(JournalUnwritable("database or disk is full"))
    under_way = bench.until(of(first, lambda event: event.message == waiting.message))
    assert under_way.state is State.UPLOADING
    assert server.calls["create"] == 1

    disk.is_full = False
    bench.queue.set_limit(None)
    bench.until(of(first, lambda event: event.state is State.DONE))
    assert bench.until(of(second, lambda event: event.state is State.DONE)).message == ""


class NoTool:
    """Where notes post what became of them, in the place of the scheduler."""

    def __init__(self, journal: Journal) -> None:
        self._posted: queue.SimpleQueue[RecordsWritten | JournalRefuses] = queue.SimpleQueue()
        self.written: list[str] = []
        self.faults: list[str] = []
        self.notes = Notes(journal, self._posted.put, again_seconds=0.0)
        self.notes.start()

    def save(self, upload_id: str) -> None:
        self.notes.save(replace(RECORD, id=upload_id))
        self.notes.hand_on(0.0, 0.0)

    def wait_for_post(self) -> None:
        match self._posted.get(timeout=10):
            case RecordsWritten(upload_ids):
                self.written.extend(upload_ids)
            case JournalRefuses(sentence):
                self.faults.append(sentence)

    def close(self) -> None:
        self.notes.close(monotonic() + 10)


def test_what_gathers_while_the_disk_is_slow_is_written_together(
    tmp_path: Path, disk: Disk
) -> None:
    """The first alone, and one write-through for all the others; what follows keeps their order."""
    disk.is_free.clear()
    desk = NoTool(JournalOn(disk, tmp_path / "j"))
    names = [str(number) for number in range(20)]
    for name in names:
        desk.save(name)
    assert desk.written == []

    disk.is_free.set()
    while len(desk.written) < len(names):
        desk.wait_for_post()
    desk.close()
    assert desk.written == names
    assert disk.commits <= 2


def test_notes_of_parts_wait_for_company(tmp_path: Path, disk: Disk) -> None:
    """Until a record is urgent, their time has come, or everything ends; the journal has all."""
    desk = NoTool(JournalOn(disk, tmp_path / "j"))
    desk.save("a")
    desk.wait_for_post()
    desk.notes.note_part("a", 1, KnownPart("sum", None))
    desk.notes.note_part("forgotten", 1, KnownPart("sum", None))
    desk.notes.hand_on(0.5, 1.0)
    assert disk.commits == 1
    desk.close()
    again = Journal(tmp_path / "j")
    assert again.parts("a") == {1: KnownPart("sum", None)}
    assert again.parts("forgotten") == {}
    again.close()


class FullAtFirst(Journal):
    """Somebody makes room once it has said so."""

    def take_back(self) -> None:
        super().take_back()
        self._db.execute("PRAGMA max_page_count = 100000")


def test_a_full_disk_loses_no_note(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """SQLite undoes what it could not write; all of it is written again, in order."""
    journal = FullAtFirst(tmp_path / "j")
    journal.commit()
    # SQLite's own way of having no room.
    journal._db.execute("PRAGMA max_page_count = 1")
    desk = NoTool(journal)
    desk.notes.save(RECORD)
    for number in range(500):
        desk.notes.note_part("a", number, KnownPart("sum" * 100, None))
    desk.notes.hand_on(0.0, 0.0)
    desk.wait_for_post()
    assert "full" in desk.faults[0]
    assert desk.written == []

    while not desk.written:
        desk.wait_for_post()
    desk.close()
    again = Journal(tmp_path / "j")
    assert len(again.parts("a")) == 500
    again.close()
    assert desk.faults[1:] == [""]
    assert "is saved again" in caplog.text
