"""The queries about videos, and what hangs on each: subtitles, and where somebody stopped."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, select

from backend.database.queries import FRESH, Queries, changed
from backend.database.tables import JobRow, Position, Subtitle, Upload, Video, VideoState


class VideoQueries(Queries):
    def video(self, video_id: str) -> Video | None:
        """Tombstones included: the caller looks at `state`."""
        with self.read() as session:
            return session.get(Video, video_id)

    def set_video(
        self, video_id: str, expect: Collection[VideoState] = (), **changes: Any
    ) -> Video | None:
        """Change a video, if it is in one of the `expect`ed states; None otherwise."""
        with self.write() as session:
            row = session.get(Video, video_id, with_for_update=True)
            if row is None or (expect and row.state not in expect):
                return None
            return changed(row, changes)

    def set_videos(
        self, changes: Mapping[str, dict[str, Any]], expect: Collection[VideoState] = ()
    ) -> dict[str, Video]:
        """`set_video` for many by their ids; returns all there are, also the unchanged."""
        with self.write() as session:
            query = select(Video).where(Video.id.in_(changes)).order_by(Video.id)
            found = session.scalars(query.with_for_update(), execution_options=FRESH)
            rows = {row.id: row for row in found}
            for row in rows.values():
                if not expect or row.state in expect:
                    changed(row, changes[row.id])
            return rows

    def videos_in(self, *states: VideoState, limit: int | None = None) -> Sequence[Video]:
        """Of all accounts, oldest first."""
        with self.read() as session:
            query = select(Video).where(Video.state.in_(states))
            return session.scalars(query.order_by(Video.created_at, Video.id).limit(limit)).all()

    def changed_since(self, account_id: str, moment: float) -> set[str]:
        """Ids of the account's videos; by whichever process they were changed."""
        with self.read() as session:
            query = select(Video.id).where(
                Video.account_id == account_id, Video.updated_at >= moment
            )
            return set(session.scalars(query))

    def forget_video(self, video_id: str) -> None:
        """Remove a tombstone and every row that belongs to it."""
        with self.write() as session:
            for table in (Upload, JobRow, Subtitle, Position):
                session.execute(delete(table).where(table.video_id == video_id))
            session.execute(delete(Video).where(Video.id == video_id))

    def position(self, account_id: str, video_id: str) -> float:
        with self.read() as session:
            row = session.get(Position, (account_id, video_id))
            return row.seconds if row else 0.0

    def positions(self, account_id: str, video_ids: Sequence[str]) -> dict[str, float]:
        with self.read() as session:
            query = select(Position.video_id, Position.seconds).where(
                Position.account_id == account_id, Position.video_id.in_(video_ids)
            )
            return dict(session.execute(query).all())

    def set_position(self, account_id: str, video_id: str, seconds: float) -> None:
        with self.write() as session:
            row = {"seconds": seconds, "updated_at": self.clock()}
            keys = {"account_id": account_id, "video_id": video_id}
            session.execute(self._transactions.upsert(Position, keys, row))

    def subtitles(self, video_id: str) -> Sequence[Subtitle]:
        with self.read() as session:
            query = select(Subtitle).where(Subtitle.video_id == video_id)
            return session.scalars(query.order_by(Subtitle.language)).all()

    def set_subtitle(self, row: Subtitle) -> None:
        with self.write() as session:
            session.merge(row)

    def delete_subtitle(self, video_id: str, language: str) -> None:
        with self.write() as session:
            if row := session.get(Subtitle, (video_id, language)):
                session.delete(row)
