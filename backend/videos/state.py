"""What one process has under way for videos, as a frozen value, and what follows from it alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from backend.timing import Timing
from backend.transcode.api import Job, Working
from backend.videos.events import BeginProcessing, InspectSource, RefuseSource, VideoCall

INSPECTORS = 2
INSPECTING = (InspectSource, BeginProcessing, RefuseSource)


@dataclass(frozen=True, slots=True)
class Ahead:
    """Work on a source that still arrives. `etags` are those of the parts that were counted on."""

    job: Job
    etags: Mapping[int, str]
    is_published: bool = False
    is_handed_over: bool = False
    """Its job is in the queue; the transcoder goes on meanwhile."""


@dataclass(frozen=True, slots=True)
class Work:
    """A job of this process. `shown` is what the video's row says already, or `trouble`."""

    job: Job
    attempts: int
    external_id: str | None = None
    shown: Working | None = None
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Flow:
    """What this process does for one video; `call` is under way, and there is one at a time."""

    ahead: Ahead | None = None
    work: Work | None = None
    claimed: Work | None = None
    """Begins when `call` is over."""
    call: VideoCall | None = None
    is_unwanted: bool = False
    since: int = 0
    """The round in which `ahead` or `work` became what it is: older answers tell nothing of it."""


@dataclass(frozen=True, slots=True)
class PipelineState:
    """`flows` by the video's id; it has no idle ones."""

    flows: Mapping[str, Flow] = field(default_factory=dict)
    noted: frozenset[str] = frozenset()
    """Uploads of which a part has come since they were last surveyed."""
    surveying: frozenset[str] = frozenset()
    finding: bool = False
    checking: bool = False
    claiming: bool = False
    round: int = 0
    now: float = 0.0
    arrived_at: float = float("-inf")
    inspected_at: float = float("-inf")
    store_away_until: float = float("-inf")
    is_woken: bool = True
    is_troubled: bool = False


def pause(state: PipelineState, timing: Timing) -> float:
    """How many seconds after one tick the next is due."""
    if state.is_woken:
        return timing.breath_seconds
    if state.is_troubled:
        return timing.troubled_seconds
    busy = bool(state.flows) or is_arriving(state, timing)
    return timing.busy_seconds if busy else timing.idle_seconds


def is_arriving(state: PipelineState, timing: Timing) -> bool:
    """Whether films have just arrived: others are likely to follow."""
    return state.now - state.arrived_at < timing.arriving_seconds


def free_inspectors(state: PipelineState, timing: Timing) -> int:
    """While a heap of films is being sent, one is inspected now and then."""
    if state.now < state.store_away_until:
        return 0
    free = INSPECTORS - sum(isinstance(flow.call, INSPECTING) for flow in state.flows.values())
    if is_arriving(state, timing):
        return min(free, int(state.now - state.inspected_at > timing.patient_seconds))
    return free


def revision_of(flow: Flow) -> str | None:
    """Of the job that this process holds, or waits for."""
    if flow.work is not None:
        return flow.work.job.revision
    return flow.ahead.job.revision if flow.ahead and flow.ahead.is_handed_over else None


def is_only_ahead(flow: Flow) -> bool:
    return flow.ahead is not None and not flow.ahead.is_handed_over


def external_id_of(flow: Flow) -> str | None:
    """Work that is ahead goes by its revision."""
    if flow.work is not None:
        return flow.work.external_id
    return flow.ahead.job.revision if flow.ahead else None
