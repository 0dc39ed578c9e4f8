"""A watched folder for a terminal: `app/upload/watch` decides, a run of uploads sends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from uuid import uuid4

from app.cli.upload.run import UploadRun
from app.upload.engine.progress import Progress, State
from app.upload.watch.folder import FolderKeeper, Seams
from app.upload.watch.listing import Listing, list_folder
from app.upload.watch.memory import WatchMemory
from app.watched import WatchedFolder

LOOK_SECONDS = 1.0


class RunTarget:
    """A run in the place of a queue: what the folder brings is seen on the terminal, too."""

    def __init__(self, run: UploadRun, is_there: Callable[[Path], bool]) -> None:
        self._run, self._is_there = run, is_there
        self.ids: dict[str, str] = {}
        """What the folder calls an upload, and what the queue does: one that was unfinished before
        goes on."""

    def start(self) -> None:
        """It runs already."""

    def is_known(self, path: Path) -> bool:
        """What is on its way goes on."""
        return not self._run.is_unfinished(path) and self._is_there(path)

    def add(self, path: Path, *, upload_id: str) -> str:
        self.ids[upload_id] = self._run.take(path, upload_id=upload_id)
        return upload_id

    def resume(self, upload_id: str) -> None:
        self._run.again(self.ids.get(upload_id, upload_id))

    def uploads(self) -> Sequence[Progress]:
        return ()


class FolderWatch:
    """Belongs to the thread of the run, which waits while the folder's drive does. What is there
    already is wanted: a command names the folder for that."""

    def __init__(
        self,
        folder: WatchedFolder,
        memory: WatchMemory,
        run: UploadRun,
        is_there: Callable[[Path], bool] = lambda _path: False,
        listing: Callable[[str, str, str], Listing] = list_folder,
    ) -> None:
        """`is_there`: whether the account has a film already, which is said then."""
        self._run, self._target = run, RunTarget(run, is_there)
        seams = Seams(listing, lambda _folder: self._target, lambda: uuid4().hex)
        self._keeper = FolderKeeper(folder, memory, seams)
        self._noted: dict[str, tuple[State, bool]] = {}
        self._looked_at = float("-inf")

    def look(self, now: float) -> None:
        """Once in a while: take what is whole, remember what was sent. Raises CantWrite."""
        if now - self._looked_at < LOOK_SECONDS:
            return
        self._looked_at = now
        self._note()
        self._keeper.turn(now)

    def _note(self) -> None:
        for known_as, upload_id in self._target.ids.items():
            progress = self._run.progress(upload_id)
            became = (progress.state, progress.video_id is not None)
            if self._noted.get(known_as) != became:
                self._noted[known_as] = became
                self._keeper.note(known_as, *became)
