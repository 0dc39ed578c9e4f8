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

from sqlalchemy import ColumnElement, Select, String, and_, bindparam, literal_column, or_, select
from sqlalchemy.orm import aliased

from backend.catalogue.searching import CLASSES, SQLITE, TITLE, Class, Terms
from backend.database.engine import Prepared
from backend.database.pages import (
    AFTER,
    CARD,
    OWN,
    STOPPED,
    WORDS,
    Card,
    Order,
    PageQueries,
    card_of,
    cards_where,
    matching,
    page,
    place_values,
)
from backend.database.queries import LISTED, Place, among, below
from backend.database.tables import Channel, Position, Subscription, Video, VideoText

ORDERS: dict[str, Order] = {
    "newest": (Video.published_at, True),
    "oldest": (Video.published_at, False),
    "popular": (Video.popularity, True),
    "longest": (Video.duration_seconds, True),
}
MOST_LOOKED_AT = 1000
"""Videos that a search looks at for one page."""
MOST_SORTED = 1000
"""Videos that are put into an order for one page, rather than looked for in it."""
MOST_SUGGESTED_OF = 100


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
        filters = {name: getattr(self, name) for name in ("language", *FILTERS)}
        return {k: v for k, v in filters.items() if v is not None} | place_values(after)


SIEVES = (frozenset({"language"}), frozenset({"min_duration", "max_duration"}))
"""Filters with an index of their own."""
FILTERS = {
    "channel_id": Video.channel_id == bindparam("channel_id"),
    "min_duration": Video.duration_seconds >= bindparam("min_duration"),
    "max_duration": Video.duration_seconds <= bindparam("max_duration"),
}
Other = aliased(Video, name="other")
PUBLISHED = Video.published_at <= bindparam("now")
OVER: ColumnElement[Any] = literal_column("+videos.published_at") <= bindparam("now")
"""The same, where SQLite shall begin at another bound of the same column: at a place."""
PUBLISHED_TO_ALL = and_(LISTED, PUBLISHED)


class CatalogueQueries(PageQueries):
    def catalogue_page(self, sought: Sought, after: Place | None, limit: int) -> list[Card]:
        """What is public by now, at most `limit`, those behind the place `after`."""
        values = sought.values(after)
        named = frozenset(values)
        query = listing(sought.sort, named, self._dialect)
        if (few := self._few(sought)) is not None:
            query, values["ids"] = sorted_few(sought.sort, named), few
        return self._cards(query, values | self._common(sought.viewer, limit))

    def _few(self, sought: Sought) -> list[str] | None:
        """The ids of all that one of the filters lets through, if those are so few that an order
        would be walked for long to find them. PostgreSQL knows that by its statistics."""
        values = sought.values(None)
        if "channel_id" in values or self._dialect != SQLITE:
            return None
        for sieve in SIEVES:
            if not (named := sieve.intersection(values)):
                continue
            some = self._rows(sifted(named), values | {"most": MOST_SORTED + 1})
            if len(some) <= MOST_SORTED:
                return [video_id for (video_id,) in some]
        return None

    def found_page(
        self, sought: Sought, terms: Terms, after: Place | None, limit: int
    ) -> list[Card]:
        """Of the newest that have these words, in the order of `sought`."""
        values = sought.values(after)
        query = found(sought.sort, frozenset(values), self._dialect)
        values |= {"match": self._match(sought, terms, CLASSES[-1]), "most": MOST_LOOKED_AT}
        return self._cards(query, values | self._common(sought.viewer, limit))

    def best_page(
        self, sought: Sought, terms: Terms, after: tuple[int, int] | None, limit: int
    ) -> tuple[list[Card], tuple[int, int] | None]:
        """By relevance; with the place where it goes on: a class, and a number in it."""
        at, number = after or (0, 2**62)
        cards: list[Card] = []
        looked_at = 0
        while at < len(CLASSES):
            # One more than there is room for tells whether there is a next page; and as many again
            # as were looked at, for those that are not shown.
            some = limit + 1 - len(cards) + looked_at
            numbers = self._numbers(sought, terms, at, number, some)
            for card, its_number in self._numbered(sought, numbers):
                if len(cards) == limit:
                    return cards, (at, number)
                cards.append(card)
                number = its_number
            looked_at += len(numbers)
            number = numbers[-1] if numbers else number
            if len(numbers) < some:
                at, number = at + 1, 2**62
            elif looked_at >= MOST_LOOKED_AT:
                return cards, (at, number)
        return cards, None

    def titles_beginning(self, viewer: str | None, terms: Terms, limit: int) -> list[str]:
        """Titles of videos with these words in them, the last of which may be begun only; the most
        popular of the newest."""
        sought = Sought(viewer)
        numbers = [
            number
            for at in range(CLASSES.index(TITLE) + 1)
            for number in self._numbers(sought, terms, at, 2**62, MOST_SUGGESTED_OF)
        ]
        cards = (card for card, _ in self._numbered(sought, numbers))
        best = sorted(cards, key=lambda card: -card.popularity)
        return list(islice(dict.fromkeys(card.title for card in best), limit))

    def followed_videos(self, account_id: str, after: Place | None, limit: int) -> list[Card]:
        """The newest of the channels that an account follows.

        They can only come from those channels whose own newest are the newest, as many as there
        are rows; so each channel is asked for one video, and few of them for more.
        """
        values = self._common(account_id, limit) | place_values(after)
        newest = self._rows(freshest(after is not None), values)
        some = [row for row in newest if row[1] is not None]
        if not some:
            return []
        values["least"] = some[-1][1] if len(some) == limit else 0.0
        values["channels"] = [channel_id for channel_id, _ in some]
        return self._cards(feed(after is not None, self._dialect), values)

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

    def _common(self, viewer: str | None, limit: int) -> dict[str, Any]:
        return {"viewer": viewer or "", "now": self.clock(), "limit": limit}

    def _match(
        self, sought: Sought, terms: Terms, kind: Class, without: Class | None = None
    ) -> str:
        return terms.match(self._dialect, sought.viewer, kind, without)

    def _numbers(
        self, sought: Sought, terms: Terms, at: int, below_number: int, most: int
    ) -> list[int]:
        """Of one class and not of the class before, the newest first."""
        without = CLASSES[at - 1] if at else None
        match = self._match(sought, terms, CLASSES[at], without)
        values = {"match": match, "below": below_number, "most": most}
        return [number for (number,) in self._rows(newest_matching(self._dialect), values)]

    def _numbered(self, sought: Sought, numbers: Sequence[int]) -> list[tuple[Card, int]]:
        if not numbers:
            return []
        values = sought.values(None)
        query = by_numbers(frozenset(values), self._dialect)
        values |= self._common(sought.viewer, 0) | {"numbers": list(numbers)}
        return [(card_of(row), row[-1]) for row in self._rows(query, values)]


@lru_cache
def listing(sort: str, named: frozenset[str], dialect: str) -> Prepared:
    goes_on = sort == "newest" and "after_id" in named
    public = cards_where(LISTED, OVER if goes_on else PUBLISHED, *filters(named, dialect))
    return Prepared(page(public, ORDERS[sort], named))


@lru_cache
def sifted(named: frozenset[str]) -> Prepared:
    """Ids in no order, from an index of what is sifted by."""
    if "language" in named:
        through = [of_language(Video.language, SQLITE)]
    else:
        through = filters(named, SQLITE)
    return Prepared(select(Video.id).where(LISTED, *through).limit(bindparam("most")))


@lru_cache
def sorted_few(sort: str, named: frozenset[str]) -> Prepared:
    # Not `LISTED`, which would lead SQLite back to the index of the order.
    of_few = (among(Video.id, "ids", SQLITE), *filters(named, SQLITE))
    public = cards_where(Video.listed.is_(True), PUBLISHED, *of_few)
    return Prepared(page(public, ORDERS[sort], named))


@lru_cache
def found(sort: str, named: frozenset[str], dialect: str) -> Prepared:
    newest = newest_matching(dialect).query.params(below=2**62).scalar_subquery()
    query = found_where(named, dialect)
    return Prepared(page(query.where(VideoText.number.in_(newest)), ORDERS[sort], named))


@lru_cache
def by_numbers(named: frozenset[str], dialect: str) -> Prepared:
    query = found_where(named, dialect)
    query = query.add_columns(VideoText.number).order_by(VideoText.number.desc())
    return Prepared(query.where(among(VideoText.number, "numbers", dialect)))


@lru_cache
def newest_matching(dialect: str) -> Prepared:
    query = matching(dialect)
    if dialect == SQLITE:
        query = query.where(WORDS.c.rowid > -bindparam("below")).order_by(WORDS.c.rowid)
    else:
        query = query.where(VideoText.number < bindparam("below"))
        query = query.order_by(VideoText.number.desc())
    return Prepared(query.limit(bindparam("most")))


@lru_cache
def freshest(goes_on: bool) -> Prepared:
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
    return Prepared(query.order_by(newest.desc().nulls_last()).limit(bindparam("limit")))


@lru_cache
def feed(goes_on: bool, dialect: str) -> Prepared:
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
        .where(among(Channel.id, "channels", dialect))
    )
    order = (Video.published_at.desc(), Video.id.desc())
    return Prepared(query.order_by(*order).limit(bindparam("limit")))


def found_where(named: frozenset[str], dialect: str) -> Select[Any]:
    query = cards_where(or_(PUBLISHED_TO_ALL, OWN), *filters(named, dialect))
    return query.join(VideoText, VideoText.video_id == Video.id)


def fresh(goes_on: bool) -> Iterator[ColumnElement[Any]]:
    yield literal_column("other.listed")
    yield Other.published_at <= bindparam("now")
    if goes_on:
        yield below(AFTER, Other.published_at, Other.id)


def filters(named: frozenset[str], dialect: str) -> list[Any]:
    found = [condition for name, condition in FILTERS.items() if name in named]
    if "language" in named:
        # The sign keeps SQLite at the index of the order, where the language stands, too.
        passed_by: Any = literal_column("+videos.language")
        column = passed_by if dialect == SQLITE else Video.language
        found.append(of_language(column, dialect))
    return found


def of_language(column: Any, dialect: str) -> ColumnElement[bool]:
    """It, or a kind of it: `en`, `en-gb`."""
    wanted = bindparam("language", type_=String)
    if dialect == SQLITE:  # byte by byte, where the next sign after "-" is ".": for an index
        return and_(column >= wanted, column < wanted.concat("."))
    return or_(column == wanted, column.like(wanted.concat("-%")))
