"""Changes that several steps share, each with the effects that go with it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace

from app.errors import Sentence
from app.upload.engine.effects import (
    DropFlights,
    Effect,
    ForgetParts,
    Halt,
    KeepNoHash,
    LetGo,
    SaveRecord,
)
from app.upload.engine.journal import Record
from app.upload.engine.parts import UNPLANNED
from app.upload.engine.state import Hold, UploadState
from app.upload.transfer.retry import Remedy, Setback, delay_seconds, is_exhausted

STARTED_AGAIN = Sentence("The server had dropped the unfinished upload, so it starts again.")
CUT_SMALLER = Sentence("A proxy on the way takes no large parts, so it is sent in small ones.")
# What can't be given up is tried again this much later.
STUBBORN_SECONDS = 60.0
UNHEARD = (Remedy.STOP, Remedy.START_AGAIN, Remedy.LOOK_AGAIN)
"""What is all the same to a film that is complete already: it goes without its hash."""

Outcome = tuple[UploadState, tuple[Effect, ...]]
Change = Callable[[UploadState], Outcome]


def both(first: Outcome, change: Change) -> Outcome:
    """One change after another."""
    state, effects = change(first[0])
    return state, first[1] + effects


def save(state: UploadState, record: Record, at: float) -> Outcome:
    """What follows from the record waits until it is on disk: see `next_call`."""
    since = state.unwritten_since if state.unwritten else at
    saved = replace(state, record=record, unwritten=state.unwritten + 1, unwritten_since=since)
    return saved, (SaveRecord(record),)


def let_go(state: UploadState) -> Outcome:
    """Forget the file and what was under way; the next step is to examine again."""
    gone = replace(
        state,
        parts=state.parts.let_go(),
        is_open=False,
        is_reconciled=False,
        is_hashed=False,
        epoch=state.epoch + 1,
    )
    return gone, (LetGo(state.epoch),)


def settle(state: UploadState) -> Outcome:
    """Let go of the file of an upload that rests; going on starts with looking at it."""
    rests = state.record.state not in ("live", "auditing")
    if rests and state.is_open and not state.parts.flights and state.working is None:
        return let_go(state)
    return state, ()


def halt(state: UploadState) -> Outcome:
    return both((state, (Halt(),)), settle)


def fail(state: UploadState, setback: Setback, at: float, chance: float) -> Outcome:
    """Do what the table says; faults of one burst count once, and the last that asked for a pause
    gets it."""
    if not state.is_live:
        return state, ()
    remedy = setback.rule.remedy
    if state.record.state == "auditing" and remedy in UNHEARD:
        no_hash = KeepNoHash(state.record.video_id, setback.message)
        return both((state, (no_hash,)), lambda state: finish(state, "done", at))
    if at >= state.hold.until:
        failures = state.hold.failures + 1
        wait = max(setback.asked_seconds, delay_seconds(setback.rule, failures, chance))
        state = replace(state, hold=Hold(at + wait, failures, setback.message, setback.fault))
    elif state.hold.until < at + setback.asked_seconds:
        state = replace(state, hold=replace(state.hold, until=at + setback.asked_seconds))
    if is_exhausted(setback.rule, state.hold.failures):
        return give_up(state, setback, at)
    if remedy is Remedy.START_AGAIN:
        return start_over(state, STARTED_AGAIN, at)
    if remedy is Remedy.SMALLER_PARTS:
        state = replace(state, too_large=setback.message)
    if remedy in (Remedy.LOOK_AGAIN, Remedy.SMALLER_PARTS):
        return both((state, (Halt(), DropFlights())), let_go)
    if remedy is Remedy.ASK_STORE:
        return replace(state, is_reconciled=False), ()
    return state, ()


def give_up(state: UploadState, setback: Setback, at: float) -> Outcome:
    if state.record.state in ("cancelling", "auditing"):
        return replace(state, hold=replace(state.hold, until=at + STUBBORN_SECONDS)), ()
    failed = replace(
        state.record,
        state="failed",
        message=setback.message,
        retryable=setback.retryable or setback.rule.remedy is not Remedy.STOP,
        reason=setback.fault,
    )
    return both(save(state, failed, at), halt)


def go_on(state: UploadState, at: float) -> Outcome:
    live = replace(state.record, state="live", message="", retryable=False, reason=None)
    return save(replace(state, hold=Hold()), live, at)


def start_over(state: UploadState, note: str, at: float) -> Outcome:
    """A new upload under a new key; the old one is gone."""
    state, gone = let_go(state)
    state = replace(
        state, parts=UNPLANNED, note=note, is_new=True, maybe_announced=False, too_large=""
    )
    blank = replace(
        state.record,
        request_key=next_key(state.record.request_key),
        remote_id=None,
        video_id=None,
        identity=None,
        media=None,
    )
    forgotten = (Halt(), DropFlights(), *gone, ForgetParts())
    return both((state, forgotten), lambda state: save(state, blank, at))


def next_key(request_key: str) -> str:
    """One that was never used, and the same however often it is asked for."""
    return hashlib.sha256(request_key.encode()).hexdigest()[:32]


def finish(state: UploadState, end: str, at: float) -> Outcome:
    if end == "done":
        state = replace(state, parts=state.parts.all_stored())
    record = replace(state.record, state=end, message="", retryable=False)
    saved = both((state, (ForgetParts(),)), lambda state: save(state, record, at))
    return both(saved, let_go)
