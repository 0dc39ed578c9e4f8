"""What the pipeline decides, by values."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from backend.database.jobs import Lease
from backend.database.tables import VideoState
from backend.database.videos import Seen
from backend.timing import PRODUCTION
from backend.transcode.api import Away, Failed, Finished, Job, Outputs, Playable, Status, Working
from backend.videos import events as e
from backend.videos import steps
from backend.videos.state import Ahead, Flow, PipelineState, Work, pause

JOB = Job("v", "r", "sources/v/1", 300)
GROWING = e.GrowingSource(JOB, Path("u.data"), 100, {1: "x", 2: "y"})
step = partial(steps.step, timing=PRODUCTION)


def at_work(**more: object) -> PipelineState:
    work = replace(Work(JOB, 0, "x1"), **more)  # type: ignore[arg-type]
    return PipelineState({"v": Flow(work=work, call=e.AskStatus("v", "x1"))})


def test_what_grows_for_a_deleted_video_ends() -> None:
    """A survey that was under way when the video was deleted comes too late to be refused, and
    the next look at the rows takes it back."""
    state, _ = step(PipelineState(surveying=frozenset("u")), e.Unwanted("v"))
    state, grown = step(state, e.Surveyed("u", GROWING))
    state, checking = step(state, e.Tick(1.0))

    state, calls = step(state, e.Checked(1, {}, {"v": VideoState.DELETED}))

    assert grown == (e.GrowSource(JOB, GROWING.path, 200),)
    assert e.CheckRows(1, (), ("v",)) in checking
    assert calls[0] == e.StopWork("v", JOB, None, None)
    assert step(state, e.Done(calls[0]))[0].flows == {}


def test_a_cancel_reaches_what_was_handed_over() -> None:
    """Between the last byte and the job's start the transcoder works under the revision."""
    waiting = PipelineState({"v": Flow(ahead=Ahead(JOB, {}, is_handed_over=True))})

    _, calls = step(waiting, e.Unwanted("v"))

    assert calls == (e.StopWork("v", JOB, None, None),)


def test_a_cancel_waits_for_the_start() -> None:
    """What is being started has no name yet by which it could be stopped."""
    job = e.StartJob("v", JOB)
    state, none = step(PipelineState({"v": Flow(work=Work(JOB, 0), call=job)}), e.Unwanted("v"))

    _, calls = step(state, e.Started("v", "x1"))

    assert none == ()
    assert calls == (e.StopWork("v", None, "r", "x1"),)


def test_bytes_that_changed_are_given_up() -> None:
    """What was made of others is worth nothing."""
    state, _ = step(PipelineState(), e.Surveyed("u", GROWING))

    _, calls = step(state, e.Surveyed("u", replace(GROWING, etags={1: "other"})))

    assert calls == (e.StopWork("v", JOB, None, None),)


def test_only_what_is_whole_from_the_start_counts() -> None:
    """Later parts wait for the earlier ones, and the last one may be short."""
    found = [
        steps.step(PipelineState(), e.Surveyed("u", replace(GROWING, etags=etags)), PRODUCTION)[1]
        for etags in ({2: "y"}, {1: "x", 3: "z"}, {1: "x", 2: "y", 3: "z", 4: "short"})
    ]

    assert [grown[0].available_bytes for grown in found if isinstance(grown[0], e.GrowSource)] == [
        *(0, 100, 300)
    ]


@pytest.mark.parametrize(
    ("says", "attempts", "call"),
    [
        (Working(None), 0, None),
        (Working(5.0), 0, e.ShowProgress("v", "r", Working(5.0))),
        (
            Finished(Outputs("poster.jpg")),
            2,
            e.FinishJob("v", "r", "x1", Outputs("poster.jpg")),
        ),
        (Away("Away.", 7.0), 2, e.RequeueJob("v", "r", "x1", 7.0, "Away.", False)),
        (Failed("Full.", True), 0, e.RequeueJob("v", "r", "x1", 5.0, "Full.", True)),
        (Failed("Full.", True), 1, e.RequeueJob("v", "r", "x1", 60.0, "Full.", True)),
        (Failed("Full.", True), 2, e.FailJob("v", "r", "x1", Failed("Full.", True))),
        (Failed("No.", False), 0, e.FailJob("v", "r", "x1", Failed("No.", False))),
        ("Busy.", 0, e.TellWaiting("v", VideoState.PROCESSING, "Busy.")),
    ],
)
def test_what_the_transcoder_says_decides(
    says: Status | str, attempts: int, call: e.VideoCall | None
) -> None:
    """Only failures are counted, twice; what is away is waited for, however often."""
    _, calls = step(at_work(attempts=attempts), e.Said("v", says))

    assert calls == ((call,) if call else ())


def test_the_same_is_shown_once() -> None:
    """Until something else was."""
    status = Working(5.0)
    shown, _ = step(at_work(), e.Done(e.ShowProgress("v", "r", status)))

    assert step(shown, e.Said("v", status))[1] == ()
    assert step(shown, e.Said("v", Working(6.0)))[1] != ()
    troubled, _ = step(shown, e.Done(e.TellWaiting("v", VideoState.PROCESSING, "Busy.")))
    assert step(troubled, e.Said("v", "Busy."))[1] == ()
    assert step(troubled, e.Said("v", status))[1] == (e.ShowProgress("v", "r", status),)


@pytest.mark.parametrize(
    ("lease", "call"),
    [
        (Lease.MINE, e.AskStatus("v", "x1")),
        (Lease.ANOTHERS, e.LetGo("v", "x1")),
        (Lease.NOBODYS, e.LetGo("v", "x1")),
        (Lease.UNWANTED, e.StopWork("v", None, "r", "x1")),
    ],
)
def test_the_rows_say_whose_the_work_is(lease: Lease, call: e.VideoCall) -> None:
    """A lost lease stops nothing that another process may follow; a deletion does."""
    state = PipelineState({"v": Flow(work=Work(JOB, 0, "x1"))}, checking=True, round=1)

    _, calls = step(state, e.Checked(1, {"r": lease}, {}))

    assert calls == (call, e.ClaimNext())


def test_an_answer_that_is_older_than_the_work_tells_nothing_of_it() -> None:
    """The job was claimed while its row was being read."""
    state = PipelineState(checking=True, round=1, claiming=True)
    state, _ = step(state, e.Claimed(JOB))
    state, _ = step(state, e.Started("v", "x1"))

    _, calls = step(state, e.Checked(1, {"r": Lease.NOBODYS}, {}))

    assert e.AskStatus("v", "x1") in calls


def test_a_job_claimed_before_its_end_was_heard_is_started() -> None:
    """Its row is in the queue again before the call that put it there has answered."""
    ending = e.RequeueJob("v", "r", "x1", 0.0, "Away.", False)
    state = PipelineState({"v": Flow(work=Work(JOB, 0, "x1"), call=ending)}, claiming=True)
    state, _ = step(state, e.Claimed(JOB, 1))

    _, calls = step(state, e.Done(ending))

    assert calls == (e.StartJob("v", JOB),)


def test_a_job_claimed_while_other_work_is_stopped_is_started() -> None:
    """Else it would lie there until its lease ran out."""
    stop = e.StopWork("v", replace(JOB, revision="first"), None, None)
    stopping = Flow(ahead=Ahead(JOB, {}), call=stop, is_unwanted=True)
    state, _ = step(PipelineState({"v": stopping}, claiming=True), e.Claimed(JOB))

    _, calls = step(state, e.Done(stop))

    assert calls == (e.StartJob("v", JOB),)


def test_a_job_claimed_of_another_revision_ends_what_was_begun_ahead() -> None:
    """Another process had looked at the film first, and so began it anew."""
    other = replace(JOB, revision="other")
    state = PipelineState({"v": Flow(ahead=Ahead(JOB, {}))}, claiming=True)

    state, calls = step(state, e.Claimed(other))
    stop = e.StopWork("v", JOB, None, None)
    state, further = step(state, e.Done(stop))

    assert calls == (stop, e.ClaimNext())
    assert further == (e.StartJob("v", other),)


def test_a_refused_film_makes_room_for_the_next_at_once() -> None:
    """A heap of files that are no videos is not gone through at the pace of an idle pipeline."""
    refuse = e.RefuseSource("v", Failed("No video.", False), None)
    state = PipelineState({"v": Flow(call=refuse)}, is_woken=False)

    state, _ = step(state, e.Done(refuse))

    assert pause(state, PRODUCTION) == PRODUCTION.breath_seconds


def test_an_own_job_that_is_claimed_again_is_not_started_again() -> None:
    """After an outage its lease had run out."""
    state, calls = step(replace(at_work(), claiming=True), e.Claimed(JOB))

    assert calls == (e.ClaimNext(),)
    assert state.flows == at_work().flows


def test_what_is_claimed_is_worked_on_unless_it_is_another_revision() -> None:
    """The head start counts for its own job alone."""
    ahead = Flow(ahead=Ahead(JOB, {}), call=e.BeginProcessing("v", Seen(1.0, 1, 1), "r"))

    own, _ = step(PipelineState({"v": ahead}), e.Begun("v", "r"))
    _, others = step(PipelineState({"v": ahead}), e.Begun("v", "another"))

    assert own.flows["v"].ahead == Ahead(JOB, {}, is_handed_over=True)
    assert others == (e.StopWork("v", JOB, None, None),)


def test_a_refused_source_takes_its_head_start_with_it() -> None:
    """One that only could not be looked at keeps it."""
    looking = PipelineState(
        {"v": Flow(ahead=Ahead(JOB, {}), call=e.InspectSource("v", "sources/v/1", 300))}
    )
    refused, broken = Failed("No video.", False), Failed("It broke.", True)

    assert step(looking, e.NotInspected("v", refused))[1] == (e.RefuseSource("v", refused, JOB),)
    assert step(looking, e.NotInspected("v", broken))[1] == (e.RefuseSource("v", broken, None),)


def test_a_store_that_is_away_is_left_alone_for_as_long_as_it_asks() -> None:
    """Then it is asked again."""
    look = e.InspectSource("v", "sources/v/1", 300)
    state = PipelineState({"v": Flow(call=look)}, now=10.0)
    state, _ = step(state, e.NotInspected("v", Away("The store is away.", 30.0)))

    assert not any(isinstance(c, e.FindArrivals) for c in step(state, e.Tick(39.0))[1])
    assert e.FindArrivals(2) in step(state, e.Tick(40.0))[1]


def test_a_heap_of_arrivals_is_inspected_now_and_then() -> None:
    """Sending has the right of way; a single film is looked at at once."""
    first, _ = step(PipelineState(now=10.0), e.UploadCompleted(10.0))
    found = step(first, e.Tick(10.1))[1]
    looked = replace(first, inspected_at=10.1)

    assert e.FindArrivals(1) in found
    assert not any(isinstance(c, e.FindArrivals) for c in step(looked, e.Tick(10.2))[1])
    assert e.FindArrivals(2) in step(looked, e.Tick(10.7))[1]


def test_the_pace_follows_the_work() -> None:
    """At once when woken, slowly when something is away, and seldom when there is nothing."""
    idle = PipelineState(is_woken=False)
    states = (replace(idle, is_woken=True), replace(idle, is_troubled=True), at_work(), idle)
    awake = (states[0], states[1], replace(states[2], is_woken=False), states[3])

    assert [pause(state, PRODUCTION) for state in awake] == [0.1, 2.0, 0.25, 5.0]


@pytest.mark.parametrize(
    ("call", "waits"),
    [
        (e.SurveyUpload("u"), PipelineState(surveying=frozenset("u"))),
        (e.FindArrivals(2), PipelineState(finding=True)),
        (e.CheckRows(1, (), ()), PipelineState({"v": Flow(ahead=Ahead(JOB, {}))}, checking=True)),
        (e.ClaimNext(), PipelineState(claiming=True)),
        (e.StartJob("v", JOB), PipelineState({"v": Flow(work=Work(JOB, 0))}, checking=True)),
    ],
)
def test_what_was_not_done_is_due_again(call: e.QueuedCall, waits: PipelineState) -> None:
    """In the next round, which comes later than usual."""
    state, now = step(replace(waits, is_woken=False), e.Undone(call))
    again = step(replace(state, checking=False), e.Tick(1.0))
    asked = step(again[0], e.Checked(1, {"r": Lease.MINE}, {"v": VideoState.UPLOADING}))

    made = [type(later) for later in (*again[1], *asked[1])]
    assert (now, pause(state, PRODUCTION)) == ((), 2.0)
    assert type(call) in made


def test_what_can_be_watched_early_is_published_once() -> None:
    """Then the transcoder is not asked any more until the last byte."""
    status = Working(1.0, None, Playable.ADAPTIVE)
    state = PipelineState({"v": Flow(ahead=Ahead(JOB, {}), call=e.PeekAhead("v", "r"))}, round=1)

    state, calls = step(state, e.Peeked("v", status))
    state, _ = step(state, e.Done(calls[0]))  # type: ignore[arg-type]
    _, later = step(state, e.Checked(1, {}, {"v": VideoState.UPLOADING}))

    assert calls == (e.PublishAhead("v", "r", status),)
    assert later == (e.ClaimNext(),)


def test_trouble_is_over_with_the_next_round() -> None:
    """Unless it is met again."""
    troubled = PipelineState(is_troubled=True, is_woken=False)
    assert not step(troubled, e.Tick(1.0))[0].is_troubled


def test_what_grows_is_looked_at_until_it_can_be_watched() -> None:
    """From the first round on."""
    state, _ = step(PipelineState(), e.Surveyed("u", GROWING))
    state, _ = step(state, e.Tick(1.0))
    _, calls = step(state, e.Checked(1, {}, {"v": VideoState.UPLOADING}))
    assert e.PeekAhead("v", "r") in calls
