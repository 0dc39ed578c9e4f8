"""The tables. Times are seconds since the epoch; ids are random text; sizes are bytes.

Rows leave `database` detached: read them as values and change them only through its queries.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class VideoState(StrEnum):
    UPLOADING = "uploading"
    VERIFYING = "verifying"
    PROCESSING = "processing"
    READY = "ready"
    FAILED = "failed"
    DELETED = "deleted"


class UploadState(StrEnum):
    """COMPLETING stands while the store joins the parts, so a crash in between is taken up."""

    OPEN = "open"
    COMPLETING = "completing"
    COMPLETED = "completed"
    ABORTED = "aborted"


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Base(DeclarativeBase):
    type_annotation_map: ClassVar[dict[type, Any]] = {int: BigInteger}


def key_column() -> Mapped[str]:
    return mapped_column(String(64), primary_key=True)


def account_column() -> Mapped[str]:
    return mapped_column(ForeignKey("accounts.id"))


class Account(Base):
    __tablename__ = "accounts"

    id: Mapped[str] = key_column()
    email: Mapped[str] = mapped_column(String(320), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    quota_bytes: Mapped[int | None]
    created_at: Mapped[float]


class Token(Base):
    """A signed-in device; only the SHA-256 of its token is kept."""

    __tablename__ = "tokens"

    token_hash: Mapped[str] = key_column()
    account_id: Mapped[str] = account_column()
    created_at: Mapped[float]
    expires_at: Mapped[float]


class Channel(Base):
    __tablename__ = "channels"

    id: Mapped[str] = key_column()
    account_id: Mapped[str] = account_column()
    name: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[float]


class Video(Base):
    """`revision` is the published one, growing until `revision_complete`.

    Keys of pictures are whole store keys below `media/{id}/`. `version` counts changes. `rungs` is
    JSON, name to percent. `error` is also why the last try failed while there will be another.
    """

    __tablename__ = "videos"
    __table_args__ = (
        Index("videos_by_account", "account_id", "created_at", "id"),
        Index("videos_by_state", "state"),
    )

    id: Mapped[str] = key_column()
    account_id: Mapped[str] = account_column()
    channel_id: Mapped[str | None] = mapped_column(ForeignKey("channels.id"))
    title: Mapped[str] = mapped_column(String(300))
    description: Mapped[str] = mapped_column(Text, default="")
    search: Mapped[str] = mapped_column(Text, default="")
    filename: Mapped[str] = mapped_column(String(300))
    state: Mapped[str] = mapped_column(String(16), default=VideoState.UPLOADING)
    percent: Mapped[float] = mapped_column(default=0.0)
    seconds_left: Mapped[float | None]
    rungs: Mapped[str | None] = mapped_column(Text)
    playable: Mapped[str | None] = mapped_column(String(16))
    error: Mapped[str | None] = mapped_column(Text)
    error_retryable: Mapped[bool] = mapped_column(default=False)
    attempts: Mapped[int] = mapped_column(default=0)
    visibility: Mapped[str] = mapped_column(String(16), default="private")
    publish_at: Mapped[float | None]
    duration_seconds: Mapped[float | None]
    width: Mapped[int | None]
    height: Mapped[int | None]
    media: Mapped[str | None] = mapped_column(Text)
    size_bytes: Mapped[int]
    blake3: Mapped[str | None] = mapped_column(String(64))
    source_key: Mapped[str] = mapped_column(String(200))
    source_checksum: Mapped[str | None] = mapped_column(String(100))
    revision: Mapped[str | None] = mapped_column(String(64))
    revision_complete: Mapped[bool] = mapped_column(default=False)
    poster_key: Mapped[str | None] = mapped_column(String(200))
    own_poster_key: Mapped[str | None] = mapped_column(String(200))
    storyboard_key: Mapped[str | None] = mapped_column(String(200))
    chapters_key: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[float]
    updated_at: Mapped[float]
    version: Mapped[int] = mapped_column(default=0)


class Upload(Base):
    __tablename__ = "uploads"
    __table_args__ = (
        UniqueConstraint("account_id", "idempotency_key"),
        Index("uploads_by_state", "state", "expires_at"),
    )

    id: Mapped[str] = key_column()
    account_id: Mapped[str] = account_column()
    video_id: Mapped[str] = mapped_column(ForeignKey("videos.id"), index=True)
    idempotency_key: Mapped[str | None] = mapped_column(String(200))
    key: Mapped[str] = mapped_column(String(200))
    multipart_id: Mapped[str | None] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(16), default=UploadState.OPEN)
    size_bytes: Mapped[int]
    part_size_bytes: Mapped[int]
    part_count: Mapped[int]
    checksum: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[float]
    expires_at: Mapped[float]


class JobRow(Base):
    """One attempt to turn a source into the revision whose name it carries.

    A running job belongs to `owner` until `leased_until`; then any process may take it up.
    `attempts` counts those that failed, not those that something away put an end to. One that is
    `demanded` makes the rungs that were put off, too.
    """

    __tablename__ = "jobs"
    __table_args__ = (Index("jobs_by_state", "state", "not_before"),)

    revision: Mapped[str] = key_column()
    video_id: Mapped[str] = mapped_column(ForeignKey("videos.id"), index=True)
    state: Mapped[str] = mapped_column(String(16), default=JobState.QUEUED)
    external_id: Mapped[str | None] = mapped_column(Text)
    demanded: Mapped[bool] = mapped_column(default=False)
    attempts: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[float] = mapped_column(default=0.0)
    owner: Mapped[str | None] = mapped_column(String(64))
    leased_until: Mapped[float] = mapped_column(default=0.0)
    reason: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[float]
    started_at: Mapped[float | None]
    finished_at: Mapped[float | None]


class Subtitle(Base):
    """A WebVTT track at `key`; `own` ones were uploaded and outlive a new revision."""

    __tablename__ = "subtitles"

    video_id: Mapped[str] = mapped_column(ForeignKey("videos.id"), primary_key=True)
    language: Mapped[str] = mapped_column(String(35), primary_key=True)
    label: Mapped[str] = mapped_column(String(100))
    key: Mapped[str] = mapped_column(String(200))
    own: Mapped[bool] = mapped_column(default=False)


class Position(Base):
    """Where an account stopped watching."""

    __tablename__ = "positions"

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    video_id: Mapped[str] = mapped_column(ForeignKey("videos.id"), primary_key=True)
    seconds: Mapped[float]
    updated_at: Mapped[float]
