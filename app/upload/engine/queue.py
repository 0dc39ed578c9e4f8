"""The upload queue: the one object that the window, the command line and the tests drive."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from time import monotonic
from uuid import uuid4

from app.server.connection import Connection, journal_path, shared_journal_path
from app.settings import Settings
from app.timetable import Timetable
from app.upload.engine.calls import UploadApi
from app.upload.engine.events import (
    Adopt,
    Cancel,
    Event,
    ForAll,
    Forget,
    ForUpload,
    Move,
    Pause,
    Relocate,
    Resume,
    SetHold,
    SetLimit,
    SetPriority,
    SetTimetable,
    Wake,
)
from app.upload.engine.journal import Journal, KnownPart, Record, to_be_trimmed
from app.upload.engine.progress import Listener, Progress
from app.upload.engine.scheduler import Options, Scheduler
from app.upload.engine.state import Flow, adopted, progress_of
from app.upload.errors import QueueClosed
from app.upload.transfer.concurrency import Bounds
from app.upload.transfer.rate_limit import window_of
from app.upload.transfer.turns import APART
from app.upload.trim.ranges import Recipe
from app.upload.trim.trimming import tidy

# States of a record that its user still wants something of.
UNFINISHED = ("live", "restarting", "paused", "failed")


class UploadQueue:
    """Sends one account's files, several at once, and survives whatever happens in between.

    Every method may be called from any thread and returns at once; what follows is told to
    `listener`. A method given an unknown `upload_id` raises KeyError.
    """

    def __init__(
        self,
        client: UploadApi,
        journal: Journal,
        account_id: str,
        listener: Listener,
        options: Options | None = None,
    ) -> None:
        self._scheduler = Scheduler(client, journal, listener, options or Options())
        self._journal = journal
        self._account_id = account_id
        self._nobodys: list[tuple[Record, Mapping[int, KnownPart]]] = []
        self._positions = itertools.count(0, APART)
        self.unfinished: Mapping[Path, str] = {}
        """What `start` found in the journal to be sent, by its file."""
        self._closing = threading.Lock()
        self._is_started = self._is_closed = False

    def start(self) -> None:
        """Take up what the journal holds of this account, and go; unless it was started or closed
        already."""
        with self._closing:
            if not (self._is_closed or self._is_started):
                self._start()

    def _start(self) -> None:
        records = self._journal.records(self._account_id)
        # Read now: from the start on, the journal is its writer's alone.
        self._nobodys = [(r, self._journal.parts(r.id)) for r in self._journal.records(None)]
        last = max((record.position for record in records), default=0)
        self._positions = itertools.count(last + APART, APART)
        self.unfinished = {r.path: r.id for r in records if r.state in UNFINISHED}
        tidy(self._journal.trims, to_be_trimmed(records))
        for record in records:
            self._take(record, self._journal.parts(record.id))
        self._scheduler.start()
        self._is_started = True

    def add(
        self,
        path: Path,
        title: str | None = None,
        channel_id: str | None = None,
        replaces: str | None = None,
        *,
        upload_id: str | None = None,
        recipe: Recipe | None = None,
    ) -> str:
        """Queue a file, or of a film what the recipe keeps, and return the id of its upload; its
        faults come as events. With `replaces` it takes the place of that video's file, once it is
        made.

        With an `upload_id` of the caller's it is queued once, however often that is asked for.
        Raises QueueClosed where nobody would take it up any more.
        """
        record = Record(
            id=upload_id or uuid4().hex,
            position=next(self._positions),
            path=path.absolute(),
            request_key=uuid4().hex,
            title=title,
            channel_id=channel_id,
            account_id=self._account_id,
            replaces=replaces,
            recipe=recipe,
        )
        with self._closing:
            if self._is_closed:
                raise QueueClosed(path.name)
            if record.id not in self._scheduler.latest:
                self._take(record, None, is_written=False)
        return record.id

    @property
    def trims(self) -> Path:
        """Where films that are to be trimmed may be looked at."""
        return self._journal.trims

    @property
    def unclaimed(self) -> int:
        """How many unfinished uploads the journal holds of which nobody noted whose they are."""
        return sum(record.state in UNFINISHED for record, _ in self._nobodys)

    def claim(self) -> None:
        """Somebody said that what is `unclaimed` is this account's."""
        nobodys, self._nobodys = self._nobodys, []
        for record, known in nobodys:
            self._take(replace(record, account_id=self._account_id), known, is_written=False)

    def pause(self, upload_id: str) -> None:
        """Stop within a second, in the middle of a part if need be."""
        self._ask(upload_id, Pause(monotonic()))

    def resume(self, upload_id: str) -> None:
        """Go on, after a pause or a failure."""
        self._ask(upload_id, Resume(monotonic()))

    def cancel(self, upload_id: str) -> None:
        """Stop, have the backend free what is stored, and ask it for proof."""
        self._ask(upload_id, Cancel(monotonic()))

    def pause_all(self) -> None:
        self._scheduler.post(ForAll(Pause(monotonic())))

    def resume_all(self) -> None:
        self._scheduler.post(ForAll(Resume(monotonic())))

    def set_priority(self, upload_id: str, priority: int) -> None:
        """Higher goes first; among equals the order of adding holds."""
        self._ask(upload_id, SetPriority(monotonic(), priority))

    def move(self, upload_ids: Sequence[str], before: str | None) -> None:
        """Have these their turn before another one, or after all (None), in their present order."""
        last = next(itertools.islice(self._positions, len(upload_ids), None))
        first = last - len(upload_ids) * APART
        self._scheduler.post(Move(tuple(upload_ids), before, first))

    def relocate(self, upload_id: str, path: Path) -> None:
        """Say where a missing file is now; another file there is refused as changed."""
        self._ask(upload_id, Relocate(monotonic(), path.absolute()))

    def set_limit(self, bytes_per_second: int | None) -> None:
        """Bound all uploads together; None lifts the bound."""
        self._scheduler.post(SetLimit(bytes_per_second))

    def set_timetable(self, timetable: Timetable, share: int = 1) -> None:
        """Limits for times of the week, of which this queue has a `share`-th; `set_limit` holds
        outside of them."""
        windows = (window_of(line, share) for line in timetable.lines)
        self._scheduler.post(SetTimetable(tuple(windows)))

    def hold(self, why: str) -> None:
        """Send nothing as long as there is a reason, which every upload gives; "" lifts it. A
        pause of the user's stays one."""
        self._scheduler.post(SetHold(why))

    def wake(self) -> None:
        """Somebody signed in, or the network came up: try now what waits."""
        self._scheduler.post(ForAll(Wake(monotonic())))

    def forget(self, upload_id: str) -> None:
        """Drop a final upload from the list and the journal."""
        self._ask(upload_id, Forget(monotonic()))

    def uploads(self) -> Sequence[Progress]:
        """All uploads as they stand, in the order in which they have their turn."""
        uploads = self._scheduler.latest.copy().values()
        return tuple(sorted(uploads, key=lambda upload: upload.place))

    def wait_until_settled(self, timeout_seconds: float | None = None) -> bool:
        """Whether everything is done by then, hashes included that follow a finished upload."""
        return self._scheduler.settled.wait(timeout_seconds)

    def close(self) -> None:
        """Stop within a second; the journal knows how to go on."""
        with self._closing:
            self._is_closed = True
        if self._is_started:
            self._scheduler.close(1.0)
        else:
            self._journal.close()

    def _take(
        self, record: Record, known: Mapping[int, KnownPart] | None, *, is_written: bool = True
    ) -> None:
        now = progress_of(adopted(record, known), Flow(), monotonic())
        self._scheduler.latest[record.id] = now
        self._scheduler.settled.clear()
        self._scheduler.post(Adopt(record, known, is_written))

    def _ask(self, upload_id: str, event: Event) -> None:
        if upload_id not in self._scheduler.latest:
            raise KeyError(upload_id)
        self._scheduler.post(ForUpload(upload_id, event))


def open_queue(
    data_dir: Path, connection: Connection, listener: Listener, settings: Settings
) -> UploadQueue:
    """The queue of whoever is signed in, on the one journal of theirs; raises JournalInUse while
    another Matinee sends from it."""
    assert connection.account is not None, "a guest uploads nothing"
    account_id = connection.account.id
    journal = Journal(journal_path(data_dir, connection.profile))
    if not connection.server:
        journal.give_all_to(account_id)
    elif (shared := shared_journal_path(data_dir, connection.server)).exists():
        with closing(Journal(shared)) as former:
            journal.take_over(former, account_id)
    least, most = settings.connections_least, settings.connections_most
    bounds = Bounds(start=min(max(Bounds().start, least), most), most=most, least=least)
    return UploadQueue(connection.client, journal, account_id, listener, Options(bounds))
