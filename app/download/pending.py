"""Which downloads were not whole when Matinee ended: one small file for all accounts."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from app.errors import writing

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PendingDownload:
    """An original that somebody wants at `file`."""

    video_id: str
    title: str
    file: str


class PendingDownloads:
    """From any thread; blocks. What can't be read is as good as nothing: what has come of a file
    lies beside it, and goes on when it is asked for again."""

    def __init__(self, file: Path) -> None:
        self._file, self._lock = file, threading.Lock()
        self._newest = 0

    def of(self, owner: str) -> list[PendingDownload]:
        with self._lock:
            return [PendingDownload(**item) for item in self._read().get(owner, ())]

    def put(self, owner: str, wanted: Sequence[PendingDownload], number: int) -> None:
        """Raises CantWrite. Calls overtake each other; what comes after a higher `number` of this
        process is stale."""
        with self._lock, writing(self._file):
            if number <= self._newest:
                return
            self._newest = number
            everybody = {**self._read(), owner: [asdict(each) for each in wanted]}
            self._file.parent.mkdir(parents=True, exist_ok=True)
            fresh = self._file.with_suffix(".new")
            fresh.write_text(json.dumps(everybody), "utf-8")
            fresh.replace(self._file)

    def _read(self) -> Mapping[str, Any]:
        try:
            kept = json.loads(self._file.read_text("utf-8"))
            return {owner: [known(item) for item in items] for owner, items in kept.items()}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            log.info("The list of downloads can't be read: %s", error)
            return {}


def known(item: Mapping[str, Any]) -> Mapping[str, str]:
    return {name: str(item[name]) for name in ("video_id", "title", "file")}
