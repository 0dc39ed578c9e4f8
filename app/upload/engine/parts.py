"""Where each part of an upload is: to be sent, ready, on its way, or stored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.server.uploads import SignedPart
from app.upload.engine.journal import KnownPart
from app.upload.source.part_set import NO_PARTS, PartSet
from app.upload.source.parts import Part, PartPlan, in_sending_order


@dataclass(frozen=True, slots=True)
class Ready:
    """A part that could go out at once, until `good_until` (monotonic)."""

    part: Part
    checksum: str
    request: SignedPart
    good_until: float

    @property
    def known(self) -> KnownPart:
        return KnownPart(self.checksum, None)


@dataclass(frozen=True, slots=True)
class Flight:
    """A part on its way; `id` tells a second try from the first."""

    id: int
    ready: Ready

    @property
    def number(self) -> int:
        return self.ready.part.number


@dataclass(frozen=True, slots=True)
class Parts:
    """A part of the plan is in one place at a time: `todo`, `preparing` (being hashed and
    signed), `ready`, `flights`, `stored`, or `unsure` (sent whole, never answered). Only of one in
    flight the store may say at the same time that it has it."""

    plan: PartPlan | None = None
    early: PartSet = NO_PARTS
    todo: PartSet = NO_PARTS
    preparing: PartSet = NO_PARTS
    ready: tuple[Ready, ...] = ()
    flights: tuple[Flight, ...] = ()
    stored: PartSet = NO_PARTS
    stored_lately: PartSet = NO_PARTS  # since the store was last asked
    unsure: PartSet = NO_PARTS

    @property
    def stored_bytes(self) -> int:
        return self.plan.bytes_of(self.stored) if self.plan else 0

    @property
    def is_whole(self) -> bool:
        return self.plan is not None and self.stored == self.plan.everything

    def flight(self, flight_id: int) -> Flight | None:
        return next((flight for flight in self.flights if flight.id == flight_id), None)

    def asking(self) -> Parts:
        """The store is being asked: what it stores from now on, its answer may not know."""
        return replace(self, stored_lately=NO_PARTS)

    def reconciled(
        self, plan: PartPlan, early: PartSet, stored: PartSet, asked_about: PartSet
    ) -> Parts:
        """To be sent is what the store lacks and nobody is sending. Of a part that became
        `unsure` after it was asked, it has to be asked again."""
        stored |= self.stored_lately
        unsure = self.unsure - asked_about - stored
        in_flight = PartSet.of(flight.number for flight in self.flights)
        return Parts(
            plan,
            early,
            todo=plan.everything - stored - in_flight - unsure,
            flights=self.flights,
            stored=stored,
            stored_lately=self.stored_lately,
            unsure=unsure,
        )

    def next(self, count: int) -> tuple[Part, ...]:
        """The next so many of those that are to be sent, in order."""
        numbers = in_sending_order(self.todo, self.early, count)
        return tuple(map(self.plan.part, numbers)) if self.plan else ()

    def taken(self, batch: Iterable[Part]) -> Parts:
        """These are being prepared."""
        numbers = PartSet.of(part.number for part in batch)
        return replace(self, todo=self.todo - numbers, preparing=numbers)

    def prepared(self, ready: Iterable[Ready]) -> Parts:
        """What was asked for and not signed is to be done again."""
        ready = tuple(ready)
        left = self.preparing - PartSet.of(each.part.number for each in ready)
        return replace(self, todo=self.todo | left, preparing=NO_PARTS, ready=(*self.ready, *ready))

    def launched(self, flight_id: int) -> Parts:
        first, *others = self.ready
        flights = (*self.flights, Flight(flight_id, first))
        return replace(self, ready=tuple(others), flights=flights)

    def expired(self) -> Parts:
        """The first that was ready has waited for too long."""
        first, *others = self.ready
        return replace(self, ready=tuple(others), todo=self.todo.add(first.part.number))

    def landed(self, flight: Flight) -> Parts:
        return replace(
            self,
            flights=self._others(flight),
            stored=self.stored.add(flight.number),
            stored_lately=self.stored_lately.add(flight.number),
        )

    def unanswered(self, flight: Flight) -> Parts:
        left = self._without(flight)
        if flight.number in self.stored:
            return left
        return replace(left, unsure=self.unsure.add(flight.number))

    def returned(self, flight: Flight, *, is_signed: bool) -> Parts:
        """It did not arrive, and goes first the next time; with the same URL if that is good."""
        left = self._without(flight)
        if flight.number in self.stored:
            return left
        if is_signed:
            return replace(left, ready=(flight.ready, *self.ready))
        return replace(left, todo=self.todo.add(flight.number))

    def _without(self, flight: Flight) -> Parts:
        return replace(self, flights=self._others(flight))

    def _others(self, flight: Flight) -> tuple[Flight, ...]:
        return tuple(each for each in self.flights if each is not flight)

    def let_go(self) -> Parts:
        """What is stored stays known; the rest is found out again."""
        return Parts(self.plan, stored=self.stored, stored_lately=self.stored_lately)

    def all_stored(self) -> Parts:
        return replace(self, stored=self.plan.everything) if self.plan else self


UNPLANNED = Parts()
