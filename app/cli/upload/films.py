"""A film on its way, as a value: what is known of it, whether it is there, and how to say so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.cli import words
from app.cli.exit_codes import ExitCode
from app.errors import Sentence
from app.server.videos import Video
from app.upload.engine.progress import Progress, State
from app.upload.transfer.retry import Fault

STATES = {
    State.QUEUED: Sentence("waiting its turn"),
    State.CHECKING: Sentence("looking at the file"),
    State.UPLOADING: Sentence("uploading"),
    State.WAITING: Sentence("waiting"),
    State.PAUSED: Sentence("paused"),
    State.FINISHING: Sentence("everything is sent; being checked"),
    State.DONE: Sentence("uploaded"),
    State.FAILED: Sentence("failed"),
    State.CANCELLED: Sentence("cancelled"),
}
CODES = {
    Fault.UNREACHABLE: ExitCode.UNREACHABLE,
    Fault.BUSY: ExitCode.UNREACHABLE,
    Fault.PORTAL: ExitCode.UNREACHABLE,
    Fault.NOT_SECURE: ExitCode.UNREACHABLE,
    Fault.SIGNED_OUT: ExitCode.NOT_SIGNED_IN,
    Fault.PART_TOO_LARGE: ExitCode.REFUSED,
    Fault.REFUSED: ExitCode.REFUSED,
    Fault.NO_ROOM: ExitCode.REFUSED,
    Fault.NO_QUOTA: ExitCode.REFUSED,
}
"""How a command ends that a fault of an upload ended; else it has just failed."""
READY, MADE_NOTHING = "ready", "failed"


@dataclass(frozen=True, slots=True)
class NamedFilm:
    """`is_told`: the server knows its details; `trouble` is what they led to. `video` is the last
    that was heard of it, where somebody waits for it to be ready."""

    file: Path
    progress: Progress
    is_told: bool = False
    trouble: ExitCode = ExitCode.DONE
    video: Video | None = None

    @property
    def name(self) -> str:
        return self.file.name

    @property
    def video_id(self) -> str | None:
        return self.progress.video_id

    @property
    def wants_details(self) -> bool:
        gone = self.progress.state in (State.FAILED, State.CANCELLED)
        return self.video_id is not None and not self.is_told and not gone

    @property
    def is_sent(self) -> bool:
        return self.progress.state is State.DONE and self.is_told

    @property
    def is_made(self) -> bool:
        """Or never will be."""
        return self.video is not None and self.video.state in (READY, MADE_NOTHING)

    def end(self, wait: str | None) -> ExitCode | None:
        """How it ended; None while there is something to wait for."""
        progress, reason = self.progress, self.progress.reason
        if progress.state is State.CANCELLED:
            return ExitCode.FAILED
        if progress.state is State.FAILED:
            return CODES.get(reason, ExitCode.FAILED) if reason else ExitCode.FAILED
        if progress.state is State.WAITING and reason is Fault.SIGNED_OUT:
            return ExitCode.NOT_SIGNED_IN
        if not self.is_sent or (wait == READY and not self.is_made):
            return None
        if self.video is not None and self.video.state == MADE_NOTHING:
            return ExitCode.REFUSED
        return self.trouble


def code_of_all(ends: Iterable[ExitCode | None]) -> ExitCode:
    """Of several faults the first is told."""
    return next((end for end in ends if end), ExitCode.DONE)


def share(film: NamedFilm) -> float:
    """How far it is, of what happens to it now; never all before the server said so."""
    progress = film.progress
    if film.is_sent:
        return min(0.99, film.video.percent / 100) if film.video is not None else 1.0
    return min(0.99, progress.moved_bytes / progress.size_bytes) if progress.size_bytes else 0.0


def line_of(film: NamedFilm) -> str:
    """What happens to it, beside a bar."""
    progress = film.progress
    if film.is_sent and film.video is not None:
        return words.join(film.video.state, words.time_left(film.video.seconds_left))
    if progress.state is not State.UPLOADING:
        return progress.message or STATES[progress.state]
    rate, on_wire = progress.bytes_per_second, progress.on_wire_bytes
    stored = f"{words.size(progress.sent_bytes)} of {words.size(progress.size_bytes)}"
    return words.join(
        f"{stored}, {words.size(on_wire)} on the way" if on_wire else stored,
        f"{words.size(rate)}/s" if rate else "",
        words.time_left(progress.seconds_left),
    )


def event_of(film: NamedFilm) -> dict[str, Any]:
    """The same for programs."""
    progress, video = film.progress, film.video
    event: dict[str, Any] = {
        "file": str(film.file),
        "upload_id": progress.upload_id,
        "video_id": progress.video_id,
        "state": progress.state.value,
        "sent_bytes": progress.sent_bytes,
        "size_bytes": progress.size_bytes,
        "bytes_per_second": round(progress.bytes_per_second),
        "seconds_left": progress.seconds_left,
        "message": progress.message,
    }
    if video is not None:
        event |= {"video_state": video.state, "percent": video.percent}
    return event
