"""The folder that everything is kept in: nobody else's to read, and one server's at a time."""

from __future__ import annotations

import fcntl
import logging
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

log = logging.getLogger(__name__)

PRIVATE = 0o700
OF_OTHERS = 0o077
LOCK = "server.lock"
PATIENCE_SECONDS = 3.0
"""A former process may still be ending."""
LOOK_SECONDS = 0.05


class InUse(Exception):
    """Two processes must not write to one directory."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"Another Matinee server is using {folder}. Stop it, or choose another.")


def keep_files_private() -> None:
    """Have this process and its children make files and folders that only its user may read."""
    os.umask(OF_OTHERS)


def make_private(folder: Path) -> None:
    """Films, addresses and secrets are in it: also one that others could look into so far."""
    folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    if not folder.stat().st_mode & OF_OTHERS:
        return
    try:
        folder.chmod(PRIVATE)
    except PermissionError:
        log.warning("Others can read %s, which is not this user's to change.", folder)


def write_private(file: Path, text: str) -> None:
    """Whole or not at all, and its user's alone from the first moment."""
    fresh = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    fd = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(fd, "w") as opened:
            opened.write(text)
            opened.flush()
            os.fsync(fd)
        fresh.replace(file)
    finally:
        fresh.unlink(missing_ok=True)


@contextmanager
def held(folder: Path, patience_seconds: float = PATIENCE_SECONDS) -> Iterator[None]:
    """Raises InUse where another server has it."""
    lock = hold(folder / LOCK, patience_seconds)
    try:
        yield
    finally:
        os.close(lock)


def hold(path: Path, patience_seconds: float = PATIENCE_SECONDS) -> int:
    """A locked file; whoever closes it lets go. Raises InUse."""
    lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    deadline = time.monotonic() + patience_seconds
    while not is_locked(lock):
        if time.monotonic() > deadline:
            os.close(lock)
            raise InUse(path.parent)
        time.sleep(LOOK_SECONDS)
    return lock


def is_locked(lock: int) -> bool:
    """Whether it is ours now."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
