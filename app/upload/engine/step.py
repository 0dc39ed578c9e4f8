"""What happens to an upload, and what becomes of it: pure, one event at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from app.upload.engine import answers
from app.upload.engine.changes import (
    Outcome,
    both,
    fail,
    go_on,
    halt,
    save,
    settle,
)
from app.upload.engine.effects import (
    Announce,
    Drop,
    Examine,
    ForgetChecksum,
    NotePart,
    Prepare,
    Reconcile,
    SendPart,
)
from app.upload.engine.events import (
    Adopted,
    CallEnded,
    CallerFree,
    Cancel,
    ConnectionFree,
    CopyGrew,
    Event,
    Forget,
    PartLost,
    PartStopped,
    PartStored,
    Pause,
    RecordWritten,
    Relocate,
    Resume,
    SetPriority,
    SetTurn,
    Wake,
)
from app.upload.engine.journal import KnownPart
from app.upload.engine.next_call import next_call
from app.upload.engine.state import Hold, UploadState
from app.upload.transfer.fairness import Demand
from app.upload.transfer.retry import Fault, Remedy

FINAL = ("done", "auditing", "failed", "cancelled", "cancelling")


def step(state: UploadState, event: Event) -> Outcome:
    """The state after the event, and what is to be done for it, in this order."""
    decide = STEPS[type(event)]
    return decide(state, event)


# What its user wants


def adopt(state: UploadState, event: Adopted) -> Outcome:
    return (state, ()) if event.is_written else save(state, state.record, event.at)


def pause(state: UploadState, event: Pause) -> Outcome:
    if state.record.state not in ("live", "restarting"):
        return state, ()
    paused = replace(state.record, state="paused", message="")
    return both(save(state, paused, event.at), halt)


def resume(state: UploadState, event: Event) -> Outcome:
    if state.record.state not in ("paused", "failed", "live"):
        return state, ()
    if state.record.reason is not Fault.CHANGED:
        return go_on(state, event.at)
    restarting = replace(state.record, state="restarting", message="", retryable=False)
    return save(replace(state, hold=Hold()), restarting, event.at)


def cancel(state: UploadState, event: Cancel) -> Outcome:
    if state.record.state in ("done", "auditing", "cancelled", "cancelling"):
        return state, ()
    cancelled = replace(state.record, state="cancelling", message="")
    return both(save(replace(state, hold=Hold()), cancelled, event.at), halt)


def forget(state: UploadState, _: Forget) -> Outcome:
    if state.record.state not in FINAL:
        return state, ()
    return drop_if_over(replace(state, is_forgotten=True))


def drop_if_over(state: UploadState) -> Outcome:
    is_over = state.is_forgotten and not state.is_live and state.working is None
    return state, (Drop(),) if is_over else ()


def relocate(state: UploadState, event: Relocate) -> Outcome:
    record = replace(state.record, path=event.path)
    return resume(replace(state, record=record), event)


def set_priority(state: UploadState, event: SetPriority) -> Outcome:
    return save(state, replace(state.record, priority=event.priority), event.at)


def set_turn(state: UploadState, event: SetTurn) -> Outcome:
    record = replace(state.record, priority=event.priority, position=event.position)
    return save(state, record, event.at)


# Its turn


def wake(state: UploadState, _: Wake) -> Outcome:
    return (replace(state, hold=replace(state.hold, until=0.0)) if state.is_live else state), ()


def call(state: UploadState, event: CallerFree) -> Outcome:
    made = next_call(state, event.at, event.ahead)
    if made is None:
        return state, ()
    match made:
        case Prepare():
            state = replace(state, parts=state.parts.taken(made.parts))
        case Reconcile():
            state = replace(state, parts=state.parts.asking())
        case Announce():
            state = replace(state, maybe_announced=True)
    return replace(state, working=made), (made,)


def send(state: UploadState, event: ConnectionFree) -> Outcome:
    """Put the next ready part in the air, unless its URL has run out."""
    parts = state.parts
    if not could_send(state, event.at):
        return state, ()
    if event.at > parts.ready[0].good_until:
        return replace(state, parts=parts.expired()), ()
    launched = state.launched + 1
    parts = parts.launched(launched)
    sent = SendPart(state.epoch, parts.flights[-1])
    return replace(state, parts=parts, launched=launched), (sent,)


def could_send(state: UploadState, at: float) -> int:
    """How many parts could go out at once. After a failure one goes ahead alone, to see whether
    the others may follow."""
    if state.record.state != "live" or at < state.hold.until:
        return 0
    if state.hold.failures:
        return 1 if state.parts.ready and not state.parts.flights else 0
    return len(state.parts.ready)


def demand_of(state: UploadState, at: float) -> Demand:
    return Demand(state.record.id, could_send(state, at), len(state.parts.flights))


# What became of it


def written(state: UploadState, _: RecordWritten) -> Outcome:
    return replace(state, unwritten=state.unwritten - 1), ()


def copy_grew(state: UploadState, event: CopyGrew) -> Outcome:
    if event.epoch != state.epoch or not isinstance(state.working, Examine):
        return state, ()
    return replace(state, copied_percent=event.percent), ()


def call_ended(state: UploadState, event: CallEnded) -> Outcome:
    """An answer of an earlier epoch is void, whatever it says."""
    made, state = state.working, replace(state, working=None, copied_percent=None)
    if made is None:
        return state, ()
    take = answers.take if event.epoch == state.epoch else answers.take_void
    return both(both(take(state, made, event), settle), drop_if_over)


def part_stored(state: UploadState, event: PartStored) -> Outcome:
    flight = state.parts.flight(event.flight_id)
    if flight is None:
        return state, ()
    state = replace(state, parts=state.parts.landed(flight), hold=Hold(), cuts=0)
    noted = NotePart(flight.number, KnownPart(flight.ready.checksum, event.etag))
    return both((state, (noted,)), settle)


def part_stopped(state: UploadState, event: PartStopped) -> Outcome:
    flight = state.parts.flight(event.flight_id)
    if flight is None:
        return state, ()
    if event.unsure:
        return settle(replace(state, parts=state.parts.unanswered(flight)))
    return settle(replace(state, parts=state.parts.returned(flight, is_signed=True)))


def part_lost(state: UploadState, event: PartLost) -> Outcome:
    """One cut connection among many that move is no reason to hold anything; as many as there are
    without a part that got through are."""
    flight, setback = state.parts.flight(event.flight_id), event.setback
    if flight is None:
        return state, ()
    remedy = setback.rule.remedy
    if setback.unsure:
        parts = state.parts.unanswered(flight)
    else:
        renewed = remedy in (Remedy.SIGN_AGAIN, Remedy.HASH_AGAIN, Remedy.ASK_STORE)
        parts = state.parts.returned(flight, is_signed=not renewed)
    doubt = (ForgetChecksum(flight.number),) if remedy is Remedy.HASH_AGAIN else ()
    forgiven = setback.cut and event.others_move and state.cuts < len(state.parts.flights)
    cuts = state.cuts + 1 if forgiven else state.cuts
    outcome: Outcome = replace(state, parts=parts, cuts=cuts), doubt
    if not forgiven:
        outcome = both(outcome, lambda state: fail(state, setback, event.at, event.chance))
    return both(outcome, settle)


STEPS: Mapping[type[Event], Callable[[UploadState, Any], Outcome]] = {
    Adopted: adopt,
    Pause: pause,
    Resume: resume,
    Cancel: cancel,
    Forget: forget,
    Relocate: relocate,
    SetPriority: set_priority,
    SetTurn: set_turn,
    CallerFree: call,
    ConnectionFree: send,
    Wake: wake,
    RecordWritten: written,
    PartStored: part_stored,
    PartStopped: part_stopped,
    PartLost: part_lost,
    CallEnded: call_ended,
    CopyGrew: copy_grew,
}
