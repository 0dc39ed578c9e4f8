"""What is shown of an upload, by its state."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.upload.engine.events import (
    Adopted,
    Pause,
)
from app.upload.engine.progress import State
from app.upload.engine.state import (
    SLOW_DISK,
    Flow,
    Hold,
    UploadState,
    progress_of,
)
from app.upload.engine.step import step
from tests.app.upload.engine.states import (
    ANNOUNCED,
    NEW,
    NOW,
    at_work,
    flying,
    ready,
    working_on,
)


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        (UploadState(NEW), State.QUEUED),
        (working_on(UploadState(NEW)), State.CHECKING),
        (flying(3), State.UPLOADING),
        (replace(at_work(ready=(ready(3),)), hold=Hold(NOW + 1, 1, "Off.")), State.WAITING),
        (at_work(), State.FINISHING),
        (UploadState(replace(ANNOUNCED, state="paused")), State.PAUSED),
        (UploadState(replace(ANNOUNCED, state="cancelling")), State.CANCELLED),
        (UploadState(replace(ANNOUNCED, state="auditing")), State.DONE),
        (UploadState(replace(ANNOUNCED, state="failed")), State.FAILED),
    ],
)
def test_where_an_upload_stands(state: UploadState, shown: State) -> None:
    """As its user sees it."""
    assert progress_of(state, Flow(), NOW).state is shown


def test_bytes_on_the_wire_are_shown_while_they_move() -> None:
    """Beside those that the store has acknowledged."""
    flow = Flow(5.0, 2.0, on_wire_bytes=4)
    shown = progress_of(flying(3), flow, NOW)
    assert (shown.sent_bytes, shown.on_wire_bytes, shown.size_bytes) == (25, 4, 35)
    assert (shown.bytes_per_second, shown.seconds_left) == (5.0, 2.0)
    paused = progress_of(step(flying(3), Pause(NOW))[0], flow, NOW)
    assert (paused.on_wire_bytes, paused.bytes_per_second) == (0, 0.0)


def test_a_slow_disk_is_told_after_a_moment() -> None:
    """Only by what waits for it."""
    waiting, _ = step(UploadState(NEW), Adopted(NOW, is_written=False))
    assert progress_of(waiting, Flow(), NOW + 0.5).message == ""
    slow = progress_of(waiting, Flow(), NOW + 1.5)
    assert (slow.state, slow.message) == (State.WAITING, SLOW_DISK)
    assert progress_of(waiting, Flow(), NOW + 1.5, "No room.").message == "No room."
    assert progress_of(flying(3), Flow(), NOW + 1.5).message == ""


@pytest.mark.parametrize(
    ("hold", "failures", "shown"),
    [
        (NOW + 1, 0, State.UPLOADING),
        (NOW + 1, 1, State.WAITING),
        (NOW, 1, State.UPLOADING),
        (NOW, 2, State.WAITING),
    ],
)
def test_who_tries_again_for_the_first_time_is_not_seen_to_wait(
    hold: float, failures: int, shown: State
) -> None:
    """After the second failure it is, until a part has arrived."""
    state = replace(at_work(ready=(ready(3),)), hold=Hold(hold, failures, "Off."))
    assert progress_of(state, Flow(), NOW).state is shown
    assert progress_of(replace(state, parts=flying(3).parts), Flow(), NOW).state is State.UPLOADING


def test_a_message_is_that_of_the_state() -> None:
    """Why it waits while it waits; else what its record says, or a note."""
    waiting = replace(at_work(ready=(ready(3),)), hold=Hold(NOW + 1, 1, "Off."))
    shown = progress_of(waiting, Flow(), NOW)
    assert (shown.message, shown.retryable) == ("Off.", True)

    failed = UploadState(
        replace(ANNOUNCED, state="failed", message="No room."), hold=waiting.hold, note="Again."
    )
    shown = progress_of(failed, Flow(), NOW)
    assert (shown.message, shown.retryable) == ("No room.", False)
    assert progress_of(replace(flying(3), note="Again."), Flow(), NOW).message == "Again."
    paused = replace(flying(3), record=replace(ANNOUNCED, state="paused"), hold=waiting.hold)
    assert progress_of(paused, Flow(), NOW).message == ""


def test_trouble_with_the_journal_is_told_of_what_is_not_over() -> None:
    """What is paused stays so, and parts on their way go on."""
    states = [flying(3), UploadState(replace(ANNOUNCED, state="paused"))]
    states = [replace(state, unwritten=1, unwritten_since=NOW) for state in states]
    shown = [progress_of(state, Flow(), NOW, "Full.") for state in states]
    assert [(p.state, p.message) for p in shown] == [
        (State.UPLOADING, "Full."),
        (State.PAUSED, "Full."),
    ]
    done = UploadState(replace(ANNOUNCED, state="done"))
    assert progress_of(done, Flow(), NOW, "Full.").message == ""
    late = progress_of(UploadState(NEW, unwritten=1, unwritten_since=NOW), Flow(), NOW + 1.0)
    assert (late.state, late.message) == (State.QUEUED, "")
