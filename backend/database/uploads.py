"""The queries about uploads, about files beside films, and about what all of an account's take."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import delete, func, or_, select

from backend.database.queries import FRESH, Queries, changed
from backend.database.schema.keeping import Extra
from backend.database.tables import Upload, UploadState, Video, VideoState


class UploadQueries(Queries):
    def upload(self, upload_id: str) -> Upload | None:
        with self.read() as session:
            return session.get(Upload, upload_id)

    def uploads(self, upload_ids: Collection[str]) -> dict[str, Upload]:
        """Those that there are."""
        with self.read() as session:
            query = select(Upload).where(Upload.id.in_(upload_ids))
            return {row.id: row for row in session.scalars(query)}

    def upload_of(self, video_id: str) -> Upload | None:
        with self.read() as session:
            return session.scalar(select(Upload).where(Upload.video_id == video_id))

    def upload_times(self, video_ids: Collection[str]) -> dict[str, float]:
        """By video, when the upload of the source that its row holds began."""
        with self.read() as session:
            query = select(Upload.video_id, Upload.created_at)
            rows = session.execute(query.where(Upload.video_id.in_(video_ids)))
            return {row.video_id: row.created_at for row in rows}

    def upload_to(self, key: str, video_id: str) -> Upload | None:
        """The one that is to become the object of this key, of a video or for a new version."""
        with self.read() as session:
            is_videos = or_(Upload.video_id == video_id, Upload.replaces == video_id)
            return session.scalar(select(Upload).where(is_videos, Upload.key == key))

    def uploads_by_idempotency_key(
        self, account_id: str, keys: Collection[str]
    ) -> dict[str, Upload]:
        with self.read() as session:
            query = select(Upload).where(
                Upload.account_id == account_id, Upload.idempotency_key.in_(keys)
            )
            return {row.idempotency_key or "": row for row in session.scalars(query)}

    def set_upload(
        self, upload_id: str, expect: Collection[UploadState] = tuple(UploadState), **changes: Any
    ) -> Upload | None:
        """Change an upload, if it is in one of the `expect`ed states; None otherwise."""
        return self.set_uploads([upload_id], expect, **changes).get(upload_id)

    def set_uploads(
        self, upload_ids: Collection[str], expect: Collection[UploadState], **changes: Any
    ) -> dict[str, Upload]:
        """`set_upload` for many; returns those that were changed."""
        with self.write() as session:
            query = select(Upload).where(Upload.id.in_(upload_ids), Upload.state.in_(expect))
            in_turn = query.order_by(Upload.id).with_for_update()  # or two calls could deadlock
            rows = session.scalars(in_turn, execution_options=FRESH)
            return {row.id: changed(row, changes) for row in rows}

    def open_uploads(self, account_id: str) -> Sequence[Upload]:
        with self.read() as session:
            query = select(Upload).where(Upload.state == UploadState.OPEN)
            return session.scalars(query.where(Upload.account_id == account_id)).all()

    def expired_uploads(self) -> Sequence[Upload]:
        with self.read() as session:
            return session.scalars(
                select(Upload).where(
                    Upload.state == UploadState.OPEN, Upload.expires_at <= self.clock()
                )
            ).all()

    def uploads_in(self, state: UploadState) -> Sequence[Upload]:
        with self.read() as session:
            return session.scalars(select(Upload).where(Upload.state == state)).all()

    # What is kept beside them

    def add_extra(self, account_id: str, key: str, size_bytes: int) -> None:
        of = key.split("/")[1]
        self.add(Extra(key=key, account_id=account_id, belongs_to=of, size_bytes=size_bytes))

    def forget_extra(self, key: str) -> None:
        with self.write() as session:
            session.execute(delete(Extra).where(Extra.key == key))

    def used_bytes(self, account_id: str) -> int:
        """What counts against the quota: all sources, those under way and former ones included,
        and those that can be had back: or one could have more by deleting and taking that back;
        and what is kept beside them."""
        sources = select(func.coalesce(func.sum(Video.size_bytes), 0)).where(
            Video.account_id == account_id, Video.state != VideoState.DELETED
        )
        extras = select(func.coalesce(func.sum(Extra.size_bytes), 0)).where(
            Extra.account_id == account_id
        )
        with self.read() as session:
            return int(session.scalar(sources) or 0) + int(session.scalar(extras) or 0)
