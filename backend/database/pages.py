"""Lists of videos, a page at a time: what their queries are made of, and an account's own list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    Integer,
    Select,
    and_,
    bindparam,
    column,
    exists,
    func,
    or_,
    select,
    table,
    text,
)
from sqlalchemy.orm import aliased

from backend.catalogue.searching import SQLITE, Terms
from backend.database.engine import Prepared
from backend.database.queries import Place, Queries, above, among, below
from backend.database.tables import Channel, Position, Subtitle, Video, VideoState, VideoText

Order = tuple[Any, bool]
"""A column, and whether it falls. The id settles what is equal."""
ORDERS: dict[str, Order] = {
    "newest": (Video.created_at, True),
    "oldest": (Video.created_at, False),
    "title": (Video.title, False),
    "longest": (Video.duration_seconds, True),
    "largest": (Video.size_bytes, True),
}


class Card(NamedTuple):
    """What others see of a video, with its channel, and where the viewer stopped."""

    id: str
    account_id: str
    title: str
    description: str
    tags: str
    language: str | None
    state: str
    deleted_at: float | None
    playable: str | None
    visibility: str
    publish_at: float | None
    published_at: float | None
    views: int
    popularity: float
    duration_seconds: float | None
    width: int | None
    height: int | None
    poster_key: str | None
    own_poster_key: str | None
    storyboard_key: str | None
    created_at: float
    updated_at: float
    channel_id: str
    channel_handle: str
    channel_name: str
    channel_picture_key: str | None
    position_seconds: float
    captions: bool


class PricedFilm(NamedTuple):
    """What a film's costs go by."""

    id: str
    state: str
    size_bytes: int
    duration_seconds: float | None
    width: int | None
    height: int | None

    @classmethod
    def of(cls, video: Video) -> PricedFilm:
        return cls._make(getattr(video, name) for name in cls._fields)


class OwnCard(NamedTuple):
    """With what only the owner sees."""

    card: Card
    filename: str
    percent: float
    seconds_left: float | None
    rungs: str | None
    error: str | None
    error_retryable: bool
    size_bytes: int
    revision: str | None
    embedding: str
    replacement_state: str | None
    """Of a new source on its way, or of one that became nothing; and so on."""
    replacement_percent: float | None
    replacement_seconds_left: float | None
    replacement_error: str | None
    replacement_error_retryable: bool | None


Replacement = aliased(Video, name="replacement")
FROM_ELSEWHERE: dict[str, Any] = {
    "channel_handle": Channel.handle,
    "channel_name": Channel.name,
    "channel_picture_key": Channel.picture_key,
    "position_seconds": func.coalesce(Position.seconds, 0.0),
    "captions": exists().where(Subtitle.video_id == Video.id),
    **{
        name: getattr(Replacement, name.removeprefix("replacement_"))
        for name in OwnCard._fields
        if name.startswith("replacement_")
    },
}
CARD, REST = (
    [
        FROM_ELSEWHERE[name].label(name) if name in FROM_ELSEWHERE else getattr(Video, name)
        for name in names
    ]
    for names in (Card._fields, OwnCard._fields[1:])
)
OWN_CARD = [*CARD, *REST]
REPLACING = and_(
    Replacement.replaces == Video.id,
    Replacement.state != VideoState.READY,
    Replacement.state != VideoState.DELETED,
)
"""By an outer join: there is one at a time."""
WORDS = table("video_words", column("rowid", Integer))
"""SQLite's index of words, whose numbers are the negatives of ours: the newest come first."""
MATCHES = text("video_words MATCH :match")
WITHIN = (VideoText.title, VideoText.tags, VideoText.filename)
AFTER: Any = (bindparam("after_value"), bindparam("after_id"))
OWN = Video.account_id == bindparam("viewer")
THERE = (Video.state != VideoState.DELETED, Video.deleted_at.is_(None))
"""Neither deleted nor about to be."""
STOPPED = and_(Position.video_id == Video.id, Position.account_id == bindparam("viewer"))
"""Where the viewer stopped watching, by an outer join."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The living videos of an account, those that have all `terms`: as words begin, or `within`
    words, too, in titles, tags and names of files, for which all of the account's are gone through.
    `sort` is one of `ORDERS`."""

    account_id: str
    terms: Terms | None = None
    channel_id: str | None = None
    state: VideoState | None = None
    sort: str = "newest"
    within: bool = False

    def place_of(self, own: OwnCard) -> Place:
        column, _ = ORDERS[self.sort]
        holder = own if column.key in OwnCard._fields else own.card
        return getattr(holder, column.key), own.card.id


class PageQueries(Queries):
    def cards(self, viewer: str | None, video_ids: Sequence[str]) -> dict[str, Card]:
        """By their ids, whoever may see them: the caller looks."""
        values = {"viewer": viewer or "", "ids": list(video_ids)}
        return {card.id: card for card in self._cards(by_ids(self._dialect), values)}

    def own_cards(self, viewer: str | None, video_ids: Sequence[str]) -> list[OwnCard]:
        """The same."""
        values = {"viewer": viewer or "", "ids": list(video_ids)}
        return self._own_cards(own_by_ids(self._dialect), values)

    def video_page(self, wanted: Wanted, after: Place | None, limit: int) -> list[OwnCard]:
        """At most `limit`, those behind the place `after`."""
        values: dict[str, Any] = place_values(after)
        for name in ("channel_id", "state"):
            if (value := getattr(wanted, name)) is not None:
                values[name] = value
        if wanted.terms is not None and wanted.within:
            words = enumerate(wanted.terms.words)
            values |= {f"within_{number}": f"%{word}%" for number, word in words}
        elif wanted.terms is not None:
            values["match"] = wanted.terms.of_account(self._dialect, wanted.account_id)
        query = own_page(wanted.sort, frozenset(values), self._dialect)
        return self._own_cards(query, values | {"viewer": wanted.account_id, "limit": limit})

    def priced_films(self, account_id: str, channel_id: str | None = None) -> list[PricedFilm]:
        """All of them, of an account or of its channel."""
        query = select(*(getattr(Video, name) for name in PricedFilm._fields))
        query = query.where(Video.account_id == account_id, *THERE, Video.replaces.is_(None))
        if channel_id is not None:
            query = query.where(Video.channel_id == channel_id)
        with self.read() as session:
            return [PricedFilm._make(row) for row in session.execute(query)]

    def _cards(self, query: Prepared, values: dict[str, Any]) -> list[Card]:
        return [Card._make(row) for row in self._rows(query, values)]

    def _own_cards(self, query: Prepared, values: dict[str, Any]) -> list[OwnCard]:
        rows = self._rows(query, values)
        return [OwnCard(card_of(row), *row[len(CARD) :]) for row in rows]


@lru_cache
def by_ids(dialect: str) -> Prepared:
    return Prepared(cards_where(among(Video.id, "ids", dialect)))


@lru_cache
def own_by_ids(dialect: str) -> Prepared:
    return Prepared(own_cards_where(among(Video.id, "ids", dialect)))


@lru_cache
def own_page(sort: str, named: frozenset[str], dialect: str) -> Prepared:
    query = own_cards_where(OWN, *THERE, Video.replaces.is_(None))
    if "channel_id" in named:
        query = query.where(Video.channel_id == bindparam("channel_id"))
    if "state" in named:
        query = query.where(Video.state == bindparam("state"))
    if "match" in named:
        of_words = select(VideoText.video_id).where(VideoText.number.in_(matching(dialect)))
        query = query.where(Video.id.in_(of_words))
    if within := [name for name in sorted(named) if name.startswith("within_")]:
        has_all = exists().where(VideoText.video_id == Video.id, *map(has_within, within))
        query = query.where(has_all)
    return Prepared(page(query, ORDERS[sort], named))


def has_within(name: str) -> Any:
    """A word somewhere in another one; words are letters and digits, which need no escape."""
    return or_(*(column.like(bindparam(name)) for column in WITHIN))


def card_of(row: Sequence[Any]) -> Card:
    """Of a row that begins with `CARD`."""
    return Card._make(row[: len(CARD)])


def cards_where(*conditions: Any, columns: Sequence[Any] = CARD) -> Select[Any]:
    """A row that replaces another is in no channel, and so in no list."""
    joined: Select[Any] = (
        select(*columns).select_from(Video).join(Channel, Channel.id == Video.channel_id)
    )
    return joined.outerjoin(Position, STOPPED).where(*conditions)


def own_cards_where(*conditions: Any) -> Select[Any]:
    return cards_where(*conditions, columns=OWN_CARD).outerjoin(Replacement, REPLACING)


def place_values(after: Place | None) -> dict[str, Any]:
    return {"after_value": after[0], "after_id": after[1]} if after is not None else {}


def page(query: Select[Any], order: Order, named: frozenset[str]) -> Select[Any]:
    """In that order, from a place on, if one is named."""
    column, falls = order
    if column.key == "duration_seconds":
        query = query.where(column.is_not(None))
    if "after_id" in named:
        beyond = below if falls else above
        query = query.where(beyond(AFTER, column, Video.id))
    in_order = (column.desc(), Video.id.desc()) if falls else (column, Video.id)
    return query.order_by(*in_order).limit(bindparam("limit"))


def matching(dialect: str) -> Select[Any]:
    """Numbers of those that `match`, as the index of words has them."""
    if dialect == SQLITE:
        return select(-WORDS.c.rowid).where(MATCHES)
    matches = text("document @@ CAST(:match AS tsquery)")
    return select(VideoText.number).where(matches)
