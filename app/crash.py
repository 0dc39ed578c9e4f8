"""What is left to say when the whole process dies: mpv and Qt live in it, and can take it down.

A file stands as long as the application runs. Found at the next start, the last run did not end
by itself, and the file has what Python saw of the crash: every thread's stack, or nothing if the
system killed it.
"""

from __future__ import annotations

import faulthandler
import logging
from pathlib import Path
from typing import TextIO

logger = logging.getLogger(__name__)

MOST_CHARACTERS = 20_000


class CrashNote:
    """One run's note at `path`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: TextIO | None = None

    def begin(self) -> str | None:
        """Have crashes written down; returns how the last run ended, None if it ended well."""
        before = self._before()
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._file = self._path.open("w", encoding="utf-8")
        faulthandler.enable(self._file)
        if before is not None:
            logger.warning("The last run did not end by itself.\n%s", before)
        return before

    def end(self) -> None:
        """This run ends by itself."""
        if self._file is not None:
            faulthandler.disable()
            self._file.close()
            self._file = None
            self._path.unlink(missing_ok=True)

    def _before(self) -> str | None:
        try:
            return culprit_first(self._path.read_text("utf-8", "replace"))[:MOST_CHARACTERS]
        except OSError:
            return None


def culprit_first(report: str) -> str:
    """The thread that crashed before all others; faulthandler has it after them."""
    head, *threads = report.split("\n\n")
    return "\n\n".join([head, *sorted(threads, key=lambda t: not t.startswith("Current thread"))])
