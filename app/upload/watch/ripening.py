"""When a file has stopped growing; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.upload.watch.listing import FileSighting, Listing

LOCAL_SECONDS, REMOTE_SECONDS = 10.0, 60.0
"""For so long nothing of it changes. A network drive tells of a change up to a minute late."""


@dataclass(frozen=True, slots=True)
class SeenFile:
    """A file as it has been since a moment; `is_settled`: it was dealt with as it is."""

    sighting: FileSighting
    since: float
    is_settled: bool = False


def look(before: Mapping[str, SeenFile], listing: Listing, now: float) -> Mapping[str, SeenFile]:
    """What is known after a listing: of a folder that is away, and of the rest of a listing that
    is not whole, whatever was known before."""
    if not listing.is_there:
        return before
    kept = {} if listing.is_whole else dict(before)
    return kept | {path: seen(before.get(path), s, now) for path, s in listing.files.items()}


def seen(former: SeenFile | None, sighting: FileSighting, now: float) -> SeenFile:
    return former if former and former.sighting == sighting else SeenFile(sighting, now)


def ripe(files: Mapping[str, SeenFile], listing: Listing, now: float) -> list[str]:
    """Those listed that have stopped growing, and were not dealt with yet."""
    patience = REMOTE_SECONDS if listing.mount.is_remote else LOCAL_SECONDS
    return sorted(
        path
        for path in listing.files
        if not files[path].is_settled and now - files[path].since >= patience
    )
