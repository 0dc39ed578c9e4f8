"""Carries out the calls of uploads on threads of its own, with the files and hashes they need."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import random
from time import monotonic

from app.errors import MatineeError
from app.upload.engine import calls
from app.upload.engine.calls import Accounts, OpenFile, UploadApi
from app.upload.engine.effects import (
    Abort,
    Announce,
    Call,
    Complete,
    Examine,
    HashWhole,
    Prepare,
    Reconcile,
)
from app.upload.engine.events import (
    Aborted,
    Announced,
    Answer,
    CallEnded,
    CallStopped,
    CopyGrew,
    Event,
    Examined,
    WholeHashed,
)
from app.upload.engine.journal import KnownPart, Record, is_over, to_be_trimmed
from app.upload.errors import EngineFault, Interrupted
from app.upload.source.file import SourceFile
from app.upload.source.hashing import WholeHash
from app.upload.source.probe import Probe
from app.upload.transfer.batching import Gathered
from app.upload.transfer.retry import Setback, setback_of
from app.upload.trim.trimming import open_trimmed, tidy
from runtime.workers import WorkerPool

CALLERS = 32

# What S3 verifies; where it is another, the first answer says so.
LIKELY_KIND = "crc32c"


@dataclass(slots=True)
class Means:
    """What the calls of one upload need and its state does not hold."""

    known: dict[int, KnownPart]
    """As the journal has it."""
    files: dict[int, OpenFile] = field(default_factory=dict)
    """By the epoch in which they were opened: a call that outlives it keeps its own."""
    halted: threading.Event = field(default_factory=threading.Event)


class Callers:
    """Belongs to the scheduler's thread; what comes of a call is given to `post`."""

    def __init__(
        self,
        backend: UploadApi,
        probe: Probe | None,
        hash_whole_files: bool,
        trims: Path,
        post: Callable[[str, Event], None],
    ) -> None:
        self._backend = backend
        self._create = Gathered(backend.create_uploads)
        self._join = Gathered(backend.complete_uploads)
        self._accounts = Accounts(backend)
        self._kind = LIKELY_KIND
        self._probe = probe
        self._hash_whole_files = hash_whole_files
        self._trims = trims
        self._post = post
        self._workers = WorkerPool("caller", CALLERS)
        self._means: dict[str, Means] = {}

    def close(self, timeout_seconds: float) -> None:
        self._workers.close(timeout_seconds)

    def adopt(self, upload_id: str, known: Mapping[int, KnownPart]) -> None:
        self._means[upload_id] = Means(dict(known))

    def drop(self, upload_id: str) -> None:
        self._means.pop(upload_id, None)

    def know(self, upload_id: str, number: int, known: KnownPart) -> None:
        self._means[upload_id].known[number] = known

    def forget_checksum(self, upload_id: str, number: int) -> None:
        self._means[upload_id].known.pop(number, None)

    def forget_parts(self, upload_id: str) -> None:
        self._means[upload_id].known.clear()

    def halt(self, upload_id: str) -> None:
        """Whoever hashes for it stops; who is called after this goes on."""
        means = self._means[upload_id]
        means.halted.set()
        means.halted = threading.Event()

    def source_of(self, upload_id: str, epoch: int) -> SourceFile:
        return self._means[upload_id].files[epoch].source

    def let_go(self, upload_id: str, epoch: int) -> None:
        self._means[upload_id].files.pop(epoch, None)

    def halt_all(self) -> None:
        for means in self._means.values():
            means.halted.set()

    def tidy(self, record: Record, records: Iterable[Record]) -> None:
        """What was made of a film to trim it goes when that is over, unless one of the others
        needs it."""
        if record.recipe is None or not is_over(record):
            return
        self._workers.do(partial(tidy, self._trims, to_be_trimmed(records)))

    def call(self, upload_id: str, made: Call, *, hash_along: bool) -> None:
        """`hash_along`: the hash of the whole file is fed with what the call reads."""
        work = self._work(made, self._means[upload_id], hash_along)
        self._workers.do(partial(self._run, upload_id, made, work))

    def _run(self, upload_id: str, made: Call, work: Callable[[], Answer]) -> None:
        """On a caller's thread; a bug is told as a fault of ours, and goes on to be reported."""
        answer: Answer | Setback = setback_of(EngineFault())
        try:
            answer = work()
        except Interrupted:
            answer = CallStopped()
        except MatineeError as error:
            answer = setback_of(error)
        finally:
            self._post(upload_id, CallEnded(monotonic(), made.epoch, answer, random()))  # noqa: S311 - chance, not a secret

    def _work(self, made: Call, means: Means, hash_along: bool) -> Callable[[], Answer]:
        """What the call needs is taken from the means now, on the scheduler's thread."""
        match made:
            case Examine():
                return partial(self._examine, made, means.files, means.halted.is_set)
            case Abort():
                return partial(self._abort, made)
        file = means.files[made.epoch]
        whole = file.whole if hash_along else None
        match made:
            case Announce():
                return partial(self._announce, made, file, whole)
            case Reconcile():
                return partial(self._reconcile, made, file, dict(means.known))
            case Prepare():
                return self._prepare(made, file, means, whole)
            case HashWhole():
                return partial(self._hash, made, file, means.halted.is_set)
            case Complete():
                return partial(calls.complete, self._join, made.record, file)
        raise TypeError(made)

    def _examine(
        self, made: Examine, files: dict[int, OpenFile], stopped: Callable[[], bool]
    ) -> Examined:
        def open_source(record: Record, path: Path) -> SourceFile:
            if record.recipe is None:
                return SourceFile(path)
            told = self._telling_of_copy(record.id, made.epoch)
            return open_trimmed(path, record.recipe, self._trims, stopped, told)

        found, file = calls.examine(made.record, self._probe, open_source)
        file.whole = WholeHash() if self._hash_whole_files else None
        files[made.epoch] = file
        return found

    def _telling_of_copy(self, upload_id: str, epoch: int) -> Callable[[float], None]:
        last = -1

        def told(share: float) -> None:
            nonlocal last
            if (percent := int(100 * share)) != last:
                last = percent
                self._post(upload_id, CopyGrew(monotonic(), epoch, percent))

        return told

    def _announce(self, made: Announce, file: OpenFile, whole: WholeHash | None) -> Announced:
        self._accounts.require(made.record.account_id)
        create = self._create_for(made.record)
        if made.with_first_part:
            found = calls.announce_with_first_part(create, made.record, file, self._kind, whole)
        else:
            found = Announced(calls.announce(create, made.record, file.poster))
        self._kind, file.poster = found.upload.checksum, None
        return found

    def _reconcile(self, made: Reconcile, file: OpenFile, known: Mapping[int, KnownPart]) -> Answer:
        self._accounts.require(made.record.account_id)
        return calls.reconcile(self._backend, made, file.source, known)

    def _prepare(
        self, made: Prepare, file: OpenFile, means: Means, whole: WholeHash | None
    ) -> Callable[[], Answer]:
        known = means.known
        checksums = {p.number: known[p.number].checksum for p in made.parts if p.number in known}
        halted = means.halted.is_set
        return lambda: calls.prepare(self._backend, made, file.source, checksums, whole, halted)

    def _hash(self, made: HashWhole, file: OpenFile, stopped: Callable[[], bool]) -> Answer:
        calls.hash_whole(file, made.record.identity, stopped)
        return WholeHashed()

    def _abort(self, made: Abort) -> Aborted:
        self._accounts.require(made.record.account_id)
        create = self._create_for(made.record)
        return Aborted(calls.abort(self._backend, create, made.record, made.maybe_created))

    def _create_for(self, record: Record) -> calls.Create:
        """Creates travel together; one that replaces a video's file has a call of its own."""
        if (video_id := record.replaces) is None:
            return partial(self._create, turn=record.position)
        return lambda asked: self._backend.replace_source(video_id, *asked)
