"""What is in the air: parts handed to senders, counted while they fly, and taken in again."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial
from time import monotonic

from app.errors import MatineeError
from app.upload.engine.job import LIVE, Job, Ready, demand_of, place_of
from app.upload.engine.transitions import Life
from app.upload.engine.workers import Crew
from app.upload.errors import EngineFault, Interrupted
from app.upload.source.parts import Part
from app.upload.transfer.fairness import next_upload
from app.upload.transfer.meter import Meter
from app.upload.transfer.part_sender import Courier, Flight, Limit

# A part's ETag, or why it has none.
Outcome = str | MatineeError | Interrupted


class Senders:
    """Belongs to the conductor's thread; what senders find out is posted there."""

    def __init__(
        self,
        most: int,
        tls: Callable[[], ssl.SSLContext],
        life: Life,
        meter: Meter,
        touch: Callable[[Job], None],
        post: Callable[[Callable[[], None]], None],
    ) -> None:
        self._crew: Crew[Courier] = Crew("sender", most, lambda: Courier(tls))
        self._life = life
        self._meter = meter
        self._touch = touch
        self._post = post
        self._limit = Limit()
        self._launched = 0

    def close(self, deadline: float) -> None:
        self._crew.close(deadline)

    def set_limit(self, bytes_per_second: int | None) -> None:
        self._limit.set(bytes_per_second)
        self._meter.set_limit(bytes_per_second)

    def launch(self, jobs: Collection[Job], now: float) -> None:
        """Have as many parts of these jobs on their way as the line needs."""
        flying = [flight for job in jobs for flight in job.flying.values()]
        parts = [flight.part for flight in flying]
        if not parts and (first := next((job for job in jobs if job.ready), None)):
            parts = [first.ready[0].part]
        if parts:
            allowed = self._meter.in_flight(mean_size(parts))
            take_turns(flying, allowed)
            if len(flying) < allowed:
                self._fill(jobs, len(flying), allowed, now)

    def _fill(self, jobs: Iterable[Job], flying: int, allowed: int, now: float) -> None:
        waiting = {job.id: job for job in sorted((j for j in jobs if j.ready), key=place_of)}
        demands = {upload_id: demand_of(job, now) for upload_id, job in waiting.items()}
        while flying < allowed:
            upload_id = next_upload(tuple(demands.values()), allowed, self._launched)
            if upload_id is None:
                return
            flying += self._send(waiting[upload_id], now, flying)
            demands[upload_id] = demand_of(waiting[upload_id], now)

    def _send(self, job: Job, now: float, flying: int) -> int:
        """Put the next ready part in the air; 0 where its URL had run out."""
        ready = job.ready.popleft()
        if now > ready.good_until or job.source is None:
            job.todo.appendleft(ready.part)
            return 0
        flight = Flight(ready.part, ready.request, job.source, self._limit)
        job.flying[ready.part.number] = flight
        self._crew.do(partial(self._fly, job, flight, ready), flying)
        self._touch(job)
        self._launched += 1
        return 1

    def _fly(self, job: Job, flight: Flight, ready: Ready, courier: Courier) -> None:
        """On a sender's thread."""
        outcome: Outcome = EngineFault()
        try:
            outcome = courier.put(flight)
        except (MatineeError, Interrupted) as error:
            outcome = error
        finally:
            self._post(partial(self._landed, job, flight, ready, outcome))

    def _landed(self, job: Job, flight: Flight, ready: Ready, outcome: Outcome) -> None:
        number = flight.part.number
        if job.flying.get(number) is not flight:
            return
        self._count(job, flight, monotonic(), arrived=isinstance(outcome, str))
        del job.flying[number]
        job.counted.pop(number, None)
        match outcome:
            case str():
                self._life.stored(job, flight, outcome)
            case Interrupted():
                job.ready.appendleft(ready)
            case _:
                self._life.lost(job, ready, outcome)
        self._life.settle(job)
        self._touch(job)

    def measure(self, jobs: Iterable[Job], passed: float, now: float) -> None:
        """Count what arrived in the `passed` seconds, and let it steer."""
        parts: list[Part] = []
        for job in [job for job in jobs if job.record.state in LIVE]:
            for flight in job.flying.values():
                self._count(job, flight, now)
                parts.append(flight.part)
            if job.flying:
                job.speed, job.seconds_left = self._meter.estimate(job, passed)
                self._touch(job)
        self._meter.watch(len(parts), mean_size(parts), now)

    def _count(self, job: Job, flight: Flight, now: float, arrived: bool = False) -> None:
        number = flight.part.number
        total = flight.part.size if arrived else flight.arrived_bytes
        moved = total - job.counted.get(number, 0)
        if moved > 0:
            job.counted[number] = total
            self._meter.moved(job.id, moved, now)


def mean_size(parts: Sequence[Part]) -> float:
    return sum(part.size for part in parts) / len(parts) if parts else 1.0


def take_turns(flights: Sequence[Flight], most: int) -> None:
    """When fewer are wanted than fly, those nearest to their end go on and the others wait: parts
    then land one after another, and nothing that was sent is lost."""
    sending = [flight for flight in flights if not flight.handed_over]
    if len(sending) > most:
        sending.sort(key=lambda flight: flight.part.size - flight.arrived_bytes)
    for place, flight in enumerate(sending):
        flight.let_go_on(place < most)
