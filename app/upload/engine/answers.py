"""What follows from the end of a call. Pure."""

from __future__ import annotations

from dataclasses import replace

from app.errors import Sentence
from app.upload.engine.changes import (
    CUT_SMALLER,
    Outcome,
    both,
    fail,
    finish,
    give_up,
    go_on,
    save,
    start_over,
)
from app.upload.engine.effects import Call, Effect, Examine, ForgetParts, LetGo, NotePart, Reconcile
from app.upload.engine.events import (
    Aborted,
    Announced,
    CallEnded,
    CallStopped,
    Completed,
    Examined,
    Prepared,
    Reconciled,
    WholeHashed,
)
from app.upload.engine.parts import Ready
from app.upload.engine.state import UploadState
from app.upload.source.part_set import NO_PARTS, PartSet
from app.upload.transfer.retry import Fault, Setback

NOT_ALL_SIGNED = Setback(
    Fault.INCOMPLETE,
    Sentence("The server did not sign all parts it was asked for."),
    retryable=True,
)


def take(state: UploadState, made: Call, event: CallEnded) -> Outcome:
    """`made` is the call that has ended."""
    match event.answer:
        case Examined() as found:
            return examined(state, found, event.at)
        case Announced() as found:
            return announced(state, found, event.at)
        case Reconciled() as found:
            about = made.about if isinstance(made, Reconcile) else NO_PARTS
            return reconciled(state, found, about, event.at)
        case Prepared() as found:
            return prepared(state, found, event)
        case WholeHashed():
            return replace(state, is_hashed=True), ()
        case Completed(with_hash):
            return completed(state, with_hash, event.at)
        case Aborted(is_gone):
            return aborted(state, is_gone, event.at)
        case CallStopped():
            return replace(state, parts=state.parts.prepared(())), ()
        case Setback() as setback:
            state = replace(state, parts=state.parts.prepared(()))
            return fail(state, setback, event.at, event.chance)
    raise TypeError(event.answer)


def take_void(state: UploadState, made: Call, event: CallEnded) -> Outcome:
    """Nobody wants the file any more that it may have opened."""
    return state, (LetGo(event.epoch),) if isinstance(made, Examine) else ()


def examined(state: UploadState, found: Examined, at: float) -> Outcome:
    """Of a file that was touched nothing counts that was noted of its parts."""
    record = replace(
        state.record,
        path=found.path,
        identity=found.identity,
        fingerprint=found.fingerprint,
        media=found.media,
    )
    doubt: tuple[Effect, ...] = (ForgetParts(),) if found.doubted else ()
    return both((replace(state, is_open=True), doubt), lambda state: save(state, record, at))


def announced(state: UploadState, found: Announced, at: float) -> Outcome:
    record = replace(
        state.record,
        remote_id=found.upload.id,
        video_id=found.upload.video_id,
        part_size_bytes=found.upload.part_size_bytes,
        checksum=found.upload.checksum,
    )
    outcome = save(state, record, at)
    if found.fresh is None:
        return outcome
    fresh, ready = found.fresh, found.ready
    outcome = both(outcome, lambda state: reconciled(state, fresh, NO_PARTS, at))
    return both(outcome, lambda state: signed_along(state, ready))


def signed_along(state: UploadState, ready: tuple[Ready, ...]) -> Outcome:
    wanted = tuple(each for each in ready if each.part.number in state.parts.todo)
    numbers = PartSet.of(each.part.number for each in wanted)
    todo = replace(state.parts, todo=state.parts.todo - numbers)
    return ready_to_go(replace(state, parts=todo), wanted, numbers)


def ready_to_go(state: UploadState, ready: tuple[Ready, ...], hashed: PartSet) -> Outcome:
    """Checksums are noted before the parts are stored, so that nothing is hashed twice."""
    notes = tuple(
        NotePart(each.part.number, each.known) for each in ready if each.part.number in hashed
    )
    return replace(state, parts=state.parts.prepared(ready)), notes


def reconciled(state: UploadState, found: Reconciled, about: PartSet, at: float) -> Outcome:
    parts = state.parts.reconciled(found.plan, found.early, found.stored, about)
    notes = tuple(NotePart(number, known) for number, known in found.learned.items())
    too_large, is_cut = state.too_large, found.plan.part_size_bytes != state.record.part_size_bytes
    state = replace(state, parts=parts, is_reconciled=True, too_large="")
    if is_cut:
        outcome = cut(replace(state, note=CUT_SMALLER if too_large else state.note), at)
        return both(outcome, lambda state: (state, notes))
    if too_large:
        refused = Setback(Fault.PART_TOO_LARGE, too_large, retryable=True)
        return both((state, notes), lambda state: give_up(state, refused, at))
    return state, notes


def cut(state: UploadState, at: float) -> Outcome:
    """Into parts of another size than the journal knows: what it noted is of none of them."""
    assert state.parts.plan is not None
    record = replace(state.record, part_size_bytes=state.parts.plan.part_size_bytes)
    return both((state, (ForgetParts(),)), lambda state: save(state, record, at))


def prepared(state: UploadState, found: Prepared, event: CallEnded) -> Outcome:
    asked = state.parts.preparing
    outcome = ready_to_go(state, found.ready, found.hashed)
    if len(found.ready) == len(asked):
        return outcome
    return both(outcome, lambda state: fail(state, NOT_ALL_SIGNED, event.at, event.chance))


def aborted(state: UploadState, is_gone: bool, at: float) -> Outcome:
    """As it was wanted in the end: who paused a restart has the rest of it to come."""
    match state.record.state:
        case "restarting":
            return both(start_over(state, "", at), lambda state: go_on(state, at))
        case "cancelling":
            return finish(state, "cancelled" if is_gone else "done", at)
    return state, ()


def completed(state: UploadState, with_hash: bool, at: float) -> Outcome:
    """Done for everybody; a hash of the whole file that is not there yet is handed in later."""
    if with_hash:
        return finish(state, "done", at)
    record = replace(state.record, state="auditing", message="", retryable=False)
    state = replace(state, parts=state.parts.all_stored())
    return both((state, (ForgetParts(),)), lambda state: save(state, record, at))
