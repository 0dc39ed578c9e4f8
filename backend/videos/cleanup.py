"""What has to happen though nobody asks: expiry, emptying, and what a crash left half done."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from backend.database.database import Database
from backend.database.tables import JobState, UploadState, Video, VideoState
from backend.database.videos import ON_ITS_WAY
from backend.loops import Loops, each, guarded
from backend.storage.api import LONGEST_PART_URL_SECONDS, ObjectStore
from backend.timing import PRODUCTION, Timing
from backend.uploads.service import Uploads
from backend.videos.calls import first_revision

NO_VERSION_YET = (*ON_ITS_WAY, VideoState.FAILED)
MOST_SECONDS = 900.0
"""For one step of a sweep: a film of a day has ten thousand objects to delete."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What the administrator wants kept: so many former sources of a film, and what was deleted
    for so long (None: for as long as `Timing` says)."""

    versions: int = 3
    undo_seconds: float | None = None


class Cleanup:
    """Sweeps once a minute, and soon after `wake`."""

    def __init__(
        self,
        database: Database,
        store: ObjectStore,
        uploads: Uploads,
        kept: Kept = Kept(),
        cancel: Callable[[str], None] = lambda _: None,
        forget: Callable[[str], None] = lambda _: None,
        loops: Loops | None = None,
        timing: Timing = PRODUCTION,
    ) -> None:
        """`cancel` stops the work on a row, by its id; `forget` has a managed service delete what
        it made, by the job's id there."""
        self._cancel, self._forget = cancel, forget
        self._timing = timing
        self._database = database
        self._store = store
        self._uploads = uploads
        self._versions = kept.versions
        undo = kept.undo_seconds
        self._undo_seconds = timing.undo_seconds if undo is None else undo
        self._look_again: dict[str, float] = {}
        self._loop = (loops or Loops()).make("cleanup", self._turn, MOST_SECONDS)

    def start(self) -> None:
        self._loop.start()

    def stop(self) -> None:
        self._loop.stop()

    def wake(self) -> None:
        self._loop.wake()

    def delete(self, video_ids: Iterable[str]) -> None:
        """Videos are gone at once for everybody. When nobody has taken one back in time, it is
        deleted for good: its files go, and its row when the store is empty of it."""
        with self._database.write():
            for video_id in sorted(video_ids):
                self._database.hide(video_id)
        if self._undo_seconds <= 0:
            self._bury_hidden()
        self.wake()

    def delete_replacement(self, row_id: str) -> None:
        """A source that was to replace another, which stays."""
        if self._database.mark_deleted(row_id, *NO_VERSION_YET):
            self._let_go(row_id)
            self.wake()

    def sweep(self) -> None:
        """One round. A fault of one task is logged and tried again at the next round."""
        for task in (
            self._finish_completes,
            self._uploads.expire,
            self._database.delete_expired_tokens,
            self._database.forget_views,
            self._bury_hidden,
            self._drop_surplus_versions,
            self._empty_tombstones,
        ):
            self._loop.beat()
            with guarded("cleanup"):
                task()

    def _turn(self) -> float:
        self.sweep()
        rest = self._timing.sweep_seconds
        if (hidden_at := self._database.next_hidden()) is not None:
            due = hidden_at + self._undo_seconds - self._database.clock()
            rest = min(rest, max(due, 0.1))
        tombstones = self._database.videos_in(VideoState.DELETED)
        waiting = any(video.id not in self._look_again for video in tombstones)
        return min(rest, self._timing.grace_seconds) if waiting else rest

    def _finish_completes(self) -> None:
        self._uploads.finish(self._database.uploads_in(UploadState.COMPLETING))

    def _bury_hidden(self) -> None:
        until = self._database.clock() - self._undo_seconds
        for video_id in self._database.hidden_until(until):
            each(self._database.bury(video_id, until), self._let_go)

    def _let_go(self, row_id: str) -> None:
        self._cancel(row_id)
        self._uploads.abandon(row_id)

    def _drop_surplus_versions(self) -> None:
        for film_id in self._database.films_with_versions(self._versions):
            self._database.drop_versions(film_id, self._versions)

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
        # Versions first: a film's row stays until theirs are gone.
        each(sorted(due, key=lambda video: video.replaces is None), self._empty)

    def _empty(self, video: Video) -> None:
        """The row goes when the store is proven empty and nothing is writing to it any more."""
        self._loop.beat()
        self._database.end_jobs(video.id)
        prefixes = self._prefixes(video)
        for prefix in prefixes:
            self._store.delete_prefix(prefix)
        busy = any(job.state == JobState.RUNNING for job in self._database.jobs_of(video.id))
        if versions := self._database.replacements(video.id):
            if until := max(self._look_again.get(row.id, 0.0) for row in versions):
                self._look_again[video.id] = until
            return
        if not busy and not any(True for prefix in prefixes for _ in self._store.keys(prefix)):
            if (until := self._may_be_written_until(video)) > self._database.clock():
                self._look_again[video.id] = until
                return
            self._look_again.pop(video.id, None)
            for job in self._database.jobs_of(video.id):
                if job.external_id is not None:
                    self._forget(job.external_id)
            self._database.forget_video(video.id)

    def _prefixes(self, video: Video) -> list[str]:
        """All that is in the store because of a row: a film's is all of it, a version's what no
        other version has."""
        if video.replaces is None:
            return [f"sources/{video.id}/", f"media/{video.id}/"]
        film = self._database.video(video.replaces)
        others = [film, *self._database.replacements(video.replaces)]
        made = {first_revision(video.id), video.revision}
        made |= {job.revision for job in self._database.jobs_of(video.id)}
        made -= {row.revision for row in others if row is not None and row.id != video.id}
        names = sorted(name for name in made if name is not None)
        prefixes = [video.source_key, *(f"media/{video.replaces}/{name}/" for name in names)]
        # The picture that came with the upload is below none of them.
        shown = {row.poster_key for row in others if row is not None and row.id != video.id}
        picture = video.poster_key or ""
        if picture.startswith(f"media/{video.replaces}/poster-") and picture not in shown:
            prefixes.append(picture.rpartition("/")[0] + "/")
        return prefixes

    def _may_be_written_until(self, video: Video) -> float:
        """A whole object can still be put by a URL that was signed before its upload was aborted;
        a part can't, since its multipart upload is gone."""
        upload = self._database.upload_of(video.id)
        if upload is None or upload.state != UploadState.ABORTED or upload.part_count > 1:
            return 0.0
        return video.updated_at + LONGEST_PART_URL_SECONDS
