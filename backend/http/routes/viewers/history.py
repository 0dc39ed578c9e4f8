"""What an account watched, and where it can go on."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from backend.database.viewing import Watched
from backend.http import cursors
from backend.http.dependencies import DatabaseDep, SignedIn, ViewsDep
from backend.http.routes.viewers.catalogue import Cursor, Limit, SearchText
from backend.http.schemas.viewers import History

router = APIRouter(prefix="/api/history", tags=["history"])


@router.get("")
def history(
    database: DatabaseDep,
    views: ViewsDep,
    account: SignedIn,
    query: SearchText = "",
    unfinished: Annotated[bool, Query()] = False,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> History:
    """The last watched first; `unfinished` are those to go on with."""
    name = cursors.list_name("history", query, unfinished)
    after = cursors.read(name, cursor, float, str)
    rows = database.history_page(Watched(account.id, query, unfinished), after, limit + 1)
    page, next_cursor = cursors.cut(name, rows, limit, lambda row: (row.watched_at, row.card.id))
    shown = [views.watched(account, row) for row in page]
    if unfinished:
        shown = [view for view in shown if view.video is not None]
    now = database.account(account.id) or account
    return History(videos=shown, paused=now.history_paused, next_cursor=next_cursor)


@router.delete("", status_code=204)
def forget_all(database: DatabaseDep, account: SignedIn) -> Response:
    database.forget_watched(account.id)
    return Response(status_code=204)


@router.delete("/{video_id}", status_code=204)
def forget_one(database: DatabaseDep, account: SignedIn, video_id: str) -> Response:
    """Fine when it was not watched."""
    database.forget_watched(account.id, video_id)
    return Response(status_code=204)
