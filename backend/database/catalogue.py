"""The lists that everybody may look at, a page at a time, from an index each.

A search goes by classes: whole words in the title, words that begin so there, in tags and the
channel's name, in the description, in what is said; within each the newest first. Each class is
read only when those before it did not fill the page, and never further than `MOST_LOOKED_AT`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Row,
    Select,
    and_,
    bindparam,
    column,
    func,
    literal_column,
    or_,
    select,
    table,
    text,
)
from sqlalchemy.orm import aliased

from backend.catalogue.searching import CLASSES, SQLITE, TITLE, Class, Terms
from backend.database.queries import LISTED, Place, Queries, above, below
from backend.database.tables import Channel, Position, Subscription, Video, VideoText

ORDERS: dict[str, tuple[Any, bool]] = {
    "newest": (Video.published_at, True),
    "oldest": (Video.published_at, False),
    "popular": (Video.popularity, True),
    "longest": (Video.duration_seconds, True),
}
"""The column, and whether it falls. The id settles what is equal."""
MOST_LOOKED_AT = 1000
"""Videos that a search looks at for one page."""
FEW = 50
CARD: tuple[Any, ...] = (
    *(Video.id, Video.account_id, Video.title, Video.description, Video.tags, Video.language),
    *(Video.state, Video.playable, Video.visibility, Video.publish_at, Video.published_at),
    *(Video.views, Video.popularity, Video.duration_seconds, Video.width, Video.height),
    *(Video.poster_key, Video.own_poster_key, Video.storyboard_key, Video.revision),
    *(Video.created_at, Video.updated_at, Video.channel_id),
    Channel.handle.label("channel_handle"),
    Channel.name.label("channel_name"),
    Channel.picture_key.label("channel_picture_key"),
    func.coalesce(Position.seconds, 0.0).label("position_seconds"),
)
"""What others see of a video, with its channel, and where the viewer stopped."""
Card = Row[Any]


@dataclass(frozen=True, slots=True)
class Sought:
    """What a viewer (None: a guest) looks for in the catalogue. `sort` is one of `ORDERS`."""

    viewer: str | None = None
    channel_id: str | None = None
    language: str | None = None
    min_duration: float | None = None
    max_duration: float | None = None
    sort: str = "newest"

    def place_of(self, card: Card) -> Place:
        column, _ = ORDERS[self.sort]
        return getattr(card, column.key), card.id

    def values(self, after: Place | None) -> dict[str, Any]:
        filters = {name: getattr(self, name) for name in FILTERS}
        named = {name: value for name, value in filters.items() if value is not None}
        if after is not None:
            named |= {"after_value": after[0], "after_id": after[1]}
        return named


FILTERS = {
    "channel_id": Video.channel_id == bindparam("channel_id"),
    "language": or_(
        Video.language == bindparam("language"),
        Video.language.like(bindparam("language").concat("-%")),
    ),
    "min_duration": Video.duration_seconds >= bindparam("min_duration"),
    "max_duration": Video.duration_seconds <= bindparam("max_duration"),
}


AFTER: Any = (bindparam("after_value"), bindparam("after_id"))
Other = aliased(Video, name="other")
STOPPED = and_(Position.video_id == Video.id, Position.account_id == bindparam("viewer"))
OF_VIDEO = VideoText.video_id == Video.id
PUBLISHED = Video.published_at <= bindparam("now")
OVER: ColumnElement[Any] = literal_column("+videos.published_at") <= bindparam("now")
"""The same, where SQLite shall begin at another bound of the same column: at a place."""
PUBLISHED_TO_ALL = and_(LISTED, PUBLISHED)
OWN = Video.account_id == bindparam("viewer")


class CatalogueQueries(Queries):
    def catalogue_page(self, sought: Sought, after: Place | None, limit: int) -> Sequence[Card]:
        """What is public by now, at most `limit`, those behind the place `after`."""
        values = sought.values(after)
        statement = listing(sought.sort, frozenset(values))
        with self.read() as session:
            return session.execute(statement, values | self._common(sought.viewer, limit)).all()

    def found_page(
        self, sought: Sought, terms: Terms, after: Place | None, limit: int
    ) -> Sequence[Card]:
        """Of the newest that have these words, in the order of `sought`."""
        values = sought.values(after) | {"match": self._match(sought, terms, CLASSES[-1])}
        statement = found(sought.sort, frozenset(values), self._dialect)
        with self.read() as session:
            common = self._common(sought.viewer, limit) | {"most": MOST_LOOKED_AT}
            return session.execute(statement, values | common).all()

    def best_page(
        self, sought: Sought, terms: Terms, after: tuple[int, int] | None, limit: int
    ) -> tuple[Sequence[Card], tuple[int, int] | None]:
        """By relevance; with the place where it goes on: a class, and a number in it."""
        at, number = after or (0, 2**62)
        cards: list[Card] = []
        looked_at = 0
        with self.read():
            while at < len(CLASSES):
                few = FEW if looked_at == 0 else MOST_LOOKED_AT // 4
                numbers = self._numbers(sought, terms, at, number, few)
                for card in self._cards(sought, numbers):
                    if len(cards) == limit:
                        return cards, (at, number)
                    cards.append(card)
                    number = card.number
                looked_at += len(numbers)
                number = numbers[-1] if numbers else number
                if len(numbers) < few:
                    at, number = at + 1, 2**62
                elif looked_at >= MOST_LOOKED_AT:
                    return cards, (at, number)
        return cards, None

    def titles_beginning(self, viewer: str | None, terms: Terms, limit: int) -> list[str]:
        """Titles of videos with these words in them, the last of which may be begun only; the most
        popular of the newest."""
        sought = Sought(viewer)
        with self.read():
            numbers = self._numbers(sought, terms, CLASSES.index(TITLE), 2**62, FEW * 2)
            cards = sorted(self._cards(sought, numbers), key=lambda c: -c.popularity)
        return list(islice(dict.fromkeys(card.title for card in cards), limit))

    def followed_videos(self, account_id: str, after: Place | None, limit: int) -> Sequence[Card]:
        """The newest of the channels that an account follows.

        They can only come from those channels whose own newest are the newest, as many as there
        are rows; so each channel is asked for one video, and few of them for more.
        """
        values = self._common(account_id, limit)
        values |= {"after_value": after[0], "after_id": after[1]} if after is not None else {}
        with self.read() as session:
            newest = session.execute(freshest(after is not None), values).all()
            some = [row for row in newest if row.published_at is not None]
            if not some:
                return []
            values["least"] = some[-1].published_at if len(some) == limit else 0.0
            query = feed(after is not None).params(channels=[row.channel_id for row in some])
            return session.execute(query, values).all()

    def public_changes(self, since: float, limit: int = 200) -> set[str]:
        """Ids of videos that are public, or were: changed since, or published by themselves."""
        now = self.clock()
        changed = select(Video.id).where(Video.published_at.is_not(None), Video.updated_at >= since)
        due = select(Video.id).where(LISTED, Video.published_at > since, Video.published_at <= now)
        with self.read() as session:
            return {
                video_id
                for query in (changed.order_by(Video.updated_at), due.order_by(Video.published_at))
                for video_id in session.scalars(query.limit(limit))
            }

    def cards(self, viewer: str | None, video_ids: Sequence[str]) -> dict[str, Card]:
        """By their ids, whoever may see them: the caller looks."""
        query = cards_where(frozenset(), Video.id.in_(video_ids))
        with self.read() as session:
            rows = session.execute(query, {"viewer": viewer or ""})
            return {row.id: row for row in rows}

    @property
    def _dialect(self) -> str:
        return self._transactions.engine.dialect.name

    def _common(self, viewer: str | None, limit: int) -> dict[str, Any]:
        return {"viewer": viewer or "", "now": self.clock(), "limit": limit}

    def _match(
        self, sought: Sought, terms: Terms, kind: Class, without: Class | None = None
    ) -> str:
        return terms.match(self._dialect, sought.viewer, kind, without)

    def _numbers(
        self, sought: Sought, terms: Terms, at: int, below_number: int, most: int
    ) -> Sequence[int]:
        """Of one class and not of the class before, the newest first."""
        without = CLASSES[at - 1] if at else None
        values = {
            "match": self._match(sought, terms, CLASSES[at], without),
            "below": below_number,
            "most": most,
        }
        with self.read() as session:
            return session.scalars(matching(self._dialect), values).all()

    def _cards(self, sought: Sought, numbers: Sequence[int]) -> Sequence[Card]:
        if not numbers:
            return []
        values = sought.values(None)
        query = by_numbers(frozenset(values)).params(numbers=numbers)
        with self.read() as session:
            return session.execute(query, values | self._common(sought.viewer, 0)).all()


@lru_cache
def listing(sort: str, named: frozenset[str]) -> Select[Any]:
    """Built once for each set of parameters: that costs more than to run it."""
    goes_on = sort == "newest" and "after_id" in named
    return page(cards_where(named, LISTED, OVER if goes_on else PUBLISHED), sort, named)


@lru_cache
def found(sort: str, named: frozenset[str], dialect: str) -> Select[Any]:
    newest = matching(dialect).params(below=2**62).scalar_subquery()
    query = cards_where(named, or_(PUBLISHED_TO_ALL, OWN)).join(VideoText, OF_VIDEO)
    return page(query.where(VideoText.number.in_(newest)), sort, named)


@lru_cache
def by_numbers(named: frozenset[str]) -> Select[Any]:
    query = cards_where(named, or_(PUBLISHED_TO_ALL, OWN)).join(VideoText, OF_VIDEO)
    query = query.add_columns(VideoText.number).order_by(VideoText.number.desc())
    return query.where(VideoText.number.in_(bindparam("numbers", expanding=True)))


@lru_cache
def matching(dialect: str) -> Select[Any]:
    """Numbers of the newest that match, as the index has them."""
    most: Any = bindparam("most")
    if dialect == SQLITE:
        words = table("video_words", column("rowid", Integer))
        query = select(words.c.rowid).where(text("video_words MATCH :match"))
        return (
            query.where(words.c.rowid < bindparam("below"))
            .order_by(words.c.rowid.desc())
            .limit(most)
        )
    query = select(VideoText.number).where(
        text("document @@ CAST(:match AS tsquery)"), VideoText.number < bindparam("below")
    )
    return query.order_by(VideoText.number.desc()).limit(most)


@lru_cache
def freshest(goes_on: bool) -> Select[Any]:
    """The followed channels with their newest video's time, behind a place."""
    newest = (
        select(Other.published_at)
        .where(Other.channel_id == Subscription.channel_id, *fresh(goes_on))
        .order_by(Other.published_at.desc(), Other.id.desc())
        .limit(1)
        .scalar_subquery()
        .label("published_at")
    )
    query = select(Subscription.channel_id, newest)
    query = query.where(Subscription.account_id == bindparam("viewer"))
    return query.order_by(newest.desc().nulls_last()).limit(bindparam("limit"))


@lru_cache
def feed(goes_on: bool) -> Select[Any]:
    of_channel = (
        select(Other.id)
        .where(
            Other.channel_id == Channel.id,
            Other.published_at >= bindparam("least"),
            *fresh(goes_on),
        )
        .order_by(Other.published_at.desc(), Other.id.desc())
        .limit(bindparam("limit"))
        .correlate(Channel)
    )
    query: Select[Any] = (
        select(*CARD)
        .select_from(Channel)
        .join(Video, Video.id.in_(of_channel))
        .outerjoin(Position, STOPPED)
        .where(Channel.id.in_(bindparam("channels", expanding=True)))
    )
    return query.order_by(Video.published_at.desc(), Video.id.desc()).limit(bindparam("limit"))


def fresh(goes_on: bool) -> Iterator[ColumnElement[Any]]:
    yield literal_column("other.listed")
    yield Other.published_at <= bindparam("now")
    if goes_on:
        yield below(AFTER, Other.published_at, Other.id)


def cards_where(named: frozenset[str], *conditions: Any) -> Select[Any]:
    filters = [FILTERS[name] for name in FILTERS if name in named]
    joined: Select[Any] = (
        select(*CARD).select_from(Video).join(Channel, Channel.id == Video.channel_id)
    )
    return joined.outerjoin(Position, STOPPED).where(*conditions, *filters)


def page(query: Select[Any], sort: str, named: frozenset[str]) -> Select[Any]:
    column, falls = ORDERS[sort]
    if sort == "longest":
        query = query.where(column.is_not(None))
    if "after_id" in named:
        beyond = below if falls else above
        query = query.where(beyond(AFTER, column, Video.id))
    order = (column.desc(), Video.id.desc()) if falls else (column, Video.id)
    return query.order_by(*order).limit(bindparam("limit"))
