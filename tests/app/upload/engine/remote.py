"""What the world of an upload consists of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.upload.engine.effects import Call
from app.upload.engine.events import Answer, Reconciled
from app.upload.engine.journal import KnownPart
from app.upload.engine.parts import Flight, Ready
from app.upload.engine.state import UploadState
from app.upload.source.part_set import PartSet
from app.upload.source.parts import Part, PartPlan
from app.upload.transfer.retry import Fault, Setback

CHANGED = Setback(Fault.CHANGED, "The film changed.", retryable=True)
SMALLEST = 6  # bytes of a part
TOUCHED = Setback(Fault.TOUCHED, "The film was touched.", retryable=True)
GONE = Setback(Fault.UPLOAD_GONE, "It is gone.")


@dataclass
class Film:
    """A change of `head` shows in the fingerprint; one of `version` in no more than the times,
    and perhaps only in that of the last change."""

    version: int = 1
    head: int = 1
    mtime_ns: int = 1
    ctime_ns: int = 1

    def checksum(self, part: Part) -> str:
        return f"{part.start}-{part.stop} {self.head}.{self.version}"


@dataclass
class Remote:
    """An upload as the backend has it, and has it cut."""

    id: str
    plan: PartPlan
    parts: dict[int, str] = field(default_factory=dict)
    is_complete: bool = False
    is_gone: bool = False

    def take(self, ready: Ready, film: Film) -> Fault | None:
        """A part of which the store has every byte; why it refuses it."""
        is_of_former_cut = ready.part != self.plan.part(ready.part.number)
        if self.is_gone or self.is_complete or is_of_former_cut:
            return Fault.UPLOAD_GONE
        if ready.checksum != film.checksum(ready.part):
            return Fault.BAD_CHECKSUM
        assert self.parts.get(ready.part.number) != ready.checksum, "a part is sent again"
        self.parts[ready.part.number] = ready.checksum
        return None

    def cut_smaller(self) -> None:
        assert not self.is_complete, "cut when it was whole"
        if self.plan.part_size_bytes != SMALLEST:
            self.plan, self.parts = PartPlan(self.plan.size_bytes, SMALLEST), {}

    def told(self, film: Film, known: Mapping[int, str]) -> Reconciled:
        """What it has of this film, as far as the client can tell by what is `known`."""
        if self.is_complete:
            return Reconciled(self.plan, self.plan.everything)
        ours = {
            number: checksum
            for number, checksum in self.parts.items()
            if known.get(number, film.checksum(self.plan.part(number))) == checksum
        }
        learned = {n: KnownPart(c, "etag") for n, c in ours.items() if n not in known}
        return Reconciled(self.plan, PartSet.of(ours), learned=learned)

    def complete(self, film: Film) -> None:
        assert set(self.parts) == set(self.plan.everything), "completed with a part missing"
        whole = {part.number: film.checksum(part) for part in self.plan.parts()}
        assert self.parts == whole, "completed with bytes of another version"
        self.is_complete = True

    def drop(self) -> bool:
        """Unless it is complete; whether it is gone."""
        self.is_gone = not self.is_complete
        return self.is_gone


@dataclass
class Airborne:
    flight: Flight
    has_arrived: bool = False
    is_halted: bool = False
    is_dropped: bool = False
    refusal: Fault | None = None


@dataclass
class Running:
    """A call between its making and its answer; it has acted once it has an answer."""

    made: Call
    answer: Answer | Setback | None = None
    is_halted: bool = False


def union(sets: Iterable[PartSet]) -> PartSet:
    bits = 0
    for each in sets:
        bits |= each.bits
    return PartSet(bits)


def in_place(state: UploadState, plan: PartPlan) -> None:
    """Each part is in one place, which it keeps while it flies."""
    parts = state.parts
    places = [
        *(parts.todo, parts.preparing, parts.unsure, parts.stored),
        PartSet.of(ready.part.number for ready in parts.ready),
    ]
    flying = PartSet.of(flight.number for flight in parts.flights)
    assert sum(map(len, places)) == len(union(places)), "a part is in two places"
    assert not flying & (union(places) - parts.stored), "a part flies that is to be sent"
    if state.is_reconciled:
        assert parts.plan == plan
        assert union([*places, flying]) == plan.everything, "a part is nowhere"
