"""What a kept film lacks, fetched: as often as it breaks off, it goes on where it was."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from functools import partial

from app.errors import CantWrite, MatineeError, Sentence, ServerRefused
from app.offline.film import KeptFilm
from app.offline.folder import CHAPTERS, POSTER, FilmFolder
from app.offline.offered import (
    OfflineApi,
    OfflineChoice,
    OfflineOffer,
    client_for,
    offer_of,
)
from app.player import bounds
from app.player.connections import StreamRefused
from app.player.http import HttpClient, HttpFault, Resource, TooLarge, Trouble
from app.player.manifest.playlist import PlaylistUnreadable
from app.player.manifest.subtitles import collect

log = logging.getLogger(__name__)

DELAYS = (0.5, 2.0, 5.0, 10.0, 30.0)
"""Before another try; with each byte that comes they begin anew."""

Heard = Callable[[KeptFilm, int], None]
"""What is here by now, and the bytes of the segment under way. What it raises ends the download,
and the next one goes on from there."""


def fetch_film(
    api: OfflineApi,
    film: KeptFilm,
    folder: FilmFolder,
    heard: Heard,
    sleep: Callable[[float], object] = time.sleep,
) -> KeptFilm:
    """The film, whole; blocks. Also goes on with what an earlier call left in the folder.

    Raises NotYetWhole, CantWrite, and what keeps going wrong.
    """
    delays = iter(DELAYS)
    while True:
        before = film.have_bytes
        try:
            return fetch_missing(api, film, folder, heard)
        except MatineeError as error:
            film = folder.read() or film
            if film.have_bytes != before:
                delays = iter(DELAYS)
            delay = next(delays, None)
            if not error.retryable or isinstance(error, CantWrite) or delay is None:
                raise
            log.info("A download broke off, and goes on: %s", error)
            sleep(delay)


def fetch_missing(api: OfflineApi, film: KeptFilm, folder: FilmFolder, heard: Heard) -> KeptFilm:
    """By fresh addresses: what is here is subtracted, and the rest is fetched."""
    playback = api.playback(film.plan.video_id)
    http = client_for(playback)
    try:
        video = api.video(film.plan.video_id)
        offer = offer_of(video, playback, http, film.plan.quality)
        choice = offer.choices[0]
        film = film.planned(choice.plan)
        folder.plan(film)
        fetch_words(api, offer, choice, folder, http)
        for file in film.missing:
            heard(film, folder.begun_bytes(file))
            fetch_file(http, choice.resources[file], folder, file, partial(heard, film))
            film = film.with_file(file, folder.finish(file))
        heard(film, 0)
        return film
    finally:
        http.close()


def fetch_words(
    api: OfflineApi,
    offer: OfflineOffer,
    choice: OfflineChoice,
    folder: FilmFolder,
    http: HttpClient,
) -> None:
    """Picture, chapters and subtitles. Each time anew: they are small, and may have changed."""
    if (poster := offer.video.poster_url or offer.playback.poster_url) is not None:
        fetch_beside(api, folder, POSTER, poster)
    if offer.playback.chapters_url is not None:
        fetch_beside(api, folder, CHAPTERS, offer.playback.chapters_url)
    for name, url in choice.subtitle_urls.items():
        fetch_subtitles(http, folder, name, url)


def fetch_beside(api: OfflineApi, folder: FilmFolder, name: str, url: str) -> None:
    """A film without its picture or chapters can still be watched."""
    try:
        folder.put(name, api.fetch(url))
    except ServerRefused as error:
        log.info("%s is not kept: %s", name, error)


def fetch_subtitles(http: HttpClient, folder: FilmFolder, name: str, url: str) -> None:
    """Nor do any that are gone, or that nobody can read, keep the film from being here."""
    try:
        words = collect(url, http)
    except (HttpFault, StreamRefused, PlaylistUnreadable) as error:
        if isinstance(error, HttpFault) and error.trouble is not Trouble.MISSING:
            raise
        log.info("Subtitles are not kept: %s", error)
    else:
        folder.put(name, words.encode())


def fetch_file(
    http: HttpClient,
    resource: Resource,
    folder: FilmFolder,
    file: str,
    heard: Callable[[int], None],
) -> None:
    """The rest of one segment, by its range; as long as the server says it is, or none of it."""
    have = folder.begun_bytes(file)
    try:
        body = http.open(resource, have)
    except HttpFault as fault:
        if fault.no_such_range:  # what is here is of another film, or is all of it
            folder.forget_part(file)
        raise
    try:
        size = None if body.size_bytes is None else have + body.size_bytes
        with folder.going_on(file) as write:
            for chunk in body.chunks():
                write.write(chunk)
                have += len(chunk)
                if have > bounds.OWN_SEGMENT_BYTES:
                    raise TooLarge
                heard(have)
    finally:
        body.close()
    if size is None or have != size:
        folder.forget_part(file)
        raise HttpFault(Trouble.LINK, Sentence("The answer ended early."))
