"""Takes the captions that lie beside films; reads this disk."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from app.edits.draft import CAPTIONS, Draft
from app.edits.sidecars import is_track, sidecars_of

log = logging.getLogger(__name__)
MOST_BYTES = 16 * 1024 * 1024


def drafts_beside(files: Mapping[str, Path], keep: Callable[[bytes, str], str]) -> dict[str, Draft]:
    """What is to be said of films by the same keys as `files`; a folder is looked through once.
    A file that can't be read, or is too large for captions, is left where it is."""
    tracks = {folder: tracks_in(folder) for folder in {path.parent for path in files.values()}}
    found = {key: draft_of(path, tracks[path.parent], keep) for key, path in files.items()}
    return {key: draft for key, draft in found.items() if draft}


def draft_of(path: Path, names: Sequence[str], keep: Callable[[bytes, str], str]) -> Draft:
    said: dict[str, str] = {}
    for track, language in sidecars_of(path, names) if names else ():
        try:
            if track.stat().st_size <= MOST_BYTES:
                said[CAPTIONS + language] = keep(track.read_bytes(), track.suffix.lower())
        except OSError as error:
            log.info("Captions beside a film were left out: %s", error)
    return Draft(said)


def tracks_in(folder: Path) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return [entry.name for entry in entries if is_track(entry.name)]
    except OSError:
        return []
