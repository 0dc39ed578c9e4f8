"""The films in folders: looked for without end only as long as there is an end."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

log = logging.getLogger(__name__)
PIECES = re.compile(r"([0-9]+)|([^0-9]+)")
MOST_LOOKED_AT = 1_000_000
"""Files and folders; a whole disk that was dropped by mistake must come to an end."""


@dataclass(frozen=True, slots=True)
class FilmsFound:
    """`is_all`: or there was too much to look through."""

    films: Sequence[Path]
    is_all: bool = True


def films_in(
    paths: Sequence[Path], suffixes: Collection[str], most: int = MOST_LOOKED_AT
) -> FilmsFound:
    """Files as they are, and of folders what looks like a film, in the order in which people
    count. A folder is looked through once, however many links lead to it."""
    films, seen, left = list[Path](), set[tuple[int, int]](), most
    endings = tuple(suffixes)
    for path in paths:
        if not path.is_dir():
            films.append(path)
            continue
        found = list[Path]()
        for entry in entries(path, seen):
            left -= 1
            if left < 0:
                break
            if entry.name.lower().endswith(endings) and is_file(entry):
                found.append(Path(entry.path))
        films += sorted(found, key=as_people_count)
    return FilmsFound(films, left >= 0)


def entries(root: Path, seen: set[tuple[int, int]]) -> Iterator[os.DirEntry[str]]:
    """All that lies below a folder, links followed; what can't be read is passed over."""
    waiting = [str(root)]
    while waiting:
        folder = waiting.pop()
        try:
            status = Path(folder).stat()
            if (status.st_dev, status.st_ino) in seen:
                continue
            seen.add((status.st_dev, status.st_ino))
            with os.scandir(folder) as inside:
                for entry in inside:
                    if is_folder(entry):
                        waiting.append(entry.path)
                    yield entry
        except OSError as error:
            log.info("Not looked through: %s", error)


def is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file()
    except OSError:
        return False


def as_people_count(path: Path) -> list[list[tuple[bool, int, str]]]:
    """To sort by: the second part of a film comes before its tenth, and numbers before words."""
    return [
        [(not digits, int(digits or 0), words) for digits, words in PIECES.findall(name.casefold())]
        for name in path.parts
    ]
