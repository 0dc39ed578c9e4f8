"""One upload, one event: states in, states and effects out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.upload.engine.effects import (
    Abort,
    Announce,
    Drop,
    Examine,
    ForgetChecksum,
    ForgetParts,
    Halt,
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
    CallerFree,
    CallStopped,
    Cancel,
    ConnectionFree,
    CopyGrew,
    Event,
    Examined,
    Forget,
    PartLost,
    PartStopped,
    PartStored,
    Pause,
    Prepared,
    Reconciled,
    RecordWritten,
    Relocate,
    Resume,
    SetPriority,
    SetTurn,
    Wake,
)
from app.upload.engine.journal import KnownPart
from app.upload.engine.parts import Flight
from app.upload.engine.progress import State
from app.upload.engine.state import (
    Flow,
    Hold,
    UploadState,
    adopted,
    progress_of,
)
from app.upload.engine.step import could_send, step
from app.upload.source.part_set import NO_PARTS, PartSet
from app.upload.transfer.retry import Fault, Setback
from tests.app.upload.engine.states import (
    ANNOUNCED,
    CUT,
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

# From the drop to the first part


def test_the_journal_hears_of_an_upload_before_the_backend_does() -> None:
    """And nobody else is asked before the file was looked at."""
    state, effects = after(adopted(NEW, None), Adopted(NOW, is_written=False))
    assert effects == [SaveRecord(NEW)]

    state = working_on(state)
    assert state.working == Examine(0, NEW)
    state, effects = after(state, ended(state, Examined(NEW.path, IDENTITY, "f", None)))
    assert effects == [SaveRecord(KNOWN)]

    state, effects = after(state, RecordWritten(NOW), CallerFree(NOW, 2))
    assert effects == []
    state, effects = after(state, RecordWritten(NOW), CallerFree(NOW, 2))
    assert effects == [Announce(0, KNOWN, with_first_part=True)]


def test_who_may_know_of_it_is_not_asked_for_a_first_part() -> None:
    """The answer was lost, or the application was killed: stored parts may be there."""
    state = replace(adopted(KNOWN, {}), is_open=True)
    assert working_on(state).working == Announce(0, KNOWN, with_first_part=False)


def test_resuming_asks_what_is_stored_and_sends_the_rest() -> None:
    """Known parts are shown at once; the store has the last word."""
    state = adopted(ANNOUNCED, {1: KnownPart("sum", "etag"), 2: KnownPart("sum", None)})
    assert state.stored_bytes == 10

    state = working_on(replace(state, is_open=True))
    assert state.working == Reconcile(0, ANNOUNCED, NO_PARTS)
    state, _ = after(state, ended(state, Reconciled(PLAN, PartSet.of([1, 2]))))
    assert (state.stored_bytes, state.parts.todo) == (20, PartSet.of([3, 4]))


def test_parts_of_the_index_are_prepared_first() -> None:
    """They are no longer to do while they are, and a failed preparation gives them back."""
    state = at_work(todo=PartSet.of([1, 3, 4]), early=PartSet.of([4]))
    busy = working_on(state, ahead=2)
    assert busy.working == Prepare(0, ANNOUNCED, (PLAN.part(4), PLAN.part(1)))
    assert (busy.parts.todo, busy.parts.preparing) == (PartSet.of([3]), PartSet.of([1, 4]))

    again, _ = after(busy, ended(busy, CUT))
    assert again.parts == state.parts


def test_checksums_that_are_news_are_noted() -> None:
    """So that a restart hashes nothing twice."""
    state = working_on(at_work(todo=PartSet.of([3, 4])))
    answer = Prepared((ready(3), ready(4)), hashed=PartSet.of([4]))
    state, effects = after(state, ended(state, answer))
    assert effects == [NotePart(4, KnownPart("sum 4", None))]
    assert state.parts.ready == answer.ready


def test_a_part_that_was_not_signed_is_asked_for_again() -> None:
    """After a while, and after a look at what is stored."""
    state = working_on(at_work(todo=PartSet.of([3, 4])))
    state, _ = after(state, ended(state, Prepared((ready(3),))))
    assert state.parts.todo == PartSet.of([4])
    assert not state.is_reconciled
    assert state.hold.until > NOW


# Parts


def test_a_part_goes_out_when_a_connection_is_free() -> None:
    """With the file of the epoch in which it was prepared."""
    state, effects = after(at_work(ready=(ready(3), ready(4))), ConnectionFree(NOW))
    assert effects == [SendPart(0, Flight(11, ready(3)))]
    assert state.parts.ready == (ready(4),)


def test_a_url_that_ran_out_is_not_used() -> None:
    """The part is to be signed again."""
    state, effects = after(at_work(ready=(ready(3, NOW - 1),)), ConnectionFree(NOW))
    assert effects == []
    assert state.parts == at_work(todo=PartSet.of([3])).parts


def test_a_stored_part_is_noted_with_its_etag() -> None:
    """And whatever held the upload up is over."""
    state = replace(flying(3), hold=Hold(NOW, 2, "Can't reach it."))
    state, effects = after(state, PartStored(NOW, 3, "etag"))
    assert effects == [NotePart(3, KnownPart("sum 3", "etag"))]
    assert state.hold == Hold()
    assert state.parts.is_whole


def test_after_a_failure_one_part_goes_ahead_alone() -> None:
    """Others follow when it has arrived."""
    state = at_work(ready=(ready(3), ready(4)))
    held = replace(state, hold=Hold(NOW, 1))
    assert [could_send(s, NOW - 1) for s in (state, held)] == [2, 0]
    assert could_send(held, NOW) == 1
    sent, _ = after(held, ConnectionFree(NOW))
    assert could_send(sent, NOW) == 0


def test_one_cut_connection_among_many_holds_nothing() -> None:
    """Its part goes first, with the same URL; alone, it is a reason to wait."""
    among_many, _ = after(flying(3), PartLost(NOW, 3, CUT, others_move=True, chance=1.0))
    assert (among_many.hold, among_many.parts.ready) == (Hold(), (ready(3),))
    alone, _ = after(flying(3), PartLost(NOW, 3, CUT, others_move=False, chance=1.0))
    assert alone.hold == Hold(NOW + 0.5, 1, CUT.message, CUT.fault)


def test_connections_that_are_all_cut_are_a_reason_to_wait() -> None:
    """Though bytes move on each of them, until a part gets through."""
    state, _ = after(flying(3, 4), PartLost(NOW, 3, CUT, others_move=True, chance=1.0))
    state, _ = after(state, PartLost(NOW, 4, CUT, others_move=True, chance=1.0))
    assert state.hold == Hold(NOW + 0.5, 1, CUT.message, CUT.fault)
    state, _ = after(flying(3, 4), PartLost(NOW, 3, CUT, others_move=True, chance=1.0))
    state, _ = after(state, PartStored(NOW, 4, "etag"))
    state = replace(state, parts=state.parts.launched(5))
    assert after(state, PartLost(NOW, 5, CUT, others_move=True, chance=1.0))[0].hold == Hold()


def test_each_that_asks_for_a_pause_gets_it() -> None:
    """Of several that are refused at a time the last decides; it counts as one failure."""
    busy = Setback(Fault.BUSY, "Later.", retryable=True, asked_seconds=5.0)
    state, _ = after(flying(3, 4), PartLost(NOW, 3, busy, others_move=True, chance=1.0))
    state, _ = after(state, PartLost(NOW + 2, 4, busy, others_move=True, chance=1.0))
    assert state.hold == Hold(NOW + 7, 1, busy.message, busy.fault)


@pytest.mark.parametrize(
    "event",
    [
        PartLost(NOW, 3, replace(CUT, unsure=True), others_move=True, chance=1.0),
        PartStopped(NOW, 3, unsure=True),
    ],
)
def test_a_part_whose_answer_is_lost_is_asked_for(event: Event) -> None:
    """It may be stored; sent again it would cost its bytes twice."""
    state = working_on(step(flying(3), event)[0])
    assert state.working == Reconcile(0, ANNOUNCED, PartSet.of([3]))


def test_what_becomes_unsure_while_the_store_is_asked_is_asked_again() -> None:
    """Its answer may be older than the part; what was acknowledged meanwhile counts."""
    state = working_on(replace(flying(3, 4), is_reconciled=False))
    lost = PartLost(NOW, 3, replace(CUT, unsure=True), others_move=True, chance=1.0)
    state, _ = after(state, lost, PartStored(NOW, 4, "etag"))
    state, _ = after(state, ended(state, Reconciled(PLAN, PartSet.of([1]))))
    assert state.parts.unsure == PartSet.of([3])
    assert state.parts.stored == PartSet.of([1, 4])
    assert state.parts.todo == PartSet.of([2])


def test_a_damaged_part_is_hashed_again() -> None:
    """The checksum is what may be wrong."""
    damaged = Setback(Fault.BAD_CHECKSUM, "It arrived damaged.")
    state, effects = after(flying(3), PartLost(NOW, 3, damaged, others_move=True, chance=1.0))
    assert effects == [ForgetChecksum(3)]
    assert state.parts.todo == PartSet.of([3])


def test_what_the_store_asks_for_is_waited_for() -> None:
    """A longer time than the table's wins."""
    busy = Setback(Fault.BUSY, "Slow down.", asked_seconds=20.0)
    state, _ = after(flying(3), PartLost(NOW, 3, busy, others_move=True, chance=1.0))
    assert state.hold.until == NOW + 20


def test_faults_of_one_burst_count_once() -> None:
    """Four parts that fail together are one failure."""
    lost = [PartLost(NOW, n, CUT, others_move=False, chance=1.0) for n in (1, 2, 3, 4)]
    state, _ = after(flying(1, 2, 3, 4), *lost)
    assert state.hold.failures == 1


def test_a_full_disk_is_waited_for_as_long_as_it_is_full() -> None:
    """With its sentence: whoever frees it need not know what waits for that."""
    full = Setback(Fault.NO_ROOM, "There is no room.")
    state = flying(3)
    for failures in range(1, 100):
        lost = PartLost(NOW, state.parts.flights[0].id, full, others_move=False, chance=0.0)
        state, effects = after(state, lost, ConnectionFree(NOW))
        assert len(effects) == 1
        assert isinstance(effects[0], SendPart)
        assert state.hold == Hold(NOW, failures, full.message, full.fault)


# Its user


def test_pausing_stops_what_flies_and_keeps_the_file_until_it_has() -> None:
    """Then the file is let go; going on looks at it again."""
    state, effects = after(flying(3), Pause(NOW))
    paused = replace(ANNOUNCED, state="paused")
    assert effects == [SaveRecord(paused), Halt()]
    state, effects = after(state, PartStopped(NOW, 3, unsure=False))
    assert effects == [LetGo(0)]
    state, effects = after(state, Resume(NOW))
    assert working_on(state).working == Examine(1, ANNOUNCED)


def test_a_cancel_is_told_to_the_backend_when_nothing_flies_and_the_journal_knows() -> None:
    """Else a crash in between would send the film again from the start."""
    cancelled = replace(ANNOUNCED, state="cancelling")
    state, effects = after(flying(3), Cancel(NOW), CallerFree(NOW, 2))
    assert effects == [SaveRecord(cancelled), Halt()]
    state, effects = after(state, RecordWritten(NOW), CallerFree(NOW, 2))
    assert effects == []
    state, effects = after(state, PartStopped(NOW, 3, unsure=False), CallerFree(NOW, 2))
    assert effects == [LetGo(0), Abort(1, cancelled, maybe_created=False)]


def test_a_forgotten_upload_leaves_the_journal_when_the_backend_is_done() -> None:
    """Not before: the backend would keep what it stored."""
    cancelled = replace(ANNOUNCED, state="cancelling")
    state, effects = after(UploadState(cancelled), Forget(NOW), CallerFree(NOW, 2))
    assert effects == [Abort(0, cancelled, maybe_created=False)]
    state, effects = after(state, ended(state, Aborted(is_gone=True)))
    over = replace(cancelled, state="cancelled")
    assert effects == [ForgetParts(), SaveRecord(over), LetGo(0), Drop()]


def test_what_is_under_way_is_not_forgotten() -> None:
    """Only what is final leaves the list."""
    assert step(flying(3), Forget(NOW)) == (flying(3), ())


def test_a_cancel_that_comes_too_late_is_done() -> None:
    """The backend had it complete."""
    state = working_on(UploadState(replace(ANNOUNCED, state="cancelling")))
    state, _ = after(state, ended(state, Aborted(is_gone=False)))
    assert state.record.state == "done"


def test_waking_tries_at_once() -> None:
    """And forgets no failure: one part still goes ahead alone."""
    state, _ = after(replace(flying(), hold=Hold(NOW + 60, 3, "Offline.")), Wake(NOW))
    assert state.hold == Hold(0.0, 3, "Offline.")


def test_a_place_in_the_queue_is_kept() -> None:
    """Higher goes first, then who came first."""
    state, effects = after(flying(3), SetPriority(NOW, 5))
    assert effects == [SaveRecord(replace(ANNOUNCED, priority=5))]
    assert state.place < replace(flying(3), record=replace(ANNOUNCED, position=0)).place


def test_a_turn_is_kept() -> None:
    """Priority and position change together, in one note."""
    state, effects = after(flying(3), SetTurn(NOW, 2, 7))
    assert effects == [SaveRecord(replace(ANNOUNCED, priority=2, position=7))]
    assert state.place == (-2, 7, "a")


def test_a_file_is_looked_for_where_its_user_says() -> None:
    """And it goes on at once."""
    missing = replace(ANNOUNCED, state="failed", message="It is gone.", retryable=True)
    state, effects = after(UploadState(missing), Relocate(NOW, Path("/b.mp4")))
    assert effects == [SaveRecord(replace(ANNOUNCED, path=Path("/b.mp4")))]
    assert state.record.state == "live"


def test_a_copy_that_is_made_to_be_trimmed_is_told() -> None:
    """As long as it is made, and not of the call before."""
    state = working_on(adopted(ANNOUNCED, {}))
    assert progress_of(state, Flow(), NOW).message == ""
    state = after(state, CopyGrew(NOW, state.epoch, 40), CopyGrew(NOW, state.epoch - 1, 90))[0]
    now = progress_of(state, Flow(), NOW)
    assert (now.state, now.message) == (
        State.CHECKING,
        "Copying it into an MP4, to trim it: 40 %",
    )
    state = after(state, ended(state, CallStopped()))[0]
    assert state.copied_percent is None
