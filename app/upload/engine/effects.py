"""What a step of an upload asks for: values, carried out by whoever has the means."""

from __future__ import annotations

from dataclasses import dataclass

from app.upload.engine.journal import KnownPart, Record
from app.upload.engine.parts import Flight
from app.upload.source.part_set import PartSet
from app.upload.source.parts import Part


@dataclass(frozen=True, slots=True)
class Effect:
    """Subclasses without fields of their own are dataclasses by inheritance, see `Event`."""


@dataclass(frozen=True, slots=True)
class Call(Effect):
    """Blocking work on another thread, of which an upload has one at a time. It ends in a
    `CallEnded` of the same epoch."""

    epoch: int
    record: Record


class Examine(Call):
    """Open the file; recognise it, or probe a new one."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Announce(Call):
    """Tell the backend; `with_first_part` where it can't know of the upload yet."""

    with_first_part: bool


@dataclass(frozen=True, slots=True)
class Reconcile(Call):
    """Ask what is stored; `about` were sent and never answered. `smaller`: have it cut into smaller
    parts, if there are any."""

    about: PartSet
    smaller: bool = False


@dataclass(frozen=True, slots=True)
class Prepare(Call):
    """Hash parts and have them signed."""

    parts: tuple[Part, ...]


class Complete(Call):
    """Have the parts joined; once more, when the hash of the whole file came later."""

    __slots__ = ()


class HashWhole(Call):
    """Read of the file what was not hashed on the way."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Abort(Call):
    """Have the backend free what it stored; `maybe_created` under the record's key."""

    maybe_created: bool


@dataclass(frozen=True, slots=True)
class SaveRecord(Effect):
    """Ends in a `RecordWritten`."""

    record: Record


@dataclass(frozen=True, slots=True)
class NotePart(Effect):
    """It need not be on disk soon."""

    number: int
    known: KnownPart


@dataclass(frozen=True, slots=True)
class ForgetChecksum(Effect):
    """The store found another: the part is to be hashed again."""

    number: int


class ForgetParts(Effect):
    """Nothing that was noted of its parts holds any more."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class SendPart(Effect):
    """From the file of that epoch. Ends in a `PartStored`, `PartLost` or `PartStopped`."""

    epoch: int
    flight: Flight


class Halt(Effect):
    """Stop its parts where they are, and the call that prepares more; they still end as they
    do."""

    __slots__ = ()


class DropFlights(Effect):
    """Whatever becomes of the parts on their way, nobody asks any more."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class LetGo(Effect):
    """Of the file that was opened in that epoch, and of its hash."""

    epoch: int


@dataclass(frozen=True, slots=True)
class KeepNoHash(Effect):
    """The video is whole, but the hash of its file will never be known."""

    video_id: str | None
    why: str


class Drop(Effect):
    """The upload is over and forgotten: no list and no journal needs it."""

    __slots__ = ()
