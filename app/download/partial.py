"""What has come of a download, and a note of which file it is the beginning of."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from blake3 import blake3

from app.errors import writing
from app.server.editing import OriginalFile

PIECE = 1 << 20


class Partial:
    """Two files beside the one that is to be: `NAME.part` and `NAME.part.json`."""

    def __init__(self, file: Path) -> None:
        self._part = file.with_name(f"{file.name}.part")
        self._note = file.with_name(f"{file.name}.part.json")

    @property
    def size_bytes(self) -> int:
        try:
            return self._part.stat().st_size
        except OSError:
            return 0

    def beginning(self, original: OriginalFile) -> tuple[int, str | None]:
        """How much of this original is here, and the tag that it had; nothing of another one, or
        of one that could not be told from another."""
        note, have = self._noted(), self.size_bytes
        etag: str | None = note.get("etag")
        is_same = note.get("size_bytes") == original.size_bytes and have <= original.size_bytes
        is_same = is_same and note.get("blake3") == original.blake3
        if not is_same or (etag is None and original.blake3 is None):
            return 0, None
        return have, etag

    @contextmanager
    def going_on(
        self, original: OriginalFile, start: int, etag: str | None
    ) -> Iterator[Callable[[bytes], None]]:
        """Write from there on, by what this gives; CantWrite is for the disk's faults alone."""
        note = {"size_bytes": original.size_bytes, "blake3": original.blake3, "etag": etag}
        with writing(self._part):
            out = self._part.open("r+b" if self._part.exists() else "wb")
        try:
            with writing(self._part):
                out.truncate(start)
                # Not sooner: it would speak of bytes that may be another file's.
                self._note.write_text(json.dumps(note), "utf-8")
                out.seek(start)
            yield partial(write, out, self._part)
        finally:
            with writing(self._part):
                out.close()

    def hexdigest(self) -> str:
        """BLAKE3 of what is here."""
        digest = blake3()
        with writing(self._part), self._part.open("rb") as part:
            while piece := part.read(PIECE):
                digest.update(piece)
        return digest.hexdigest()

    def become(self, file: Path) -> None:
        """At one moment, and only once it is on the disk."""
        with writing(file):
            with self._part.open("rb") as part:
                os.fsync(part.fileno())
            self._part.replace(file)
            self._note.unlink(missing_ok=True)

    def discard(self) -> None:
        with writing(self._part):
            self._part.unlink(missing_ok=True)
            self._note.unlink(missing_ok=True)

    def _noted(self) -> dict[str, Any]:
        try:
            note = json.loads(self._note.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return note if isinstance(note, dict) else {}


def write(out: BinaryIO, path: Path, piece: bytes) -> None:
    with writing(path):
        out.write(piece)
