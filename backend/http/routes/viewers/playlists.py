"""Playlists, of which "Watch later" is one: by the name `later`."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter, Response

from backend.accounts.roles import may_create
from backend.catalogue.playlists import LATER, LaterStays, NoSuchPlaylist
from backend.database.database import Database
from backend.database.pages import Card
from backend.database.playlists import AT_END
from backend.database.tables import Account, Playlist, PlaylistEntry
from backend.errors import NotSignedIn
from backend.http import cursors
from backend.http.dependencies import DatabaseDep, SignedIn, ViewsDep, Visitor
from backend.http.routes.viewers.catalogue import Cursor, Limit
from backend.http.schemas.common import iso
from backend.http.schemas.viewers import (
    EntryBody,
    EntryView,
    PlaylistBody,
    PlaylistChange,
    PlaylistList,
    PlaylistPage,
    PlaylistView,
)
from backend.http.views import VideoViews
from backend.ids import fresh_id
from backend.videos import access
from backend.videos.access import Right, Standing, id_of, relation_of, right_to, standing

router = APIRouter(prefix="/api/playlists", tags=["playlists"])


@router.get("")
def playlists(
    database: DatabaseDep,
    views: ViewsDep,
    account: SignedIn,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> PlaylistList:
    """The account's own, the last changed first."""
    name = cursors.list_name("playlists")
    after = cursors.read(name, cursor, float, str)
    rows = database.playlists(account.id, after, limit + 1)
    return views.playlists(account, rows, name, limit)


@router.post("", status_code=201)
def add_playlist(
    database: DatabaseDep, views: ViewsDep, account: SignedIn, body: PlaylistBody
) -> PlaylistView:
    now = database.clock()
    row = Playlist(id=fresh_id(), account_id=account.id, created_at=now, updated_at=now)
    if may_create(account):
        row.channel_id = database.default_channel(account.id).id
    row.title, row.description, row.visibility = body.title, body.description, body.visibility
    database.add_playlist(row)
    return views.playlist(account, row)


@router.get("/{playlist_id}")
def read_playlist(
    database: DatabaseDep,
    views: ViewsDep,
    account: Visitor,
    playlist_id: str,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> PlaylistPage:
    """With its entries. What can't be seen is shown as such to its owner, and passed over for
    others, whose pages are shorter then."""
    playlist = visible_playlist(database, account, playlist_id)
    name = cursors.list_name("entries", playlist.id)
    after = cursors.read(name, cursor, str, str)
    rows = database.entries(playlist.id, after, limit + 1)
    page, next_cursor = cursors.cut(name, rows, limit, lambda row: (row.place, row.video_id))
    return PlaylistPage(
        **dict(views.playlist(account, playlist)),
        entries=entries(database, views, account, playlist, page),
        next_cursor=next_cursor,
    )


@router.patch("/{playlist_id}")
def change_playlist(
    database: DatabaseDep,
    views: ViewsDep,
    account: SignedIn,
    playlist_id: str,
    body: PlaylistChange,
) -> PlaylistView:
    playlist = own_playlist(database, account, playlist_id)
    if playlist.is_later:
        raise LaterStays
    changed = database.set_playlist(playlist.id, **body.model_dump(exclude_none=True))
    return views.playlist(account, changed)


@router.delete("/{playlist_id}", status_code=204)
def delete_playlist(database: DatabaseDep, account: SignedIn, playlist_id: str) -> Response:
    playlist = own_playlist(database, account, playlist_id)
    if playlist.is_later:
        raise LaterStays
    database.delete_playlist(playlist.id)
    return Response(status_code=204)


@router.put("/{playlist_id}/videos/{video_id}", status_code=204)
def place_video(
    database: DatabaseDep,
    account: SignedIn,
    playlist_id: str,
    video_id: str,
    body: EntryBody | None = None,
) -> Response:
    """Put a video behind another one, or move it there. What is in the list already can be moved
    also when it can't be seen any more."""
    playlist = own_playlist(database, account, playlist_id)
    if database.entry(playlist.id, video_id) is None:
        access.visible_video(database, account, video_id)
    is_named = body is not None and "after" in body.model_fields_set
    database.place_entry(playlist.id, video_id, body.after if body and is_named else AT_END)
    return Response(status_code=204)


@router.delete("/{playlist_id}/videos/{video_id}", status_code=204)
def remove_video(
    database: DatabaseDep, account: SignedIn, playlist_id: str, video_id: str
) -> Response:
    """Fine when it is not in it."""
    playlist = own_playlist(database, account, playlist_id)
    database.remove_entry(playlist.id, video_id)
    return Response(status_code=204)


def own_playlist(database: Database, account: Account, playlist_id: str) -> Playlist:
    if playlist_id == LATER:
        return database.later(account.id)
    playlist = database.playlist(playlist_id)
    if playlist is None or playlist.account_id != account.id:
        raise NoSuchPlaylist
    return playlist


def visible_playlist(database: Database, account: Account | None, playlist_id: str) -> Playlist:
    if playlist_id == LATER and account is None:
        raise NotSignedIn
    if account is not None and playlist_id == LATER:
        return database.later(account.id)
    playlist = database.playlist(playlist_id)
    own = playlist is not None and account is not None and playlist.account_id == account.id
    if playlist is None or (playlist.visibility == "private" and not own):
        raise NoSuchPlaylist
    return playlist


def entries(
    database: Database,
    views: VideoViews,
    account: Account | None,
    playlist: Playlist,
    rows: Sequence[PlaylistEntry],
) -> list[EntryView]:
    own = account is not None and account.id == playlist.account_id
    cards = database.cards(id_of(account), [row.video_id for row in rows])
    shown = [entry(views, account, row, cards.get(row.video_id), database.clock()) for row in rows]
    return [view for view in shown if own or view.video is not None]


def entry(
    views: VideoViews, account: Account | None, row: PlaylistEntry, card: Card | None, now: float
) -> EntryView:
    view = EntryView(
        video_id=row.video_id, added_at=iso(row.added_at), video=None, missing="deleted"
    )
    if card is None or standing(card, now) is Standing.DELETED:
        return view
    relation = relation_of(id_of(account), card.account_id)
    if right_to(card, relation, now) < Right.SEE:
        return view.model_copy(update={"missing": "hidden"})
    return view.model_copy(update={"missing": None, "video": views.card(account, card)})
