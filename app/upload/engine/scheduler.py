"""The one thread that decides: takes in what happened, hands out what is to be done.

What is of one upload only, `step` decides; what all of them share (callers, connections, the
limit) is divided here, by pure functions. Nobody else touches either, so nothing needs a lock.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from random import random
from time import monotonic

from app.upload.engine import effects, events
from app.upload.engine.callers import CALLERS, Callers
from app.upload.engine.calls import UploadApi
from app.upload.engine.journal import Journal
from app.upload.engine.notes import AGAIN_SECONDS, JournalRefuses, Notes, RecordsWritten
from app.upload.engine.progress import Listener, Progress, State
from app.upload.engine.senders import PutEnded, Senders, mean_size, take_turns
from app.upload.engine.state import UploadState, adopted, progress_of, shown_state
from app.upload.engine.step import demand_of, step
from app.upload.errors import Interrupted
from app.upload.source.probe import Probe, probe
from app.upload.transfer.concurrency import Bounds
from app.upload.transfer.fairness import next_upload
from app.upload.transfer.meter import Meter
from app.upload.transfer.rate_limit import Restraint
from app.upload.transfer.retry import setback_of
from app.upload.transfer.turns import Turn, moved
from runtime.mailbox import Machine, Mailbox

log = logging.getLogger(__name__)

TICK_SECONDS = 0.1
IDLE_SECONDS = 1.0
# Notes of parts reach the disk this often.
NOTES_SECONDS = 1.0
# Signed at a time: half a second's worth, so that URLs stay fresh and calls stay few.
AHEAD_SECONDS = 0.5
# States of a record that waits for its turn, or has it.
WITH_TURN = ("live", "restarting", "paused", "failed")
# From here on the processor limits the upload, and hashing can wait until all is sent.
FAST_BYTES_PER_SECOND = 400e6

Message = (
    events.ForUpload
    | events.ForAll
    | events.Adopt
    | events.Move
    | events.Restrain
    | events.Close
    | PutEnded
    | RecordsWritten
    | JournalRefuses
)
UploadMachine = Machine[UploadState, events.Event, effects.Effect]


@dataclass(frozen=True, slots=True)
class Options:
    bounds: Bounds = field(default_factory=Bounds)
    probe: Probe | None = probe
    hash_whole_files: bool = True
    write_again_seconds: float = AGAIN_SECONDS


class Scheduler:
    """Created anywhere; everything but `start`, `post`, `latest`, `settled` and `close` belongs
    to its own thread."""

    def __init__(
        self,
        backend: UploadApi,
        journal: Journal,
        listener: Listener,
        options: Options,
    ) -> None:
        self._listener = listener
        self._mailbox: Mailbox[Message] = Mailbox("uploads", self._handle, self._rest)
        self._is_closed = threading.Event()
        self._uploads: dict[str, UploadMachine] = {}
        self._live: list[str] = []  # to be worked on, in order; see `_list`
        self._is_listed = self._is_sorted = True
        self._is_cancelling = False
        self._started: set[str] = set()  # those of them that a caller has seen; never many
        self._dirty: set[str] = set()
        self._told_at: dict[str, float] = {}
        self._calls = 0
        self._launched = 0
        self._meter = Meter(options.bounds, monotonic())
        self._notes = Notes(journal, self.post, options.write_again_seconds)
        self._senders = Senders(options.bounds.most, self._meter, self.post)
        self._callers = Callers(
            backend, options.probe, options.hash_whole_files, journal.trims, self._post_for_upload
        )
        self._trouble = ""
        self._restraint = Restraint()
        self.latest: dict[str, Progress] = {}
        self.settled = threading.Event()
        """Nothing is left to be done for any upload, but what a pause or failure holds up."""
        self.settled.set()

    def start(self) -> None:
        self._notes.start()
        self._mailbox.start()

    def post(self, message: Message) -> None:
        self._mailbox.post(message)

    def _post_for_upload(self, upload_id: str, event: events.Event) -> None:
        self.post(events.ForUpload(upload_id, event))

    def close(self, timeout_seconds: float) -> None:
        self.post(events.Close())
        self._is_closed.wait(timeout_seconds)

    # What happened

    def _handle(self, message: Message) -> None:
        match message:
            case events.ForUpload(upload_id, event):
                self._feed(upload_id, event)
            case events.ForAll(event):
                for upload_id in list(self._uploads):
                    self._feed(upload_id, event)
            case PutEnded():
                self._put_ended(message)
            case RecordsWritten(upload_ids):
                for upload_id in upload_ids:
                    self._feed(upload_id, events.RecordWritten(monotonic()))
            case events.Adopt():
                self._adopt(message)
            case events.Move(upload_ids, before, last):
                self._move(upload_ids, before, last)
            case events.SetLimit() | events.SetTimetable() | events.SetHold():
                self._restrain(replace(self._restraint, **message._asdict()))
            case JournalRefuses(sentence):
                self._journal_refuses(sentence)
            case events.Close():
                self._close()

    def _feed(self, upload_id: str, event: events.Event) -> None:
        """It falls flat if the upload is forgotten by then."""
        if (machine := self._uploads.get(upload_id)) is None:
            return
        before = machine.state
        machine.handle(event)
        if isinstance(event, events.CallEnded):
            self._calls -= 1
        if machine.state is not before:
            self._changed(before, machine.state)

    def _changed(self, before: UploadState, state: UploadState) -> None:
        upload_id = state.record.id
        self._dirty.add(upload_id)
        if before.record.state != state.record.state:
            self._is_listed = False
            self._callers.tidy(state.record, (m.state.record for m in self._uploads.values()))
        if before.place != state.place:
            self._is_sorted = self._is_listed = False
        if state.is_forgotten:
            self.latest.pop(upload_id, None)
        if state.working is None and not state.parts.flights and not state.is_live:
            self._started.discard(upload_id)

    def _adopt(self, message: events.Adopt) -> None:
        record = message.record
        state = adopted(record, message.known)
        self._uploads[record.id] = Machine(state, step, partial(self._perform, record.id))
        self._callers.adopt(record.id, message.known or {})
        self._feed(record.id, events.Adopted(monotonic(), message.is_written))
        self._dirty.add(record.id)
        self._is_sorted = self._is_listed = False

    def _move(self, upload_ids: Sequence[str], before: str | None, last: int) -> None:
        """What is over keeps its place: it has no turn any more."""
        self._sort()
        records = (machine.state.record for machine in self._uploads.values())
        turns = [Turn(r.id, r.priority, r.position) for r in records if r.state in WITH_TURN]
        for upload_id, priority, position in moved(turns, upload_ids, before, last):
            self._feed(upload_id, events.SetTurn(monotonic(), priority, position))

    def _put_ended(self, ended: PutEnded) -> None:
        now = monotonic()
        self._senders.landed(ended, now)
        event: events.Event
        match ended.outcome:
            case str(etag):
                event = events.PartStored(now, ended.flight_id, etag)
            case Interrupted():
                event = events.PartStopped(now, ended.flight_id, ended.handed_over)
            case error:
                moves, setback = self._meter.moved_lately(now), setback_of(error)
                event = events.PartLost(now, ended.flight_id, setback, moves, random())  # noqa: S311 - chance, not a secret
        self._feed(ended.upload_id, event)

    def _journal_refuses(self, sentence: str) -> None:
        """Every upload says so, whether it waits for the disk or goes on without it."""
        self._trouble = sentence
        for upload_id, machine in self._uploads.items():
            if machine.state.unwritten or machine.state.is_live:
                self._dirty.add(upload_id)

    def _restrain(self, restraint: Restraint) -> None:
        """What is on its way when a hold begins goes back, and keeps its URL."""
        former, self._restraint = self._restraint, restraint
        if restraint.why_held != former.why_held:
            self._dirty |= set(self._live)
            self._senders.halt_all()
        self._obey_timetable()

    def _close(self) -> None:
        self._mailbox.stop()
        now = monotonic()
        self._senders.halt_all()
        self._callers.halt_all()
        self._senders.close(0.7)
        self._callers.close(now + 0.7 - monotonic())
        self._mailbox.drain()
        self._notes.close(now + 0.95)
        self._is_closed.set()

    # What is to be done

    def _perform(self, upload_id: str, effect: effects.Effect) -> None:
        match effect:
            case effects.Call():
                self._calls += 1
                speed = self._senders.flow_of(upload_id).bytes_per_second
                self._callers.call(upload_id, effect, hash_along=speed <= FAST_BYTES_PER_SECOND)
            case effects.SendPart(epoch, flight):
                self._senders.send(upload_id, flight, self._callers.source_of(upload_id, epoch))
            case effects.SaveRecord(record):
                self._notes.save(record)
            case effects.NotePart(number, known):
                self._callers.know(upload_id, number, known)
                self._notes.note_part(upload_id, number, known)
            case effects.ForgetChecksum(number):
                self._callers.forget_checksum(upload_id, number)
            case effects.ForgetParts():
                self._callers.forget_parts(upload_id)
                self._notes.forget_parts(upload_id)
            case effects.Halt():
                self._callers.halt(upload_id)
                self._senders.halt(upload_id)
            case effects.DropFlights():
                self._senders.drop_flights(upload_id)
            case effects.LetGo(epoch):
                self._callers.let_go(upload_id, epoch)
            case effects.KeepNoHash(video_id, why):
                log.info("Video %s keeps no hash of its file: %s", video_id, why)
            case effects.Drop():
                self._drop(upload_id)

    def _drop(self, upload_id: str) -> None:
        self._notes.forget(upload_id)
        self._callers.drop(upload_id)
        self._senders.drop(upload_id)
        del self._uploads[upload_id]
        self._told_at.pop(upload_id, None)
        self._is_listed = False

    # Round by round

    def _rest(self) -> float | None:
        if self._is_closed.is_set():
            return None
        self._notes.hand_on(monotonic(), NOTES_SECONDS)
        if not self._is_listed:
            self._list()
        now = monotonic()
        self._occupy_callers(now)
        if not self._restraint.why_held:
            self._launch(now)
        self._look_around()
        active = self._dirty or any(
            state.parts.flights or state.hold.failures for state in self._started_states()
        )
        return TICK_SECONDS if active else IDLE_SECONDS

    def _started_states(self) -> list[UploadState]:
        return [self._uploads[upload_id].state for upload_id in self._started]

    def _sort(self) -> None:
        if not self._is_sorted:
            in_order = sorted(self._uploads.items(), key=lambda item: item[1].state.place)
            self._uploads, self._is_sorted = dict(in_order), True

    def _list(self) -> None:
        """Put in order what is to be done; once a round, however many uploads changed in it."""
        self._sort()
        self._is_listed = True
        live = {i: machine.state for i, machine in self._uploads.items() if machine.state.is_live}
        self._live = list(live)
        self._started &= self._uploads.keys()
        self._is_cancelling = any(s.record.state == "cancelling" for s in live.values())
        (self.settled.clear if live else self.settled.set)()

    def _occupy_callers(self, now: float) -> None:
        """The first in order have calls made until there is enough to send; whatever is being
        cancelled besides."""
        supply, enough = 0, 2 * self._meter.connections + CALLERS
        for upload_id in self._live:
            if self._calls >= CALLERS:
                return
            state = self._uploads[upload_id].state
            if supply < enough or state.record.state == "cancelling":
                state = self._offer_caller(upload_id, state, now)
            elif not self._is_cancelling:
                return
            parts = state.parts
            supply += len(parts.ready) + len(parts.flights)
            supply += 1 if state.working or state.unwritten else 0

    def _offer_caller(self, upload_id: str, state: UploadState, now: float) -> UploadState:
        # Of a thousand most are busy, or offline: no event for each of them.
        if state.working is not None or now < state.hold.until:
            return state
        ahead = self._meter.ahead(AHEAD_SECONDS, state.record.part_size_bytes or 1)
        self._feed(upload_id, events.CallerFree(now, ahead))
        state = self._uploads[upload_id].state
        if state.working is not None:
            self._started.add(upload_id)
        return state

    def _launch(self, now: float) -> None:
        """Have as many parts on their way as the line needs."""
        waiting = [state for state in self._started_states() if state.parts.ready]
        in_flight = list(self._senders.in_flight())
        parts = [sending.part for sending in in_flight]
        if not parts and waiting:
            parts = [waiting[0].parts.ready[0].part]
        if parts:
            allowed = self._meter.in_flight(mean_size(parts))
            take_turns(in_flight, allowed)
            if waiting and len(in_flight) < allowed:
                self._fill(waiting, len(in_flight), allowed, now)

    def _fill(
        self, waiting: Sequence[UploadState], in_flight: int, allowed: int, now: float
    ) -> None:
        in_order = sorted(waiting, key=lambda state: state.place)
        demands = {state.record.id: demand_of(state, now) for state in in_order}
        while in_flight < allowed:
            upload_id = next_upload(tuple(demands.values()), allowed, self._launched)
            if upload_id is None:
                return
            before = self._uploads[upload_id].state.launched
            self._feed(upload_id, events.ConnectionFree(now))
            state = self._uploads[upload_id].state
            in_flight += state.launched - before
            self._launched += state.launched - before
            demands[upload_id] = demand_of(state, now)

    def _look_around(self) -> None:
        now = monotonic()
        if passed := self._meter.tick(now):
            self._dirty |= self._senders.measure(self._started_states(), passed, now)
            self._obey_timetable()
        for upload_id in list(self._dirty):
            self._tell(upload_id, now)

    def _obey_timetable(self) -> None:
        self._senders.set_limit(self._restraint.rate_at(datetime.now()))

    # What is told

    def _tell(self, upload_id: str, now: float) -> None:
        """At most ten a second; what is held back is told at the next look. Whoever asks hears of
        an end at once, that is when the journal knows of it."""
        machine = self._uploads.get(upload_id)
        if machine is None or machine.state.is_forgotten:
            self._dirty.discard(upload_id)
            return
        is_due = now - self._told_at.get(upload_id, 0.0) >= TICK_SECONDS
        latest = self.latest.get(upload_id)
        is_known = latest is not None and latest.state is shown_state(machine.state, now)
        if is_due or not (machine.state.is_live or is_known):
            self._say(machine.state, now, is_due)

    def _say(self, state: UploadState, now: float, is_due: bool) -> None:
        upload_id = state.record.id
        flow, held = self._senders.flow_of(upload_id), self._restraint.why_held
        progress = progress_of(state, flow, now, self._trouble, held)
        if state.unwritten and progress.state.is_final:
            return
        self.latest[upload_id] = progress
        if is_due:
            self._told_at[upload_id] = now
            # Time alone makes these wait.
            if progress.state is State.WAITING or not (state.hold.failures or state.unwritten):
                self._dirty.discard(upload_id)
            self._listener(progress)
