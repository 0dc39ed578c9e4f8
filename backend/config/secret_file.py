"""The secret that signs links, as a data folder keeps it: a line of its own, then one for each
former one that still counts, with its time. Readable by its owner only."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from backend.folder import make_private, write_private
from backend.signing import Secrets

NAME = "secret"
LOOK_SECONDS = 1.0


def made_in(folder: Path) -> Path:
    """The file, made on first use."""
    path = folder / NAME
    make_private(folder)
    if not path.exists():
        write_private(path, secrets.token_urlsafe(32))
    return path


def read(path: Path) -> Secrets:
    current, *lines = path.read_text().split("\n")
    former = (line.rsplit(" ", 1) for line in lines if line)
    return Secrets(current, {secret: float(until) for secret, until in former})


def write(path: Path, kept: Secrets) -> None:
    former = (f"{secret} {until:.0f}" for secret, until in kept.former.items())
    write_private(path, "\n".join([kept.current, *former]))


class KeptSecrets:
    """Those of a file, which another command may write anew while a server runs."""

    def __init__(self, path: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self._path, self._clock = path, clock
        self._looked_at, self._version = clock(), self._version_now()
        self._known = read(path)

    def __call__(self) -> Secrets:
        if self._clock() - self._looked_at >= LOOK_SECONDS:
            self._looked_at = self._clock()
            with suppress(OSError):  # what was read before counts on
                self._look()
        return self._known

    def _look(self) -> None:
        if (version := self._version_now()) != self._version:
            self._known, self._version = read(self._path), version

    def _version_now(self) -> tuple[int, int]:
        """It is never changed, but replaced."""
        status = self._path.stat()
        return status.st_ino, status.st_mtime_ns
