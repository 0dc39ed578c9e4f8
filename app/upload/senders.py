"""What is in the air: parts handed to senders, counted while they fly, and taken in again."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterable
from functools import partial
from time import monotonic

from app.errors import MatineeError
from app.upload.crew import Crew
from app.upload.errors import EngineFault, Interrupted
from app.upload.job import LIVE, Job, Ready, demand_of, place_of
from app.upload.life import Life
from app.upload.meter import Meter
from app.upload.share import next_upload
from app.upload.transfer import Courier, Flight, Limit

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
        self.limit = Limit()

    def close(self, deadline: float) -> None:
        self._crew.close(deadline)

    def launch(self, jobs: Iterable[Job], now: float) -> None:
        """Fill the connections with the ready parts of these jobs."""
        jobs = list(jobs)
        flying = sum(len(job.flying) for job in jobs)
        if flying >= self._meter.connections:
            return
        waiting = {job.id: job for job in sorted((j for j in jobs if j.ready), key=place_of)}
        demands = {upload_id: demand_of(job, now) for upload_id, job in waiting.items()}
        while flying < self._meter.connections:
            upload_id = next_upload(tuple(demands.values()), self._meter.connections)
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
        flight = Flight(ready.part, ready.request, job.source, self.limit)
        job.flying[ready.part.number] = flight
        self._crew.do(partial(self._fly, job, flight, ready), flying)
        self._touch(job)
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
        flying = 0
        for job in [job for job in jobs if job.record.state in LIVE]:
            for flight in job.flying.values():
                self._count(job, flight, now)
            flying += len(job.flying)
            if job.flying:
                job.speed, job.seconds_left = self._meter.estimate(job, passed)
                self._touch(job)
        self._meter.watch(flying, self.limit.is_set, now)

    def _count(self, job: Job, flight: Flight, now: float, arrived: bool = False) -> None:
        number = flight.part.number
        total = flight.part.size if arrived else flight.arrived_bytes
        moved = total - job.counted.get(number, 0)
        if moved > 0:
            job.counted[number] = total
            self._meter.moved(job.id, moved, now)
