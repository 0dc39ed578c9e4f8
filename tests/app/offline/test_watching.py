"""Downloaded from the real backend, and watched with the real mpv once that is gone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.known_servers import Profile
from app.offline.fetching import fetch_film
from app.offline.film import KeptFilm
from app.offline.folder import KeptFolder
from app.offline.offered import client_for, offer_of
from app.offline.serving import FilmServer
from app.player.engine.api import Phase
from app.server.client import Client
from app.server.videos import Playback
from backend.database.tables import Video
from backend.storage.api import Writing
from tests.app.player.conftest import Theatre, frame_at
from tests.app.player.ladder import FILM_SECONDS
from tests.backend.serving import Caller, Running, running


def playable(server: Running, owner: Caller, ladder: Path) -> str:
    """The ladder as the backend would have made it."""
    video_id = owner.film(title="Numbers")
    for file in ladder.rglob("*.*"):
        key = f"media/{video_id}/r1/hls/{file.relative_to(ladder)}"
        server.services.store.put(key, file.read_bytes(), Writing("video/mp2t"))
    usual = {"state": "ready", "playable": "adaptive", "revision": "r1", "revision_complete": True}
    with server.services.database.write() as session:
        row = session.get_one(Video, video_id)
        for name, value in {**usual, "duration_seconds": float(FILM_SECONDS)}.items():
            setattr(row, name, value)
    return video_id


def download(server: Running, ladder: Path, folder: KeptFolder) -> KeptFilm:
    """The least quality, by the calls that the window makes."""
    owner = server.account()
    token = str(owner.session.headers["Authorization"]).removeprefix("Bearer ")
    client = Client(server.url, lambda: token)
    video_id = playable(server, owner, ladder)
    playback = client.playback(video_id)
    http = client_for(playback)
    try:
        choice = offer_of(client.video(video_id), playback, http).choices[0]
        film = KeptFilm(choice.plan, {}, 0.0)
        return fetch_film(client, film, folder.film(video_id), lambda _film, _bytes: None)
    finally:
        http.close()
        client.close()


@pytest.fixture
def folder(tmp_path: Path) -> KeptFolder:
    return KeptFolder(tmp_path / "offline", Profile("https://films.example", "ann"))


@pytest.fixture
def kept(films: Path, folder: KeptFolder, tmp_path: Path) -> KeptFilm:
    """A film whose server is gone."""
    with running(tmp_path / "server") as server:
        return download(server, films / "hls", folder)


@pytest.fixture
def theatre(kept: KeptFilm, folder: KeptFolder, tmp_path: Path) -> Iterator[Theatre]:
    """It asks the disk, not a server, how to play."""
    server = FilmServer()
    (tmp_path / "nothing").mkdir()

    class Offline(Theatre):
        def playback_of(self, video_id: str) -> Playback:
            assert video_id == "film"
            return server.playback(kept, folder.film(kept.plan.video_id), 8.0)

    made = Offline(tmp_path / "nothing")
    yield made
    made.close()
    server.close()


def test_is_watched_without_a_server(theatre: Theatre, kept: KeptFilm) -> None:
    """From where one was, exactly where one seeks, in the quality that was chosen, to the end."""
    state = theatre.open()
    assert kept.plan.quality == "180p"
    assert state.position_seconds >= 8.0
    theatre.session.pause()
    theatre.wait(lambda state: state.phase is Phase.PAUSED)
    for seconds in (17.3, 2.1, 21.7, 0.0):
        theatre.session.seek(seconds)
        theatre.wait_for_frame(frame_at(seconds))
    theatre.session.seek(20.0)
    theatre.session.play()
    assert theatre.watch_to_the_end().phase is Phase.ENDED
    assert theatre.seen(FILM_SECONDS * 24 - 1, within=3)
    assert theatre.damaged == 0
    assert theatre.origin.requests == []
    last = theatre.screen.last
    assert last is not None
    assert last.rung == "180p"
