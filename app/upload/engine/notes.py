"""The journal is written on a thread of its own: what follows from a note waits for the disk, and
nothing else does."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import monotonic

from app.upload.engine.journal import Journal, KnownPart, Record, WriteFault
from app.upload.errors import JournalUnwritable

log = logging.getLogger(__name__)

# How often a disk that refuses is tried again.
AGAIN_SECONDS = 2.0

Note = Callable[[Journal], None]


@dataclass(frozen=True, slots=True)
class RecordsWritten:
    """Changes of these uploads' records have reached the disk; one may be named several times."""

    upload_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class JournalRefuses:
    """What keeps notes from the disk; "" when that is over."""

    sentence: str


Post = Callable[[RecordsWritten | JournalRefuses], None]


@dataclass(frozen=True, slots=True)
class Batch:
    """Notes in their order, and whose records are among them."""

    notes: Sequence[Note]
    saved: Sequence[str]


class Notes:
    """Belongs to the scheduler's thread: gathers there, and `post`s what became of it.

    Records are urgent, parts are not: a lost note of one costs a look at the file, while a
    write-through for each would wear the disk.
    """

    def __init__(self, journal: Journal, post: Post, again_seconds: float = AGAIN_SECONDS) -> None:
        self._notes: list[Note] = []
        self._saved: list[str] = []
        self._urgent = False
        self._handed_at = 0.0
        self._writer = JournalWriter(journal, post, again_seconds)

    def start(self) -> None:
        self._writer.start()

    def save(self, record: Record) -> None:
        self._notes.append(lambda journal: journal.save(record))
        self._saved.append(record.id)
        self._urgent = True

    def forget(self, upload_id: str) -> None:
        self._urgent = True
        self._notes.append(lambda journal: journal.forget(upload_id))

    def note_part(self, upload_id: str, number: int, known: KnownPart) -> None:
        self._notes.append(lambda journal: journal.note_part(upload_id, number, known))

    def forget_parts(self, upload_id: str) -> None:
        self._notes.append(lambda journal: journal.forget_parts(upload_id))

    def hand_on(self, now: float, patience_seconds: float) -> None:
        """To the writer, where something urgent is among them or they have waited for long."""
        if self._notes and (self._urgent or now - self._handed_at > patience_seconds):
            self._writer.write(Batch(self._notes, self._saved))
            self._notes, self._saved, self._urgent, self._handed_at = [], [], False, now

    def close(self, deadline: float) -> None:
        """Write what is left, and wait for it until `deadline` (monotonic)."""
        self.hand_on(monotonic(), 0.0)
        self._writer.close(deadline)


class JournalWriter:
    """The thread. What piles up while the disk is slow is written together."""

    def __init__(self, journal: Journal, post: Post, again_seconds: float) -> None:
        self._journal = journal
        self._post = post
        self._again_seconds = again_seconds
        self._inbox: queue.SimpleQueue[Batch | None] = queue.SimpleQueue()
        self._owed: list[Batch] = []
        self._is_refused = False
        # A daemon, since a disk that hangs must not keep the application from ending.
        self._thread = threading.Thread(target=self._work, name="journal", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def write(self, batch: Batch) -> None:
        self._inbox.put(batch)

    def close(self, deadline: float) -> None:
        self._inbox.put(None)
        self._thread.join(max(0.0, deadline - monotonic()))

    def _work(self) -> None:
        ending = False
        while not ending:
            ending = self._take_in()
            if self._owed:
                self._write_owed()
        self._journal.close()

    def _take_in(self) -> bool:
        """Wait for a batch, or to try again. Returns whether it was the last."""
        try:
            batch = self._inbox.get(timeout=self._again_seconds if self._owed else None)
            while batch is not None:
                self._owed.append(batch)
                batch = self._inbox.get_nowait()
        except queue.Empty:
            return False
        return True

    def _write_owed(self) -> None:
        try:
            for batch in self._owed:
                for note in batch.notes:
                    note(self._journal)
            self._journal.commit()
        except WriteFault as error:
            self._journal.take_back()
            self._say(JournalUnwritable(str(error)))
            return
        self._say(None)
        saved = tuple(upload_id for batch in self._owed for upload_id in batch.saved)
        self._owed.clear()
        if saved:
            self._post(RecordsWritten(saved))

    def _say(self, fault: JournalUnwritable | None) -> None:
        if self._is_refused != (fault is not None):
            self._is_refused = fault is not None
            log.warning("%s", fault or "The list of uploads is saved again.")
            self._post(JournalRefuses(fault.sentence if fault else ""))
