"""All watched folders, each on a thread of its own: one whose drive hangs holds up nobody else."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from time import monotonic
from typing import NamedTuple
from uuid import uuid4

from app.errors import CantWrite
from app.upload.engine.progress import Progress, State
from app.upload.watch.folder import FolderKeeper, FolderStatus, Seams, WatchTarget
from app.upload.watch.listing import Listing, list_folder
from app.upload.watch.memory import WatchMemory
from app.watched import WatchedFolder
from runtime.mailbox import Mailbox

log = logging.getLogger(__name__)

LEAST_SECONDS, MOST_SECONDS = 3.0, 300.0
REST_SHARE = 20
"""A folder that takes long to be listed is left alone so many times as long."""
AFTER_A_FAULT_SECONDS = 60.0


class Became(NamedTuple):
    """Where an upload stands; `is_announced`: the server knows of it, and so the journal does."""

    upload_id: str
    state: State
    is_announced: bool


class Watcher:
    """From any thread; nothing here waits for a drive."""

    def __init__(
        self,
        memory_file: Path,
        target: Callable[[WatchedFolder], WatchTarget | None],
        on_change: Callable[[], None],
    ) -> None:
        """`target` finds the queue for a folder, if its account is open; `on_change` is called when
        the `statuses` are others. Both from a folder's thread."""
        self._memory_file, self._target, self._on_change = memory_file, target, on_change
        self._memory: WatchMemory | None = None
        self._rounds: dict[WatchedFolder, Rounds] = {}
        self._last: dict[str, Became] = {}

    def watch(self, folders: Sequence[WatchedFolder]) -> None:
        """These, and no others. Raises CantWrite; one at a time."""
        for folder in [known for known in self._rounds if known not in folders]:
            self._rounds.pop(folder).stop()
        if self._memory is None and folders:
            self._memory = WatchMemory(self._memory_file)
        if (memory := self._memory) is None:
            return
        paths = {folder.path for folder in folders}
        for path in memory.folders():
            if path not in paths:
                memory.forget_folder(path)
        for folder in folders:
            if folder not in self._rounds:
                self._rounds[folder] = Rounds(folder, memory, self._target, self._on_change)

    def note(self, progress: Progress) -> None:
        """What became of an upload, whosever it is."""
        became = Became(progress.upload_id, progress.state, progress.video_id is not None)
        if self._rounds and self._last.get(progress.upload_id) != became:
            self._last[progress.upload_id] = became
            for rounds in tuple(self._rounds.values()):
                rounds.post(became)

    @property
    def statuses(self) -> Mapping[str, FolderStatus]:
        """By the folders' paths."""
        return {folder.path: rounds.status for folder, rounds in tuple(self._rounds.items())}

    def close(self) -> None:
        """Returns at once; whoever hangs is left behind."""
        for rounds in self._rounds.values():
            rounds.stop()
        self._rounds.clear()


class Rounds:
    """The thread of one folder: it looks, and rests for a time that depends on how long that
    took."""

    def __init__(
        self,
        folder: WatchedFolder,
        memory: WatchMemory,
        target: Callable[[WatchedFolder], WatchTarget | None],
        on_change: Callable[[], None],
    ) -> None:
        self._folder, self._memory, self._on_change = folder, memory, on_change
        self._seams = Seams(self._list, target, lambda: uuid4().hex)
        self._watch: FolderKeeper | None = None
        self._next_at, self._is_stopped = 0.0, False
        self._mailbox: Mailbox[Became] = Mailbox("watched-folder", self._note, self._rest)
        self._mailbox.start()

    @property
    def status(self) -> FolderStatus:
        return self._watch.status if self._watch is not None else FolderStatus()

    def post(self, became: Became) -> None:
        self._mailbox.post(became)

    def stop(self) -> None:
        self._is_stopped = True
        self._mailbox.stop(0)

    # On its thread

    def _list(self, path: str, known_root: str, passed_over: str) -> Listing:
        return list_folder(path, known_root, passed_over, lambda: self._is_stopped)

    def _note(self, became: Became) -> None:
        try:
            self._watching().note(*became)
        except CantWrite as error:
            log.warning("%s", error)

    def _rest(self) -> float:
        now = monotonic()
        if now < self._next_at:
            return self._next_at - now
        try:
            self._look(now)
            took = monotonic() - now
            pause = min(max(LEAST_SECONDS, REST_SHARE * took), MOST_SECONDS)
        except CantWrite as error:
            log.warning("%s", error)
            pause = AFTER_A_FAULT_SECONDS
        self._next_at = monotonic() + pause
        return pause

    def _watching(self) -> FolderKeeper:
        if self._watch is None:
            self._watch = FolderKeeper(self._folder, self._memory, self._seams)
        return self._watch

    def _look(self, now: float) -> None:
        watch = self._watching()
        before = watch.status
        if not self._is_stopped:
            watch.turn(now)
        if watch.status != before and not self._is_stopped:
            self._on_change()
