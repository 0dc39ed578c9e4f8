"""What the world of an upload consists of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from app.upload.engine.effects import Call
from app.upload.engine.events import Answer
from app.upload.engine.parts import Flight, Ready
from app.upload.engine.state import UploadState
from app.upload.source.part_set import PartSet
from app.upload.source.parts import PartPlan
from app.upload.transfer.retry import Fault, Setback

CHANGED = Setback(Fault.CHANGED, "The film changed.", retryable=True)
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

    @property
    def checksum(self) -> str:
        return f"sum-{self.head}-{self.version}"


@dataclass
class Remote:
    """An upload as the backend has it."""

    id: str
    parts: dict[int, str] = field(default_factory=dict)
    is_complete: bool = False
    is_gone: bool = False

    def take(self, ready: Ready, film: Film) -> Fault | None:
        """A part of which the store has every byte; why it refuses it."""
        if self.is_gone or self.is_complete:
            return Fault.UPLOAD_GONE
        if ready.checksum != film.checksum:
            return Fault.BAD_CHECKSUM
        assert self.parts.get(ready.part.number) != ready.checksum, "a part is sent again"
        self.parts[ready.part.number] = ready.checksum
        return None

    def complete(self, plan: PartPlan, film: Film) -> None:
        assert set(self.parts) == set(plan.everything), "completed with a part missing"
        spliced = {n for n, c in self.parts.items() if c != film.checksum}
        assert not spliced, "completed with bytes of another version"
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
