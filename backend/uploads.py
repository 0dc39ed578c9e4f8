"""The life of an upload: create, sign, complete, abort, expire. A repeat is always a success."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from backend.auth import fresh_id
from backend.database import Database
from backend.errors import BackendError, Conflict, NotFound
from backend.settings import Settings
from backend.storage.api import (
    NewUpload,
    ObjectStore,
    PartToSign,
    SignedPart,
    StoredObject,
    StoredPart,
)
from backend.tables import Account, Upload, UploadState, Video, VideoState
from backend.text import searchable, title_of

MIB = 1024 * 1024
LEAST_PART = 8 * MIB
MOST_PARTS = 9000
DAY = 86_400
LIVE = (UploadState.OPEN, UploadState.COMPLETING)


class UploadGone(NotFound):
    code = "upload_gone"

    def __init__(self) -> None:
        super().__init__("This upload is gone: it was cancelled, or it was left for too long.")


class TooLarge(BackendError):
    status = 413
    code = "too_large"


class QuotaExceeded(BackendError):
    status = 413
    code = "quota_exceeded"


class Empty(BackendError):
    status = 422
    code = "not_a_video"

    def __init__(self) -> None:
        super().__init__("The file is empty.")


class Incomplete(Conflict):
    code = "incomplete"
    retryable = True


class ChecksumMismatch(Conflict):
    code = "checksum_mismatch"


class BadPart(BackendError):
    status = 422
    code = "bad_part"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a client wants to upload, as it says."""

    filename: str
    size_bytes: int
    sha256: str | None = None
    title: str | None = None
    channel_id: str | None = None
    media: dict[str, Any] = field(default_factory=dict)


def part_size(size_bytes: int) -> int:
    """S3 takes 10,000 parts of at least 5 MiB; whole MiB leave room and are easy to read."""
    least = -(-size_bytes // MOST_PARTS)
    return max(LEAST_PART, -(-least // MIB) * MIB)


def size_of_part(upload: Upload, number: int) -> int:
    if number < upload.part_count:
        return upload.part_size_bytes
    return upload.size_bytes - upload.part_size_bytes * (upload.part_count - 1)


def human(size_bytes: float) -> str:
    for unit in ("bytes", "KiB", "MiB", "GiB", "TiB"):
        if size_bytes < 1024 or unit == "TiB":
            break
        size_bytes /= 1024
    return f"{size_bytes:.0f} {unit}" if unit == "bytes" else f"{size_bytes:.1f} {unit}"


class Uploads:
    """Blocking; safe from any thread."""

    def __init__(
        self,
        database: Database,
        store: ObjectStore,
        settings: Settings,
        completed: Callable[[str], None],
    ) -> None:
        self._database = database
        self._store = store
        self._settings = settings
        self._completed = completed

    def create(self, account: Account, wish: Wish, idempotency_key: str | None) -> Upload:
        """Open an upload and its video; the same key again answers with the same upload."""
        self._check_size(wish.size_bytes)
        with self._database.write():
            fresh = self._database.lock_account(account.id)
            upload = self._existing(account, wish, idempotency_key)
            if upload is None:
                self._check_quota(fresh or account, wish.size_bytes)
                upload = self._rows(account, wish, idempotency_key)
        return upload if upload.multipart_id else self._open(upload)

    def own(self, account: Account, upload_id: str) -> Upload:
        upload = self._database.upload(upload_id)
        if upload is None or upload.account_id != account.id or upload.state == UploadState.ABORTED:
            raise UploadGone
        return upload

    def sign(self, upload: Upload, parts: Sequence[PartToSign]) -> list[SignedPart]:
        if upload.state != UploadState.OPEN or upload.multipart_id is None:
            raise UploadGone
        for part in parts:
            if not 1 <= part.number <= upload.part_count:
                raise BadPart(f"There is no part {part.number}: it has {upload.part_count} parts.")
            if part.size_bytes != size_of_part(upload, part.number):
                raise BadPart(f"Part {part.number} has another size than this upload's parts.")
        self._extend(upload)
        return self._store.sign_parts(upload.key, upload.multipart_id, parts)

    def _extend(self, upload: Upload) -> None:
        """A slow line may need longer than the set time; only silence lets an upload expire."""
        now, lasts = self._database.clock(), self._settings.upload_days * DAY
        if upload.expires_at < now + lasts / 2:
            self._database.set_upload(upload.id, LIVE, expires_at=now + lasts)

    def stored(self, upload: Upload) -> list[StoredPart]:
        """What need not be sent again; all of it once the upload is complete."""
        if upload.state != UploadState.OPEN or upload.multipart_id is None:
            return []
        try:
            return self._store.stored_parts(upload.key, upload.multipart_id)
        except NotFound:
            raise UploadGone from None

    def complete(self, upload: Upload, sha256: str | None = None) -> Video:
        """Join and verify. COMPLETING is committed before the store is asked, so that a crash
        between its answer and our commit is taken up by `finish`.
        """
        if upload.state != UploadState.COMPLETED:
            parts = self._all_parts(upload)
            changes = {"state": UploadState.COMPLETING}
            if self._database.set_upload(upload.id, LIVE, **changes) is None:
                raise UploadGone
            self.finish(upload, sha256, parts)
        elif sha256 is not None:
            self._database.set_video(upload.video_id, sha256=sha256)
        if (video := self._database.video(upload.video_id)) is None:
            raise UploadGone
        return video

    def abort(self, upload: Upload) -> None:
        """Forget the upload, its parts and its video; not once it is complete."""
        with self._database.write():
            changes = {"state": UploadState.ABORTED, "idempotency_key": None}
            if self._database.set_upload(upload.id, (UploadState.OPEN,), **changes) is None:
                self._require_gone(upload.id)
            self._database.set_video(upload.video_id, state=VideoState.DELETED)
        if upload.multipart_id:
            self._store.abort_multipart(upload.key, upload.multipart_id)

    def abandon(self, video_id: str) -> None:
        """The video is being deleted: what is still on its way to it has nowhere to go."""
        upload = self._database.upload_of(video_id)
        if upload is not None and upload.state == UploadState.OPEN:
            self.abort(upload)

    def expire(self) -> int:
        """Abort what was left for too long; returns how many."""
        expired = self._database.expired_uploads()
        for upload in expired:
            self.abort(upload)
        return len(expired)

    def finish(
        self,
        upload: Upload,
        sha256: str | None = None,
        parts: Sequence[StoredPart] | None = None,
    ) -> None:
        """From COMPLETING to COMPLETED; also for one that a crash cut off in between."""
        try:
            stored = self._joined(upload, parts)
        except UploadGone:
            self._refuse(upload)
            raise
        if stored.size_bytes != upload.size_bytes:
            self._refuse(upload)
            raise ChecksumMismatch("The stored file has another size than was announced.")
        changes: dict[str, Any] = {"source_checksum": stored.checksum}
        if sha256 is not None:
            changes["sha256"] = sha256
        with self._database.write(durable=True):
            completed = {"state": UploadState.COMPLETED}
            if self._database.set_upload(upload.id, LIVE, **completed) is None:
                return
            self._database.set_video(
                upload.video_id, (VideoState.UPLOADING,), state=VideoState.VERIFYING, **changes
            )
        self._completed(upload.video_id)

    def _check_size(self, size_bytes: int) -> None:
        if size_bytes == 0:
            raise Empty
        if size_bytes > (most := self._settings.max_file_bytes):
            raise TooLarge(
                f"The file has {human(size_bytes)}; this server takes up to {human(most)}."
            )

    def _check_quota(self, account: Account, size_bytes: int) -> None:
        if (quota := account.quota_bytes or self._settings.quota_bytes) is None:
            return
        left = max(0, quota - self._database.used_bytes(account.id))
        if size_bytes > left:
            raise QuotaExceeded(
                f"The file has {human(size_bytes)}, and {human(left)} of your "
                f"{human(quota)} are free. Delete videos to make room."
            )

    def _existing(self, account: Account, wish: Wish, key: str | None) -> Upload | None:
        if key is None:
            return None
        upload = self._database.upload_by_idempotency_key(account.id, key)
        if upload is not None and upload.size_bytes != wish.size_bytes:
            raise Conflict("This Idempotency-Key belongs to an upload of another size.")
        return upload

    def _rows(self, account: Account, wish: Wish, idempotency_key: str | None) -> Upload:
        now = self._database.clock()
        title = wish.title or title_of(wish.filename)
        video = Video(
            id=fresh_id(),
            account_id=account.id,
            channel_id=self._own_channel(account, wish.channel_id),
            title=title,
            search=searchable(title, "", wish.filename),
            filename=wish.filename,
            duration_seconds=wish.media.get("duration_seconds"),
            width=wish.media.get("width"),
            height=wish.media.get("height"),
            media=json.dumps(wish.media) if wish.media else None,
            size_bytes=wish.size_bytes,
            sha256=wish.sha256,
            created_at=now,
            updated_at=now,
        )
        video.source_key = f"sources/{video.id}/{fresh_id()}"
        size = part_size(wish.size_bytes)
        upload = Upload(
            id=fresh_id(),
            account_id=account.id,
            video_id=video.id,
            idempotency_key=idempotency_key,
            key=video.source_key,
            state=UploadState.OPEN,
            size_bytes=wish.size_bytes,
            part_size_bytes=size,
            part_count=-(-wish.size_bytes // size),
            checksum=self._store.checksum,
            created_at=now,
            expires_at=now + self._settings.upload_days * DAY,
        )
        self._database.add(video)
        self._database.add(upload)
        return upload

    def _own_channel(self, account: Account, channel_id: str | None) -> str | None:
        if channel_id is None:
            return None
        channel = self._database.channel(channel_id)
        if channel is None or channel.account_id != account.id:
            raise NotFound("There is no such channel.")
        return channel_id

    def _open(self, upload: Upload) -> Upload:
        """Outside the transaction: a store may take its time. A crash here is repeated by key."""
        new = NewUpload(upload.key, upload.size_bytes, upload.part_size_bytes)
        try:
            multipart_id = self._store.create_multipart(new)
        except BackendError:
            self.abort(upload)
            raise
        opened = self._database.set_upload(upload.id, LIVE, multipart_id=multipart_id)
        if opened is None:
            raise UploadGone
        return opened

    def _all_parts(self, upload: Upload) -> list[StoredPart] | None:
        """The parts to be joined; None where that was begun before. Raises Incomplete."""
        if upload.state != UploadState.OPEN:
            return None
        stored = self.stored(upload)
        have = {part.number: part.size_bytes for part in stored}
        numbers = range(1, upload.part_count + 1)
        missing = [n for n in numbers if have.get(n) != size_of_part(upload, n)]
        if missing:
            raise Incomplete(f"{len(missing)} of {upload.part_count} parts have not arrived yet.")
        return stored

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

    def _refuse(self, upload: Upload) -> None:
        with self._database.write():
            self._database.set_upload(
                upload.id, LIVE, state=UploadState.ABORTED, idempotency_key=None
            )
            self._database.set_video(
                upload.video_id, (VideoState.UPLOADING,), state=VideoState.DELETED
            )

    def _require_gone(self, upload_id: str) -> None:
        now = self._database.upload(upload_id)
        if now is not None and now.state != UploadState.ABORTED:
            raise Conflict("The upload is complete: delete the video instead.")
