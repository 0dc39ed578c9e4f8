"""What has to happen though nobody asks: expiry, emptying, and what a crash left half done."""

from __future__ import annotations

from collections.abc import Callable

from backend.database.database import Database
from backend.database.tables import JobState, UploadState, Video, VideoState
from backend.loops import Loops, each, guarded
from backend.storage.api import LONGEST_PART_URL_SECONDS, ObjectStore
from backend.timing import PRODUCTION, Timing
from backend.uploads.service import Uploads

MOST_SECONDS = 900.0
"""For one step of a sweep: a film of a day has ten thousand objects to delete."""


class Cleanup:
    """Sweeps once a minute, and soon after `wake`."""

    def __init__(
        self,
        database: Database,
        store: ObjectStore,
        uploads: Uploads,
        forget: Callable[[str], None] = lambda _: None,
        loops: Loops | None = None,
        timing: Timing = PRODUCTION,
    ) -> None:
        """`forget` has a managed service delete what it made, by the job's id there."""
        self._forget = forget
        self._timing = timing
        self._database = database
        self._store = store
        self._uploads = uploads
        self._look_again: dict[str, float] = {}
        self._loop = (loops or Loops()).make("cleanup", self._turn, MOST_SECONDS)

    def start(self) -> None:
        self._loop.start()

    def stop(self) -> None:
        self._loop.stop()

    def wake(self) -> None:
        self._loop.wake()

    def sweep(self) -> None:
        """One round. A fault of one task is logged and tried again at the next round."""
        for task in (
            self._finish_completes,
            self._uploads.expire,
            self._database.delete_expired_tokens,
            self._database.forget_views,
            self._empty_tombstones,
        ):
            self._loop.beat()
            with guarded("cleanup"):
                task()

    def _turn(self) -> float:
        self.sweep()
        tombstones = self._database.videos_in(VideoState.DELETED)
        waiting = any(video.id not in self._look_again for video in tombstones)
        return self._timing.grace_seconds if waiting else self._timing.sweep_seconds

    def _finish_completes(self) -> None:
        self._uploads.finish(self._database.uploads_in(UploadState.COMPLETING))

    def _empty_tombstones(self) -> None:
        now = self._database.clock()
        due = [
            video
            for video in self._database.videos_in(VideoState.DELETED)
            if max(
                video.updated_at + self._timing.grace_seconds, self._look_again.get(video.id, 0.0)
            )
            <= now
        ]
        each(due, self._empty)

    def _empty(self, video: Video) -> None:
        """The row goes when the store is proven empty and nothing is writing to it any more."""
        self._loop.beat()
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
