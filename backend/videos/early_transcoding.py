"""Uploads that are worked on before their last byte: what is known of them, and nothing durable.

A restart forgets them; the job that follows the last byte then starts from the beginning.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

from backend.database.database import Database
from backend.database.tables import Upload, UploadState, VideoState
from backend.errors import BackendError, NotFound
from backend.loops import each
from backend.storage.api import ObjectStore
from backend.transcode.api import Job, Transcoder, Working


@dataclass(slots=True)
class _Arriving:
    """`etags` are those of the parts that were counted on."""

    job: Job
    etags: dict[int, str] = field(default_factory=dict)
    published: bool = False


class EarlyTranscoding:
    """What the pipeline knows of uploads that are under way. `note` is for any thread."""

    def __init__(self, database: Database, store: ObjectStore, transcoder: Transcoder) -> None:
        self._database, self._store, self._transcoder = database, store, transcoder
        self._lock = threading.Lock()
        self._noted: set[str] = set()
        self._arriving: dict[str, _Arriving] = {}

    @property
    def is_busy(self) -> bool:
        return bool(self._arriving)

    def note(self, upload_id: str) -> None:
        """A part was stored."""
        with self._lock:
            self._noted.add(upload_id)

    def work(self) -> None:
        """Tell the transcoder how much has arrived, and viewers what came of it."""
        with self._lock:
            noted = set(self._noted)
        each(noted, self._look_at)
        each(list(self._arriving), self._show)

    def _look_at(self, upload_id: str) -> None:
        """What has to wait stays noted: no further part may come to ask again."""
        with self._lock:
            self._noted.discard(upload_id)
        try:
            upload = self._database.upload(upload_id)
            if upload is not None and upload.state == UploadState.OPEN:
                self._grow(upload)
        except BackendError:
            self.note(upload_id)
            raise

    def knows(self, video_id: str) -> bool:
        """Whether this process has begun on it."""
        return video_id in self._arriving

    def begun(self, video_id: str) -> str | None:
        """The revision for the job that goes on with it; None if none can be relied upon."""
        arriving = self._arriving.get(video_id)
        return arriving.job.revision if arriving else None

    def hand_over(self, video_id: str) -> None:
        """The job is written down: it is no longer ours."""
        self._arriving.pop(video_id, None)

    def drop(self, video_id: str) -> None:
        """Stop working on it, and leave nothing behind."""
        if (arriving := self._arriving.pop(video_id, None)) is not None:
            self._transcoder.cancel(arriving.job.revision)
            self._store.delete_prefix(arriving.job.prefix)
            states = [VideoState.UPLOADING, VideoState.VERIFYING]
            self._database.set_video(video_id, states, playable=None, revision=None)

    def _grow(self, upload: Upload) -> None:
        path = self._store.growing(upload.key, upload.multipart_id or "")
        if path is None or (ahead := self._transcoder.ahead) is None:
            return
        try:
            parts = self._store.stored_parts(upload.key, upload.multipart_id or "")
        except NotFound:
            return
        etags = {part.number: part.etag for part in parts}
        arriving = self._arriving.setdefault(upload.video_id, _Arriving(_first_job(upload)))
        if any(etags.get(number) != etag for number, etag in arriving.etags.items()):
            self.drop(upload.video_id)
            return
        count = _whole_from_start(etags)
        arriving.etags = {number: etags[number] for number in range(1, count + 1)}
        available = min(upload.size_bytes, count * upload.part_size_bytes)
        ahead.grow(arriving.job, path, available)

    def _show(self, video_id: str) -> None:
        arriving = self._arriving.get(video_id)
        if arriving is None:
            return
        try:
            status = self._transcoder.status(arriving.job.revision)
        except NotFound:
            return
        if arriving.published or not isinstance(status, Working) or status.playable is None:
            return
        self._database.set_video(
            video_id,
            [VideoState.UPLOADING],
            playable=status.playable,
            revision=arriving.job.revision,
        )
        arriving.published = True


def _whole_from_start(etags: Mapping[int, str]) -> int:
    """How many parts there are before the first that is missing."""
    count = 0
    while count + 1 in etags:
        count += 1
    return count


def _first_job(upload: Upload) -> Job:
    """Named after its video, so that what a former process began is overwritten, not orphaned."""
    return Job(upload.video_id, first_revision(upload.video_id), upload.key, upload.size_bytes)


def first_revision(video_id: str) -> str:
    return hashlib.sha256(video_id.encode()).hexdigest()[:16]
