"""What turns a source into a revision, as the pipeline sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol


class Playable(StrEnum):
    """How much of a video can be watched already."""

    PROGRESSIVE = "progressive"
    ADAPTIVE = "adaptive"


@dataclass(frozen=True, slots=True)
class Job:
    """One source to be turned into one revision, below `media/{film_id}/{revision}/`."""

    video_id: str
    revision: str
    source_key: str
    source_size_bytes: int
    demanded: bool = False
    """Somebody wants the rungs that were put off, too."""
    replaces: str | None = None
    """The film that it is a version of, if `video_id` is none by itself."""

    @property
    def film_id(self) -> str:
        return self.replaces or self.video_id

    @property
    def prefix(self) -> str:
        return f"media/{self.film_id}/{self.revision}/"


@dataclass(frozen=True, slots=True)
class Outputs:
    """What was made beside the streams: names below the job's prefix, None for what was not."""

    poster: str | None = None
    storyboard: str | None = None
    chapters: str | None = None
    subtitles: Mapping[str, str] = field(default_factory=dict)
    """Of the source's own tracks, by their language."""


@dataclass(frozen=True, slots=True)
class Working:
    """Under way. `playable` is set once a viewer can open the revision; `rungs` is how far each
    one is, lowest first, in percent of its frames. `percent` is None before anything is known."""

    percent: float | None
    seconds_left: float | None = None
    playable: Playable | None = None
    rungs: Mapping[str, float] = field(default_factory=dict)
    outputs: Outputs = Outputs()


@dataclass(frozen=True, slots=True)
class Finished:
    """All outputs stand in the store, verified."""

    outputs: Outputs = Outputs()


@dataclass(frozen=True, slots=True)
class Failed:
    """It ended; `reason` is a sentence for the creator."""

    reason: str
    retryable: bool


@dataclass(frozen=True, slots=True)
class Away:
    """It ended because something that it needs is away, busy or full, and nothing has failed:
    `start` it again after that long, however often. What is done stays done."""

    reason: str
    retry_after_seconds: float


Status = Working | Finished | Failed | Away


class WorksAhead(Protocol):
    """What needn't wait for the last byte."""

    def grow(self, job: Job, source: Path, available_bytes: int) -> None:
        """Work on a source of which this much, from its beginning, has arrived; `start` follows
        when it is whole. Returns at once; the job is known by its revision."""


class Transcoder(Protocol):
    """Embedded or managed. A job is known by its revision, so a repeat starts nothing twice."""

    @property
    def ahead(self) -> WorksAhead | None:
        """None for one that needs the whole source."""

    def start(self, job: Job) -> str:
        """Begin, or take up again after a restart; returns the service's own id for it."""

    def status(self, external_id: str) -> Status:
        """How far it is. Cheap enough to ask every second; raises NotFound for a lost job."""

    def release(self, external_id: str) -> None:
        """Forget it here: its outcome is written down, or another process goes on with it. Nothing
        of it runs in this process afterwards; a service that works elsewhere goes on."""

    def cancel(self, external_id: str) -> None:
        """Nobody wants it any more: stop within a second, wherever it runs. Fine when it has
        ended, or is not known."""

    def wanted(self, external_id: str, seconds: float) -> None:
        """A viewer waits for this moment; a service that can't hurry ignores it."""

    def close(self) -> None:
        """Let go within a second; what is under way is taken up by the next `start`."""
