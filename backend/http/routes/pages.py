"""Pages for browsers: a film at `/watch/`, a film in other sites' pages at `/embed/`; and their
scripts and styles, under the hash of all of them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response
from starlette.responses import HTMLResponse

from backend.catalogue.embedding import EVERYWHERE, NOWHERE, frame_ancestors
from backend.catalogue.links import BadClip
from backend.delivery import browsers
from backend.errors import NotAllowed, NotFound
from backend.http import opening
from backend.http.dependencies import (
    AddressDep,
    BaseUrl,
    DatabaseDep,
    DeliveryDep,
    GuestsDep,
    InvitationsDep,
    PipelineDep,
    RungsOnDemand,
    StoreDep,
    ViewsDep,
)
from backend.http.pages.film import ANYBODYS, FilmPage, Part, part_of
from backend.http.pages.plain import PageRoute, in_matinee, takes_gzip
from backend.http.pages.rendering import Html, page, policy, rendered, web_files, web_version
from backend.http.routes.watch import AskedDep, FilmDep, watch_view
from backend.http.views import NotWatchableYet
from backend.sentences import told
from backend.videos import access
from backend.videos.access import id_of

router = APIRouter(tags=["watch"], include_in_schema=False, route_class=PageRoute)
KEPT = "public, max-age=31536000, immutable"
OneTimePath = Annotated[str, Path(pattern=r"^[\w=-]{16,100}$")]
PASSING = "no-store"
"""For a page of another version of this server, which may have been replaced a moment ago."""


class NotEmbedded(NotAllowed):
    sentence = "not_embedded"


def film_page(
    database: DatabaseDep,
    views: ViewsDep,
    pipeline: PipelineDep,
    on_demand: RungsOnDemand,
    film: FilmDep,
    asked: AskedDep,
) -> FilmPage:
    row = database.cards(id_of(film.account), [film.video.id]).get(film.video.id)
    if row is None:
        raise access.NoSuchVideo
    part, playback, notice = Part(), None, ""
    try:
        part = part_of(film, asked)
    except BadClip as error:
        notice = error.told()
    try:
        playback = watch_view(views, film, row.position_seconds)
    except NotWatchableYet as error:
        notice = error.told()
    pipeline.wanted(film.video.id, part.at or row.position_seconds)
    card = views.card(film.account, row, film.audience)
    place = access.standing(film.video, database.clock())
    can_grow = on_demand and access.can_grow(film.video)
    return FilmPage(film, card, playback, part, notice, place, can_grow)


async def offer(request: Request, base_url: BaseUrl) -> Html:
    """To go on in the application."""
    return rendered("open", matinee=in_matinee(request, base_url))


FilmPageDep = Annotated[FilmPage, Depends(film_page)]
OfferDep = Annotated[Html, Depends(offer)]


@router.api_route("/watch/{video_id}", methods=["GET", "HEAD", "POST"])
def watch_page(
    delivery: DeliveryDep,
    store: StoreDep,
    base_url: BaseUrl,
    offer: OfferDep,
    shown: FilmPageDep,
) -> HTMLResponse:
    """The film, and what its owner says of it."""
    rule = policy(origins(shown, delivery, store))
    values = shown.values()
    return page(
        "watch",
        200,
        rule,
        **values,
        data=shown.data(eager=True),
        player=rendered("player", **values),
        tags=shown.tags(base_url, embeddable=shown.embedding == EVERYWHERE),
        offer=offer,
    )


async def counted(guests: GuestsDep, address: AddressDep) -> None:
    """Raises TooManyRequests."""
    guests.count(address)


@router.get("/invite/{one_time}", dependencies=[Depends(counted)])
def invitation_page(
    invitations: InvitationsDep, offer: OfferDep, one_time: OneTimePath
) -> HTMLResponse:
    """For whoever got a link from an administrator: Matinee does the rest. The address is a secret,
    so no page keeps it or tells where one came from."""
    invitations.read(one_time)
    return page("plain", 200, policy(), sentence=told("page_invited"), offer=offer)


@router.get("/reset/{one_time}", dependencies=[Depends(counted)])
def reset_page(invitations: InvitationsDep, offer: OfferDep, one_time: OneTimePath) -> HTMLResponse:
    """Likewise, for a new password."""
    invitations.read_reset(one_time)
    return page("plain", 200, policy(), sentence=told("page_reset"), offer=offer)


def framed(database: DatabaseDep, asked: AskedDep, video_id: str) -> None:
    """Nobody is asked for the password of what is shown in no frame anyway."""
    if asked.link is not None:
        _, video = opening.linked_film(database, asked.link, video_id)
        if access.standing(video, database.clock()) not in ANYBODYS:
            raise NotEmbedded


@router.api_route(
    "/embed/{video_id}", methods=["GET", "HEAD", "POST"], dependencies=[Depends(framed)]
)
def embed_page(delivery: DeliveryDep, store: StoreDep, shown: FilmPageDep) -> HTMLResponse:
    """The film alone, for a frame in a page of another site."""
    if shown.embedding == NOWHERE:
        raise NotEmbedded
    rule = policy(origins(shown, delivery, store), ancestors=frame_ancestors(shown.embedding))
    values = shown.values()
    player = rendered("player", **values)
    return page("embed", 200, rule, **values, data=shown.data(eager=False), player=player)


@router.get("/web/{version}/{name}")
async def web_file(request: Request, version: str, name: str) -> Response:
    """Packed for whoever can unpack it."""
    if (file := web_files().get(name)) is None:
        raise NotFound("no_such_file")
    packs = takes_gzip(request)
    headers = {
        "Cache-Control": KEPT if version == web_version() else PASSING,
        "Vary": "Accept-Encoding",
        "X-Content-Type-Options": "nosniff",
    }
    if packs:
        headers["Content-Encoding"] = "gzip"
    return Response(file.packed if packs else file.data, 200, headers, file.media_type)


def origins(shown: FilmPage, delivery: DeliveryDep, store: StoreDep) -> list[str]:
    """Where the page's pictures and films come from, besides this server."""
    addresses = [shown.card.poster_url, shown.card.channel.picture_url]
    if (view := shown.playback) is not None:
        addresses += [view.url, view.file_url, view.poster_url, view.storyboard_url]
        addresses += [view.chapters_url, *(track.url for track in view.subtitles)]
    if delivery.redirects is not None:
        addresses.append(store.signed_get(shown.film.video.source_key, 60))
    return browsers.origins(addresses)
