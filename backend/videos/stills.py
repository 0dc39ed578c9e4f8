"""Looks at films when their owners ask: for a picture, and where chapters may begin."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from backend.database.tables import Video
from backend.errors import Unavailable
from backend.storage.api import ObjectStore
from backend.transcode.errors import NoPicture
from backend.transcode.outputs import scenes, stills
from backend.transcode.outputs.changes import strongest
from backend.transcode.process import Stop

AT_ONCE = 2
"""Whoever encodes needs the processor, too."""
WAITING = 4
"""Each that waits takes a thread from those that answer requests."""


class Stills:
    """From any thread; each call blocks while FFmpeg runs. `close` ends what is under way."""

    def __init__(self, store: ObjectStore, at_once: int = AT_ONCE, waiting: int = WAITING) -> None:
        self._store, self._stop = store, Stop()
        self._turns = threading.BoundedSemaphore(at_once)
        self._room = threading.BoundedSemaphore(at_once + waiting)

    def close(self) -> None:
        self._stop()

    def picture(self, video: Video, seconds: float) -> bytes:
        """A JPEG of what viewers see then."""
        with self._turn():
            shown = stills.shown(self._store, prefix_of(video))
            return stills.picture(self._store, shown, seconds, self._stop)

    def chapter_starts(self, video: Video) -> tuple[float, ...]:
        """The beginning, and where the scene changes most; empty where that is nowhere."""
        if video.storyboard_key is None or not video.duration_seconds:
            return ()
        with self._turn():
            found = scenes.of_storyboard(self._store, video.storyboard_key, self._stop)
            chosen = strongest(found, video.duration_seconds)
            if not chosen:
                return ()
            lowest = stills.shown(self._store, prefix_of(video), lowest=True)
            cuts = [scenes.exact(self._store, lowest, each, self._stop) for each in chosen]
        return (0.0, *(round(cut.seconds, 3) for cut in cuts))

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._room.acquire(blocking=False):
            raise Unavailable("busy_looking")
        try:
            with self._turns:
                yield
        finally:
            self._room.release()


def prefix_of(video: Video) -> str:
    """Where the revision is that everybody sees."""
    if video.revision is None or video.playable != "adaptive":
        raise NoPicture
    return f"media/{video.id}/{video.revision}/"
