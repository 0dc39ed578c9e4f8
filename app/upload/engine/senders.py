"""What is in the air: parts handed to senders, counted while they fly, and taken in again."""

from __future__ import annotations

import ssl
from collections import deque
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial
from time import monotonic

from app.errors import MatineeError
from app.upload.engine.job import LIVE, Job, Ready, demand_of, place_of, unsent_bytes
from app.upload.engine.transitions import Transitions
from app.upload.errors import EngineFault, Interrupted
from app.upload.source.parts import Part
from app.upload.transfer.fairness import next_upload
from app.upload.transfer.meter import Meter
from app.upload.transfer.part_sender import Limit, PartSender, Sending
from app.upload.transfer.rate_limit import steadied
from runtime.workers import WorkerPool

# A part's ETag, or why it has none.
Outcome = str | MatineeError | Interrupted


class Senders:
    """Belongs to the scheduler's thread; what senders find out is posted there."""

    def __init__(
        self,
        most: int,
        tls: Callable[[], ssl.SSLContext],
        life: Transitions,
        meter: Meter,
        touch: Callable[[Job], None],
        post: Callable[[Callable[[], None]], None],
    ) -> None:
        self._workers = WorkerPool("sender", most)
        self._tls = tls
        self._spare: deque[PartSender] = deque()  # the one used last has the warmest connection
        self._transitions = life
        self._meter = meter
        self._touch = touch
        self._post = post
        self._limit = Limit()
        self._launched = 0

    def close(self, timeout_seconds: float) -> None:
        self._workers.close(timeout_seconds)
        while self._spare:
            self._spare.pop().close()

    def set_limit(self, bytes_per_second: int | None) -> None:
        self._limit.set(bytes_per_second)
        self._meter.set_limit(bytes_per_second)

    def launch(self, jobs: Collection[Job], now: float) -> None:
        """Have as many parts of these jobs on their way as the line needs."""
        in_flight = [sending for job in jobs for sending in job.in_flight.values()]
        parts = [sending.part for sending in in_flight]
        if not parts and (first := next((job for job in jobs if job.ready), None)):
            parts = [first.ready[0].part]
        if parts:
            allowed = self._meter.in_flight(mean_size(parts))
            take_turns(in_flight, allowed)
            if len(in_flight) < allowed:
                self._fill(jobs, len(in_flight), allowed, now)

    def _fill(self, jobs: Iterable[Job], in_flight: int, allowed: int, now: float) -> None:
        waiting = {job.id: job for job in sorted((j for j in jobs if j.ready), key=place_of)}
        demands = {upload_id: demand_of(job, now) for upload_id, job in waiting.items()}
        while in_flight < allowed:
            upload_id = next_upload(tuple(demands.values()), allowed, self._launched)
            if upload_id is None:
                return
            in_flight += self._send(waiting[upload_id], now)
            demands[upload_id] = demand_of(waiting[upload_id], now)

    def _send(self, job: Job, now: float) -> int:
        """Put the next ready part in the air; 0 where its URL had run out."""
        ready = job.ready.popleft()
        if now > ready.good_until or job.source is None:
            job.todo.appendleft(ready.part)
            return 0
        sending = Sending(ready.part, ready.request, job.source, self._limit)
        job.in_flight[ready.part.number] = sending
        self._workers.do(partial(self._put_part, job, sending, ready))
        self._touch(job)
        self._launched += 1
        return 1

    def _put_part(self, job: Job, sending: Sending, ready: Ready) -> None:
        """On a sender's thread."""
        sender = self._spare.pop() if self._spare else PartSender(self._tls)
        outcome: Outcome = EngineFault()
        try:
            outcome = sender.put(sending)
        except (MatineeError, Interrupted) as error:
            outcome = error
        finally:
            self._spare.append(sender)
            self._post(partial(self._put_ended, job, sending, ready, outcome))

    def _put_ended(self, job: Job, sending: Sending, ready: Ready, outcome: Outcome) -> None:
        number = sending.part.number
        if job.in_flight.get(number) is not sending:
            return
        self._count(job, sending, monotonic(), arrived=isinstance(outcome, str))
        del job.in_flight[number]
        job.counted.pop(number, None)
        match outcome:
            case str():
                self._transitions.stored(job, sending, outcome)
            case Interrupted():
                job.ready.appendleft(ready)
            case _:
                self._transitions.lost(job, ready, outcome)
        self._transitions.settle(job)
        self._touch(job)

    def measure(self, jobs: Iterable[Job], passed: float, now: float) -> None:
        """Count what arrived in the `passed` seconds, and let it steer."""
        parts: list[Part] = []
        for job in [job for job in jobs if job.record.state in LIVE]:
            for sending in job.in_flight.values():
                self._count(job, sending, now)
                parts.append(sending.part)
            if job.in_flight:
                job.speed = self._meter.speed_of(job.id, job.speed, passed)
                fresh = job.speed.seconds_left(unsent_bytes(job))
                job.seconds_left = steadied(job.seconds_left, fresh, passed)
                self._touch(job)
        self._meter.watch(len(parts), mean_size(parts), now)

    def _count(self, job: Job, sending: Sending, now: float, arrived: bool = False) -> None:
        number = sending.part.number
        total = sending.part.size if arrived else sending.arrived_bytes
        moved = total - job.counted.get(number, 0)
        if moved > 0:
            job.counted[number] = total
            self._meter.moved(job.id, moved, now)


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
