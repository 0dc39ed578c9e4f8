"""The tables. Times are seconds since the epoch; ids are random text; sizes are bytes.

Rows leave `database` detached: read them as values and change them only through its queries.
"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Identity,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from backend.catalogue.embedding import EVERYWHERE
from backend.database.schema import entry, keeping  # noqa: F401 - all tables are known together
from backend.database.schema.base import BYTEWISE, Base, account_column, key_column, only


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


FILTERS = ("language", "duration_seconds")
PUBLIC = "visibility = 'public'"


class Account(Base):
    __tablename__ = "accounts"

    id: Mapped[str] = key_column()
    email: Mapped[str] = mapped_column(String(320), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(16), default="member")
    quota_bytes: Mapped[int | None]
    disabled_at: Mapped[float | None]
    history_paused: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[float]

    session_id = ""
    """No column: by which of its tokens whoever asks came in, if by one of ours."""


class Token(Base):
    """A signed-in device, or a script if it has a `scope`; only the SHA-256 of its token is kept.
    `id` is what its account may call it by, `device` what it calls itself, `network` a keyed hash
    of where it signed in; `seen_at` is right to an hour."""

    __tablename__ = "tokens"
    __table_args__ = (
        Index("token_ids", "id", unique=True),
        Index("tokens_by_account", "account_id", "seen_at"),
    )

    token_hash: Mapped[str] = key_column()
    id: Mapped[str] = mapped_column(String(64))
    account_id: Mapped[str] = account_column()
    device: Mapped[str] = mapped_column(String(100), default="")
    scope: Mapped[str] = mapped_column(String(16), default="")
    network: Mapped[str] = mapped_column(String(64), default="")
    created_at: Mapped[float]
    seen_at: Mapped[float]
    expires_at: Mapped[float]


class Channel(Base):
    """`handle_key` is what look-alikes of the handle have in common; `search` is what it is found
    by. The default one takes what is given no channel. Keys are whole store keys."""

    __tablename__ = "channels"
    __table_args__ = (
        Index("channels_by_account", "account_id", "created_at", "id"),
        Index("channels_by_search", "search"),
        Index("handles", "handle", unique=True),
        Index("handle_keys", "handle_key", unique=True),
        Index("default_channels", "account_id", unique=True, **only("is_default")),
    )

    id: Mapped[str] = key_column()
    account_id: Mapped[str] = account_column()
    is_default: Mapped[bool] = mapped_column(default=False)
    handle: Mapped[str] = mapped_column(BYTEWISE)
    handle_key: Mapped[str] = mapped_column(String(128))
    name: Mapped[str] = mapped_column(String(200))
    search: Mapped[str] = mapped_column(BYTEWISE, default="")
    description: Mapped[str] = mapped_column(Text, default="")
    picture_key: Mapped[str | None] = mapped_column(String(200))
    banner_key: Mapped[str | None] = mapped_column(String(200))
    defaults: Mapped[str] = mapped_column(Text, default="{}")
    """What new films begin with (`catalogue.defaults`)."""
    followers: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[float]


class Subscription(Base):
    """An account that follows a channel."""

    __tablename__ = "subscriptions"
    __table_args__ = (
        Index("subscriptions_by_account", "account_id", "created_at", "channel_id"),
        Index("subscriptions_by_channel", "channel_id"),
    )

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    channel_id: Mapped[str] = mapped_column(ForeignKey("channels.id"), primary_key=True)
    created_at: Mapped[float]


class Video(Base):
    """`revision` is the published one, growing until `revision_complete`.

    Keys of pictures are whole store keys below `media/{id}/`. `version` counts changes. `rungs` is
    JSON, name to percent; `tags` a list of them. `error` is also why the last try failed while
    there will be another. `attempts` counts looks at its source that no end was written down for.
    `deleted_at`: it is hidden, and can be had back for a while. A row that
    `replaces` a film's is none: it holds another source of that one, by its number (`versions`).
    `listed` and what follows from it are kept by `listing`: whether the catalogue may show it once
    `published_at` is over, since when that is so, and how popular it is.
    """

    __tablename__ = "videos"
    __table_args__ = (
        Index("videos_by_account", "account_id", "created_at", "id"),
        Index("videos_by_state", "state"),
        Index("videos_by_change", "account_id", "updated_at"),
        Index("videos_by_channel", "channel_id"),
        # Filters stand behind the order, so that what they refuse is passed over in the index.
        Index("newest_listed", "published_at", "id", *FILTERS, **only("listed")),
        Index("popular_listed", "popularity", "id", *FILTERS, **only("listed")),
        Index("longest_listed", "duration_seconds", "id", "language", **only("listed")),
        Index("languages_listed", "language", "duration_seconds", "id", **only("listed")),
        Index("newest_of_channel", "channel_id", "published_at", "id", **only("listed")),
        Index("popular_of_channel", "channel_id", "popularity", "id", **only("listed")),
        Index("changes_of_published", "updated_at", **only("published_at IS NOT NULL")),
        Index("videos_by_size", "account_id", "size_bytes"),
        *(Index(f"videos_{n}", n, **only(f"{n} IS NOT NULL")) for n in ("replaces", "deleted_at")),
    )

    id: Mapped[str] = key_column()
    account_id: Mapped[str] = account_column()
    channel_id: Mapped[str | None] = mapped_column(ForeignKey("channels.id"))
    title: Mapped[str] = mapped_column(String(300))
    description: Mapped[str] = mapped_column(Text, default="")
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
    embedding: Mapped[str] = mapped_column(Text, default=EVERYWHERE)
    publish_at: Mapped[float | None]
    tags: Mapped[str] = mapped_column(Text, default="[]")
    language: Mapped[str | None] = mapped_column(String(35))
    listed: Mapped[bool] = mapped_column(default=False)
    published_at: Mapped[float | None]
    views: Mapped[int] = mapped_column(default=0)
    popularity: Mapped[float] = mapped_column(default=0.0)
    duration_seconds: Mapped[float | None]
    width: Mapped[int | None]
    height: Mapped[int | None]
    media: Mapped[str | None] = mapped_column(Text, deferred=True)
    """What the client's probe said; of no list's concern, and the largest of all columns."""
    size_bytes: Mapped[int]
    blake3: Mapped[str | None] = mapped_column(String(64))
    fingerprint: Mapped[str | None] = mapped_column(String(64))
    replaces: Mapped[str | None] = mapped_column(String(64))
    source_number: Mapped[int] = mapped_column(default=1)
    source_key: Mapped[str] = mapped_column(String(200))
    source_checksum: Mapped[str | None] = mapped_column(String(100))
    revision: Mapped[str | None] = mapped_column(String(64))
    revision_complete: Mapped[bool] = mapped_column(default=False)
    poster_key: Mapped[str | None] = mapped_column(String(200))
    own_poster_key: Mapped[str | None] = mapped_column(String(200))
    storyboard_key: Mapped[str | None] = mapped_column(String(200))
    chapters_key: Mapped[str | None] = mapped_column(String(200))
    own_chapters: Mapped[str | None] = mapped_column(Text)
    """A list of them that stands for whatever the description and the file say."""
    own_chapters_key: Mapped[str | None] = mapped_column(String(200))
    """"": there are to be none."""
    created_at: Mapped[float]
    updated_at: Mapped[float]
    deleted_at: Mapped[float | None]
    version: Mapped[int] = mapped_column(default=0)


class VideoText(Base):
    """The words that a video is found by, without case and accents, one space between them.

    `scope` says by whom: `@listed` by all, `@hidden` not by all, `@…` by that account. The database
    keeps an index of it by itself: triggers and an FTS5 table on SQLite, a generated column on
    PostgreSQL.
    """

    __tablename__ = "video_texts"

    number: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer(), "sqlite"), Identity(), primary_key=True
    )
    video_id: Mapped[str] = mapped_column(ForeignKey("videos.id"), unique=True)
    scope: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    tags: Mapped[str] = mapped_column(Text)
    channel: Mapped[str] = mapped_column(Text)
    description: Mapped[str] = mapped_column(Text)
    captions: Mapped[str] = mapped_column(Text)
    filename: Mapped[str] = mapped_column(Text)
    """That of the source; only its owner is led by it."""


class Upload(Base):
    __tablename__ = "uploads"
    __table_args__ = (
        UniqueConstraint("account_id", "idempotency_key"),
        Index("uploads_by_state", "state", "expires_at"),
    )

    id: Mapped[str] = key_column()
    account_id: Mapped[str] = account_column()
    video_id: Mapped[str] = mapped_column(ForeignKey("videos.id"), index=True)
    replaces: Mapped[str | None] = mapped_column(String(64))
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
    words: Mapped[str] = mapped_column(Text, default="")
    """What is said, as `VideoText` has it."""


class Position(Base):
    """Where an account stopped watching, when, and for how long it watched in all: its history."""

    __tablename__ = "positions"
    __table_args__ = (
        Index("positions_by_account", "account_id", "updated_at", "video_id"),
        Index("positions_by_video", "video_id"),
    )

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    video_id: Mapped[str] = mapped_column(ForeignKey("videos.id"), primary_key=True)
    seconds: Mapped[float] = mapped_column(default=0.0)
    watched_seconds: Mapped[float] = mapped_column(default=0.0)
    updated_at: Mapped[float]


class View(Base):
    """That a view was counted; until then the same viewer's next one is not. A guest is a hash
    that means nothing on another day."""

    __tablename__ = "views"
    __table_args__ = (Index("views_by_end", "counts_again_at"),)

    video_id: Mapped[str] = mapped_column(ForeignKey("videos.id"), primary_key=True)
    viewer: Mapped[str] = mapped_column(String(64), primary_key=True)
    counts_again_at: Mapped[float]


class Playlist(Base):
    """`is_later` marks the account's one "Watch later"."""

    __tablename__ = "playlists"
    __table_args__ = (
        Index("playlists_by_account", "account_id", "updated_at", "id"),
        Index("public_playlists", "channel_id", "updated_at", "id", **only(PUBLIC)),
        Index("later_playlists", "account_id", unique=True, **only("is_later")),
    )

    id: Mapped[str] = key_column()
    account_id: Mapped[str] = account_column()
    channel_id: Mapped[str | None] = mapped_column(ForeignKey("channels.id"))
    is_later: Mapped[bool] = mapped_column(default=False)
    title: Mapped[str] = mapped_column(String(300))
    description: Mapped[str] = mapped_column(Text, default="")
    visibility: Mapped[str] = mapped_column(String(16), default="private")
    size: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[float]
    updated_at: Mapped[float]


class PlaylistEntry(Base):
    """`place` is a key between its neighbours' (`catalogue.playlists`). It outlives its video."""

    __tablename__ = "playlist_entries"
    __table_args__ = (
        Index("entries_by_place", "playlist_id", "place", "video_id"),
        Index("entries_by_video", "video_id"),
    )

    playlist_id: Mapped[str] = mapped_column(ForeignKey("playlists.id"), primary_key=True)
    video_id: Mapped[str] = key_column()
    place: Mapped[str] = mapped_column(BYTEWISE)
    added_at: Mapped[float]


class ShareLink(Base):
    """Leave to watch a video, or the part between two times, for whoever has the id; only the hash
    of its password is kept."""

    __tablename__ = "share_links"
    __table_args__ = (Index("links_by_video", "video_id", "created_at", "id"),)

    id: Mapped[str] = key_column()
    video_id: Mapped[str] = mapped_column(ForeignKey("videos.id"))
    created_at: Mapped[float]
    expires_at: Mapped[float | None]
    password_hash: Mapped[str | None] = mapped_column(String(200))
    start_seconds: Mapped[float | None]
    end_seconds: Mapped[float | None]
    revoked_at: Mapped[float | None]
