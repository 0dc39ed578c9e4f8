"""What happens to videos (events), and what the pipeline has done about it (calls).

All are frozen values. A call ends in exactly one event: in its answer, in `Done` where there is
nothing to answer, or in `Undone` where it could not be carried out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from backend.database.jobs import Lease
from backend.database.tables import VideoState
from backend.database.videos import Seen
from backend.transcode.api import Away, Failed, Job, Outputs, Status, Working

# Calls about one video, of which there is one at a time


@dataclass(frozen=True, slots=True)
class VideoCall:
    video_id: str


@dataclass(frozen=True, slots=True)
class PeekAhead(VideoCall):
    """Whether what is made during an upload can be watched."""

    revision: str


@dataclass(frozen=True, slots=True)
class PublishAhead(VideoCall):
    revision: str
    status: Working


@dataclass(frozen=True, slots=True)
class InspectSource(VideoCall):
    source_key: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class BeginProcessing(VideoCall):
    """`begun` is the revision that was begun during the upload."""

    seen: Seen
    begun: str | None


@dataclass(frozen=True, slots=True)
class TellWaiting(VideoCall):
    """Why a video in this state does not go on just now."""

    state: VideoState
    reason: str


@dataclass(frozen=True, slots=True)
class RefuseSource(VideoCall):
    """It becomes no video; what was begun of it during its upload goes."""

    failure: Failed
    ahead: Job | None


@dataclass(frozen=True, slots=True)
class StartJob(VideoCall):
    job: Job


@dataclass(frozen=True, slots=True)
class AskStatus(VideoCall):
    external_id: str


@dataclass(frozen=True, slots=True)
class ShowProgress(VideoCall):
    revision: str
    status: Working


@dataclass(frozen=True, slots=True)
class EndingCall(VideoCall):
    """Writes an outcome down, and has the transcoder release the job."""

    revision: str
    external_id: str | None


@dataclass(frozen=True, slots=True)
class FinishJob(EndingCall):
    outputs: Outputs


@dataclass(frozen=True, slots=True)
class RequeueJob(EndingCall):
    delay_seconds: float
    reason: str
    failed: bool
    """Whether it counts as an attempt."""


@dataclass(frozen=True, slots=True)
class FailJob(EndingCall):
    failure: Failed


@dataclass(frozen=True, slots=True)
class LetGo(VideoCall):
    """Another process goes on with it."""

    external_id: str | None


@dataclass(frozen=True, slots=True)
class StopWork(VideoCall):
    """Nobody wants it any more. `ahead` was begun during the upload, and leaves nothing."""

    ahead: Job | None
    revision: str | None
    external_id: str | None


# Calls about all videos, of each of which there is one at a time


@dataclass(frozen=True, slots=True)
class SurveyUpload:
    """How much of a source has arrived; one at a time for each upload."""

    upload_id: str


@dataclass(frozen=True, slots=True)
class FindArrivals:
    """The oldest videos that wait for an inspection."""

    most: int


@dataclass(frozen=True, slots=True)
class CheckRows:
    """Prolong the leases of these jobs, and see which videos are still wanted."""

    round: int
    revisions: Sequence[str]
    video_ids: Sequence[str]


@dataclass(frozen=True, slots=True)
class ClaimNext:
    """Take a job that is due, if there is one."""


# Calls to the transcoder that return at once, and in their order


@dataclass(frozen=True, slots=True)
class GrowSource:
    job: Job
    path: Path
    available_bytes: int


@dataclass(frozen=True, slots=True)
class HurryTo:
    external_id: str
    seconds: float


QueuedCall = VideoCall | SurveyUpload | FindArrivals | CheckRows | ClaimNext
Call = QueuedCall | GrowSource | HurryTo


# Events from outside


@dataclass(frozen=True, slots=True)
class Tick:
    """Time for what is due. `now` is of a clock that never goes back."""

    now: float


@dataclass(frozen=True, slots=True)
class Woken:
    """There may be a job to claim, or a video to inspect."""


@dataclass(frozen=True, slots=True)
class PartStored:
    upload_id: str


@dataclass(frozen=True, slots=True)
class UploadCompleted:
    now: float


@dataclass(frozen=True, slots=True)
class ViewerWaits:
    """A viewer waits for this moment."""

    video_id: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Unwanted:
    """The video was deleted."""

    video_id: str


# Events that answer a call


@dataclass(frozen=True, slots=True)
class Done:
    call: QueuedCall


@dataclass(frozen=True, slots=True)
class Undone:
    """Something was away, or broke down; it was logged, and is to be tried again."""

    call: QueuedCall


@dataclass(frozen=True, slots=True)
class GrowingSource:
    """An upload under way, and which of its parts are here, by number and ETag."""

    job: Job
    path: Path
    part_size_bytes: int
    etags: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Surveyed:
    upload_id: str
    source: GrowingSource | None
    """None if there is nothing to work on."""


@dataclass(frozen=True, slots=True)
class Peeked:
    video_id: str
    status: Status | None
    """None if the transcoder knows nothing of it."""


@dataclass(frozen=True, slots=True)
class Found:
    """Oldest first."""

    arrivals: Sequence[InspectSource]


@dataclass(frozen=True, slots=True)
class Inspected:
    video_id: str
    seen: Seen


@dataclass(frozen=True, slots=True)
class NotInspected:
    video_id: str
    how: Failed | Away


@dataclass(frozen=True, slots=True)
class Begun:
    """Its job is queued; None if the video was no longer there to be begun."""

    video_id: str
    revision: str | None


@dataclass(frozen=True, slots=True)
class Checked:
    round: int
    leases: Mapping[str, Lease]
    states: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Claimed:
    """`job` is None when nothing was due."""

    job: Job | None
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Started:
    video_id: str
    external_id: str


@dataclass(frozen=True, slots=True)
class Said:
    """What the transcoder says of a job; a sentence if it can't be asked just now."""

    video_id: str
    status: Status | str


Event = (
    Tick | Woken | PartStored | UploadCompleted | ViewerWaits | Unwanted
    | Done | Undone | Surveyed | Peeked | Found | Inspected | NotInspected | Begun
    | Checked | Claimed | Started | Said
)  # fmt: skip
