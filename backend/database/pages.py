"""Lists of videos, a page at a time: which, in which order, from which place on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from backend.database.queries import Place, Queries
from backend.database.tables import Video, VideoState
from backend.text import like_pattern

ORDERS: dict[str, tuple[Any, bool]] = {
    "newest": (Video.created_at, True),
    "oldest": (Video.created_at, False),
    "title": (Video.title, False),
    "longest": (Video.duration_seconds, True),
}
"""The column, and whether it falls. The id settles what is equal."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The living videos of an account; each word of `query` must be found. `sort` is one of
    `ORDERS`."""

    account_id: str
    query: str = ""
    channel_id: str | None = None
    state: VideoState | None = None
    sort: str = "newest"

    def place_of(self, video: Video) -> Place:
        column, _ = ORDERS[self.sort]
        return getattr(video, column.key), video.id


class PageQueries(Queries):
    def video_page(self, wanted: Wanted, after: Place | None, limit: int) -> Sequence[Video]:
        """At most `limit`, those behind the place `after`."""
        column, descending = ORDERS[wanted.sort]
        order = (column.desc(), Video.id.desc()) if descending else (column, Video.id)
        where = list(conditions(wanted))
        if after is not None:
            where.append(behind(column, descending, after))
        with self.read() as session:
            living = select(Video).where(Video.state != VideoState.DELETED, *where)
            return session.scalars(living.order_by(*order).limit(limit)).all()


def conditions(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    yield Video.account_id == wanted.account_id
    for word in wanted.query.split():
        yield Video.search.like(like_pattern(word), escape="\\")
    if wanted.channel_id is not None:
        yield Video.channel_id == wanted.channel_id
    if wanted.state is not None:
        yield Video.state == wanted.state
    if wanted.sort == "longest":
        yield Video.duration_seconds.is_not(None)


def behind(column: Any, descending: bool, place: Place) -> ColumnElement[bool]:
    value, video_id = place
    if descending:
        return or_(column < value, and_(column == value, Video.id < video_id))
    return or_(column > value, and_(column == value, Video.id > video_id))
