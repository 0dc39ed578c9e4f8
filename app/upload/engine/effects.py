"""What a step of an upload asks for: values, carried out by whoever has the means."""

from __future__ import annotations

from dataclasses import dataclass

from app.upload.engine.journal import KnownPart, Record
from app.upload.engine.parts import Flight
from app.upload.source.part_set import PartSet
from app.upload.source.parts import Part


@dataclass(frozen=True, slots=True)
class Call:
    """Blocking work on another thread, of which an upload has one at a time. It ends in a
    `CallEnded` of the same epoch."""

    epoch: int
    record: Record


@dataclass(frozen=True, slots=True)
class Examine(Call):
    """Open the file; recognise it, or probe a new one."""


@dataclass(frozen=True, slots=True)
class Announce(Call):
    """Tell the backend; `with_first_part` where it can't know of the upload yet."""

    with_first_part: bool


@dataclass(frozen=True, slots=True)
class Reconcile(Call):
    """Ask what is stored; `about` were sent and never answered."""

    about: PartSet


@dataclass(frozen=True, slots=True)
class Prepare(Call):
    """Hash parts and have them signed."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Complete(Call):
    """Have the parts joined; once more, when the hash of the whole file came later."""


@dataclass(frozen=True, slots=True)
class HashWhole(Call):
    """Read of the file what was not hashed on the way."""


@dataclass(frozen=True, slots=True)
class Abort(Call):
    """Have the backend free what it stored; `maybe_created` under the record's key."""

    maybe_created: bool


@dataclass(frozen=True, slots=True)
class SaveRecord:
    """Ends in a `RecordWritten`."""

    record: Record


@dataclass(frozen=True, slots=True)
class NotePart:
    number: int
    known: KnownPart


@dataclass(frozen=True, slots=True)
class ForgetChecksum:
    """The store found another: the part is to be hashed again."""

    number: int


@dataclass(frozen=True, slots=True)
class ForgetParts:
    """Nothing that was noted of its parts holds any more."""


@dataclass(frozen=True, slots=True)
class SendPart:
    """From the file of that epoch. Ends in a `PartStored`, `PartLost` or `PartStopped`."""

    epoch: int
    flight: Flight


@dataclass(frozen=True, slots=True)
class Halt:
    """Stop its parts where they are, and the call that prepares more; they still end as they
    do."""


@dataclass(frozen=True, slots=True)
class DropFlights:
    """Whatever becomes of the parts on their way, nobody asks any more."""


@dataclass(frozen=True, slots=True)
class LetGo:
    """Of the file that was opened in that epoch, and of its hash."""

    epoch: int


@dataclass(frozen=True, slots=True)
class KeepNoHash:
    """The video is whole, but the hash of its file will never be known."""

    video_id: str | None
    why: str


@dataclass(frozen=True, slots=True)
class Drop:
    """The upload is over and forgotten: no list and no journal needs it."""


Effect = (
    Call
    | SaveRecord
    | NotePart
    | ForgetChecksum
    | ForgetParts
    | SendPart
    | Halt
    | DropFlights
    | LetGo
    | KeepNoHash
    | Drop
)
