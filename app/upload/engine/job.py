"""One upload while it is worked on, and what is to be done next for it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum, auto

from app.server.uploads import SignedPart
from app.upload.engine.journal import KnownPart, Record
from app.upload.engine.progress import Progress, State
from app.upload.source.file import SourceFile
from app.upload.source.hashing import WholeHash
from app.upload.source.parts import Part
from app.upload.transfer.fairness import Demand
from app.upload.transfer.part_sender import Sending
from app.upload.transfer.rate_limit import Speed

# From here on the processor limits the upload, and hashing can wait until all is sent.
FAST_BYTES_PER_SECOND = 400e6
# States of a record in which there is something to do.
LIVE = ("live", "cancelling", "auditing")
# A disk that takes longer is worth a word.
SLOW_DISK_SECONDS = 1.0
SLOW_DISK = "Waiting for this computer's disk, which is slow to answer."


class Step(Enum):
    """Work for a caller; each leads to the next."""

    EXAMINE = auto()  # open the file, recognise or probe it
    ANNOUNCE = auto()  # tell the backend
    RECONCILE = auto()  # ask what is stored
    PREPARE = auto()  # hash some parts and have them signed
    COMPLETE = auto()
    HASH = auto()  # the whole file, as far as it wasn't on the way
    AUDIT = auto()  # hand in that hash
    ABORT = auto()


@dataclass(frozen=True, slots=True)
class Ready:
    """A part that could go out at once, until `good_until` (monotonic)."""

    part: Part
    request: SignedPart
    good_until: float


@dataclass(slots=True)
class Hold:
    """Nothing goes out before `until`; `failures` in a row led to it."""

    until: float = 0.0
    failures: int = 0
    message: str = ""


@dataclass(slots=True, eq=False)
class Job:
    """Belongs to the scheduler; callers and senders are given values."""

    record: Record
    new: bool = False  # nobody has told the backend of it yet, in this life or an earlier one
    forgotten: bool = False
    announcing: bool = False  # the backend may know of it, though its answer was lost
    source: SourceFile | None = None
    poster: bytes | None = None  # until the backend has it
    reconciled: bool = False
    doubted: bool = False  # the file was touched: stored parts must be hashed again
    parts: dict[int, Part] = field(default_factory=dict)
    todo: deque[Part] = field(default_factory=deque)
    ready: deque[Ready] = field(default_factory=deque)
    checksums: dict[int, str] = field(default_factory=dict)
    known: dict[int, KnownPart] = field(default_factory=dict)  # what the journal has of parts
    unwritten: int = 0  # changes of the record that are not on disk yet
    unwritten_since: float = 0.0  # the first of them
    in_flight: dict[int, Sending] = field(default_factory=dict)
    stored: set[int] = field(default_factory=set)
    stored_bytes: int = 0
    stored_lately: set[int] = field(default_factory=set)  # since the store was last asked
    unsure: dict[int, Part] = field(default_factory=dict)  # sent whole, never answered
    listed_as: str = ""  # the record's state when the scheduler last put its list in order
    working: Step | None = None
    epoch: int = 0  # what a caller found out under an earlier one is void
    hold: Hold = field(default_factory=Hold)
    whole: WholeHash | None = field(default_factory=WholeHash)
    speed: Speed = field(default_factory=Speed)
    seconds_left: float | None = None
    counted: dict[int, int] = field(default_factory=dict)
    emitted_at: float = 0.0
    note: str = ""

    @property
    def id(self) -> str:
        return self.record.id

    @property
    def size_bytes(self) -> int:
        return self.record.identity.size_bytes if self.record.identity else 0

    def store(self, parts: Iterable[Part]) -> None:
        for part in parts:
            if part.number not in self.stored:
                self.stored.add(part.number)
                self.stored_bytes += part.size

    def let_go(self) -> None:
        """Forget the file and what is in memory; the next step is to examine again."""
        self.source = None
        self.epoch += 1
        self.reconciled = False
        self.whole = WholeHash() if self.whole else None
        self.todo.clear()
        self.ready.clear()
        self.unsure.clear()


def next_step(job: Job, now: float, ready_wanted: int) -> Step | None:
    """What a caller should do for the job at this moment, if anything.

    The backend learns of an upload, or of its end, when the journal knows: after a crash nobody
    else could say which film was meant, or that it had been cancelled.
    """
    if job.working or now < job.hold.until:
        return None
    if job.record.state == "cancelling":
        return None if job.in_flight or job.unwritten else Step.ABORT
    if job.record.state not in ("live", "auditing"):
        return None
    if job.source is None:
        return Step.EXAMINE
    if job.record.state == "auditing":
        return Step.AUDIT if is_hashed(job) else Step.HASH
    if job.record.remote_id is None:
        return None if job.unwritten else Step.ANNOUNCE
    if not job.reconciled or job.unsure:
        return Step.RECONCILE
    return next_step_of_sending(job, ready_wanted)


def next_step_of_sending(job: Job, ready_wanted: int) -> Step | None:
    if job.todo:
        return Step.PREPARE if len(job.ready) < ready_wanted else None
    if not job.ready and not job.in_flight:
        return Step.COMPLETE
    return None


def is_hashed(job: Job) -> bool:
    return job.whole is None or job.whole.cursor == job.size_bytes


def hashed_on_the_way(job: Job) -> WholeHash | None:
    """On a fast line the hash leaves the processor to the wire, and follows when all is sent."""
    return None if job.speed.bytes_per_second > FAST_BYTES_PER_SECOND else job.whole


def state_of(job: Job, now: float) -> State:
    match job.record.state:
        case "live":
            return state_of_live(job, now)
        case "cancelling":
            return State.CANCELLED
        case "auditing":
            return State.DONE
        case name:
            return State(name)


def state_of_live(job: Job, now: float) -> State:
    if job.hold.failures and not job.in_flight and (now < job.hold.until or job.hold.failures > 1):
        return State.WAITING
    if job.working in (Step.EXAMINE, Step.ANNOUNCE):
        return State.CHECKING
    if job.working is Step.COMPLETE or (job.reconciled and len(job.stored) == len(job.parts)):
        return State.FINISHING
    if job.reconciled or job.working is Step.RECONCILE:
        return State.UPLOADING
    return State.QUEUED


def progress_of(job: Job, now: float, trouble: str = "") -> Progress:
    """`trouble` says why nothing can be written to the journal."""
    state = state_of(job, now)
    if job.unwritten and now - job.unwritten_since > SLOW_DISK_SECONDS:
        trouble = trouble or SLOW_DISK
    if trouble and job.unwritten and not job.in_flight and state is not State.PAUSED:
        state = State.WAITING
    moving = state is State.UPLOADING
    on_wire = sum(sending.arrived_bytes for sending in job.in_flight.values())
    message = job.hold.message if state is State.WAITING else job.record.message
    if trouble and not state.is_final:
        message = trouble
    return Progress(
        job.id,
        job.record.video_id,
        job.record.path.name,
        state,
        job.stored_bytes,
        job.size_bytes,
        bytes_per_second=job.speed.bytes_per_second if moving else 0.0,
        seconds_left=job.seconds_left if moving else None,
        message=message or job.note,
        retryable=job.record.retryable or state is State.WAITING,
        on_wire_bytes=on_wire if moving else 0,
    )


def unsent_bytes(job: Job) -> int:
    """What has neither been stored nor put on the wire."""
    on_wire = sum(sending.arrived_bytes for sending in job.in_flight.values())
    return max(0, job.size_bytes - job.stored_bytes - on_wire)


def place_of(job: Job) -> tuple[int, int]:
    return -job.record.priority, job.record.position


def demand_of(job: Job, now: float) -> Demand:
    """After a failure one part goes ahead alone, to see whether the others may follow."""
    if now < job.hold.until:
        ready = 0
    elif job.hold.failures:
        ready = 0 if job.in_flight else 1
    else:
        ready = len(job.ready)
    return Demand(job.id, ready if job.record.state == "live" else 0, len(job.in_flight))
