"""How much of a disk films may take. Some of it stays free for what lives beside them: the
database, without which nobody signs in, and what FFmpeg is working on."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from backend.errors import DiskFull

GIB = 1 << 30
SHARE = 20
MOST_KEPT_FREE = 10 * GIB
"""A large disk is often nearly full, and more than that is of no use."""


def kept_free(total_bytes: int, wanted_bytes: int | None = None) -> int:
    """What stays free of a disk: as much as wanted, or a twentieth of it, within bounds."""
    if wanted_bytes is not None:
        return wanted_bytes
    return min(max(GIB, min(total_bytes // SHARE, MOST_KEPT_FREE)), total_bytes // 2)


class Room:
    """Safe from any thread. `kept_free` gets the size of the disk that `folder` is on."""

    def __init__(self, folder: Path, kept_free: Callable[[int], int]) -> None:
        self._folder, self._kept_free = folder, kept_free
        self._lock = threading.Lock()

    @property
    def free_bytes(self) -> int:
        """Negative where others have used what should stay free."""
        usage = shutil.disk_usage(self._folder)
        return usage.free - self._kept_free(usage.total)

    def require(self, size_bytes: int) -> None:
        """Raises DiskFull; nothing at all always fits."""
        if size_bytes > max(0, self.free_bytes):
            raise DiskFull

    @contextmanager
    def taking(self, size_bytes: int) -> Iterator[None]:
        """Takes turns: of two that would each fit alone, the second is refused."""
        with self._lock:
            self.require(size_bytes)
            yield
