"""One upload from its file's changes to its end: a state, an event, and what follows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.server.uploads import Upload
from app.upload.engine.changes import STARTED_AGAIN, next_key
from app.upload.engine.effects import (
    Abort,
    Complete,
    DropFlights,
    ForgetParts,
    Halt,
    HashWhole,
    KeepNoHash,
    LetGo,
    NotePart,
    Prepare,
    Reconcile,
    SaveRecord,
)
from app.upload.engine.events import (
    Aborted,
    Announced,
    CallEnded,
    CallerFree,
    CallStopped,
    Cancel,
    Completed,
    ConnectionFree,
    Examined,
    PartLost,
    PartStored,
    Pause,
    Prepared,
    Reconciled,
    Resume,
    WholeHashed,
)
from app.upload.engine.journal import KnownPart
from app.upload.engine.parts import Flight, Parts
from app.upload.engine.state import (
    Hold,
    UploadState,
    adopted,
)
from app.upload.engine.step import could_send, step
from app.upload.source.part_set import NO_PARTS, PartSet
from app.upload.source.parts import PartPlan
from app.upload.transfer.retry import Fault, Setback
from tests.app.upload.engine.states import (
    ANNOUNCED,
    IDENTITY,
    KNOWN,
    NEW,
    NOW,
    PLAN,
    after,
    at_work,
    ended,
    flying,
    ready,
    working_on,
)

# Changes of the file


def test_a_changed_film_starts_again_when_resumed() -> None:
    """Also after a restart, and whatever the sentence says: the reason is remembered."""
    state = working_on(at_work(todo=PartSet.of([3])))
    state, _ = after(state, ended(state, Setback(Fault.CHANGED, "Whatever.", retryable=True)))
    assert (state.record.state, state.record.reason) == ("failed", Fault.CHANGED)

    gone = CallEnded(NOW, 1, Aborted(is_gone=True), 1.0)
    for failed in (state, replace(adopted(state.record, {}), epoch=1)):
        again, effects = after(restarting(failed), gone)
        assert ForgetParts() in effects
        assert again.is_new
        assert again.record == replace(
            NEW,
            request_key=next_key("key"),
            fingerprint="f",
            part_size_bytes=10,
            checksum="crc32c",
        )


def restarting(failed: UploadState) -> UploadState:
    """The backend is asked to forget it; a second film beside it, or in its place, is no wish."""
    state, effects = after(failed, Resume(NOW))
    assert effects == [SaveRecord(state.record)]
    state = working_on(replace(state, unwritten=0))
    assert isinstance(state.working, Abort)
    return state


def test_a_restart_can_be_paused_and_cancelled() -> None:
    """While the backend is away, say; it goes on where it was."""
    failed = UploadState(replace(ANNOUNCED, state="failed", reason=Fault.CHANGED))
    gone = Aborted(is_gone=True)
    paused, _ = after(restarting(failed), Pause(NOW))
    paused, _ = after(paused, ended(paused, gone))
    assert paused.record.state == "paused"
    assert isinstance(restarting(paused).working, Abort)

    cancelled, _ = after(restarting(failed), Cancel(NOW))
    cancelled, _ = after(cancelled, ended(cancelled, gone))
    assert cancelled.record.state == "cancelled"


def test_an_upload_that_failed_otherwise_goes_on_where_it_was() -> None:
    """What is stored stays."""
    failed = replace(ANNOUNCED, state="failed", reason=Fault.NO_ROOM)
    effects = after(UploadState(failed), Resume(NOW))[1]
    assert effects == [SaveRecord(ANNOUNCED)]


def test_of_a_touched_file_no_checksum_counts() -> None:
    """From the moment on that the journal has its new identity."""
    touched = replace(IDENTITY, mtime_ns=9)
    state = working_on(adopted(ANNOUNCED, {}))
    answer = Examined(ANNOUNCED.path, touched, "f", None, doubted=True)
    state, effects = after(state, ended(state, answer))
    assert effects == [ForgetParts(), SaveRecord(replace(ANNOUNCED, identity=touched))]


def test_a_film_that_was_touched_is_looked_at_again() -> None:
    """By itself: what flies is dropped, and the next call examines."""
    state = working_on(at_work(todo=PartSet.of([3])))
    touched = Setback(Fault.TOUCHED, "Whatever.", retryable=True)
    state, effects = after(state, ended(state, touched))
    assert {*map(type, effects)} == {Halt, DropFlights, LetGo}
    assert (state.record.state, state.is_open) == ("live", False)


def test_an_expired_upload_starts_again_under_a_new_key() -> None:
    """Parts that still fly are nobody's any more."""
    gone = Setback(Fault.UPLOAD_GONE, "It is gone.")
    state, effects = after(flying(3, 4), PartLost(NOW, 3, gone, others_move=True, chance=1.0))
    assert {*map(type, effects)} >= {Halt, DropFlights, LetGo, ForgetParts}
    assert (state.record.request_key, state.record.remote_id) == (next_key("key"), None)
    assert (state.note, state.stored_bytes) == (STARTED_AGAIN, 0)
    assert step(state, PartStored(NOW, 4, "etag")) == (state, ())


def test_keys_never_come_again() -> None:
    """Each is made of the one before, so that a crash in between makes the same."""
    keys = ["key"]
    for _ in range(100):
        keys.append(next_key(keys[-1]))
    assert len(set(keys)) == 101
    assert keys[1] == next_key("key")


# Answers that come too late


def test_an_answer_of_an_earlier_epoch_is_void() -> None:
    """It frees the caller, and says nothing."""
    state = replace(working_on(at_work(todo=PartSet.of([3]))), epoch=1)
    state, effects = after(state, CallEnded(NOW, 0, Prepared((ready(3),)), 1.0))
    assert (state.working, state.parts.ready, effects) == (None, (), [])


def test_a_file_that_was_opened_too_late_is_let_go() -> None:
    """Nobody else would close it."""
    state = replace(working_on(UploadState(ANNOUNCED)), epoch=1)
    late = CallEnded(NOW, 0, Examined(ANNOUNCED.path, IDENTITY, "f", None), 1.0)
    assert step(state, late)[1] == (LetGo(0),)


def test_what_a_paused_upload_was_told_is_kept() -> None:
    """The film was whole by then."""
    state, _ = after(working_on(at_work()), Pause(NOW))
    state, _ = after(state, ended(state, Completed(with_hash=True)))
    assert state.record.state == "done"


# The end


def test_a_film_is_completed_when_all_of_it_is_stored() -> None:
    """And not while a part flies, even if the store says it has it."""
    assert isinstance(working_on(at_work()).working, Complete)
    landing = at_work(flights=(Flight(3, ready(3)),), stored=PLAN.everything)
    assert step(landing, CallerFree(NOW, 2)) == (landing, ())


def test_a_hash_that_was_not_ready_is_handed_in_later() -> None:
    """The video is done; the file is read, and completing it once more tells its hash."""
    state = working_on(at_work())
    state, effects = after(state, ended(state, Completed(with_hash=False)))
    auditing = replace(ANNOUNCED, state="auditing")
    assert effects == [ForgetParts(), SaveRecord(auditing)]

    state = working_on(state)
    assert state.working == HashWhole(0, auditing)
    state = working_on(step(state, ended(state, WholeHashed()))[0])
    assert state.working == Complete(0, auditing)
    state, _ = after(state, ended(state, Completed(with_hash=True)))
    assert state.record.state == "done"


def test_a_video_without_its_file_keeps_no_hash() -> None:
    """What is uploaded stays done."""
    state = working_on(UploadState(replace(ANNOUNCED, state="auditing")))
    missing = Setback(Fault.REFUSED, "The file is gone.")
    state, effects = after(state, ended(state, missing))
    assert effects[0] == KeepNoHash("v", missing.message)
    assert (state.record.state, state.stored_bytes) == ("done", 35)


def test_ten_thousand_parts_arrive() -> None:
    """One after another, each in one place at a time."""
    plan = PartPlan(10_000, 1)
    state = at_work(plan=plan, todo=plan.everything, stored=NO_PARTS)
    while not state.parts.is_whole:
        state = working_on(state, ahead=32)
        assert isinstance(state.working, Prepare)
        batch = tuple(replace(ready(1), part=part) for part in state.working.parts)
        state, _ = after(state, ended(state, Prepared(batch)))
        for _ in batch:
            state, _ = after(state, ConnectionFree(NOW))
            state, _ = after(state, PartStored(NOW, state.launched, "etag"))
    assert state.parts.stored_bytes == 10_000
    assert isinstance(working_on(state).working, Complete)


def test_a_new_upload_is_told_and_its_first_parts_signed_in_one() -> None:
    """They are ready at once, their checksums noted, and the rest is to do."""
    new = replace(adopted(KNOWN, None), is_open=True)
    state = working_on(new)
    assert state.maybe_announced
    upload = Upload("r", "v", "open", 10, 4, "crc32c")
    answer = Announced(upload, Reconciled(PLAN, PartSet.of([2])), (ready(1), ready(2)))
    state, effects = after(state, ended(state, answer))

    assert effects == [SaveRecord(ANNOUNCED), NotePart(1, KnownPart("sum 1", None))]
    assert state.parts.ready == (ready(1),)
    assert (state.parts.todo, state.parts.stored) == (PartSet.of([3, 4]), PartSet.of([2]))
    assert state.is_reconciled


def test_an_upload_that_was_known_is_asked_about() -> None:
    """The answer to the call says nothing of its parts."""
    state = working_on(replace(adopted(KNOWN, {}), is_open=True))
    upload = Upload("r", "v", "open", 10, 4, "crc32c")
    state, effects = after(state, ended(state, Announced(upload)))
    assert effects == [SaveRecord(ANNOUNCED)]
    assert not state.is_reconciled
    assert working_on(state).working == Reconcile(0, ANNOUNCED, NO_PARTS)


def test_an_unsure_part_is_stored_or_sent_again() -> None:
    """As the store says; what it learned of it is noted."""
    state = at_work(unsure=PartSet.of([3, 4]))
    state = working_on(state)
    learned = {3: KnownPart("sum 3", "etag")}
    state, effects = after(
        state, ended(state, Reconciled(PLAN, PartSet.of([1, 2, 3]), learned=learned))
    )
    assert effects == [NotePart(3, learned[3])]
    assert (state.parts.unsure, state.parts.todo) == (NO_PARTS, PartSet.of([4]))


def test_one_call_at_a_time_and_none_before_its_time() -> None:
    """At the very moment it may be made."""
    state = at_work(todo=PartSet.of([3]))
    held = replace(state, hold=Hold(NOW, 1))
    assert step(held, CallerFree(NOW - 0.1, 2)) == (held, ())
    assert working_on(held).working == Prepare(0, ANNOUNCED, (PLAN.part(3),))
    busy = working_on(state)
    assert step(busy, CallerFree(NOW, 2)) == (busy, ())


def test_no_more_is_prepared_than_is_asked_for() -> None:
    """What is ready goes out first."""
    state = at_work(todo=PartSet.of([1, 2]), ready=(ready(3), ready(4)))
    assert step(state, CallerFree(NOW, 2)) == (state, ())
    assert working_on(state, ahead=3).working == Prepare(0, ANNOUNCED, (PLAN.part(1), PLAN.part(2)))


def test_what_the_backend_may_know_of_is_given_up_there() -> None:
    """Under the key, where no other name of it was heard."""
    cancelled = replace(NEW, state="cancelling")
    assert working_on(adopted(cancelled, {})).working == Abort(0, cancelled, maybe_created=True)
    assert working_on(UploadState(cancelled)).working == Abort(0, cancelled, maybe_created=False)


@pytest.mark.parametrize("state", ["paused", "failed", "done", "cancelled"])
def test_what_rests_asks_for_nothing(state: str) -> None:
    """Whatever was left to do."""
    resting = replace(at_work(todo=PartSet.of([3])), record=replace(ANNOUNCED, state=state))
    assert step(resting, CallerFree(NOW, 2)) == (resting, ())


def test_what_cannot_be_given_up_is_tried_again_a_minute_later() -> None:
    """For ever: the backend would keep what it stored."""
    state = working_on(UploadState(replace(ANNOUNCED, state="cancelling")))
    refused = Setback(Fault.REFUSED, "No.")
    state, effects = after(state, ended(state, refused))
    assert (state.record.state, state.hold.until, effects) == ("cancelling", NOW + 60, [])


def test_a_call_that_was_stopped_gives_its_parts_back() -> None:
    """And is no failure."""
    state = at_work(todo=PartSet.of([3, 4]))
    busy = working_on(state)
    assert step(busy, ended(busy, CallStopped())) == (state, ())


def test_a_part_is_told_from_the_others_by_its_flight() -> None:
    """Those before it and after it fly on."""
    state, _ = after(flying(2, 3, 4), PartStored(NOW, 3, "etag"))
    assert [flight.number for flight in state.parts.flights] == [2, 4]
    assert state.parts.stored == PartSet.of([1, 3])


def test_only_the_url_that_ran_out_is_not_used() -> None:
    """The one of the next part may still be good."""
    state, _ = after(at_work(ready=(ready(3, NOW - 1), ready(4))), ConnectionFree(NOW))
    assert PLAN.part(3) not in [each.part for each in state.parts.ready]
    assert 3 in state.parts.todo
    assert 4 not in state.parts.todo


def test_what_was_ahead_of_a_slower_line_is_enough() -> None:
    """More may be ready than is asked for now."""
    state = at_work(todo=PartSet.of([1, 2]), ready=(ready(3), ready(4)))
    assert step(state, CallerFree(NOW, 1)) == (state, ())


@pytest.mark.parametrize(("is_gone", "stored"), [(True, 10), (False, 35)])
def test_a_cancelled_upload_shows_what_it_had(is_gone: bool, stored: int) -> None:
    """One that was done all the same is whole."""
    cancelled = replace(ANNOUNCED, state="cancelling")
    state = working_on(UploadState(cancelled, Parts(PLAN, stored=PartSet.of([1]))))
    state, _ = after(state, ended(state, Aborted(is_gone=is_gone)))
    assert state.parts.stored_bytes == stored


@pytest.mark.parametrize("name", ["auditing", "cancelling", "failed", "paused"])
def test_only_what_is_live_is_sent(name: str) -> None:
    """Whatever is ready."""
    state = replace(at_work(ready=(ready(3),)), record=replace(ANNOUNCED, state=name))
    assert could_send(state, NOW) == 0
