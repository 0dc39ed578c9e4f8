"""The life of an upload: create, sign, complete, abort, expire. A repeat is always a success."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import Any, TypeVar

from backend.accounts.accounts import fresh_id
from backend.catalogue.defaults import columns_of
from backend.database.database import Database
from backend.database.tables import Account, Channel, Upload, UploadState, Video
from backend.errors import BackendError, Conflict, NotFound
from backend.loops import each
from backend.storage.api import (
    NewUpload,
    ObjectStore,
    PartToSign,
    SignedPart,
    StoredPart,
    Writing,
)
from backend.text import human, title_of
from backend.uploads.completion import LIVE, Completer, Completion, size_of_part
from backend.uploads.errors import BadPart, Empty, QuotaExceeded, UploadGone, UploadTooLarge
from backend.uploads.reservations import refusal

MIB = 1024 * 1024
LEAST_PART = 8 * MIB
MOST_PARTS = 9000
DAY = 86_400
UNBEGUN_DAYS = 1
log = logging.getLogger(__name__)
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Wish:
    """What a client wants to upload, as it says."""

    filename: str
    size_bytes: int
    blake3: str | None = None
    title: str | None = None
    channel_id: str | None = None
    media: dict[str, Any] = field(default_factory=dict)
    poster: bytes | None = None


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """What the administrator sets; `days` is how long an upload may be left alone, and
    `quota_bytes` is of each account that has none of its own."""

    max_file_bytes: int
    quota_bytes: int | None
    days: float


@dataclass(slots=True)
class CreateBatch:
    """What one transaction of creates knows of the account, and what it adds."""

    account: Account
    known: dict[str, Upload] = field(default_factory=dict)
    default_channel: Channel | None = None
    used_bytes: int | None = None
    room_bytes: int | None = None
    """Of the store, if it can be full; `promised` are what the account's open uploads wait for."""
    promised: list[int] = field(default_factory=list)
    videos: list[Video] = field(default_factory=list)
    uploads: list[Upload] = field(default_factory=list)

    def add(self, video: Video, upload: Upload) -> None:
        self.videos.append(video)
        self.uploads.append(upload)
        self.promised.append(upload.size_bytes)
        if self.used_bytes is not None:
            self.used_bytes += upload.size_bytes
        if upload.idempotency_key is not None:
            self.known[upload.idempotency_key] = upload


def part_size(size_bytes: int) -> int:
    """S3 takes 10,000 parts of at least 5 MiB; whole MiB leave room and are easy to read."""
    least = -(-size_bytes // MOST_PARTS)
    return max(LEAST_PART, -(-least // MIB) * MIB)


def new_upload(row: Upload) -> NewUpload:
    return NewUpload(row.key, row.size_bytes, row.part_size_bytes)


def same_size(upload: Upload, wish: Wish) -> Upload:
    if upload.size_bytes != wish.size_bytes:
        raise Conflict("key_of_another_size")
    return upload


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
    ) -> None:
        """`executor` asks the store for several at once; `completed` hears of whole videos."""
        self._database = database
        self._store = store
        self._limits = limits
        self._executor = executor
        self._completer = Completer(database, store, executor, completed)

    def create(self, account: Account, wish: Wish, idempotency_key: str | None) -> Upload:
        """Open an upload and its video; the same key again answers with the same upload."""
        return raised(self.create_all(account, [(wish, idempotency_key)])[0])

    def create_all(
        self, account: Account, asked: Sequence[tuple[Wish, str | None]]
    ) -> list[Upload | BackendError]:
        """Several in one transaction; a fault stands in the place of what it befell."""
        with self._database.write():
            rows = self._rows(account, asked)
        uploads = dict.fromkeys(row for row in rows if isinstance(row, Upload))
        unopened = [upload for upload in uploads if not upload.multipart_id]
        opened = dict(zip(unopened, self._executor.map(self._open, unopened), strict=True))
        pictured = {
            row: wish.poster
            for row, (wish, _) in zip(rows, asked, strict=True)
            if isinstance(row, Upload) and wish.poster is not None
        }
        list(self._executor.map(self._keep_poster, pictured.keys(), pictured.values()))
        return [opened.get(row, row) if isinstance(row, Upload) else row for row in rows]

    def _keep_poster(self, upload: Upload, jpeg: bytes) -> None:
        """What the client made, until the transcoder makes a better one. Its loss is no fault."""
        if not jpeg.startswith(b"\xff\xd8\xff"):
            return
        key = f"media/{upload.video_id}/poster-{fresh_id()}/poster.jpg"
        try:
            self._store.put(key, jpeg, Writing("image/jpeg"))
        except BackendError as error:
            log.info("Video %s goes without its first poster: %s", upload.video_id, error)
            return
        self._database.set_first_poster(upload.video_id, key)

    def _rows(
        self, account: Account, asked: Sequence[tuple[Wish, str | None]]
    ) -> list[Upload | BackendError]:
        """Inside a transaction. A key that comes twice is one upload."""
        batch = CreateBatch(self._database.lock_account(account.id) or account)
        keys = [key for _, key in asked if key is not None]
        batch.known.update(self._database.uploads_by_idempotency_key(account.id, keys))
        rows = [self._row_or_fault(batch, wish, key) for wish, key in asked]
        self._database.add(*batch.videos)
        self._database.add(*batch.uploads)
        return rows

    def _row_or_fault(
        self, batch: CreateBatch, wish: Wish, key: str | None
    ) -> Upload | BackendError:
        try:
            self._check_size(wish.size_bytes)
            if key is not None and (known := batch.known.get(key)) is not None:
                return same_size(known, wish)
            self._check_quota(batch, wish.size_bytes)
            self._check_room(batch, wish.size_bytes)
            return self._new_rows(batch, wish, key)
        except BackendError as error:
            return error

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
        now, lasts = self._database.clock(), self._seconds
        if upload.expires_at < now + lasts / 2:
            self._database.set_upload(upload.id, LIVE, expires_at=now + lasts)

    def stored(self, upload: Upload) -> list[StoredPart]:
        """What need not be sent again; all of it once the upload is complete."""
        return self._completer.parts_of(upload)

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
        """The video is being deleted: what is still on its way to it has nowhere to go."""
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
        until = upload.created_at + self._seconds
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

    @property
    def _seconds(self) -> float:
        """How long an upload may be left alone."""
        return self._limits.days * DAY

    @property
    def _first_seconds(self) -> float:
        """How long it may be before its first byte. S3 tells nobody when that comes."""
        if self._store.capabilities.capacity is None:
            return self._seconds
        return min(self._seconds, UNBEGUN_DAYS * DAY)

    def _check_size(self, size_bytes: int) -> None:
        if size_bytes == 0:
            raise Empty
        if size_bytes > (most := self._limits.max_file_bytes):
            raise UploadTooLarge("upload_too_large", size=human(size_bytes), most=human(most))

    def _check_quota(self, batch: CreateBatch, size_bytes: int) -> None:
        if (quota := batch.account.quota_bytes or self._limits.quota_bytes) is None:
            return
        if batch.used_bytes is None:
            batch.used_bytes = self._database.used_bytes(batch.account.id)
        left = max(0, quota - batch.used_bytes)
        if size_bytes > left:
            raise QuotaExceeded(
                "quota_exceeded", size=human(size_bytes), left=human(left), quota=human(quota)
            )

    def _check_room(self, batch: CreateBatch, size_bytes: int) -> None:
        if (capacity := self._store.capabilities.capacity) is None:
            return
        if batch.room_bytes is None:
            batch.room_bytes = capacity.room_bytes()
            batch.promised += [
                capacity.awaited_bytes(row.key, row.size_bytes)
                for row in self._database.open_uploads(batch.account.id)
            ]
        if (fault := refusal(size_bytes, batch.room_bytes, batch.promised)) is not None:
            raise fault

    def _new_rows(self, batch: CreateBatch, wish: Wish, idempotency_key: str | None) -> Upload:
        now, channel = self._database.clock(), self._channel(batch, wish.channel_id)
        video = Video(
            id=fresh_id(),
            account_id=batch.account.id,
            channel_id=channel.id,
            **columns_of(channel.defaults),
            title=wish.title or title_of(wish.filename),
            filename=wish.filename,
            duration_seconds=wish.media.get("duration_seconds"),
            width=wish.media.get("width"),
            height=wish.media.get("height"),
            media=json.dumps(wish.media) if wish.media else None,
            size_bytes=wish.size_bytes,
            blake3=wish.blake3,
            created_at=now,
            updated_at=now,
        )
        video.source_key = f"sources/{video.id}/{fresh_id()}"
        size = part_size(wish.size_bytes)
        upload = Upload(
            id=fresh_id(),
            account_id=batch.account.id,
            video_id=video.id,
            idempotency_key=idempotency_key,
            key=video.source_key,
            state=UploadState.OPEN,
            size_bytes=wish.size_bytes,
            part_size_bytes=size,
            part_count=-(-wish.size_bytes // size),
            checksum=self._store.checksum,
            created_at=now,
            expires_at=now + self._first_seconds,
        )
        upload.multipart_id = self._store.without_opening(new_upload(upload))
        batch.add(video, upload)
        return upload

    def _channel(self, batch: CreateBatch, channel_id: str | None) -> Channel:
        if channel_id is None:
            default = batch.default_channel or self._database.default_channel(batch.account.id)
            batch.default_channel = default
            return default
        channel = self._database.channel(channel_id)
        if channel is None or channel.account_id != batch.account.id:
            raise NotFound("no_such_channel")
        return channel

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
