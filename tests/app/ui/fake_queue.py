"""An upload queue that sends nothing, and what it tells."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.timetable import Timetable
from app.upload.engine.progress import Listener, Progress, State
from app.upload.trim.ranges import Recipe


def progress(
    state: State = State.UPLOADING,
    sent: int = 500,
    size: int = 1000,
    *,
    upload_id: str = "u1",
    message: str = "",
    retryable: bool = False,
    on_wire: int = 0,
) -> Progress:
    return Progress(
        upload_id,
        f"video-{upload_id}",
        f"{upload_id}.mp4",
        state,
        sent,
        size,
        bytes_per_second=100.0 if state == State.UPLOADING else 0.0,
        seconds_left=5.0 if state == State.UPLOADING else None,
        message=message,
        retryable=retryable,
        on_wire_bytes=on_wire,
    )


class FakeQueue:
    """Writes down what it is asked."""

    def __init__(self, listener: Listener = lambda _progress: None) -> None:
        self.asked: list[tuple[str, str]] = []
        self.listener = listener

    def pause(self, upload_id: str) -> None:
        self.asked.append(("pause", upload_id))

    def resume(self, upload_id: str) -> None:
        self.asked.append(("resume", upload_id))

    def cancel(self, upload_id: str) -> None:
        self.asked.append(("cancel", upload_id))

    def pause_all(self) -> None:
        self.asked.append(("pause", "all"))

    def resume_all(self) -> None:
        self.asked.append(("resume", "all"))

    def set_priority(self, upload_id: str, priority: int) -> None:
        self.asked.append((f"priority {priority}", upload_id))

    def move(self, upload_ids: Sequence[str], before: str | None) -> None:
        self.asked.append((f"move before {before}", " ".join(upload_ids)))

    def relocate(self, upload_id: str, path: Path) -> None:
        self.asked.append((f"relocate {path}", upload_id))

    def forget(self, upload_id: str) -> None:
        self.asked.append(("forget", upload_id))

    unclaimed = 0

    def start(self) -> None: ...

    def claim(self) -> None:
        self.asked.append(("claim", ""))

    def wake(self) -> None:
        self.woken += 1

    woken = 0
    trims = Path("trims")

    def add(
        self,
        path: Path,
        *,
        replaces: str | None = None,
        upload_id: str | None = None,
        recipe: Recipe | None = None,
    ) -> str:
        self.asked.append((f"replace {replaces}" if replaces else "add", path.name))
        if recipe is not None:
            self.asked.append(("trim", recipe.to_text()))
        return upload_id or path.name

    def set_limit(self, bytes_per_second: int | None) -> None:
        self.asked.append(("limit", str(bytes_per_second)))

    timetable = Timetable()

    def set_timetable(self, timetable: Timetable, share: int = 1) -> None:  # noqa: ARG002
        self.timetable = timetable

    why_held = ""

    def hold(self, why: str) -> None:
        self.why_held = why

    waiting: Sequence[Progress] = ()

    def uploads(self) -> Sequence[Progress]:
        return self.waiting

    def close(self) -> None:
        self.asked.append(("close", ""))
