"""Uploads that the open window sends: files handed to it, and it and the server asked what became
of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic

from app.cli.console import safe
from app.cli.upload.run import Inbox
from app.errors import MatineeError, ServerRefused
from app.server.client import Client
from app.server.videos import Video
from app.upload.engine.progress import Progress, State
from app.upload.trim.ranges import Recipe

NEWEST = 200
ASK_SECONDS = 1.0
UploadsOf = Callable[[Sequence[Path]], Sequence[Progress]]
"""What the window has of these files, in the order in which it was given them."""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A file that the window has; `video_id` once the server knows it."""

    file: Path
    size_bytes: int
    video_id: str | None = None


class ByWindow:
    """Stands for a queue of uploads. `look` goes round in the caller's thread; where nobody
    `stays`, a film is done with as soon as the server knows it."""

    def __init__(
        self,
        client: Client,
        inbox: Inbox,
        *,
        stays: bool,
        uploads_of: UploadsOf = lambda _files: (),
        clock: Callable[[], float] = monotonic,
    ) -> None:
        """`uploads_of` asks the window itself."""
        self._uploads_of = uploads_of
        self._earlier = frozenset[str]()
        self._client, self._inbox, self._stays, self._clock = client, inbox, stays, clock
        self._given: dict[str, HandedOver] = {}
        self._before = {video.id for video in self._newest()}
        self._asked_at = 0.0
        self.unfinished: Mapping[Path, str] = {}

    def add(self, path: Path, *, upload_id: str | None = None, recipe: Recipe | None = None) -> str:
        """Whole and by its own name: what else there is was refused before."""
        assert recipe is None
        assert upload_id is None
        upload_id = f"window-{len(self._given)}"
        self._given[upload_id] = HandedOver(path, path.stat().st_size)
        return upload_id

    def note_earlier(self, files: Sequence[Path]) -> None:
        """Before they are handed over: of what the window has of them, nothing is told."""
        self._earlier = frozenset(upload.upload_id for upload in self._uploads_of(files))

    def resume(self, upload_id: str) -> None:
        """The window goes by its own list."""

    def set_priority(self, upload_id: str, priority: int) -> None:
        """As above."""

    def look(self) -> None:
        """Ask the window, once in a while, and the server of what that does not tell of. One that
        is away is asked again."""
        if self._clock() - self._asked_at < ASK_SECONDS:
            return
        self._asked_at = self._clock()
        told = self._told_by_window()
        rest = {name: given for name, given in self._given.items() if name not in told}
        try:
            if rest:
                self._find()
            for upload_id in rest:
                given = self._given[upload_id]
                if given.video_id is not None:
                    self._tell(upload_id, given, given.video_id)
        except MatineeError as error:
            if not error.retryable:
                raise

    def _told_by_window(self) -> set[str]:
        """Those that it has told of."""
        uploads = self._uploads_of([given.file for given in self._given.values()])
        newest = {each.path: each for each in uploads if each.upload_id not in self._earlier}
        told = set[str]()
        for upload_id, given in self._given.items():
            if (progress := newest.get(given.file)) is None:
                continue
            told.add(upload_id)
            self._given[upload_id] = replace(given, video_id=progress.video_id or given.video_id)
            is_done = progress.video_id is not None and not self._stays
            state = State.DONE if is_done else progress.state
            self._inbox.put(replace(progress, upload_id=upload_id, state=state))
        return told

    def _find(self) -> None:
        """Which of the newest videos are those that the window was given."""
        if all(given.video_id for given in self._given.values()):
            return
        found = [video for video in reversed(self._newest()) if video.id not in self._before]
        self._given = matched(self._given, found)

    def _newest(self) -> list[Video]:
        return list(self._client.videos(sort="newest", limit=NEWEST).videos)

    def _tell(self, upload_id: str, given: HandedOver, video_id: str) -> None:
        try:
            video = self._client.video(video_id)
        except ServerRefused as error:
            if not error.is_missing:
                raise
            state = State.CANCELLED
        else:
            is_sent = video.state != "uploading" or not self._stays
            state = State.DONE if is_sent else State.UPLOADING
        self._inbox.put(Progress(upload_id, video_id, given.file.name, state, 0, given.size_bytes))


def matched(given: Mapping[str, HandedOver], found: list[Video]) -> dict[str, HandedOver]:
    """Each with the first new video of its name and size that is no other's."""
    taken = {each.video_id for each in given.values()}
    known = dict(given)
    for upload_id, each in given.items():
        if each.video_id is not None:
            continue
        for video in found:
            if video.id not in taken and is_of(video, each):
                taken.add(video.id)
                known[upload_id] = HandedOver(each.file, each.size_bytes, video.id)
                break
    return known


def is_of(video: Video, given: HandedOver) -> bool:
    """A server shows names without what can't be shown."""
    ours, theirs = safe(given.file.name), safe(video.filename or "")
    return video.size_bytes == given.size_bytes and plain(ours) == plain(theirs)


def plain(name: str) -> str:
    return "".join(letter for letter in name if letter.isalnum())[-200:]
