"""Films that have arrived are looked at, a few at a time and the oldest first."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from backend.database.database import Database
from backend.database.tables import Video, VideoState
from backend.errors import BackendError, OurFault
from backend.loops import guarded
from backend.storage.api import ObjectStore
from backend.timing import Timing
from backend.transcode.errors import Cancelled, SourceGone, SourceReplaced
from backend.transcode.process import Stop
from backend.transcode.source.doubt import believed
from backend.transcode.source.inspection import Inspection, inspect

log = logging.getLogger(__name__)

INSPECTORS = 2


class InspectionQueue:
    """`seen` and `failed` hear what came of each look, on threads of ours; `wake` that there may
    be more to do. `note` is for any thread, the rest for the pipeline's own."""

    def __init__(
        self,
        database: Database,
        store: ObjectStore,
        stop: Stop,
        seen: Callable[[Video, Inspection], None],
        failed: Callable[[Video, BackendError], None],
        wake: Callable[[], None],
        timing: Timing,
    ) -> None:
        self._database, self._store, self._stop = database, store, stop
        self._seen, self._failed, self._wake = seen, failed, wake
        self._timing = timing
        self._arrived_at = self._looked_at = 0.0
        self._under_way: set[str] = set()
        self._inspectors = ThreadPoolExecutor(INSPECTORS, "inspect")

    def note(self) -> None:
        self._arrived_at = time.monotonic()

    @property
    def are_coming(self) -> bool:
        return time.monotonic() - self._arrived_at < self._timing.arriving_seconds

    def work(self) -> None:
        free, now = INSPECTORS - len(self._under_way), time.monotonic()
        if self.are_coming:
            free = min(free, int(now - self._looked_at > self._timing.patient_seconds))
        if free <= 0:
            return
        oldest = self._database.videos_in(VideoState.VERIFYING, limit=INSPECTORS)
        for video in [video for video in oldest if video.id not in self._under_way][:free]:
            self._looked_at = now
            self._under_way.add(video.id)
            self._inspectors.submit(self._look, video)

    def close(self) -> None:
        self._inspectors.shutdown(cancel_futures=True)

    def _look(self, video: Video) -> None:
        """What can't even be told is looked at again: the row still says `verifying`."""
        try:
            with guarded("inspector"):
                self._look_and_tell(video)
        finally:
            self._under_way.discard(video.id)
            self._wake()

    def _look_and_tell(self, video: Video) -> None:
        """Whatever goes wrong with one film is told: left as it is, it would be in the way."""
        try:
            self._seen(video, self._inspection_of(video))
        except Cancelled:
            return
        except BackendError as error:
            self._failed(video, error)
        except Exception:
            log.exception("Video %s can't be looked at", video.id)
            self._failed(video, OurFault())

    def _inspection_of(self, video: Video) -> Inspection:
        known = self._store.head(video.source_key)
        if known is None:
            raise SourceGone
        if known.size_bytes != video.size_bytes:
            raise SourceReplaced
        look = lambda: inspect(self._store, video.source_key, self._stop)  # noqa: E731
        return believed(look, self._store, video.source_key)
