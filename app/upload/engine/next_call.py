"""What an upload needs a caller for next. Resuming is the normal path: there is no other."""

from __future__ import annotations

from app.upload.engine.effects import (
    Abort,
    Announce,
    Call,
    Complete,
    Examine,
    HashWhole,
    Prepare,
    Reconcile,
)
from app.upload.engine.state import UploadState


def next_call(state: UploadState, at: float, ahead: int) -> Call | None:
    """The backend learns of an upload, or of its end, when the journal knows: after a crash
    nobody else could say which film was meant, or that it had been cancelled."""
    if state.working is not None or at < state.hold.until:
        return None
    match state.record.state:
        case "cancelling" | "restarting":
            return abort(state)
        case "live":
            return call_of_live(state, ahead)
        case "auditing":
            return call_of_audit(state)
    return None


def abort(state: UploadState) -> Call | None:
    if state.parts.flights or state.unwritten:
        return None
    return Abort(state.epoch, state.record, state.maybe_announced)


def call_of_audit(state: UploadState) -> Call:
    if not state.is_open:
        return Examine(state.epoch, state.record)
    make = Complete if state.is_hashed else HashWhole
    return make(state.epoch, state.record)


def call_of_live(state: UploadState, ahead: int) -> Call | None:
    if not state.is_open:
        return Examine(state.epoch, state.record)
    if state.record.remote_id is None:
        if state.unwritten:
            return None
        fresh = state.is_new and not state.maybe_announced
        return Announce(state.epoch, state.record, with_first_part=fresh)
    if not state.is_reconciled or state.parts.unsure:
        smaller = bool(state.too_large)
        return Reconcile(state.epoch, state.record, state.parts.unsure, smaller)
    return call_of_sending(state, ahead)


def call_of_sending(state: UploadState, ahead: int) -> Call | None:
    parts = state.parts
    if parts.todo:
        enough = len(parts.ready) >= ahead
        return None if enough else Prepare(state.epoch, state.record, parts.next(ahead))
    if parts.is_whole and not parts.flights:
        return Complete(state.epoch, state.record)
    return None
