"""The trimmed film as a source: it is read like a file, and lies in others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.upload.source.file import Identity, SourceFile
from app.upload.trim.result import Result


class TrimmedFile(SourceFile):
    """Its identity is the source's, but for the size: when the source changes, so does it."""

    is_in_one_piece = False

    def __init__(self, whole: SourceFile, files: Sequence[SourceFile], result: Result) -> None:
        """`files` are those that the extents are of; `whole` is what the user chose, which may be
        none of them."""
        self.path = whole.path
        self._whole, self._files = whole, files
        self.result = result

    def fileno(self) -> int:
        return self._whole.fileno()

    def identity(self) -> Identity:
        return replace(self._whole.identity(), size_bytes=self.result.size_bytes)

    def identity_at_path(self) -> Identity:
        """With the size of the result only as long as that of the source is right."""
        found, known = self._whole.identity_at_path(), self._whole.identity()
        same = found.size_bytes == known.size_bytes
        return replace(found, size_bytes=self.result.size_bytes if same else -1)

    def read_into(self, buffer: memoryview, offset: int) -> int:
        done = 0
        while done < len(buffer):
            if not (got := self._read_some(buffer[done:], offset + done)):
                break
            done += got
        return done

    def _read_some(self, buffer: memoryview, offset: int) -> int:
        head = self.result.head[offset : offset + len(buffer)]
        if head:
            buffer[: len(head)] = head
            return len(head)
        found = self.result.lying_at(offset, len(buffer))
        if found is None:
            return 0
        return self._files[found.file].read_into(buffer[: found.stop - found.start], found.start)
