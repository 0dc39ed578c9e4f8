"""What the engine tells: frozen values with totals, so that a lost one costs nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from app.upload.transfer.retry import Fault


class State(StrEnum):
    """Where an upload stands. Only the last three are final."""

    QUEUED = "queued"
    CHECKING = "checking"  # the file is being probed and announced to the backend
    UPLOADING = "uploading"
    WAITING = "waiting"  # offline, asked to slow down, or signed out: goes on by itself
    PAUSED = "paused"
    FINISHING = "finishing"  # every part is stored; the backend joins and checks them
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_final(self) -> bool:
        return self in (State.DONE, State.FAILED, State.CANCELLED)


@dataclass(frozen=True, slots=True)
class Progress:
    """One upload as it stands.

    `sent_bytes` are in parts that the store has acknowledged and never go down, but where
    the upload had to start again; `on_wire_bytes` are on their way besides. `seconds_left` is
    None while it can't be told. `message` is a sentence for the user or "", `reason` what it is
    about. `priority` and `position` say whose turn comes first, see `place`. `replaces` is the
    video whose file it takes the place of. One that `is_trimmed` has less in it than the file.
    """

    upload_id: str
    video_id: str | None
    filename: str
    state: State
    sent_bytes: int
    size_bytes: int
    bytes_per_second: float = 0.0
    seconds_left: float | None = None
    message: str = ""
    retryable: bool = False
    on_wire_bytes: int = 0
    reason: Fault | None = None
    path: Path | None = None
    priority: int = 0
    position: int = 0
    replaces: str | None = None
    is_trimmed: bool = False

    @property
    def moved_bytes(self) -> int:
        return self.sent_bytes + self.on_wire_bytes

    @property
    def place(self) -> tuple[int, int, str]:
        """In the order in which uploads have their turn."""
        return -self.priority, self.position, self.upload_id

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "path": str(self.path) if self.path else None}

    @classmethod
    def of_json(cls, document: Mapping[str, Any]) -> Progress:
        """What another version of Matinee says more is left out; raises `LookupError`, `TypeError`
        or `ValueError` if it says less."""
        path, reason = document["path"], document["reason"]
        known = {
            "state": State(document["state"]),
            "reason": Fault(reason) if reason else None,
            "path": Path(path) if path else None,
        }
        said = {name: document[name] for name in cls.__slots__ if name in document}
        return cls(**{**said, **known})


# Called from any thread, at most ten times a second per upload and at every change of state.
Listener = Callable[[Progress], None]
