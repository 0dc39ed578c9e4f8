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

from backend.database.database import Database
from backend.database.tables import Upload, UploadState, Video, VideoState
from backend.database.videos import Arrival
from backend.errors import BackendError, NotFound
from backend.storage.api import ObjectStore, StoredObject, StoredPart
from backend.uploads.errors import ChecksumMismatch, UploadGone, UploadIncomplete

LIVE = (UploadState.OPEN, UploadState.COMPLETING)


@dataclass(slots=True, eq=False)
class Completion:
    """One upload on its way; with a `fault` it goes no further, with a `video` it has arrived."""

    upload: Upload
    blake3: str | None = None
    parts: Sequence[StoredPart] | None = None
    stored: StoredObject | None = None
    video: Video | None = None
    fault: BackendError | None = None

    @property
    def arrival(self) -> Arrival:
        return Arrival(self.stored.checksum if self.stored else None, self.blake3)

    @property
    def is_under_way(self) -> bool:
        return self.fault is None and self.video is None


class Completer:
    """Blocking; safe from any thread. `completed` hears of every video that became whole, and
    `received` of how many bytes that were."""

    def __init__(
        self,
        database: Database,
        store: ObjectStore,
        executor: Executor,
        completed: Callable[[str], None],
        received: Callable[[int], None],
    ) -> None:
        self._database = database
        self._store = store
        self._executor = executor
        self._completed = completed
        self._received = received

    def complete(self, work: Sequence[Completion]) -> None:
        """Each ends with its video or its fault; one that was complete before is a success."""
        self._together(self._list, work)
        self._mark(work)
        self.finish(work)

    def finish(self, work: Sequence[Completion]) -> None:
        """From COMPLETING to COMPLETED; also for those that a crash cut off in between."""
        self._together(self._join, work)
        joined = [completion for completion in work if completion.stored is not None]
        fresh = self._commit(joined) if joined else ()
        for upload in (completion.upload for completion in joined):
            if upload.video_id in fresh:
                self._received(upload.size_bytes)
                self._completed(upload.video_id)

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
            attempt(step, work[0])
        else:
            list(self._executor.map(partial(attempt, step), work))

    def _list(self, completion: Completion) -> None:
        upload = completion.upload
        if upload.state != UploadState.OPEN:
            return
        completion.parts = self.parts_of(upload)
        have = {part.number: part.size_bytes for part in completion.parts}
        numbers = range(1, upload.part_count + 1)
        missing = [n for n in numbers if have.get(n) != size_of_part(upload, n)]
        if missing:
            raise UploadIncomplete("parts_missing", missing=len(missing), count=upload.part_count)

    def _mark(self, work: Sequence[Completion]) -> None:
        """One that is complete already has arrived; its hash may be new."""
        under_way = [completion for completion in work if completion.is_under_way]
        done = [c for c in under_way if c.upload.state == UploadState.COMPLETED]
        coming = [c for c in under_way if c.upload.state != UploadState.COMPLETED]
        with self._database.write():
            # Read again: what was uploaded may have been exchanged for another version meanwhile.
            rows = self._database.uploads(ids(done)) if done else {}
            videos = self._database.set_hashes(
                {rows[c.upload.id].video_id: c.blake3 for c in done if c.upload.id in rows}
            )
            marked = self._database.set_uploads(ids(coming), LIVE, state=UploadState.COMPLETING)
        for completion in done:
            if (row := rows.get(completion.upload.id)) is not None:
                completion.video = videos.get(row.video_id)
        for completion in under_way:
            if completion.is_under_way and completion.upload.id not in marked:
                completion.fault = UploadGone()

    def _join(self, completion: Completion) -> None:
        upload = completion.upload
        try:
            stored = self._joined(upload, completion.parts)
            if stored.size_bytes != upload.size_bytes:
                raise ChecksumMismatch("another_size")
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

    def _commit(self, joined: Sequence[Completion]) -> list[str]:
        """Whoever comes second, the client or the store's event, finds it done. Returns the ids
        of those videos that were not whole before."""
        with self._database.write(durable=True):
            fresh = self._database.set_uploads(ids(joined), LIVE, state=UploadState.COMPLETED)
            arrivals = {c.upload.video_id: c.arrival for c in joined if c.upload.id in fresh}
            videos = self._database.mark_arrived(arrivals)
        for completion in joined:
            video_id = completion.upload.video_id
            completion.video = videos.get(video_id) or self._database.video(video_id)
        return list(arrivals)

    def _refuse(self, upload: Upload) -> None:
        with self._database.write():
            self._database.set_upload(
                upload.id, LIVE, state=UploadState.ABORTED, idempotency_key=None
            )
            self._database.mark_deleted(upload.video_id, VideoState.UPLOADING)


def ids(work: Sequence[Completion]) -> list[str]:
    return [completion.upload.id for completion in work]


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
