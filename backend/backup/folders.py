"""The folders of backups: each is whole once it has its name."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from backend.folder import InUse, is_locked

MAKING = ".making"
MANIFEST = "backup.json"
KEPT = 2


@dataclass(frozen=True, slots=True)
class Backup:
    """A folder with `matinee.db`, `objects/` by their keys, and `secret` if the server kept one."""

    folder: Path

    @property
    def database(self) -> Path:
        return self.folder / "matinee.db"

    @property
    def objects(self) -> Path:
        return self.folder / "objects"

    @property
    def secret(self) -> Path:
        return self.folder / "secret"


class Backups:
    """Those in one place, which nobody but the server's user may look into."""

    def __init__(self, place: Path) -> None:
        self._place = place

    def whole(self) -> list[Backup]:
        """Oldest first."""
        if not self._place.is_dir():
            return []
        found = sorted(self._place.iterdir(), key=lambda folder: folder.name)
        return [Backup(f) for f in found if f.name != MAKING and (f / MANIFEST).is_file()]

    @contextmanager
    def making(self, now: datetime, version: str) -> Iterator[Backup]:
        """A new one, which counts once the block has ended well; what a crash left is replaced.

        Raises InUse while another process makes one.
        """
        self._place.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._alone():
            yield from self._making(now, version)

    def _making(self, now: datetime, version: str) -> Iterator[Backup]:
        making = self._place / MAKING
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(mode=0o700)
        yield Backup(making)
        manifest = {"version": version, "made_at": now.isoformat(timespec="seconds")}
        (making / MANIFEST).write_text(json.dumps(manifest))
        sync_all(making)
        making.rename(self._place / self._name_for(now))
        sync(self._place)
        for old in self.whole()[:-KEPT]:
            shutil.rmtree(old.folder)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        fd = os.open(self._place, os.O_RDONLY)
        try:
            if not is_locked(fd):
                raise InUse(self._place)
            yield
        finally:
            os.close(fd)

    def _name_for(self, now: datetime) -> str:
        """After that of the last one, whatever the clock says."""
        name = now.astimezone(UTC).strftime("%Y-%m-%dT%H%M%SZ")
        last = max((backup.folder.name for backup in self.whole()), default="")
        return name if name > last else last + "+"


def sync_all(folder: Path) -> None:
    for parent, _, names in os.walk(folder):
        for name in names:
            sync(Path(parent) / name)
        sync(Path(parent))


def sync(path: Path) -> None:
    fd = os.open(path, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
