"""A watched folder with a clock that one winds, and a queue that writes down what it is given."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from app.known_servers import Profile
from app.upload.engine.progress import Progress, State
from app.upload.watch.folder import FolderKeeper, Seams, WatchTarget
from app.upload.watch.listing import Listing, list_folder
from app.upload.watch.memory import WatchMemory
from app.upload.watch.ripening import LOCAL_SECONDS
from app.watched import WatchedFolder


class Killed(BaseException):
    """The process ended there."""


class FakeTarget:
    """A queue with its journal, which outlives it; each id is taken once."""

    def __init__(self) -> None:
        self.files: dict[str, Path] = {}
        self.contents: dict[str, bytes] = {}
        self.resumed: list[str] = []
        self.known: set[bytes] = set()
        self.kill_before = self.kill_after = False

    def start(self) -> None: ...

    def is_known(self, path: Path) -> bool:
        return path.read_bytes() in self.known

    def add(self, path: Path, *, upload_id: str) -> str:
        if self.kill_before:
            raise Killed
        if upload_id not in self.files:
            self.files[upload_id], self.contents[upload_id] = path, path.read_bytes()
        if self.kill_after:
            raise Killed
        return upload_id

    def resume(self, upload_id: str) -> None:
        self.resumed.append(upload_id)
        self.contents[upload_id] = self.files[upload_id].read_bytes()

    def uploads(self) -> Sequence[Progress]:
        return ()

    @property
    def names(self) -> list[str]:
        return sorted(path.name for path in self.files.values())


class World:
    """The folder is on a drive that can be taken away, and leaves its empty mount point."""

    def __init__(self, root: Path, *, with_present: bool = True, moves: bool = False) -> None:
        self.root, self.now = root, 1000.0
        self.drive, self.done = root / "drive", root / "done"
        self.drive.mkdir()
        self.done.mkdir()
        self.target, self.is_open, self.is_away = FakeTarget(), True, False
        self.ids = map(str, itertools.count(1))
        move_to = str(self.done) if moves else ""
        self.folder = WatchedFolder(str(self.drive), Profile(), with_present, move_to)
        self.memory = WatchMemory(root / "watched.db")
        self.watch = self._new_watch()

    def _new_watch(self) -> FolderKeeper:
        seams = Seams(self._list, self._target, lambda: next(self.ids))
        return FolderKeeper(self.folder, self.memory, seams)

    def _list(self, path: str, known_root: str, passed_over: str) -> Listing:
        return Listing() if self.is_away else list_folder(path, known_root, passed_over)

    def _target(self, _folder: WatchedFolder) -> WatchTarget | None:
        return self.target if self.is_open else None

    def restart(self) -> None:
        self.memory.close()
        self.memory = WatchMemory(self.root / "watched.db")
        self.watch = self._new_watch()

    def write(self, name: str, content: bytes = b"film") -> Path:
        path = self.drive / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    def turn(self, seconds: float = 0.0) -> None:
        """One may end in the middle: then it is another process that goes on."""
        self.now += seconds
        try:
            self.watch.turn(self.now)
        except Killed:
            self.target.kill_before = self.target.kill_after = False
            self.restart()

    def settle(self) -> None:
        """So much time that whatever stays as it is was dealt with."""
        self.turn()
        self.turn(LOCAL_SECONDS)
        self.turn()

    def end(self, state: State, upload_id: str = "1") -> None:
        self.watch.note(upload_id, state, True)

    def close(self) -> None:
        self.memory.close()


def opened(root: Path, *, with_present: bool = True, moves: bool = False) -> closing[World]:
    return closing(World(root, with_present=with_present, moves=moves))
