"""A watched folder: what lies in it, again and again, to the films that have stopped growing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.cli.exit_codes import ExitCode
from app.cli.upload.run import UploadRun
from app.errors import writing
from app.upload.errors import FileMissing, FileUnreadable
from app.upload.source.file import VIDEO_SUFFIXES, SourceFile

LOOK_SECONDS = 1.0
STILL_SECONDS = 3.0
"""A film that has not changed for so long is whole."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A file as it was when it last changed."""

    size_bytes: int
    mtime_ns: int
    since: float


def look(folder: Path, before: Mapping[Path, Seen], now: float) -> dict[Path, Seen]:
    """The films that lie there. A drive that is away for the moment has lost nothing."""
    try:
        files = sorted(path for path in folder.iterdir() if path.suffix.lower() in VIDEO_SUFFIXES)
        return {path: seen for path in files if (seen := seen_at(path, before.get(path), now))}
    except OSError:
        return dict(before)


def seen_at(path: Path, before: Seen | None, now: float) -> Seen | None:
    """None for what is no file, or went while one looked."""
    try:
        stat = path.stat()
    except OSError:
        return None
    if not path.is_file():
        return None
    seen = Seen(stat.st_size, stat.st_mtime_ns, now)
    same = before and (before.size_bytes, before.mtime_ns) == (seen.size_bytes, seen.mtime_ns)
    return before if same else seen


def whole(seen: Mapping[Path, Seen], taken: Collection[Path], now: float) -> list[Path]:
    """Those that have stopped growing, and were not taken yet."""
    return [
        path
        for path, file in seen.items()
        if path not in taken and file.size_bytes and now - file.since >= STILL_SECONDS
    ]


class Memory:
    """What was sent from watched folders, by content: a line for each, whatever its name."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def knows(self, path: Path) -> bool:
        try:
            return SourceFile(path).fingerprint() in self._file.read_text().splitlines()
        except (OSError, FileMissing, FileUnreadable):
            return False

    def keep(self, path: Path) -> None:
        """Raises CantWrite."""
        try:
            fingerprint = SourceFile(path).fingerprint()
        except (FileMissing, FileUnreadable):
            return  # moved away since: then it does not come again
        with writing(self._file):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with self._file.open("a") as out:
                out.write(fingerprint + "\n")


@dataclass
class FolderWatch:
    """The folder that is watched, and what was taken from it: by its upload, "" once that has
    ended."""

    path: Path
    memory: Memory
    seen: dict[Path, Seen] = field(default_factory=dict)
    taken: dict[Path, str] = field(default_factory=dict)
    looked_at: float = float("-inf")

    def look(self, run: UploadRun, now: float) -> None:
        """Once in a while: take what is whole, remember what was sent."""
        if now - self.looked_at < LOOK_SECONDS:
            return
        self.looked_at = now
        self.seen = look(self.path, self.seen, now)
        for path in whole(self.seen, self.taken, now):
            self.taken[path] = "" if self.memory.knows(path) else run.take(path)
        for path, upload_id in self.taken.items():
            if upload_id and (end := run.ended(upload_id)) is not None:
                self.taken[path] = ""
                if end is ExitCode.DONE:
                    self.memory.keep(path)
