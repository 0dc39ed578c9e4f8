"""What anybody may look at: lists, searches, suggestions; and what server this is."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response

from backend.catalogue.searching import Terms
from backend.database.catalogue import Sought
from backend.database.database import Database
from backend.database.tables import Account
from backend.http import cursors
from backend.http.answers import ready
from backend.http.dependencies import (
    AccountsDep,
    DatabaseDep,
    GuestsDep,
    IssuerDep,
    SignedIn,
    ViewsDep,
    Visitor,
    quick,
)
from backend.http.schemas.common import Language, Seconds
from backend.http.schemas.viewers import CardList, ServerView, Suggestions
from backend.http.views import VideoViews
from backend.videos.access import id_of

router = APIRouter(prefix="/api", tags=["catalogue"])
API = 1
TITLES, CHANNELS = 8, 5
CatalogueSort = Literal["newest", "oldest", "popular", "longest", "relevance"]
SearchText = Annotated[str, Query(max_length=300)]
Cursor = Annotated[str | None, Query(max_length=2000)]
Limit = Annotated[int, Query(ge=1, le=200)]

FEW_WORDS = 2
FILTERS = ("channel", "language", "min_duration", "max_duration")


def looks_at_many(*, query: str, sort: CatalogueSort | None, **asked: Any) -> bool:
    """Each word more is another long list to go through, and a filter may pass over most of one."""
    terms = Terms.of(query)
    if terms and (len(terms.words) > FEW_WORDS or sort not in (None, "relevance")):
        return True
    return any(asked[name] is not None for name in FILTERS)


@router.get("/catalogue", response_model=CardList)
@quick(looks_at_many)
def catalogue(
    database: DatabaseDep,
    views: ViewsDep,
    account: Visitor,
    query: SearchText = "",
    channel: Annotated[str | None, Query(max_length=64)] = None,
    language: Annotated[Language | None, Query()] = None,
    min_duration: Annotated[Seconds | None, Query()] = None,
    max_duration: Annotated[Seconds | None, Query()] = None,
    sort: CatalogueSort | None = None,
    cursor: Cursor = None,
    limit: Limit = 24,
) -> Response:
    """What is public; with a `query` what has all its words, the account's own films too.

    A page may be shorter than `limit` and still have a next one. Without a `sort` a search goes
    by relevance, and all else by date.
    """
    wanted = sort or ("relevance" if query else "newest")
    order = "newest" if wanted == "relevance" else wanted
    viewer = id_of(account)
    sought = Sought(viewer, channel, language, min_duration, max_duration, order)
    durations = (min_duration, max_duration)
    name = cursors.list_name("catalogue", query, wanted, channel, language, durations)
    terms = Terms.of(query)
    if query and terms is None:
        return ready(CardList(videos=[], next_cursor=None))
    if terms is not None and wanted == "relevance":
        return ready(best(database, views, account, sought, terms, name, cursor, limit))
    after = cursors.read(name, cursor, float, str)
    if terms is not None:
        cards = database.found_page(sought, terms, after, limit + 1)
    else:
        cards = database.catalogue_page(sought, after, limit + 1)
    return ready(views.cards(account, *cursors.cut(name, cards, limit, sought.place_of)))


def best(
    database: Database,
    views: VideoViews,
    account: Account | None,
    sought: Sought,
    terms: Terms,
    name: str,
    cursor: str | None,
    limit: int,
) -> CardList:
    after = cursors.read(name, cursor, int, int)
    cards, place = database.best_page(sought, terms, after, limit)
    return views.cards(account, cards, cursors.write(name, place) if place is not None else None)


@router.get("/subscriptions/videos", response_model=CardList)
@quick()
def followed_videos(
    database: DatabaseDep,
    views: ViewsDep,
    account: SignedIn,
    cursor: Cursor = None,
    limit: Limit = 24,
) -> Response:
    """The newest of the channels that the account follows."""
    name = cursors.list_name("feed")
    after = cursors.read(name, cursor, float, str)
    cards = database.followed_videos(account.id, after, limit + 1)
    page = cursors.cut(name, cards, limit, lambda card: (card.published_at, card.id))
    return ready(views.cards(account, *page))


@router.get("/suggestions", response_model=Suggestions)
def suggestions(
    database: DatabaseDep, views: ViewsDep, account: Visitor, query: SearchText = ""
) -> Response:
    """For what has been typed so far: titles, and channels by the beginning of their name."""
    if (terms := Terms.of(query)) is None:
        return ready(Suggestions(titles=[], channels=[]))
    titles = database.titles_beginning(id_of(account), terms, TITLES)
    channels = database.channels_beginning(" ".join(terms.words), CHANNELS)
    briefs = [views.channel_brief(row) for row in channels]
    return ready(Suggestions(titles=titles, channels=briefs))


@router.get("/server")
async def server(
    request: Request, accounts: AccountsDep, guests: GuestsDep, issuer: IssuerDep
) -> ServerView:
    """What clients ask first: whether they understand each other, and how to come in."""
    return ServerView(
        name=request.app.title,
        version=request.app.version,
        api=API,
        guests=guests.allowed,
        signup=accounts.signup,
        oidc=issuer is not None and issuer.name is not None,
        oidc_name=issuer.name if issuer is not None else None,
    )
