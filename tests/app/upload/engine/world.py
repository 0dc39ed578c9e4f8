"""A model of all that is around an upload: file, journal, backend, store, and how they fail.

It carries out what `step` asks for, in any order that the world could, and asserts what must
hold whatever the order.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from app.server.uploads import SignedPart, Upload
from app.upload.engine.effects import (
    Abort,
    Announce,
    Call,
    Complete,
    Drop,
    DropFlights,
    Effect,
    Examine,
    ForgetChecksum,
    ForgetParts,
    Halt,
    HashWhole,
    LetGo,
    NotePart,
    Prepare,
    Reconcile,
    SaveRecord,
    SendPart,
)
from app.upload.engine.events import (
    Aborted,
    Adopted,
    Announced,
    Answer,
    CallEnded,
    CallerFree,
    CallStopped,
    Completed,
    ConnectionFree,
    Event,
    Examined,
    PartLost,
    PartStopped,
    PartStored,
    Prepared,
    Reconciled,
    RecordWritten,
    WholeHashed,
)
from app.upload.engine.journal import KnownPart, Record
from app.upload.engine.parts import Flight, Ready
from app.upload.engine.state import adopted
from app.upload.engine.step import step
from app.upload.source.file import Identity
from app.upload.source.part_set import PartSet
from app.upload.source.parts import Part, PartPlan
from app.upload.transfer.retry import Fault, Setback
from tests.app.upload.engine.remote import (
    CHANGED,
    GONE,
    TOUCHED,
    Airborne,
    Film,
    Remote,
    Running,
    in_place,
)

URL_SECONDS = 720.0
AHEAD = 3


class World:
    """One upload in it, `parts` parts long. `expect_whole_hash` is what Complete finds."""

    def __init__(self, parts: int = 3) -> None:
        self.plan = PartPlan(parts * 10 - 3, 10)
        self.now = 1000.0
        self.film = Film()
        self.remotes: list[Remote] = []
        self.by_key: dict[str, Remote] = {}
        self.durable: Record | None = None
        self.durable_parts: dict[int, KnownPart] = {}
        self.is_hashed = True
        self.sent: list[int] = []
        self.births = 0
        self.add()

    # Lives of the engine

    def add(self) -> None:
        self.births += 1
        record = Record("a", 1, Path("/films/a.mp4"), f"key-{self.births}", account_id="me")
        self._begin(record, None, is_written=False)

    def kill(self) -> None:
        """What was not on disk is forgotten; what flew is cut, or just arrived."""
        if self.durable is None:
            self.add()
        else:
            self._begin(self.durable, dict(self.durable_parts), is_written=True)

    def _begin(
        self, record: Record, known: dict[int, KnownPart] | None, *, is_written: bool
    ) -> None:
        self.pending: list[Effect] = []
        self.unsaid = 0
        self.air: dict[int, Airborne] = {}
        self.call: Running | None = None
        self.open_epochs: set[int] = set()
        self.known = {number: part.checksum for number, part in (known or {}).items()}
        self.is_dropped = False
        self.state = adopted(record, known)
        self.feed(Adopted(self.now, is_written))

    def feed(self, event: Event) -> None:
        if self.is_dropped:
            return
        self.state, effects = step(self.state, event)
        for effect in effects:
            self.perform(effect)
        self.check()

    # Effects

    def perform(self, effect: Effect) -> None:
        match effect:
            case Call():
                self._begin_call(effect)
            case SendPart(epoch, flight):
                self._launch(epoch, flight)
            case SaveRecord() | ForgetParts() | NotePart() | Drop():
                self._note(effect)
            case ForgetChecksum(number):
                self.known.pop(number, None)
            case Halt():
                for airborne in self.air.values():
                    airborne.is_halted = True
                if self.call is not None:
                    self.call.is_halted = True
            case DropFlights():
                for airborne in self.air.values():
                    airborne.is_dropped = True
            case LetGo(epoch):
                self.open_epochs.discard(epoch)

    def _note(self, effect: Effect) -> None:
        self.pending.append(effect)
        match effect:
            case ForgetParts():
                self.known.clear()
            case NotePart(number, known):
                self.known[number] = known.checksum
            case Drop():
                self.is_dropped = True

    def _begin_call(self, made: Call) -> None:
        assert self.call is None, "two calls at a time"
        if isinstance(made, Announce | Abort):
            assert self.durable == made.record, "the backend hears of what the journal lacks"
        self.call = Running(made)

    def _launch(self, epoch: int, flight: Flight) -> None:
        assert self.state.record.state == "live", "sent, though nobody wants it"
        assert epoch in self.open_epochs, "sent from a file that is not open"
        twins = [a for a in self.air.values() if a.flight.number == flight.number]
        assert all(twin.is_dropped for twin in twins), "one part flies twice"
        self.air[flight.id] = Airborne(flight)
        self.sent.append(flight.number)

    # The journal

    def write(self) -> None:
        """Everything that waits reaches the disk; nobody has been told so yet."""
        for note in self.pending:
            match note:
                case SaveRecord(record):
                    self.durable = record
                    self.unsaid += 1
                case NotePart(number, known):
                    self.durable_parts[number] = known
                case ForgetParts():
                    self.durable_parts.clear()
                case Drop():
                    self.durable, self.durable_parts = None, {}
        self.pending.clear()

    def say_written(self) -> None:
        while self.unsaid:
            self.unsaid -= 1
            self.feed(RecordWritten(self.now))

    # Calls

    def act(self) -> None:
        """The request arrives and is carried out; its answer is under way."""
        assert self.call is not None
        if self.call.answer is None:
            self.call.answer = self._answer_to(self.call.made)

    def answer(self) -> None:
        self.act()
        assert self.call is not None
        assert self.call.answer is not None
        self.end_call(self.call.answer)

    def end_call(self, answer: Answer | Setback) -> None:
        assert self.call is not None
        made, self.call = self.call.made, None
        if isinstance(answer, Examined):
            self.open_epochs.add(made.epoch)
        self.feed(CallEnded(self.now, made.epoch, answer, 1.0))

    def stop_call(self) -> None:
        self.end_call(CallStopped())

    def _answer_to(self, made: Call) -> Answer | Setback:
        answers: dict[type[Call], Callable[[], Answer | Setback]] = {
            Examine: lambda: self._examined(made.record),
            Announce: lambda: self._announced(made),
            Reconcile: lambda: self._reconciled(made),
            Prepare: lambda: self._prepared(made),
            HashWhole: lambda: self._refused(made.record) or WholeHashed(),
            Complete: lambda: self._completed(made.record),
            Abort: lambda: self._aborted(made),
        }
        return answers[type(made)]()

    @property
    def identity(self) -> Identity:
        return Identity(self.plan.size_bytes, self.film.mtime_ns, 1, 1, self.film.ctime_ns)

    def _is_other(self, record: Record) -> bool:
        return record.identity != self.identity

    def _refused(self, record: Record) -> Setback | None:
        if not self._is_other(record):
            return None
        assert record.identity is not None
        return TOUCHED if self.identity.is_as_told(record.identity) else CHANGED

    def _examined(self, record: Record) -> Answer | Setback:
        fingerprint = f"head-{self.film.head}"
        found = Examined(record.path, self.identity, fingerprint, None)
        if record.identity is None:
            return found
        if self._is_other(record) and record.fingerprint != fingerprint:
            return CHANGED
        return replace(found, doubted=self._is_other(record))

    def _announced(self, made: Call) -> Answer:
        assert isinstance(made, Announce)
        remote = self.by_key.get(made.record.request_key)
        if remote is None or remote.is_gone:
            remote = Remote(f"r{len(self.remotes)}", self.plan)
            self.remotes.append(remote)
            self.by_key[made.record.request_key] = remote
        plan, video_id = remote.plan, "v" + remote.id
        upload = Upload(remote.id, video_id, "open", plan.part_size_bytes, plan.count, "crc32c")
        if not made.with_first_part:
            return Announced(upload)
        fresh = Reconciled(plan, PartSet.of(remote.parts))
        return Announced(upload, fresh, (self._signed(remote, plan.part(1)),))

    def _signed(self, remote: Remote, part: Part) -> Ready:
        checksum = self.known.get(part.number, self.film.checksum(part))
        assert checksum.startswith(f"{part.start}-{part.stop} "), "signed as another part"
        request = SignedPart(part.number, "PUT", remote.id, {}, 900)
        return Ready(part, checksum, request, self.now + URL_SECONDS)

    def _reconciled(self, made: Call) -> Answer | Setback:
        assert isinstance(made, Reconcile)
        remote = self.remote(made.record)
        if remote.is_gone:
            return GONE
        if made.smaller:
            remote.cut_smaller()
        same_cut = made.record.part_size_bytes == remote.plan.part_size_bytes
        return remote.told(self.film, self.known if same_cut else {})

    def _prepared(self, made: Call) -> Answer | Setback:
        assert isinstance(made, Prepare)
        remote = self.remote(made.record)
        if (refused := self._refused(made.record)) is not None:
            return refused
        if remote.is_gone:
            return GONE
        ready = tuple(self._signed(remote, part) for part in made.parts)
        hashed = PartSet.of(p.number for p in made.parts if p.number not in self.known)
        return Prepared(ready, hashed)

    def _completed(self, record: Record) -> Answer | Setback:
        remote = self.remote(record)
        if (refused := self._refused(record)) is not None:
            return refused
        if remote.is_gone:
            return GONE
        if not remote.is_complete:
            remote.complete(self.film)
        return Completed(self.is_hashed or record.state == "auditing")

    def _aborted(self, made: Call) -> Answer:
        assert isinstance(made, Abort)
        remote = self.by_key.get(made.record.request_key)
        if made.record.remote_id is None and not made.maybe_created:
            assert remote is None, "an upload is left behind"
            return Aborted(True)
        return Aborted(remote is None or remote.drop())

    def remote(self, record: Record) -> Remote:
        return next(remote for remote in self.remotes if remote.id == record.remote_id)

    # Parts

    def arrive(self, airborne: Airborne) -> None:
        """The store has every byte, and takes the part or not."""
        if airborne.has_arrived or airborne.refusal is not None:
            return
        ready = airborne.flight.ready
        remote = next(r for r in self.remotes if r.id == ready.request.url)
        airborne.refusal = remote.take(ready, self.film)
        airborne.has_arrived = airborne.refusal is None

    def land(self, airborne: Airborne) -> None:
        self.arrive(airborne)
        if airborne.refusal is not None:
            self.lose(airborne, airborne.refusal)
        else:
            self._take_down(airborne)
            self.feed(PartStored(self.now, airborne.flight.id, "etag"))

    def lose(
        self, airborne: Airborne, fault: Fault, *, cut: bool = False, others_move: bool = False
    ) -> None:
        """`cut`: the connection broke; what had arrived by then is not known."""
        self._take_down(airborne)
        unsure = cut and airborne.has_arrived
        setback = Setback(fault, f"{fault}.", retryable=True, cut=cut, unsure=unsure)
        self.feed(PartLost(self.now, airborne.flight.id, setback, others_move, 1.0))

    def stop(self, airborne: Airborne) -> None:
        self._take_down(airborne)
        self.feed(PartStopped(self.now, airborne.flight.id, airborne.has_arrived))

    def _take_down(self, airborne: Airborne) -> None:
        del self.air[airborne.flight.id]

    # What must hold

    def check(self) -> None:
        state, parts = self.state, self.state.parts
        in_place(state, self.remote(state.record).plan if state.is_reconciled else self.plan)
        assert state.is_open == (state.epoch in self.open_epochs), "a file that nobody holds"
        if not (state.working or parts.flights or state.record.state in ("live", "auditing")):
            assert not state.is_open, "a file is held for nothing"
        assert self.open_epochs <= {state.epoch}, "a file that nobody lets go"
        mine = {i for i, airborne in self.air.items() if not airborne.is_dropped}
        assert {flight.id for flight in parts.flights} == mine or self.is_dropped
        assert (state.working is None) == (self.call is None)
        saves = sum(isinstance(note, SaveRecord) for note in self.pending)
        assert state.unwritten == saves + self.unsaid, "a record that nobody counts"

    # A world in which nothing goes wrong

    def begin_sending(self) -> None:
        """Up to the first parts in flight."""
        while not self.air:
            self.write()
            self.say_written()
            if self.call is not None:
                self.answer()
            for _ in range(AHEAD):
                self.feed(ConnectionFree(self.now))
            self.feed(CallerFree(self.now, AHEAD))

    def come_to_rest(self) -> None:
        """Let everything succeed until nothing is left to be done."""
        for _ in range(400):
            before = self.state
            self.write()
            self.say_written()
            if self.call is not None:
                self.answer()
            for airborne in list(self.air.values()):
                (self.stop if airborne.is_halted else self.land)(airborne)
            self.now += URL_SECONDS - 1
            for _ in range(AHEAD):
                self.feed(ConnectionFree(self.now))
            self.feed(CallerFree(self.now, AHEAD))
            if self.state is before and not (self.call or self.air or self.pending):
                return
        raise AssertionError("it never comes to rest")
