"""What is in the air: parts handed to senders, and counted while they fly."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from app.errors import MatineeError
from app.upload.engine.parts import Flight
from app.upload.engine.state import Flow, UploadState
from app.upload.errors import EngineFault, Interrupted
from app.upload.source.file import SourceFile
from app.upload.source.parts import Part
from app.upload.transfer.estimate import Rest, Told, finish_seconds
from app.upload.transfer.meter import Meter
from app.upload.transfer.part_sender import Limit, PartSender, Sending
from app.upload.transfer.rate_limit import Speed
from runtime.workers import WorkerPool


@dataclass(frozen=True, slots=True)
class PutEnded:
    """A sender is done with a part: its ETag, or why it has none. `handed_over`: every byte of
    it had gone out."""

    upload_id: str
    flight_id: int
    outcome: str | MatineeError | Interrupted
    handed_over: bool


@dataclass(slots=True)
class Air:
    """The parts of one upload on their way, by flight, and how fast they get there."""

    sendings: dict[int, Sending] = field(default_factory=dict)
    counted: dict[int, int] = field(default_factory=dict)
    speed: Speed = field(default_factory=Speed)
    told: Told = field(default_factory=Told)

    @property
    def on_wire_bytes(self) -> int:
        return sum(sending.arrived_bytes for sending in self.sendings.values())

    @property
    def flow(self) -> Flow:
        left = self.told.seconds_left(self.told.at)
        return Flow(self.speed.bytes_per_second, left, self.on_wire_bytes)


class Senders:
    """Belongs to the scheduler's thread; what senders find out is posted there."""

    def __init__(
        self,
        most: int,
        meter: Meter,
        post: Callable[[PutEnded], None],
    ) -> None:
        self._workers = WorkerPool("sender", most)
        self._spare: deque[PartSender] = deque()  # the one used last has the warmest connection
        self._meter = meter
        self._post = post
        self._limit = Limit()
        self._air: dict[str, Air] = {}
        self._flying: dict[str, Air] = {}  # few of thousands

    def close(self, timeout_seconds: float) -> None:
        self._workers.close(timeout_seconds)
        while self._spare:
            self._spare.pop().close()

    def set_limit(self, bytes_per_second: int | None) -> None:
        self._limit.set(bytes_per_second)
        self._meter.set_limit(bytes_per_second)

    def flow_of(self, upload_id: str) -> Flow:
        air = self._air.get(upload_id)
        return air.flow if air else Flow()

    def in_flight(self) -> Iterator[Sending]:
        for air in self._flying.values():
            yield from air.sendings.values()

    def send(self, upload_id: str, flight: Flight, source: SourceFile) -> None:
        ready = flight.ready
        sending = Sending(ready.part, ready.request, source, self._limit)
        air = self._air.setdefault(upload_id, Air())
        air.sendings[flight.id] = sending
        self._flying[upload_id] = air
        self._workers.do(partial(self._put_part, upload_id, flight.id, sending))

    def _put_part(self, upload_id: str, flight_id: int, sending: Sending) -> None:
        """On a sender's thread."""
        sender = self._spare.pop() if self._spare else PartSender()
        outcome: str | MatineeError | Interrupted = EngineFault()
        try:
            outcome = sender.put(sending)
        except (MatineeError, Interrupted) as error:
            outcome = error
        finally:
            self._spare.append(sender)
            self._post(PutEnded(upload_id, flight_id, outcome, sending.handed_over))

    def landed(self, ended: PutEnded, now: float) -> None:
        """Count it a last time, unless it was dropped."""
        air = self._air.get(ended.upload_id)
        if air is None or ended.flight_id not in air.sendings:
            return
        self._count(ended.upload_id, air, ended.flight_id, now, isinstance(ended.outcome, str))
        del air.sendings[ended.flight_id]
        air.counted.pop(ended.flight_id, None)
        if not air.sendings:
            del self._flying[ended.upload_id]
        if isinstance(ended.outcome, MatineeError):
            self._meter.note(ended.outcome)

    def halt(self, upload_id: str) -> None:
        if air := self._air.get(upload_id):
            for sending in air.sendings.values():
                sending.stop.set()

    def halt_all(self) -> None:
        for sending in self.in_flight():
            sending.stop.set()

    def drop_flights(self, upload_id: str) -> None:
        """Its parts are stopped, and counted no more."""
        self.halt(upload_id)
        if air := self._air.get(upload_id):
            air.sendings.clear()
            air.counted.clear()
            self._flying.pop(upload_id, None)

    def drop(self, upload_id: str) -> None:
        self.halt(upload_id)
        self._air.pop(upload_id, None)
        self._flying.pop(upload_id, None)

    def measure(self, states: Iterable[UploadState], passed: float, now: float) -> set[str]:
        """Count what arrived in the `passed` seconds, and let it steer. Returns whose it was."""
        moving: set[str] = set()
        parts: list[Part] = []
        live = [state for state in states if state.is_live]
        for state in live:
            air = self._air.get(state.record.id)
            if air is not None and air.sendings:
                self._measure(state.record.id, air, passed, now)
                moving.add(state.record.id)
                parts.extend(sending.part for sending in air.sendings.values())
        self._meter.watch(len(parts), mean_size(parts), now)
        if moving:
            self._estimate(live, self._meter.in_flight(mean_size(parts)), now)
        return moving

    def _measure(self, upload_id: str, air: Air, passed: float, now: float) -> None:
        for flight_id in air.sendings:
            self._count(upload_id, air, flight_id, now)
        air.speed = self._meter.speed_of(upload_id, air.speed, passed)

    def _estimate(self, states: Iterable[UploadState], connections: int, now: float) -> None:
        """By the rate of all together, and by who has their turn before: one's own rate changes
        whenever another one ends."""
        unsent = [state for state in states if not state.parts.is_whole and state.size_bytes]
        unsent.sort(key=lambda state: state.place)
        rests = [rest_of(state, self.flow_of(state.record.id)) for state in unsent]
        places = [n for n, state in enumerate(unsent) if state.record.id in self._flying]
        rate, wanted = self._meter.bytes_per_second, max(places, default=-1) + 1
        ends = finish_seconds(rests, rate, connections, wanted)
        for place in places:
            air = self._flying[unsent[place].record.id]
            air.told = air.told.after(ends[place] or None, now)

    def _count(
        self, upload_id: str, air: Air, flight_id: int, now: float, arrived: bool = False
    ) -> None:
        sending = air.sendings[flight_id]
        total = sending.part.size if arrived else sending.arrived_bytes
        moved = total - air.counted.get(flight_id, 0)
        if moved > 0:
            air.counted[flight_id] = total
            self._meter.moved(upload_id, moved, now)


def rest_of(state: UploadState, flow: Flow) -> Rest:
    unsent = max(0, state.size_bytes - state.stored_bytes - flow.on_wire_bytes)
    parts = state.parts
    return Rest(
        unsent, len(parts.todo) + len(parts.preparing) + len(parts.ready) + len(parts.flights)
    )


def mean_size(parts: Sequence[Part]) -> float:
    return sum(part.size for part in parts) / len(parts) if parts else 1.0


def take_turns(sendings: Sequence[Sending], most: int) -> None:
    """When fewer are wanted than fly, those nearest to their end go on and the others wait: parts
    then land one after another, and nothing that was sent is lost."""
    unfinished = [sending for sending in sendings if not sending.handed_over]
    if len(unfinished) > most:
        unfinished.sort(key=lambda sending: sending.part.size - sending.arrived_bytes)
    for place, sending in enumerate(unfinished):
        sending.let_go_on(place < most)
