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


Keep = Callable[[bytes, str], str]
Fit = Callable[[bytes, str], bytes | None]
"""Captions and the end of their file's name to those that fit the film, if any do."""


def drafts_beside(
    files: Mapping[str, Path], keep: Keep, fit: Fit = lambda data, _suffix: data
) -> dict[str, Draft]:
    """What is to be said of films by the same keys as `files`; a folder is looked through once.
    A file that can't be read, or is too large for captions, is left where it is."""
    tracks = {folder: tracks_in(folder) for folder in {path.parent for path in files.values()}}
    found = {key: draft_of(path, tracks[path.parent], keep, fit) for key, path in files.items()}
    return {key: draft for key, draft in found.items() if draft}


def draft_of(path: Path, names: Sequence[str], keep: Keep, fit: Fit) -> Draft:
    said: dict[str, str] = {}
    for track, language in sidecars_of(path, names) if names else ():
        suffix = track.suffix.lower()
        try:
            if track.stat().st_size > MOST_BYTES:
                continue
            if (fitting := fit(track.read_bytes(), suffix)) is not None:
                said[CAPTIONS + language] = keep(fitting, suffix)
        except OSError as error:
            log.info("Captions beside a film were left out: %s", error)
    return Draft(said)


def tracks_in(folder: Path) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return [entry.name for entry in entries if is_track(entry.name)]
    except OSError:
        return []
