"""The queries about share links."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from backend.catalogue.links import MOST_LINKS, TooManyLinks
from backend.database.queries import Queries
from backend.database.tables import ShareLink, Video


class LinkQueries(Queries):
    def link(self, link_id: str) -> ShareLink | None:
        with self.read() as session:
            return session.get(ShareLink, link_id)

    def links(self, video_id: str) -> Sequence[ShareLink]:
        """Those that were not revoked, the newest first."""
        query = select(ShareLink).where(
            ShareLink.video_id == video_id, ShareLink.revoked_at.is_(None)
        )
        with self.read() as session:
            order = (ShareLink.created_at.desc(), ShareLink.id)
            return session.scalars(query.order_by(*order).limit(MOST_LINKS)).all()

    def add_link(self, row: ShareLink) -> None:
        """Raises TooManyLinks."""
        with self.write() as session:
            session.get_one(Video, row.video_id, with_for_update=True)
            standing = select(func.count()).where(
                ShareLink.video_id == row.video_id, ShareLink.revoked_at.is_(None)
            )
            if (session.scalar(standing) or 0) >= MOST_LINKS:
                raise TooManyLinks
            self.add(row)

    def revoke_link(self, link_id: str) -> None:
        """It stays as a row, so that who has it is told."""
        with self.write() as session:
            if (row := session.get(ShareLink, link_id)) is not None and row.revoked_at is None:
                row.revoked_at = self.clock()
