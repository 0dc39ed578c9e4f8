"""Which files are there already: looked for in milliseconds, confirmed by their hashes.

All of a file is read only where another one has its size, its beginning and its end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from app.errors import MatineeError
from app.upload.source.file import Identity, SourceFile
from app.upload.source.hashing import WholeHash

Film = TypeVar("Film")
Stopped = Callable[[], bool]


class FileContent(NamedTuple):
    """What a backend is asked by; `blake3` once all of the file was read."""

    size_bytes: int
    fingerprint: str | None
    blake3: str | None = None


Lookup = Callable[[Sequence[FileContent]], Sequence[Sequence[Film]]]
"""The account's films that have each content, or seem to where that is not known; blocks."""


@dataclass(frozen=True, slots=True)
class KnownContent(Generic[Film]):
    """A file whose content is there already: in films, in a file that waits for its upload, or in
    one that is given along with it and comes before it."""

    path: Path
    films: tuple[Film, ...] = ()
    waiting: Path | None = None
    earlier: Path | None = None


@dataclass(frozen=True, slots=True)
class LookedAt:
    """A file as it was when it was looked at."""

    path: Path
    identity: Identity
    content: FileContent


def find_duplicates(
    paths: Iterable[Path],
    waiting: Iterable[Path],
    lookup: Lookup[Film],
    stopped: Stopped = lambda: False,
) -> list[KnownContent[Film]]:
    """Those whose very content is there; what is not certain once it is `stopped` is left out.
    What can't be read is nothing that anybody has: its upload will say so."""
    new = seen_all(paths, stopped)
    sizes = {seen.identity.size_bytes for seen in new}
    queued = seen_all((path for path in waiting if size_of(path) in sizes), stopped)
    seeming = lookup([seen.content for seen in new]) if new else ()
    likely = {at for at, films in enumerate(seeming) if films}
    local = repeated(seen.content for seen in (*queued, *new))
    hashed = {
        at: hashed_content(seen, stopped)
        for at, seen in enumerate(new)
        if at in likely or seen.content in local
    }
    certain = {at: content for at, content in hashed.items() if content is not None}
    films = in_films({at: certain[at] for at in sorted(likely & certain.keys())}, lookup)
    known = in_files(queued, stopped, local)
    return list(judged(new, certain, films, known))


def judged(
    new: Sequence[LookedAt],
    contents: dict[int, FileContent],
    films: dict[int, tuple[Film, ...]],
    known: dict[FileContent, Path],
) -> Iterable[KnownContent[Film]]:
    earlier: dict[FileContent, Path] = {}
    for at, seen in enumerate(new):
        if (content := contents.get(at)) is None:
            continue
        found = KnownContent(seen.path, films.get(at, ()), known.get(content), earlier.get(content))
        earlier.setdefault(content, seen.path)
        if found.films or found.waiting or found.earlier:
            yield found


def in_films(contents: dict[int, FileContent], lookup: Lookup[Film]) -> dict[int, tuple[Film, ...]]:
    """By the hash alone: a film whose hash nobody knows yet is none for certain."""
    if not contents:
        return {}
    found = lookup([content._replace(fingerprint=None) for content in contents.values()])
    return {at: tuple(films) for at, films in zip(contents, found, strict=True)}


def in_files(
    queued: Iterable[LookedAt], stopped: Stopped, local: frozenset[FileContent]
) -> dict[FileContent, Path]:
    hashed = {s.path: hashed_content(s, stopped) for s in queued if s.content in local}
    return {content: path for path, content in hashed.items() if content is not None}


def repeated(contents: Iterable[FileContent]) -> frozenset[FileContent]:
    """Those that come more than once."""
    once, more = set[FileContent](), set[FileContent]()
    for content in contents:
        (more if content in once else once).add(content)
    return frozenset(more)


def seen_all(paths: Iterable[Path], stopped: Stopped) -> list[LookedAt]:
    looked = (looked_at(path) for path in dict.fromkeys(paths) if not stopped())
    return [seen for seen in looked if seen is not None and seen.identity.size_bytes]


def looked_at(path: Path) -> LookedAt | None:
    try:
        source = SourceFile(path)
        identity = source.identity()
        return LookedAt(path, identity, FileContent(identity.size_bytes, source.fingerprint()))
    except (MatineeError, OSError):
        return None


def hashed_content(seen: LookedAt, stopped: Stopped) -> FileContent | None:
    """None where it can't be told."""
    size, whole = seen.identity.size_bytes, WholeHash()
    try:
        whole.catch_up(SourceFile(seen.path), size, stopped)
    except (MatineeError, OSError):
        return None
    return seen.content._replace(blake3=whole.hexdigest()) if whole.cursor == size else None


def size_of(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None
