"""What is there already of a file's content: looked for in milliseconds, confirmed by its hash."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol, TypeVar

from app.upload.source.file import SourceFile
from app.upload.source.hashing import WholeHash

Same = TypeVar("Same", covariant=True)


class Contents(Protocol[Same]):
    """The account's videos by what is in them; `app.server`'s studio calls are one."""

    def duplicates(
        self, size_bytes: int, fingerprint: str | None = None, blake3: str | None = None
    ) -> Sequence[Same]: ...


def find_duplicates(
    path: Path, contents: Contents[Same], stopped: Callable[[], bool] = lambda: False
) -> Sequence[Same]:
    """Those that have the very content of this file; none if the search is `stopped`.

    Only of a file that has the size, the beginning and the end of one that is there all bytes are
    read. One whose hash the backend does not know yet is none for certain, and is left out.
    """
    source = SourceFile(path)
    size = source.identity().size_bytes
    if not contents.duplicates(size, fingerprint=source.fingerprint()):
        return ()
    whole = WholeHash()
    whole.catch_up(source, size, stopped)
    return contents.duplicates(size, blake3=whole.hexdigest()) if whole.cursor == size else ()
