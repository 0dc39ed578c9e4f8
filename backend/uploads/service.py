"""The life of an upload: create, sign, complete, abort, expire. A repeat is always a success."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from typing import TypeVar

from backend.catalogue.pictures import bare_jpeg, size_of
from backend.database.database import Database
from backend.database.tables import Account, Upload, UploadState, Video
from backend.errors import BackendError, Conflict
from backend.ids import fresh_id
from backend.loops import each
from backend.storage.api import (
    NewUpload,
    ObjectStore,
    PartToSign,
    SignedPart,
    StoredPart,
    Writing,
)
from backend.uploads.completion import LIVE, Completer, Completion, size_of_part
from backend.uploads.errors import BadPart, UploadGone
from backend.uploads.extras import Extras
from backend.uploads.opening import (
    Opening,
    UploadLimits,
    Wish,
    count_of,
    new_upload,
    part_size,
)

log = logging.getLogger(__name__)
Made = TypeVar("Made")
FIRST_POSTER_PIXELS = 4_000_000
"""More than a client has a use for that is told to send a small one."""


def is_own(account: Account, upload: Upload | None) -> bool:
    """Whether the account may know of it."""
    return (
        upload is not None
        and upload.account_id == account.id
        and upload.state != UploadState.ABORTED
    )


def outcome_of(completion: Completion) -> Video | BackendError:
    return completion.fault or completion.video or UploadGone()


def raised(outcome: Made | BackendError) -> Made:
    if isinstance(outcome, BackendError):
        raise outcome
    return outcome


class Uploads:
    """Blocking; safe from any thread."""

    def __init__(
        self,
        database: Database,
        store: ObjectStore,
        limits: UploadLimits,
        executor: Executor,
        completed: Callable[[str], None],
        received: Callable[[int], None] = lambda _: None,
    ) -> None:
        """`executor` asks the store for several at once; `completed` hears of whole videos,
        `received` of their bytes."""
        self._database = database
        self._store = store
        self.limits = limits
        self.extras = Extras(database, store, limits.quota_bytes)
        self._opening = Opening(database, store, limits)
        self._executor = executor
        self._completer = Completer(database, store, executor, completed, received)

    def create(self, account: Account, wish: Wish, idempotency_key: str | None) -> Upload:
        """Open an upload and its video; the same key again answers with the same upload."""
        return raised(self.create_all(account, [(wish, idempotency_key)])[0])

    def create_all(
        self, account: Account, asked: Sequence[tuple[Wish, str | None]]
    ) -> list[Upload | BackendError]:
        """Several in one transaction; a fault stands in the place of what it befell."""
        with self._database.write():
            rows = self._opening.rows(account, asked)
        uploads = dict.fromkeys(row for row in rows if isinstance(row, Upload))
        unopened = [upload for upload in uploads if not upload.multipart_id]
        opened = dict(zip(unopened, self._executor.map(self._open, unopened), strict=True))
        pictured = {
            row: wish.poster
            for row, (wish, _) in zip(rows, asked, strict=True)
            if isinstance(row, Upload) and wish.poster and not wish.replaces
        }
        list(self._executor.map(self._keep_poster, pictured.keys(), pictured.values()))
        return [opened.get(row, row) if isinstance(row, Upload) else row for row in rows]

    def _keep_poster(self, upload: Upload, jpeg: bytes) -> None:
        """What the client made, until the transcoder makes a better one. Its loss is no fault."""
        width, height = size_of(jpeg) or (0, 0)
        picture = bare_jpeg(jpeg)
        if picture is None or not 0 < width * height <= FIRST_POSTER_PIXELS:
            return
        key = f"media/{upload.video_id}/poster-{fresh_id()}/poster.jpg"
        try:
            self.extras.put(upload.account_id, key, picture, Writing("image/jpeg"))
        except BackendError as error:
            log.info("Video %s goes without its first poster: %s", upload.video_id, error)
            return
        self._database.set_first_poster(upload.video_id, key)

    def own(self, account: Account, upload_id: str) -> Upload:
        upload = self._database.upload(upload_id)
        if upload is None or not is_own(account, upload):
            raise UploadGone
        return upload

    def sign(
        self, upload: Upload, parts: Sequence[PartToSign], *, goes_on: bool = True
    ) -> list[SignedPart]:
        """`goes_on`: whoever asks is at it; what an upload begins with puts its end not off."""
        if upload.state != UploadState.OPEN or upload.multipart_id is None:
            raise UploadGone
        for part in parts:
            if not 1 <= part.number <= upload.part_count:
                raise BadPart("no_such_part", number=part.number, count=upload.part_count)
            if part.size_bytes != size_of_part(upload, part.number):
                raise BadPart("part_of_another_size", number=part.number)
        if goes_on:
            self._extend(upload)
        return self._store.sign_parts(upload.key, upload.multipart_id, parts)

    def _extend(self, upload: Upload) -> None:
        """A slow line may need longer than the set time; only silence lets an upload expire."""
        now, lasts = self._database.clock(), self.limits.seconds
        if upload.expires_at < now + lasts / 2:
            self._database.set_upload(upload.id, LIVE, expires_at=now + lasts)

    def stored(self, upload: Upload) -> list[StoredPart]:
        """What need not be sent again; all of it once the upload is complete."""
        return self._completer.parts_of(upload)

    def cut_smaller(self, upload: Upload) -> Upload:
        """Into the smallest parts that the store takes, for a proxy that lets no larger ones pass.
        What was stored is gone then; the same again changes nothing."""
        if upload.state != UploadState.OPEN or upload.multipart_id is None:
            raise UploadGone
        size = part_size(upload.size_bytes, self._store.capabilities.least_part_bytes)
        if size >= upload.part_size_bytes:
            return upload
        # The store keeps one upload for a key. A crash in between is repeated, or starts again.
        self._store.abort_multipart(upload.key, upload.multipart_id)
        multipart_id = self._store.create_multipart(NewUpload(upload.key, upload.size_bytes, size))
        count = count_of(upload.size_bytes, size)
        changes = {"multipart_id": multipart_id, "part_size_bytes": size, "part_count": count}
        cut = self._database.set_upload(upload.id, (UploadState.OPEN,), **changes)
        if cut is None:
            self._store.abort_multipart(upload.key, multipart_id)
            raise UploadGone
        return cut

    def complete(self, upload: Upload, blake3: str | None = None) -> Video:
        """Join and verify; the same again is a success."""
        work = Completion(upload, blake3)
        self._completer.complete([work])
        return raised(outcome_of(work))

    def complete_all(
        self, account: Account, asked: Sequence[tuple[str, str | None]]
    ) -> list[Video | BackendError]:
        """Several by their ids; a fault stands in the place of what it befell."""
        found = self._database.uploads({upload_id for upload_id, _ in asked})
        work = {
            upload_id: Completion(found[upload_id], blake3)
            for upload_id, blake3 in asked
            if is_own(account, found.get(upload_id))
        }
        self._completer.complete(list(work.values()))
        return [
            outcome_of(work[upload_id]) if upload_id in work else UploadGone()
            for upload_id, _ in asked
        ]

    def finish(self, uploads: Sequence[Upload]) -> None:
        """Take up completes that were cut off; raises the first fault when all were tried."""
        work = [Completion(upload) for upload in uploads]
        self._completer.finish(work)
        for completion in work:
            if completion.fault is not None:
                raise completion.fault

    def abort(self, upload: Upload) -> None:
        """Forget the upload, its parts and its video; not once it is complete."""
        with self._database.write():
            changes = {"state": UploadState.ABORTED, "idempotency_key": None}
            if self._database.set_upload(upload.id, (UploadState.OPEN,), **changes) is None:
                self._require_gone(upload.id)
            self._database.mark_deleted(upload.video_id)
        if upload.multipart_id:
            self._store.abort_multipart(upload.key, upload.multipart_id)

    def abandon(self, video_id: str) -> None:
        """The row is being deleted: what is still on its way to it has nowhere to go."""
        upload = self._database.upload_of(video_id)
        if upload is not None and upload.state == UploadState.OPEN:
            self.abort(upload)

    def expire(self) -> None:
        """Abort what was left for too long."""
        each(self._database.expired_uploads(), self._expire)

    def _expire(self, upload: Upload) -> None:
        if not self._lasts(upload):
            self.abort(upload)

    def _lasts(self, upload: Upload) -> bool:
        """One of which something has come has its whole time."""
        until = upload.created_at + self.limits.seconds
        if until <= self._database.clock() or not self._has_parts(upload):
            return False
        return (
            self._database.set_upload(upload.id, (UploadState.OPEN,), expires_at=until) is not None
        )

    def _has_parts(self, upload: Upload) -> bool:
        try:
            return bool(self._completer.parts_of(upload))
        except UploadGone:
            return False

    def _open(self, upload: Upload) -> Upload | BackendError:
        """Outside the transaction: a store may take its time. A crash here is repeated by key."""
        try:
            multipart_id = self._store.create_multipart(new_upload(upload))
        except BackendError as error:
            self.abort(upload)
            return error
        opened = self._database.set_upload(upload.id, LIVE, multipart_id=multipart_id)
        return opened or UploadGone()

    def _require_gone(self, upload_id: str) -> None:
        now = self._database.upload(upload_id)
        if now is not None and now.state != UploadState.ABORTED:
            raise Conflict("upload_complete")
