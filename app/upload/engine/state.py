"""One upload as a value: what is known of it, and what is under way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.errors import Sentence
from app.upload.engine.effects import Announce, Call, Complete, Examine, Reconcile
from app.upload.engine.journal import KnownPart, Record
from app.upload.engine.parts import UNPLANNED, Parts
from app.upload.engine.progress import Progress, State
from app.upload.source.part_set import PartSet
from app.upload.source.parts import PartPlan
from app.upload.transfer.retry import Fault

# States of a record in which there is something to do.
LIVE = ("live", "restarting", "cancelling", "auditing")
# What a hold keeps from going on; it is no part that joins and checks.
HELD = (State.QUEUED, State.CHECKING, State.UPLOADING, State.WAITING)
# A disk that takes longer is worth a word.
SLOW_DISK_SECONDS = 1.0
SLOW_DISK = Sentence("This computer's disk is slow to answer. Goes on by itself.")
COPYING = Sentence("Copying it into an MP4, to trim it: {percent} %")


@dataclass(frozen=True, slots=True)
class Hold:
    """Nothing goes out before `until`; `failures` in a row led to it."""

    until: float = 0.0
    failures: int = 0
    message: str = ""
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class UploadState:
    """Only `step` makes the next one. Files, hashes and connections are with those who use
    them."""

    record: Record
    parts: Parts = UNPLANNED
    is_new: bool = False  # nobody has told the backend of it yet, in this life or an earlier one
    maybe_announced: bool = False  # the backend may know of it, though its answer was lost
    is_forgotten: bool = False
    is_open: bool = False  # the file was examined, and is held open
    is_reconciled: bool = False
    is_hashed: bool = False  # as a whole
    working: Call | None = None
    epoch: int = 0  # what a call found out under an earlier one is void
    launched: int = 0  # parts, so far
    unwritten: int = 0  # changes of the record that are not on disk yet
    unwritten_since: float = 0.0  # the first of them
    hold: Hold = Hold()
    cuts: int = 0  # of connections that nothing was held for, since a part was last stored
    too_large: str = ""  # why smaller parts are to be asked for, if they are
    note: str = ""
    copied_percent: int | None = None  # of what is made of the file before it can be trimmed

    @property
    def is_live(self) -> bool:
        return self.record.state in LIVE

    @property
    def size_bytes(self) -> int:
        return self.record.identity.size_bytes if self.record.identity else 0

    @property
    def stored_bytes(self) -> int:
        return self.size_bytes if is_done(self.record) else self.parts.stored_bytes

    @property
    def place(self) -> tuple[int, int, str]:
        """In the order in which uploads have their turn."""
        return -self.record.priority, self.record.position, self.record.id


def is_done(record: Record) -> bool:
    return record.state in ("done", "auditing")


def adopted(record: Record, known: Mapping[int, KnownPart] | None) -> UploadState:
    """An upload of the journal, or with `known` None one that is new.

    What the journal knows to be stored is shown at once; the server has the last word.
    """
    if known is None:
        return UploadState(record, is_new=True)
    state = UploadState(record, maybe_announced=True)
    if record.identity is None or record.part_size_bytes is None:
        return state
    plan = PartPlan(record.identity.size_bytes, record.part_size_bytes)
    stored = PartSet.of(number for number, part in known.items() if part.etag is not None)
    return UploadState(record, Parts(plan, stored=stored & plan.everything), maybe_announced=True)


@dataclass(frozen=True, slots=True)
class Flow:
    """What its connections do just now, as measured."""

    bytes_per_second: float = 0.0
    seconds_left: float | None = None
    on_wire_bytes: int = 0


def progress_of(
    state: UploadState, flow: Flow, now: float, trouble: str = "", held: str = ""
) -> Progress:
    """As its user sees it. `trouble` says why nothing can be written to the journal, `held` why
    all uploads wait."""
    record, shown = state.record, shown_state(state, now)
    if state.unwritten and now - state.unwritten_since > SLOW_DISK_SECONDS:
        trouble = trouble or SLOW_DISK
    if trouble and state.unwritten and not state.parts.flights and shown is not State.PAUSED:
        shown = State.WAITING
    moving = shown is State.UPLOADING
    message = state.hold.message if shown is State.WAITING else record.message
    if held and shown in HELD:
        shown, message = State.WAITING, held
    if shown is State.CHECKING and state.copied_percent is not None:
        message = Sentence(COPYING, percent=state.copied_percent)
    if trouble and not shown.is_final:
        message = trouble
    return Progress(
        record.id,
        record.video_id,
        record.path.name,
        shown,
        state.stored_bytes,
        state.size_bytes,
        bytes_per_second=flow.bytes_per_second if moving else 0.0,
        seconds_left=flow.seconds_left if moving else None,
        message=message or state.note,
        retryable=record.retryable or (shown is State.WAITING and not held),
        on_wire_bytes=flow.on_wire_bytes if moving else 0,
        reason=state.hold.fault if shown is State.WAITING else record.reason,
        path=record.path,
        priority=record.priority,
        position=record.position,
        replaces=record.replaces,
        is_trimmed=record.recipe is not None,
    )


def shown_state(state: UploadState, now: float) -> State:
    match state.record.state:
        case "live" | "restarting":
            return shown_state_of_live(state, now)
        case "cancelling":
            return State.CANCELLED
        case "auditing":
            return State.DONE
        case name:
            return State(name)


def shown_state_of_live(state: UploadState, now: float) -> State:
    hold, working = state.hold, state.working
    if hold.failures and not state.parts.flights and (now < hold.until or hold.failures > 1):
        return State.WAITING
    if isinstance(working, Examine | Announce):
        return State.CHECKING
    if isinstance(working, Complete) or (state.is_reconciled and state.parts.is_whole):
        return State.FINISHING
    if state.is_reconciled or isinstance(working, Reconcile):
        return State.UPLOADING
    return State.QUEUED
