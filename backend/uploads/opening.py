"""From a wish to rows: what an account may upload, and the video and the upload that it becomes.

Inside one transaction for many; the store is asked for nothing but how much room it has.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from backend.accounts.roles import quota_of
from backend.catalogue.defaults import columns_of
from backend.database.database import Database
from backend.database.queries import changed
from backend.database.tables import Account, Channel, Upload, UploadState, Video, VideoState
from backend.database.versions import REPLACEABLE
from backend.database.videos import ON_ITS_WAY
from backend.errors import BackendError, Conflict, NotFound
from backend.ids import fresh_id
from backend.storage.api import MIB, NewUpload, ObjectStore
from backend.text import human, title_of
from backend.uploads.errors import Empty, UploadTooLarge
from backend.uploads.quota import check_quota
from backend.uploads.reservations import refusal

USUAL_PART = 8 * MIB
MOST_PARTS = 9000
DAY = 86_400
UNBEGUN_DAYS = 1


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
    fingerprint: str | None = None
    replaces: str | None = None
    """The film that it is a new source for, if it is to be no film of its own."""


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """What the administrator sets; `days` is how long an upload may be left alone, and
    `quota_bytes` is of each account that has none of its own."""

    max_file_bytes: int
    quota_bytes: int | None
    days: float

    @property
    def seconds(self) -> float:
        """How long an upload may be left alone."""
        return self.days * DAY


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


def part_size(size_bytes: int, least: int = USUAL_PART) -> int:
    """S3 takes 10,000 parts of at least 5 MiB; whole MiB leave room and are easy to read."""
    share = -(-size_bytes // MOST_PARTS)
    return max(least, -(-share // MIB) * MIB)


def count_of(size_bytes: int, part_size_bytes: int) -> int:
    return -(-size_bytes // part_size_bytes)


def new_upload(row: Upload) -> NewUpload:
    return NewUpload(row.key, row.size_bytes, row.part_size_bytes)


def same_size(upload: Upload, wish: Wish) -> Upload:
    if upload.size_bytes != wish.size_bytes:
        raise Conflict("key_of_another_size")
    return upload


class Opening:
    """Blocking; safe from any thread."""

    def __init__(self, database: Database, store: ObjectStore, limits: UploadLimits) -> None:
        self._database, self._store, self._limits = database, store, limits

    def rows(
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

    @property
    def _first_seconds(self) -> float:
        """How long it may be before its first byte. S3 tells nobody when that comes."""
        if self._store.capabilities.capacity is None:
            return self._limits.seconds
        return min(self._limits.seconds, UNBEGUN_DAYS * DAY)

    def _check_size(self, size_bytes: int) -> None:
        if size_bytes == 0:
            raise Empty
        if size_bytes > (most := self._limits.max_file_bytes):
            raise UploadTooLarge("upload_too_large", size=human(size_bytes), most=human(most))

    def _check_quota(self, batch: CreateBatch, size_bytes: int) -> None:
        if (quota := quota_of(batch.account, self._limits.quota_bytes)) is None:
            return
        if batch.used_bytes is None:
            batch.used_bytes = self._database.used_bytes(batch.account.id)
        check_quota(size_bytes, batch.used_bytes, quota)

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
        video = self._new_video(batch, wish)
        size = part_size(wish.size_bytes)
        upload = Upload(
            id=fresh_id(),
            account_id=batch.account.id,
            video_id=video.id,
            replaces=wish.replaces,
            idempotency_key=idempotency_key,
            key=video.source_key,
            state=UploadState.OPEN,
            size_bytes=wish.size_bytes,
            part_size_bytes=size,
            part_count=count_of(wish.size_bytes, size),
            checksum=self._store.checksum,
            created_at=video.created_at,
            expires_at=video.created_at + self._first_seconds,
        )
        upload.multipart_id = self._store.without_opening(new_upload(upload))
        batch.add(video, upload)
        return upload

    def _new_video(self, batch: CreateBatch, wish: Wish) -> Video:
        now = self._database.clock()
        video = Video(
            id=fresh_id(),
            account_id=batch.account.id,
            title=wish.title or title_of(wish.filename),
            filename=wish.filename,
            duration_seconds=wish.media.get("duration_seconds"),
            width=wish.media.get("width"),
            height=wish.media.get("height"),
            media=json.dumps(wish.media) if wish.media else None,
            size_bytes=wish.size_bytes,
            blake3=wish.blake3,
            fingerprint=wish.fingerprint,
            replaces=wish.replaces,
            created_at=now,
            updated_at=now,
        )
        if wish.replaces is None:
            channel = self._channel(batch, wish.channel_id)
            changed(video, {"channel_id": channel.id, **columns_of(channel.defaults)})
        else:
            video.source_number = self._next_number(batch, wish.replaces)
        video.source_key = f"sources/{wish.replaces or video.id}/{fresh_id()}"
        return video

    def _next_number(self, batch: CreateBatch, film_id: str) -> int:
        """Of a new source. One that came to nothing makes way for it."""
        film = self._database.lock_film(film_id)  # or it could be buried without the new row
        rows = self._database.replacements(film_id)
        if film is None or film.account_id != batch.account.id or film.deleted_at is not None:
            raise NotFound("no_such_video")
        if film.state not in REPLACEABLE:
            raise Conflict("not_replaceable")
        is_new = any(row.replaces == film_id for row in batch.videos)
        if is_new or any(row.state in ON_ITS_WAY for row in rows):
            raise Conflict("being_replaced")
        for row in rows:
            if row.state == VideoState.FAILED:
                self._database.mark_deleted(row.id, VideoState.FAILED)
        return 1 + max(row.source_number for row in (film, *rows))

    def _channel(self, batch: CreateBatch, channel_id: str | None) -> Channel:
        if channel_id is None:
            default = batch.default_channel or self._database.default_channel(batch.account.id)
            batch.default_channel = default
            return default
        channel = self._database.channel(channel_id)
        if channel is None or channel.account_id != batch.account.id:
            raise NotFound("no_such_channel")
        return channel
