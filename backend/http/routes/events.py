"""Changes of videos as Server-Sent Events, at most four a second."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Iterable, Set
from dataclasses import dataclass, field
from typing import Any, TypeVar

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from backend.database.database import Database
from backend.database.listing import Change
from backend.database.pages import Card
from backend.database.tables import Account, VideoState
from backend.errors import Unavailable
from backend.http.answers import json_of
from backend.http.dependencies import (
    DatabaseDep,
    FeedDep,
    Listening,
    ListeningDep,
    SignedIn,
    ViewsDep,
    Visitor,
)
from backend.http.feed import Feed
from backend.http.schemas.viewers import CatalogueEvent
from backend.http.views import VideoViews
from backend.videos import access
from backend.videos.access import Right, id_of, relation_of, right_to

router = APIRouter(prefix="/api", tags=["events"])
APART_SECONDS = 0.25
Answer = TypeVar("Answer")


@router.get("/events")
async def all_events(
    database: DatabaseDep,
    feed: FeedDep,
    views: ViewsDep,
    account: SignedIn,
    listening: ListeningDep,
) -> StreamingResponse:
    """`data: {video}` at each change of one of the account's videos, its deletion too; as an
    `event: published`, another's video that is new in a channel that the account follows."""
    return Own(database, feed, views, account, listening).answer()


@router.get("/videos/{video_id}/events")
async def events(
    database: DatabaseDep,
    feed: FeedDep,
    views: ViewsDep,
    account: SignedIn,
    listening: ListeningDep,
    video_id: str,
) -> StreamingResponse:
    """`data: {video}` now and at each change."""
    await run_in_threadpool(access.own_video, database, account, video_id)
    return One(database, feed, views, account, listening, video_id).answer()


@router.get("/catalogue/events")
async def catalogue_events(
    database: DatabaseDep,
    feed: FeedDep,
    views: ViewsDep,
    account: Visitor,
    listening: ListeningDep,
) -> StreamingResponse:
    """`data: {id, video}` when a public video comes or changes; `video` is null when it goes."""
    return Public(database, feed, views, account, listening).answer()


@dataclass(frozen=True, slots=True)
class Stream(ABC):
    """One listener, and what is looked at for it."""

    database: Database
    feed: Feed
    views: VideoViews
    account: Account | None
    listening: Listening

    @property
    def at_first(self) -> Set[str]:
        """Videos that are told of before they change."""
        return frozenset()

    @abstractmethod
    def wants(self, change: Change) -> bool:
        """Whether it may be one to tell of."""

    @abstractmethod
    def changed_since(self, then: float) -> set[str]:
        """What other processes changed, too."""

    @abstractmethod
    def told(self, video_ids: Iterable[str]) -> list[str]:
        """The events about these."""

    def answer(self) -> StreamingResponse:
        self.feed.admit(self.listening.by)
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(self._lines(), media_type="text/event-stream", headers=headers)

    async def _lines(self) -> AsyncIterator[str]:
        """The feed tells what this process changed at once; what others changed is looked up. What
        a database that is away keeps from being told is told afterwards. Whoever is signed out
        meanwhile hears no more."""
        with self.feed.subscribe(self.listening.by, self.wants) as listener:
            yield ": hello\n\n"
            untold, seen = set(self.at_first), self.database.clock()
            while not listener.closed:
                if await unless_away(self.listening.is_welcome) is False:
                    return
                if (told := await unless_away(self.told, untold)) is None:
                    yield ": waiting, too\n\n"
                    untold |= await listener.changes(self.feed.look_seconds)
                    continue
                if told:  # in one piece: nothing says between two of them that nobody listens
                    yield "".join(told)
                if untold:
                    await asyncio.sleep(APART_SECONDS)
                else:
                    yield ": still here\n\n"
                untold = await listener.changes(self.feed.look_seconds)
                # Also when this process has much to tell: others' changes and what is published by
                # the clock must not wait until it is quiet.
                now = self.database.clock()
                if listener.closed or (untold and now - seen < self.feed.look_seconds):
                    continue
                if (found := await unless_away(self.changed_since, seen)) is not None:
                    untold, seen = untold | found, now


@dataclass(frozen=True, slots=True)
class Own(Stream):
    """For an account: its own, and what is new where it follows."""

    account: Account
    announced: set[str] = field(default_factory=set)
    began: float = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "began", self.database.clock())

    def wants(self, change: Change) -> bool:
        return change.account_id == self.account.id or change.is_public

    def changed_since(self, then: float) -> set[str]:
        own = self.database.changed_since(self.account.id, then)
        return own | self.database.public_changes(then)

    def told(self, video_ids: Iterable[str]) -> list[str]:
        cards = self.database.cards(self.account.id, list(video_ids))
        own = [card.id for card in cards.values() if card.account_id == self.account.id]
        events = [event_of(view) for view in self.views.own_ones(self.account, own)]
        return events + self._published([card for card in cards.values() if card.id not in own])

    def _published(self, cards: Iterable[Card]) -> list[str]:
        """Each once, and not for what was public before somebody listened."""
        now = self.database.clock()
        fresh = [
            card
            for card in cards
            if card.id not in self.announced
            and (card.published_at or 0.0) >= self.began
            and right_to(card, access.Relation.FOLLOWER, now) >= Right.FIND
        ]
        followed = self.database.followed(self.account.id, {card.channel_id for card in fresh})
        new = [card for card in fresh if card.channel_id in followed]
        self.announced.update(card.id for card in new)
        views = (self.views.card(self.account, card) for card in new)
        return [f"event: published\n{event_of(view)}" for view in views]


@dataclass(frozen=True, slots=True)
class One(Stream):
    """For the owner of one video."""

    account: Account
    video_id: str

    @property
    def at_first(self) -> Set[str]:
        return frozenset({self.video_id})

    def wants(self, change: Change) -> bool:
        return change.video_id == self.video_id

    def changed_since(self, then: float) -> set[str]:
        return self.database.changed_since(self.account.id, then) & {self.video_id}

    def told(self, video_ids: Iterable[str]) -> list[str]:
        return [event_of(view) for view in self.views.own_ones(self.account, list(video_ids))]


@dataclass(frozen=True, slots=True)
class Public(Stream):
    """For whoever looks at the catalogue."""

    def wants(self, change: Change) -> bool:
        return change.is_public

    def changed_since(self, then: float) -> set[str]:
        return self.database.public_changes(then)

    def told(self, video_ids: Iterable[str]) -> list[str]:
        cards = self.database.cards(id_of(self.account), list(video_ids))
        events = (self._event(video_id, cards.get(video_id)) for video_id in video_ids)
        return [event_of(event) for event in events]

    def _event(self, video_id: str, card: Card | None) -> CatalogueEvent:
        if card is None or card.state == VideoState.DELETED:
            return CatalogueEvent(id=video_id, video=None)
        relation = relation_of(None, card.account_id)
        is_there = right_to(card, relation, self.database.clock()) >= Right.FIND
        return CatalogueEvent(
            id=video_id, video=self.views.card(self.account, card) if is_there else None
        )


def event_of(view: object) -> str:
    return f"data: {json_of(view).decode()}\n\n"


async def unless_away(call: Callable[..., Answer], *args: Any) -> Answer | None:
    """On a thread; None while the database is away."""
    try:
        return await run_in_threadpool(call, *args)
    except Unavailable:
        return None
