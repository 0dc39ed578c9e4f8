"""What happens: to an upload, with the moment (monotonic) at which it did, and to the queue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

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
    """Subclasses without fields of their own are dataclasses by inheritance: making each one
    would cost a third of a millisecond at every start."""

    at: float


# What its user wants.


class Pause(Event):
    __slots__ = ()


class Resume(Event):
    """After a pause or a failure."""

    __slots__ = ()


class Cancel(Event):
    __slots__ = ()


class Forget(Event):
    """A cancelled one leaves the list at once, and the journal when the server is done."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Relocate(Event):
    """The file is there now."""

    path: Path


@dataclass(frozen=True, slots=True)
class SetPriority(Event):
    """Higher goes first."""

    priority: int


@dataclass(frozen=True, slots=True)
class SetTurn(Event):
    """It goes there in the order."""

    priority: int
    position: int


# Its turn.


@dataclass(frozen=True, slots=True)
class Adopted(Event):
    """It is in the list now; `is_written` where the record stands in the journal as it is."""

    is_written: bool


@dataclass(frozen=True, slots=True)
class CallerFree(Event):
    """It may have a call made. `ahead` parts should be ready to go out."""

    ahead: int


class ConnectionFree(Event):
    """It may send a part."""

    __slots__ = ()


class Wake(Event):
    """What it waits for may have come."""

    __slots__ = ()


# What became of it.


class RecordWritten(Event):
    """One of its changes has reached the disk."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class PartEnded(Event):
    """A part is no longer on its way."""

    flight_id: int


@dataclass(frozen=True, slots=True)
class PartStored(PartEnded):
    """The store has acknowledged it."""

    etag: str


@dataclass(frozen=True, slots=True)
class PartStopped(PartEnded):
    """It was told to. `unsure`: every byte had gone out, so it may be stored all the same."""

    unsure: bool


@dataclass(frozen=True, slots=True)
class PartLost(PartEnded):
    """`others_move`: bytes of some upload arrived just now, so that the line is there. `chance`
    (0 to 1) spreads the next try."""

    setback: Setback
    others_move: bool
    chance: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a call."""


@dataclass(frozen=True, slots=True)
class Examined(Answer):
    """`doubted`: it is the file by all signs, but was touched or moved since."""

    path: Path
    identity: Identity
    fingerprint: str
    media: Mapping[str, Any] | None
    doubted: bool = False


@dataclass(frozen=True, slots=True)
class Reconciled(Answer):
    """What the store has of this very file; `learned` is what was found out on the way."""

    plan: PartPlan
    stored: PartSet
    early: PartSet = NO_PARTS
    learned: Mapping[int, KnownPart] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Announced(Answer):
    """`fresh`, for one the backend had not heard of, spares asking; it comes with the first parts
    that could be signed along."""

    upload: Upload
    fresh: Reconciled | None = None
    ready: tuple[Ready, ...] = ()


@dataclass(frozen=True, slots=True)
class Prepared(Answer):
    """The parts that may go out now; of those `hashed` the checksum is news."""

    ready: tuple[Ready, ...]
    hashed: PartSet = NO_PARTS


class WholeHashed(Answer):
    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Completed(Answer):
    """`with_hash`: the backend was given that of the whole file."""

    with_hash: bool


@dataclass(frozen=True, slots=True)
class Aborted(Answer):
    """`is_gone`: or the backend had it complete already."""

    is_gone: bool


class CallStopped(Answer):
    """It was told to."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class CallEnded(Event):
    """Well or not. `chance` (0 to 1) spreads the next try."""

    epoch: int
    answer: Answer | Setback
    chance: float


@dataclass(frozen=True, slots=True)
class CopyGrew(Event):
    """A film that is to be trimmed is copied before; so much of that is made."""

    epoch: int
    percent: int


# To the queue.


class ForUpload(NamedTuple):
    """It may be forgotten by then."""

    upload_id: str
    event: Event


class ForAll(NamedTuple):
    """For each upload there is."""

    event: Event


class Adopt(NamedTuple):
    """`known` is what the journal has of the parts; None: it knows nothing of the upload.
    `is_written` where the record stands there as it is."""

    record: Record
    known: Mapping[int, KnownPart] | None
    is_written: bool


class Move(NamedTuple):
    """These go before another one, or behind all (None), where `last` is a position."""

    upload_ids: tuple[str, ...]
    before: str | None
    last: int


class SetLimit(NamedTuple):
    """Bounds all uploads together; None lifts the bound."""

    bytes_per_second: int | None


class SetTimetable(NamedTuple):
    """Limits for times of the week."""

    windows: tuple[Window, ...]


class SetHold(NamedTuple):
    """No part goes out as long as there is a reason; "" lifts it."""

    why_held: str


Restrain = SetLimit | SetTimetable | SetHold


class Close:
    """The last one."""
