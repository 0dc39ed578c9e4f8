"""A store's objects as files, and back."""

from __future__ import annotations

import os
from pathlib import Path

from backend.errors import NotFound
from backend.media_types import MEDIA_TYPES
from backend.storage.api import ObjectStore, Writing

PREFIXES = ("sources/", "media/")
GROWING = frozenset({".m3u8", ".mpd", ".json", ".vtt"})
"""What is written anew under its key while a film is made; everything else never changes."""


def copy_out(store: ObjectStore, folder: Path, former: Path | None) -> int:
    """All that `folder` lacks; what a former backup has is linked, not read. Returns how many there
    are. What is deleted meanwhile is left out."""
    return sum(
        is_copied(store, key, folder / key, former / key if former else None)
        for prefix in PREFIXES
        for key in store.keys(prefix)
    )


def is_copied(store: ObjectStore, key: str, path: Path, former: Path | None) -> bool:
    may_change = path.suffix in GROWING
    if path.exists() and not may_change:
        return True
    path.parent.mkdir(parents=True, exist_ok=True)
    if former is not None and not may_change and former.is_file():
        os.link(former, path)
        return True
    try:
        with path.open("wb") as file:
            file.writelines(store.read(key))
    except NotFound:
        path.unlink()
        return False
    return True


def copy_in(folder: Path, store: ObjectStore) -> int:
    """Returns how many there are."""
    count = 0
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            content_type = MEDIA_TYPES.get(path.suffix, "application/octet-stream")
            with path.open("rb") as file:
                store.put(path.relative_to(folder).as_posix(), file, Writing(content_type))
            count += 1
    return count
