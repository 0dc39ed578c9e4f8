"""What happens: to an upload, with the moment (monotonic) at which it did, and to the queue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.server.uploads import Upload
from app.upload.engine.journal import KnownPart, Record
from app.upload.engine.parts import Ready
from app.upload.source.file import Identity
from app.upload.source.part_set import NO_PARTS, PartSet
from app.upload.source.parts import PartPlan
from app.upload.transfer.rate_limit import Window
from app.upload.transfer.retry import Setback


@dataclass(frozen=True, slots=True)
class Event:
    at: float


# What its user wants.


@dataclass(frozen=True, slots=True)
class Pause(Event):
    pass


@dataclass(frozen=True, slots=True)
class Resume(Event):
    """After a pause or a failure."""


@dataclass(frozen=True, slots=True)
class Cancel(Event):
    pass


@dataclass(frozen=True, slots=True)
class Forget(Event):
    """A cancelled one leaves the list at once, and the journal when the server is done."""


@dataclass(frozen=True, slots=True)
class Relocate(Event):
    """The file is there now."""

    path: Path


@dataclass(frozen=True, slots=True)
class SetPriority(Event):
    priority: int


# Its turn.


@dataclass(frozen=True, slots=True)
class Adopted(Event):
    """It is in the list now; `is_written` where the record stands in the journal as it is."""

    is_written: bool


@dataclass(frozen=True, slots=True)
class CallerFree(Event):
    """It may have a call made. `ahead` parts should be ready to go out."""

    ahead: int


@dataclass(frozen=True, slots=True)
class ConnectionFree(Event):
    """It may send a part."""


@dataclass(frozen=True, slots=True)
class Wake(Event):
    """What it waits for may have come."""


# What became of it.


@dataclass(frozen=True, slots=True)
class RecordWritten(Event):
    """One of its changes has reached the disk."""


@dataclass(frozen=True, slots=True)
class PartStored(Event):
    flight_id: int
    etag: str


@dataclass(frozen=True, slots=True)
class PartStopped(Event):
    """It was told to."""

    flight_id: int


@dataclass(frozen=True, slots=True)
class PartLost(Event):
    """`others_move`: bytes of some upload arrived just now, so that the line is there. `chance`
    (0 to 1) spreads the next try."""

    flight_id: int
    setback: Setback
    others_move: bool
    chance: float


@dataclass(frozen=True, slots=True)
class Examined:
    """`doubted`: it is the file by all signs, but was touched or moved since."""

    path: Path
    identity: Identity
    fingerprint: str
    media: Mapping[str, Any] | None
    doubted: bool = False


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What the store has of this very file; `learned` is what was found out on the way."""

    plan: PartPlan
    stored: PartSet
    early: PartSet = NO_PARTS
    learned: Mapping[int, KnownPart] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Announced:
    """`fresh`, for one the backend had not heard of, spares asking; it comes with the first parts
    that could be signed along."""

    upload: Upload
    fresh: Reconciled | None = None
    ready: tuple[Ready, ...] = ()


@dataclass(frozen=True, slots=True)
class Prepared:
    """The parts that may go out now; of those `hashed` the checksum is news."""

    ready: tuple[Ready, ...]
    hashed: PartSet = NO_PARTS


@dataclass(frozen=True, slots=True)
class WholeHashed:
    pass


@dataclass(frozen=True, slots=True)
class Completed:
    """`with_hash`: the backend was given that of the whole file."""

    with_hash: bool


@dataclass(frozen=True, slots=True)
class Aborted:
    """`is_gone`: or the backend had it complete already."""

    is_gone: bool


@dataclass(frozen=True, slots=True)
class CallStopped:
    """It was told to."""


Answer = (
    Examined
    | Announced
    | Reconciled
    | Prepared
    | WholeHashed
    | Completed
    | Aborted
    | CallStopped
    | Setback
)


@dataclass(frozen=True, slots=True)
class CallEnded(Event):
    """`chance` (0 to 1) spreads the next try."""

    epoch: int
    answer: Answer
    chance: float


# To the queue.


@dataclass(frozen=True, slots=True)
class ForUpload:
    upload_id: str
    event: Event


@dataclass(frozen=True, slots=True)
class ForAll:
    event: Event


@dataclass(frozen=True, slots=True)
class Adopt:
    """`known` is what the journal has of the parts; None: it knows nothing of the upload.
    `is_written` where the record stands there as it is."""

    record: Record
    known: Mapping[int, KnownPart] | None
    is_written: bool


@dataclass(frozen=True, slots=True)
class SetLimit:
    bytes_per_second: int | None


@dataclass(frozen=True, slots=True)
class SetTimetable:
    windows: tuple[Window, ...]


@dataclass(frozen=True, slots=True)
class Close:
    """The last one."""
