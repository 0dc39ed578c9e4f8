"""What has to happen though nobody asks: expiry, emptying, and what a crash left half done."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from backend.database import Database
from backend.errors import BackendError
from backend.storage.api import LONGEST_PART_URL_SECONDS, ObjectStore
from backend.tables import JobState, UploadState, Video, VideoState
from backend.uploads import Uploads

log = logging.getLogger(__name__)
EVERY_SECONDS = 60.0
GRACE_SECONDS = 2.0
"""A tombstone stands at least this long, so that everyone who listens has heard of it."""


class Housekeeper:
    """A thread that sweeps once a minute, and soon after `wake`."""

    def __init__(
        self,
        database: Database,
        store: ObjectStore,
        uploads: Uploads,
        forget: Callable[[str], None] = lambda _: None,
    ) -> None:
        """`forget` has a managed service delete what it made, by the job's id there."""
        self._forget = forget
        self._database = database
        self._store = store
        self._uploads = uploads
        self._look_again: dict[str, float] = {}
        self._stopping = threading.Event()
        self._woken = threading.Event()
        self._thread = threading.Thread(target=self._run, name="housekeeper", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join()

    def wake(self) -> None:
        self._woken.set()

    def sweep(self) -> None:
        """One round. A fault of one task is logged and tried again at the next round."""
        for task in (self._finish_completes, self._expire, self._empty_tombstones):
            self._guarded(task)

    def _run(self) -> None:
        wait = 0.0
        while not self._stopping.is_set():
            self.sweep()
            tombstones = self._database.videos_in(VideoState.DELETED)
            waiting = any(video.id not in self._look_again for video in tombstones)
            wait = GRACE_SECONDS if waiting else EVERY_SECONDS
            self._woken.wait(wait)
            self._woken.clear()

    def _guarded(self, task: Callable[[], None]) -> None:
        try:
            task()
        except BackendError as error:
            log.warning("%s: %s", task.__name__.strip("_"), error)
        except Exception:
            log.exception("%s failed", task.__name__.strip("_"))

    def _finish_completes(self) -> None:
        self._uploads.finish(self._database.uploads_in(UploadState.COMPLETING))

    def _expire(self) -> None:
        self._uploads.expire()
        self._database.delete_expired_tokens()

    def _empty_tombstones(self) -> None:
        now = self._database.clock()
        for video in self._database.videos_in(VideoState.DELETED):
            if max(video.updated_at + GRACE_SECONDS, self._look_again.get(video.id, 0.0)) <= now:
                self._empty(video)

    def _empty(self, video: Video) -> None:
        """The row goes when the store is proven empty and nothing is writing to it any more."""
        self._database.end_jobs(video.id)
        prefixes = (f"sources/{video.id}/", f"media/{video.id}/")
        for prefix in prefixes:
            self._store.delete_prefix(prefix)
        busy = any(job.state == JobState.RUNNING for job in self._database.jobs_of(video.id))
        if not busy and not any(True for prefix in prefixes for _ in self._store.keys(prefix)):
            if (until := self._may_be_written_until(video)) > self._database.clock():
                self._look_again[video.id] = until
                return
            self._look_again.pop(video.id, None)
            for job in self._database.jobs_of(video.id):
                if job.external_id is not None:
                    self._forget(job.external_id)
            self._database.forget_video(video.id)

    def _may_be_written_until(self, video: Video) -> float:
        """A whole object can still be put by a URL that was signed before its upload was aborted;
        a part can't, since its multipart upload is gone."""
        upload = self._database.upload_of(video.id)
        if upload is None or upload.state != UploadState.ABORTED or upload.part_count > 1:
            return 0.0
        return video.updated_at + LONGEST_PART_URL_SECONDS
