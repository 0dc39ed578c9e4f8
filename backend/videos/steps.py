"""What the pipeline decides: a state and an event in, the next state and calls out. Pure.

The state is what this process has under way, and nothing that a restart would miss: states, jobs
and leases are rows. The rows also have the last word. Each round asks them whose the work is and
whether its video is still wanted, so that no order of events can leave work that nobody wants.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from backend.database.jobs import Lease
from backend.database.tables import VideoState
from backend.timing import Timing
from backend.transcode.api import Away, Failed, Finished, Job, Status, Working
from backend.videos.events import (
    AskStatus,
    BeginProcessing,
    Begun,
    Call,
    Checked,
    CheckRows,
    Claimed,
    ClaimNext,
    Done,
    EndingCall,
    Event,
    FailJob,
    FindArrivals,
    FinishJob,
    Found,
    GrowingSource,
    GrowSource,
    HurryTo,
    Inspected,
    InspectSource,
    LetGo,
    NotInspected,
    PartStored,
    PeekAhead,
    Peeked,
    PublishAhead,
    RefuseSource,
    RequeueJob,
    Said,
    ShowProgress,
    Started,
    StartJob,
    StopWork,
    Surveyed,
    SurveyUpload,
    TellWaiting,
    Tick,
    Undone,
    Unwanted,
    UploadCompleted,
    VideoCall,
    ViewerWaits,
    Woken,
)
from backend.videos.state import (
    Ahead,
    Flow,
    PipelineState,
    Work,
    external_id_of,
    free_inspectors,
    is_only_ahead,
    revision_of,
)

WANT_AHEAD = (VideoState.UPLOADING, VideoState.VERIFYING, VideoState.FAILED)
"""A video that failed may be tried again."""

Calls = Sequence[Call]


Next = tuple[PipelineState, Calls]


def step(state: PipelineState, event: Event, timing: Timing) -> Next:
    """The only thing that makes a new state."""
    match event:
        case Tick(now):
            return on_tick(replace(state, now=now, is_woken=False, is_troubled=False), timing)
        case Woken():
            return replace(state, is_woken=True), ()
        case PartStored(upload_id):
            return replace(state, noted=state.noted | {upload_id}, is_woken=True), ()
        case UploadCompleted(now):
            return replace(state, arrived_at=now, is_woken=True), ()
        case Surveyed(upload_id, source):
            state = replace(state, surveying=state.surveying - {upload_id})
            return on_source(state, source) if source is not None else (state, ())
        case Found(arrivals):
            return on_arrivals(replace(state, finding=False), arrivals, timing)
        case Checked(number, leases, states):
            return on_rows(replace(state, checking=False), number, leases, states)
        case Claimed(job, attempts):
            return on_claim(replace(state, claiming=False), job, attempts)
        case Undone(call):
            return on_trouble(replace(state, is_troubled=True), call)
        case Done(call):
            assert isinstance(call, VideoCall)
            return on_flow(state, call.video_id, event, timing)
        case _:
            return on_flow(state, event.video_id, event, timing)


# Rounds


def on_tick(state: PipelineState, timing: Timing) -> Next:
    calls: list[Call] = []
    surveyed = state.noted - state.surveying
    calls += [SurveyUpload(upload_id) for upload_id in sorted(surveyed)]
    state = replace(state, noted=state.noted - surveyed, surveying=state.surveying | surveyed)
    if (most := free_inspectors(state, timing)) > 0 and not state.finding:
        state = replace(state, finding=True)
        calls.append(FindArrivals(most))
    state, further = check(state) if state.flows else claim(state)
    return state, (*calls, *further)


def check(state: PipelineState) -> Next:
    """Jobs of our own come before others: after an outage their leases may have run out."""
    if state.checking:
        return state, ()
    number = state.round + 1
    revisions = [r for flow in state.flows.values() if (r := revision_of(flow)) is not None]
    ahead = [video_id for video_id, flow in state.flows.items() if is_only_ahead(flow)]
    state = replace(state, checking=True, round=number)
    return state, (CheckRows(number, tuple(revisions), tuple(ahead)),)


def claim(state: PipelineState) -> Next:
    if state.claiming:
        return state, ()
    return replace(state, claiming=True), (ClaimNext(),)


def on_rows(
    state: PipelineState, number: int, leases: Mapping[str, Lease], states: Mapping[str, str]
) -> Next:
    """Give up what is another's or nobody's wish, and ask how the rest is going."""
    calls: list[Call] = []
    for video_id, flow in list(state.flows.items()):
        if flow.since < number:
            flow = judged(video_id, flow, leases, states)
        state, further = settle(state, video_id, asking(video_id, flow))
        calls += further
    state, further = claim(state)
    return state, (*calls, *further)


def judged(
    video_id: str, flow: Flow, leases: Mapping[str, Lease], states: Mapping[str, str]
) -> Flow:
    if is_only_ahead(flow) and flow.work is None:
        is_wanted = states.get(video_id) in WANT_AHEAD or flow.call is not None
        return flow if is_wanted else replace(flow, is_unwanted=True)
    lease = leases.get(revision_of(flow) or "")
    if lease == Lease.UNWANTED:
        return replace(flow, is_unwanted=True)
    is_lost = lease == Lease.ANOTHERS or (lease == Lease.NOBODYS and flow.work is not None)
    if is_lost and flow.call is None:
        return replace(flow, call=LetGo(video_id, external_id_of(flow)))
    return flow


def asking(video_id: str, flow: Flow) -> Flow:
    """The question that is due, if no other call is under way."""
    if flow.call is not None or flow.is_unwanted:
        return flow
    if (work := flow.work) is not None:
        if work.external_id is None:
            return replace(flow, call=StartJob(video_id, work.job))
        return replace(flow, call=AskStatus(video_id, work.external_id))
    if flow.ahead and not (flow.ahead.is_published or flow.ahead.is_handed_over):
        return replace(flow, call=PeekAhead(video_id, flow.ahead.job.revision))
    return flow


# One video


def settle(state: PipelineState, video_id: str, flow: Flow) -> Next:
    """Keep the flow, unless nothing is left of it, and make the call that it has come to."""
    former = state.flows.get(video_id, Flow()).call
    if flow.call is None:
        flow = turned(video_id, flow)
    flows = {**state.flows, video_id: flow}
    if flow.call is None and flow.ahead is None and flow.work is None:
        del flows[video_id]
    is_new = flow.call is not None and flow.call is not former
    calls = (flow.call,) if is_new and flow.call is not None else ()
    return replace(state, flows=flows), calls


def turned(video_id: str, flow: Flow) -> Flow:
    """What a call was in the way of."""
    if flow.is_unwanted and (flow.ahead or flow.work or flow.claimed):
        work, ahead = flow.work or flow.claimed, flow.ahead.job if flow.ahead else None
        revision, external_id = (work.job.revision, work.external_id) if work else (None, None)
        stop = StopWork(video_id, ahead, revision, external_id)
        return replace(flow, call=stop)
    if flow.claimed is not None and flow.work is None:
        if flow.ahead is not None and flow.ahead.job.revision != flow.claimed.job.revision:
            # Another process has begun it anew meanwhile.
            return replace(flow, call=StopWork(video_id, flow.ahead.job, None, None))
        call = StartJob(video_id, flow.claimed.job)
        return replace(flow, work=flow.claimed, claimed=None, call=call)
    return flow


def on_flow(state: PipelineState, video_id: str, event: Event, timing: Timing) -> Next:
    flow = state.flows.get(video_id)
    if flow is None:
        return state, ()
    match event:
        case Unwanted():
            return settle(state, video_id, replace(flow, is_unwanted=True))
        case ViewerWaits(_, seconds):
            is_known = flow.work is not None and flow.work.external_id is not None
            external_id = external_id_of(flow)
            return state, (HurryTo(external_id, seconds),) if is_known and external_id else ()
        case NotInspected(_, Away(_, seconds)):
            state = replace(state, store_away_until=state.now + seconds)
        case Done(EndingCall()) | Done(StopWork()) | Done(RefuseSource()) | Begun():
            state = replace(state, is_woken=True)
        case _:
            pass
    answered = answer(video_id, replace(flow, call=None), event, state.round, timing)
    return settle(state, video_id, answered)


def answer(video_id: str, flow: Flow, event: Event, number: int, timing: Timing) -> Flow:
    """The flow after its call, which may have come to the next one."""
    match event:
        case Peeked(_, Working(playable=playable) as status) if playable and flow.ahead:
            return go_on(flow, PublishAhead(video_id, flow.ahead.job.revision, status))
        case Done(PublishAhead()) if flow.ahead:
            return replace(flow, ahead=replace(flow.ahead, is_published=True))
        case Inspected(_, seen):
            begun = flow.ahead.job.revision if flow.ahead else None
            return go_on(flow, BeginProcessing(video_id, seen, begun))
        case NotInspected(_, how):
            return go_on(flow, after_inspection(video_id, flow, how))
        case Done(RefuseSource(_, _, ahead)) if ahead is not None:
            return replace(flow, ahead=None)
        case Begun(_, revision) if flow.ahead:
            return handed_over(flow, flow.ahead, revision, number)
        case Started(_, external_id) if flow.work:
            work = replace(flow.work, external_id=external_id)
            return replace(flow, work=work, ahead=None)
        case Said(_, said) if flow.work:
            return go_on(flow, after_status(video_id, flow.work, said, timing))
        case Done(ShowProgress(_, _, status)) if flow.work:
            return replace(flow, work=replace(flow.work, shown=status, trouble=""))
        case Done(TellWaiting(_, VideoState.PROCESSING, reason)) if flow.work:
            return replace(flow, work=replace(flow.work, shown=None, trouble=reason))
        case Done(EndingCall()):
            return replace(flow, work=None)
        case Done(LetGo()):
            return replace(flow, work=None, ahead=None)
        case Done(StopWork(_, _, revision, _)):
            is_other = flow.claimed is not None and flow.claimed.job.revision != revision
            return Flow(claimed=flow.claimed, since=flow.since) if is_other else Flow()
        case _:
            return flow


def go_on(flow: Flow, call: VideoCall | None) -> Flow:
    """Not for a video that was deleted meanwhile."""
    return flow if flow.is_unwanted else replace(flow, call=call)


def after_inspection(video_id: str, flow: Flow, how: Failed | Away) -> VideoCall:
    """A store that is away is asked again when it said; the film says so meanwhile."""
    if isinstance(how, Away):
        return TellWaiting(video_id, VideoState.VERIFYING, how.reason)
    gone = flow.ahead.job if flow.ahead and not how.retryable else None
    return RefuseSource(video_id, how, gone)


def handed_over(flow: Flow, ahead: Ahead, revision: str | None, number: int) -> Flow:
    """What was begun is wanted no more if the job is another one."""
    if revision == ahead.job.revision:
        return replace(flow, ahead=replace(ahead, is_handed_over=True), since=number)
    return replace(flow, is_unwanted=True)


def after_status(video_id: str, work: Work, said: Status | str, timing: Timing) -> VideoCall | None:
    """What is busy or away is asked again for as long as it takes; only failures are counted."""
    revision, external_id = work.job.revision, work.external_id
    match said:
        case str():
            is_news = said != work.trouble
            return TellWaiting(video_id, VideoState.PROCESSING, said) if is_news else None
        case Working():
            is_news = said != work.shown and said.percent is not None
            return ShowProgress(video_id, revision, said) if is_news else None
        case Finished(outputs):
            return FinishJob(video_id, revision, external_id, outputs)
        case Away(reason, seconds):
            return RequeueJob(video_id, revision, external_id, seconds, reason, failed=False)
        case Failed(reason, retryable):
            if retryable and work.attempts < len(timing.retry_delays):
                delay = timing.retry_delays[work.attempts]
                return RequeueJob(video_id, revision, external_id, delay, reason, failed=True)
            return FailJob(video_id, revision, external_id, said)


# Answers about all videos


def on_source(state: PipelineState, source: GrowingSource) -> Next:
    """Work on what has arrived; bytes that changed since they were counted on start all over."""
    video_id, known = source.job.video_id, source.etags
    flow = state.flows.get(video_id, Flow())
    if flow.is_unwanted or flow.work or (flow.ahead and flow.ahead.is_handed_over):
        return state, ()
    ahead = flow.ahead or Ahead(source.job, {})
    if any(known.get(number) != etag for number, etag in ahead.etags.items()):
        return settle(state, video_id, replace(flow, is_unwanted=True))
    count = whole_from_start(known)
    counted = {number: known[number] for number in range(1, count + 1)}
    since = flow.since if flow.ahead else state.round
    flow = replace(flow, ahead=replace(ahead, etags=counted), since=since)
    available = min(source.job.source_size_bytes, count * source.part_size_bytes)
    state, calls = settle(state, video_id, flow)
    return state, (*calls, GrowSource(source.job, source.path, available))


def whole_from_start(etags: Mapping[int, str]) -> int:
    """How many parts there are before the first that is missing."""
    count = 0
    while count + 1 in etags:
        count += 1
    return count


def on_arrivals(state: PipelineState, arrivals: Sequence[InspectSource], timing: Timing) -> Next:
    calls: list[Call] = []
    free = free_inspectors(state, timing)
    for call in arrivals:
        flow = state.flows.get(call.video_id, Flow())
        if len(calls) < free and flow.call is None and flow.work is None and not flow.is_unwanted:
            state, further = settle(state, call.video_id, replace(flow, call=call))
            calls += further
    return replace(state, inspected_at=state.now) if calls else state, calls


def on_claim(state: PipelineState, job: Job | None, attempts: int) -> Next:
    """One that this process holds already is its own again, after an outage."""
    if job is None:
        return state, ()
    state, further = claim(state)
    flow = state.flows.get(job.video_id, Flow())
    held = flow.work and flow.work.job.revision == job.revision
    if held and not isinstance(flow.call, EndingCall | LetGo):
        return state, further
    flow = replace(flow, claimed=Work(job, attempts), since=state.round)
    state, calls = settle(state, job.video_id, flow)
    return state, (*calls, *further)


def on_trouble(state: PipelineState, call: object) -> Next:
    """What was not done is due again in the next round: the rows still say so."""
    match call:
        case SurveyUpload(upload_id):
            surveying = state.surveying - {upload_id}
            return replace(state, surveying=surveying, noted=state.noted | {upload_id}), ()
        case FindArrivals():
            return replace(state, finding=False), ()
        case CheckRows():
            return replace(state, checking=False), ()
        case ClaimNext():
            return replace(state, claiming=False), ()
        case VideoCall(video_id) if video_id in state.flows:
            flow = replace(state.flows[video_id], call=None)
            flows = {**state.flows, video_id: flow}
            if not (flow.ahead or flow.work or flow.claimed):
                del flows[video_id]
            return replace(state, flows=flows), ()
        case _:
            return state, ()
