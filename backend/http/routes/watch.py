"""A page for browsers, and leave to watch in a form that their own players can carry."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Path, Query, Response
from starlette.responses import HTMLResponse

from backend.catalogue import links
from backend.database.database import Database
from backend.database.tables import Account, Video
from backend.delivery import browsers
from backend.delivery.api import MULTIVARIANT
from backend.errors import NotFound
from backend.http.dependencies import (
    BaseUrl,
    DatabaseDep,
    PipelineDep,
    StoreDep,
    ViewsDep,
    Visitor,
)
from backend.http.schemas import PlaybackView
from backend.sentences import READER, told
from backend.videos import access
from backend.videos.access import Relation

LinkId = Annotated[str | None, Query(max_length=64)]
router = APIRouter(prefix="/watch/{video_id}", tags=["watch"], include_in_schema=False)
# The page's own script and style stand in it; pictures and films may come from a CDN.
POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "connect-src 'self'; img-src 'self' https:; media-src 'self' https: blob:; base-uri 'none'"
)
PLAYLIST_TYPE = "application/vnd.apple.mpegurl"
PlaylistPath = Annotated[str, Path(pattern=r"^[\w-]+(/[\w-]+)?\.m3u8$")]


class WatchView(PlaybackView):
    """`url` for players of HLS, and `relay_url` should cookies not reach them; `file_url` for
    browsers that know no HLS. `credentials` says that cookies carry the signature."""

    relay_url: str | None = None
    file_url: str | None = None
    credentials: bool = False


@router.get("")
def page(
    database: DatabaseDep,
    views: ViewsDep,
    base_url: BaseUrl,
    account: Visitor,
    video_id: str,
    link: LinkId = None,
) -> HTMLResponse:
    """What it shows is public or unlisted, or what a `link` without a password is for."""
    video = seen_by(database, account, video_id, link)
    shown = {"id": video.id, "title": video.title, "description": video.description}
    shown |= {"cant_play": told("cant_play")}
    text = files("backend.http").joinpath("pages/watch.html").read_text("utf-8")
    # Inside <script>, "</" would end it; JSON has another way to write "<".
    written = text.replace("{{language}}", READER.get())
    written = written.replace("{{video}}", json.dumps(shown).replace("<", "\\u003c"))
    headers = {"Content-Security-Policy": POLICY, "Vary": "Accept-Language"}
    answer = HTMLResponse(written, headers=headers)
    if (grant := views.adaptive_grant(account, video, link)) is not None:
        admit(answer, browsers.cookies(grant, host_of(base_url)))
    return answer


@router.get("/playback")
def playback(
    database: DatabaseDep,
    views: ViewsDep,
    pipeline: PipelineDep,
    base_url: BaseUrl,
    account: Visitor,
    response: Response,
    video_id: str,
    link: LinkId = None,
) -> WatchView:
    """As the API's, for this page's player."""
    video = seen_by(database, account, video_id, link)
    position = database.position(account.id, video.id) if account else 0.0
    pipeline.wanted(video.id, position)
    view = WatchView(**views.playback(account, video, position, link).model_dump())
    grant = views.adaptive_grant(account, video, link)
    if grant is None or view.kind != "hls":
        return view
    view.file_url = grant.url("progressive.mp4")
    if not grant.query:
        return view
    view.relay_url = f"/watch/{video_id}/{MULTIVARIANT}"
    admitted = browsers.cookies(grant, host_of(base_url))
    admit(response, admitted)
    view.credentials = bool(admitted)
    view.url = view.url if admitted else view.relay_url
    return view


@router.get("/hls/{path:path}")
def playlist(
    database: DatabaseDep,
    views: ViewsDep,
    store: StoreDep,
    account: Visitor,
    video_id: str,
    path: PlaylistPath,
) -> Response:
    """A playlist whose segments are signed one by one, for players without cookies."""
    video = access.visible_video(database, account, video_id)
    grant = views.adaptive_grant(account, video)
    key = f"media/{video.id}/{video.revision}/hls/{path}"
    if grant is None or store.head(key) is None:
        raise NotFound("no_such_file")
    text = b"".join(store.read(key)).decode()
    folder = f"hls/{path}".rpartition("/")[0] + "/"
    signed = browsers.signed_playlist(text, folder, grant.url)
    return Response(signed, media_type=PLAYLIST_TYPE, headers={"Cache-Control": "no-store"})


def seen_by(database: Database, account: Account | None, video_id: str, link: str | None) -> Video:
    """Raises NoSuchVideo, NoSuchLink, PasswordWanted."""
    if link is None:
        return access.visible_video(database, account, video_id)
    row = database.link(link)
    links.check(row, database.clock())
    access.check(database, video_id, Relation.OWNER)
    video = database.video(video_id)
    if row is None or video is None or row.video_id != video_id:
        raise links.NoSuchLink
    if row.password_hash is not None:
        raise links.PasswordWanted
    return video


def host_of(base_url: str) -> str:
    """The host in the browser's address bar, also behind a balancer."""
    return urlsplit(base_url).hostname or ""


def admit(answer: Response, set_cookies: list[str]) -> None:
    for value in set_cookies:
        answer.headers.append("Set-Cookie", value)
