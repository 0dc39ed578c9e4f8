"""Files that nobody else may read."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

from app.errors import writing

OWNER_ONLY = 0o600


def write_private(path: Path, content: bytes) -> None:
    """In a folder that is there, at one moment: a crash leaves the old or the new one. Blocks;
    raises CantWrite."""
    beside = path.with_name(f"{path.name}.new")
    with writing(path):
        with open_private(beside, "wb") as out:
            out.write(content)
        beside.replace(path)


def open_private(path: Path, mode: str) -> BinaryIO:
    def opener(name: str, flags: int) -> int:
        return os.open(name, flags, OWNER_ONLY)

    return open(path, mode, opener=opener)  # type: ignore[return-value]
