"""The journal of uploads."""

from __future__ import annotations

from pathlib import Path


class Journal:
    """Durable memory of the queue, in one SQLite file."""

    def __init__(self, file: Path) -> None:
        self.file = file
