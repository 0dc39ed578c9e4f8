"""The upload queue: the one object that the window, the command line and the tests drive."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.client import Client
from app.upload.events import Listener, Progress
from app.upload.journal import Journal


class UploadQueue:
    """Sends files, several at once, and survives whatever happens in between.

    Every method may be called from any thread and returns at once; what follows is told to
    `listener`. A method given an unknown `upload_id` raises KeyError.
    """

    def __init__(self, client: Client, journal: Journal, listener: Listener) -> None:
        self._client = client
        self._journal = journal
        self._listener = listener

    def start(self) -> None:
        """Take up what the journal holds, and go."""

    def add(self, path: Path, title: str | None = None, channel_id: str | None = None) -> str:
        """Queue a file and return the id of its upload; its faults come as events."""
        raise NotImplementedError

    def pause(self, upload_id: str) -> None:
        """Stop within a second, in the middle of a part if need be."""

    def resume(self, upload_id: str) -> None:
        """Go on, after a pause or a failure."""

    def cancel(self, upload_id: str) -> None:
        """Stop and have the backend free what is stored."""

    def pause_all(self) -> None: ...

    def resume_all(self) -> None: ...

    def cancel_all(self) -> None: ...

    def set_priority(self, upload_id: str, priority: int) -> None:
        """Higher goes first; among equals the order of adding holds."""

    def set_limit(self, bytes_per_second: int | None) -> None:
        """Bound all uploads together; None lifts the bound."""

    def forget(self, upload_id: str) -> None:
        """Drop a final upload from the list and the journal."""

    def uploads(self) -> Sequence[Progress]:
        """All uploads as they stand, in their order."""
        return ()

    def close(self) -> None:
        """Stop within a second; the journal knows how to go on."""
