"""Leave to watch for the pages of browsers, in a form that their own players can carry."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import parse_qs, urlencode, urlsplit

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from backend.delivery import browsers
from backend.delivery.api import MULTIVARIANT
from backend.errors import BackendError, NotFound
from backend.http import opening
from backend.http.dependencies import (
    AddressDep,
    BaseUrl,
    DatabaseDep,
    LocksDep,
    PipelineDep,
    RungsOnDemand,
    SignerDep,
    StoreDep,
    ViewsDep,
    Watcher,
)
from backend.http.pages.film import Asked, OpenFilm, WatchView, address
from backend.http.routes.bodies import limited_body
from backend.http.store_threads import asks_store
from backend.http.views import VideoViews
from backend.videos import access

router = APIRouter(prefix="/watch/{video_id}", tags=["watch"], include_in_schema=False)
PLAYLIST_TYPE = "application/vnd.apple.mpegurl"
PlaylistPath = Annotated[str, Path(pattern=r"^[\w-]+(/[\w-]+)?\.m3u8$")]
FORM_BYTES = 4096


class FormTooLarge(BackendError):
    status = 413
    code = "too_large"


async def asked(
    link: str | None = None,
    given_pass: Annotated[str | None, Query(alias="pass")] = None,
    t: str | None = None,
    start: str | None = None,
    end: str | None = None,
) -> Asked:
    return Asked(link, given_pass, t, start, end)


AskedDep = Annotated[Asked, Depends(asked)]


async def form_password(request: Request) -> str | None:
    """What was typed into the form that asks for a link's password."""
    if request.method != "POST":
        return None
    body = await limited_body(request, FORM_BYTES, FormTooLarge)
    return parse_qs(body.decode("utf-8", "replace")).get("password", [""])[0]


def opened_film(
    database: DatabaseDep,
    locks: LocksDep,
    address: AddressDep,
    signer: SignerDep,
    account: Watcher,
    asked: AskedDep,
    password: Annotated[str | None, Depends(form_password)],
    video_id: str,
) -> OpenFilm:
    """Raises NoSuchVideo, NoSuchLink, PasswordWanted, SlowDown."""
    if asked.link is None:
        return OpenFilm(access.visible_video(database, account, video_id), account)
    row, video = opening.linked_film(database, asked.link, video_id)
    query, now = {"link": row.id}, database.clock()
    if row.password_hash is not None:
        if not opening.passes(signer, row, asked.given_pass, now):
            locks.check(row, password, address)
        query["pass"] = opening.pass_for(signer, row, now)
    return OpenFilm(video, None, row, query)


FilmDep = Annotated[OpenFilm, Depends(opened_film)]


@router.get("/playback")
def playback(
    views: ViewsDep,
    pipeline: PipelineDep,
    on_demand: RungsOnDemand,
    database: DatabaseDep,
    base_url: BaseUrl,
    response: Response,
    film: FilmDep,
    own_hls: bool = False,
    height: Annotated[int, Query(ge=0)] = 0,
) -> WatchView:
    """As the API's, for the page's player. One that has HLS of its own (`own_hls`) gets cookies
    where the domains allow it, for it can carry nothing else."""
    account, video = film.account, film.video
    position = database.position(account.id, video.id) if account else 0.0
    if on_demand and access.lacks_lines(video, height):
        pipeline.demanded(video.id)
    pipeline.wanted(video.id, position)
    view = watch_view(views, film, position)
    grant = views.adaptive_grant(account, video, film.audience)
    if own_hls and grant is not None and view.relay_url is not None:
        admitted = browsers.cookies(grant, urlsplit(base_url).hostname or "")
        for value in admitted:
            response.headers.append("Set-Cookie", value)
        view.credentials = bool(admitted)
    return view


@router.get("/hls/{path:path}")
@asks_store
def playlist(
    views: ViewsDep,
    store: StoreDep,
    film: FilmDep,
    path: PlaylistPath,
) -> Response:
    """A playlist whose segments are signed one by one, for players without cookies."""
    video = film.video
    grant = views.adaptive_grant(film.account, video, film.audience)
    key = f"media/{video.id}/{video.revision}/hls/{path}"
    if grant is None or store.head(key) is None:
        raise NotFound("no_such_file")
    text = b"".join(store.read(key)).decode()
    folder = f"hls/{path}".rpartition("/")[0] + "/"
    signed = browsers.signed_playlist(text, folder, grant.url, urlencode(film.query))
    return Response(signed, media_type=PLAYLIST_TYPE, headers={"Cache-Control": "no-store"})


def watch_view(views: VideoViews, film: OpenFilm, position: float) -> WatchView:
    """Raises NotWatchableYet."""
    shown = views.playback(film.account, film.video, position, film.audience)
    view = WatchView(**shown.model_dump())
    grant = views.adaptive_grant(film.account, film.video, film.audience)
    if grant is not None and view.kind == "hls":
        view.file_url = grant.url("progressive.mp4")
        if grant.query and MULTIVARIANT not in grant.urls:
            view.relay_url = address(f"/watch/{film.video.id}/{MULTIVARIANT}", film.query)
    return view
