"""The life of an upload: create, sign, complete, abort, expire. A repeat is always a success."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import Any, TypeVar

from backend.auth import fresh_id
from backend.completing import LIVE, Completing, Completion, size_of_part
from backend.database import Database
from backend.errors import BackendError, Conflict, NotFound
from backend.settings import Settings
from backend.storage.api import (
    NewUpload,
    ObjectStore,
    PartToSign,
    SignedPart,
    StoredPart,
    Writing,
)
from backend.tables import Account, Upload, UploadState, Video, VideoState
from backend.text import searchable, title_of
from backend.upload_faults import BadPart, Empty, QuotaExceeded, TooLarge, UploadGone

MIB = 1024 * 1024
LEAST_PART = 8 * MIB
MOST_PARTS = 9000
DAY = 86_400
JPEG = b"\xff\xd8\xff"
log = logging.getLogger(__name__)
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Wish:
    """What a client wants to upload, as it says."""

    filename: str
    size_bytes: int
    sha256: str | None = None
    title: str | None = None
    channel_id: str | None = None
    media: dict[str, Any] = field(default_factory=dict)
    poster: bytes | None = None


def part_size(size_bytes: int) -> int:
    """S3 takes 10,000 parts of at least 5 MiB; whole MiB leave room and are easy to read."""
    least = -(-size_bytes // MOST_PARTS)
    return max(LEAST_PART, -(-least // MIB) * MIB)


def new_upload(row: Upload) -> NewUpload:
    return NewUpload(row.key, row.size_bytes, row.part_size_bytes)


def outcome_of(completion: Completion) -> Video | BackendError:
    return completion.fault or completion.video or UploadGone()


def raised(outcome: Made | BackendError) -> Made:
    if isinstance(outcome, BackendError):
        raise outcome
    return outcome


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
        crowd: Executor,
        completed: Callable[[str], None],
    ) -> None:
        """`crowd` asks the store for several at once; `completed` hears of whole videos."""
        self._database = database
        self._store = store
        self._settings = settings
        self._crowd = crowd
        self._completing = Completing(database, store, crowd, completed)

    def create(self, account: Account, wish: Wish, idempotency_key: str | None) -> Upload:
        """Open an upload and its video; the same key again answers with the same upload."""
        return raised(self.create_all(account, [(wish, idempotency_key)])[0])

    def create_all(
        self, account: Account, asked: Sequence[tuple[Wish, str | None]]
    ) -> list[Upload | BackendError]:
        """Several in one transaction; a fault stands in the place of what it befell."""
        with self._database.write():
            fresh = self._database.lock_account(account.id) or account
            rows = [self._row_or_fault(fresh, wish, key) for wish, key in asked]
        uploads = dict.fromkeys(row for row in rows if isinstance(row, Upload))
        unopened = [upload for upload in uploads if not upload.multipart_id]
        opened = dict(zip(unopened, self._crowd.map(self._open, unopened), strict=True))
        posters = [wish.poster for wish, _ in asked]
        list(self._crowd.map(self._keep_poster, rows, posters))
        return [opened.get(row, row) if isinstance(row, Upload) else row for row in rows]

    def _keep_poster(self, upload: Upload | BackendError, jpeg: bytes | None) -> None:
        """What the client made, until the transcoder makes a better one. Its loss is no fault."""
        if isinstance(upload, BackendError) or jpeg is None or not jpeg.startswith(JPEG):
            return
        key = f"media/{upload.video_id}/poster-{fresh_id()}/poster.jpg"
        try:
            self._store.put(key, jpeg, Writing("image/jpeg"))
        except BackendError as error:
            log.info("Video %s goes without its first poster: %s", upload.video_id, error)
            return
        with self._database.write():
            video = self._database.video(upload.video_id)
            if video is not None and video.poster_key is None:
                self._database.set_video(upload.video_id, poster_key=key)

    def _row_or_fault(self, account: Account, wish: Wish, key: str | None) -> Upload | BackendError:
        try:
            self._check_size(wish.size_bytes)
            upload = self._existing(account, wish, key)
            if upload is None:
                self._check_quota(account, wish.size_bytes)
                upload = self._rows(account, wish, key)
        except BackendError as error:
            return error
        return upload

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
        return self._completing.parts_of(upload)

    def complete(self, upload: Upload, sha256: str | None = None) -> Video:
        """Join and verify; the same again is a success."""
        work = Completion(upload, sha256)
        self._completing.complete([work])
        return raised(outcome_of(work))

    def complete_all(
        self, account: Account, asked: Sequence[tuple[str, str | None]]
    ) -> list[Video | BackendError]:
        """Several by their ids; a fault stands in the place of what it befell."""
        with self._database.read():
            found = [self._own_or_fault(account, upload_id) for upload_id, _ in asked]
        work = {
            index: Completion(upload, asked[index][1])
            for index, upload in enumerate(found)
            if isinstance(upload, Upload)
        }
        self._completing.complete(list(work.values()))
        return [
            outcome_of(work[index]) if isinstance(upload, Upload) else upload
            for index, upload in enumerate(found)
        ]

    def _own_or_fault(self, account: Account, upload_id: str) -> Upload | BackendError:
        try:
            return self.own(account, upload_id)
        except BackendError as error:
            return error

    def finish(self, uploads: Sequence[Upload]) -> None:
        """Take up completes that were cut off; raises the first fault when all were tried."""
        work = [Completion(upload) for upload in uploads]
        self._completing.finish(work)
        for completion in work:
            if completion.fault is not None:
                raise completion.fault

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
        upload.multipart_id = self._store.without_opening(new_upload(upload))
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
            raise Conflict("The upload is complete: delete the video instead.")
