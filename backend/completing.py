"""From the last part to a whole object: list, mark, join, verify, commit; many uploads at a time.

The store is asked outside of transactions, for several at once; rows change in one transaction
for all. COMPLETING is committed before the store joins anything, so that a crash between its
answer and our commit is taken up by `finish`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from typing import Any

from backend.database import Database
from backend.errors import BackendError, NotFound
from backend.storage.api import ObjectStore, StoredObject, StoredPart
from backend.tables import Upload, UploadState, Video, VideoState
from backend.upload_faults import ChecksumMismatch, Incomplete, UploadGone

LIVE = (UploadState.OPEN, UploadState.COMPLETING)


@dataclass(slots=True, eq=False)
class Completion:
    """One upload on its way; with a `fault` it goes no further, with a `video` it has arrived."""

    upload: Upload
    sha256: str | None = None
    parts: Sequence[StoredPart] | None = None
    stored: StoredObject | None = None
    video: Video | None = None
    fault: BackendError | None = None

    @property
    def hashed(self) -> dict[str, Any]:
        """The video's column for the hash, if the client knew it."""
        return {} if self.sha256 is None else {"sha256": self.sha256}

    @property
    def is_under_way(self) -> bool:
        return self.fault is None and self.video is None


class Completing:
    """Blocking; safe from any thread. `completed` hears of every video that became whole."""

    def __init__(
        self,
        database: Database,
        store: ObjectStore,
        crowd: Executor,
        completed: Callable[[str], None],
    ) -> None:
        self._database = database
        self._store = store
        self._crowd = crowd
        self._completed = completed

    def complete(self, work: Sequence[Completion]) -> None:
        """Each ends with its video or its fault; one that was complete before is a success."""
        self._together(self._list, work)
        with self._database.write():
            each(self._mark, work)
        self.finish(work)

    def finish(self, work: Sequence[Completion]) -> None:
        """From COMPLETING to COMPLETED; also for those that a crash cut off in between."""
        self._together(self._join, work)
        joined = [completion for completion in work if completion.stored is not None]
        if joined:
            with self._database.write(durable=True):
                each(self._commit, joined)
        for completion in joined:
            if completion.stored is not None:
                self._completed(completion.upload.video_id)

    def parts_of(self, upload: Upload) -> list[StoredPart]:
        """What need not be sent again; nothing once it is being joined."""
        if upload.state != UploadState.OPEN or upload.multipart_id is None:
            return []
        try:
            return self._store.stored_parts(upload.key, upload.multipart_id)
        except NotFound:
            raise UploadGone from None

    def _together(self, step: Callable[[Completion], None], work: Sequence[Completion]) -> None:
        if len(work) == 1:
            each(step, work)
        else:
            list(self._crowd.map(partial(attempt, step), work))

    def _list(self, completion: Completion) -> None:
        upload = completion.upload
        if upload.state != UploadState.OPEN:
            return
        completion.parts = self.parts_of(upload)
        have = {part.number: part.size_bytes for part in completion.parts}
        numbers = range(1, upload.part_count + 1)
        missing = [n for n in numbers if have.get(n) != size_of_part(upload, n)]
        if missing:
            raise Incomplete(f"{len(missing)} of {upload.part_count} parts have not arrived yet.")

    def _mark(self, completion: Completion) -> None:
        upload = completion.upload
        if upload.state == UploadState.COMPLETED:
            completion.video = self._database.set_video(upload.video_id, **completion.hashed)
            if completion.video is None:
                raise UploadGone
        elif not self._database.set_upload(upload.id, LIVE, state=UploadState.COMPLETING):
            raise UploadGone

    def _join(self, completion: Completion) -> None:
        upload = completion.upload
        try:
            stored = self._joined(upload, completion.parts)
            if stored.size_bytes != upload.size_bytes:
                raise ChecksumMismatch("The stored file has another size than was announced.")
        except (UploadGone, ChecksumMismatch):
            self._refuse(upload)
            raise
        completion.stored = stored

    def _joined(self, upload: Upload, parts: Sequence[StoredPart] | None) -> StoredObject:
        """The whole object; also when the store had joined it before and forgot the upload."""
        multipart_id = upload.multipart_id or ""
        try:
            if parts is None:
                parts = self._store.stored_parts(upload.key, multipart_id)
            return self._store.complete_multipart(upload.key, multipart_id, parts)
        except NotFound:
            if (stored := self._store.head(upload.key)) is None:
                raise UploadGone from None
            return stored

    def _commit(self, completion: Completion) -> None:
        """Whoever comes second, the client or the store's event, finds it done."""
        assert completion.stored is not None
        upload = completion.upload
        changes = {"source_checksum": completion.stored.checksum, **completion.hashed}
        if self._database.set_upload(upload.id, LIVE, state=UploadState.COMPLETED) is None:
            completion.stored = None
            completion.video = self._database.video(upload.video_id)
            return
        uploading = (VideoState.UPLOADING,)
        completion.video = self._database.set_video(
            upload.video_id, uploading, state=VideoState.VERIFYING, **changes
        ) or self._database.video(upload.video_id)

    def _refuse(self, upload: Upload) -> None:
        with self._database.write():
            self._database.set_upload(
                upload.id, LIVE, state=UploadState.ABORTED, idempotency_key=None
            )
            self._database.set_video(
                upload.video_id, (VideoState.UPLOADING,), state=VideoState.DELETED
            )


def each(step: Callable[[Completion], None], work: Sequence[Completion]) -> None:
    for completion in work:
        attempt(step, completion)


def attempt(step: Callable[[Completion], None], completion: Completion) -> None:
    if not completion.is_under_way:
        return
    try:
        step(completion)
    except BackendError as error:
        completion.fault = error


def size_of_part(upload: Upload, number: int) -> int:
    if number < upload.part_count:
        return upload.part_size_bytes
    return upload.size_bytes - upload.part_size_bytes * (upload.part_count - 1)
