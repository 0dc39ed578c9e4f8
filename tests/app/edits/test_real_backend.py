"""What is said of films, at a real backend that comes and goes, as do the films."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from app.edits.draft import Draft
from app.edits.entry import key_of_video
from app.edits.outbox import MOST_MISSES, EditApi, Outbox
from app.edits.store import DraftStore
from app.errors import ServerUnreachable
from app.server.client import Client
from tests.app.edits.test_outbox import until
from tests.backend.serving import Caller, Running, running

SRT = b"1\n00:00:01,000 --> 00:00:02,000\nHello\n"
NOWHERE = "http://127.0.0.1:9"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("edits"), undo_seconds=3600.0) as started:
        yield started


@pytest.fixture
def anna(server: Running) -> Caller:
    return server.account()


class AnsweredByNobody:
    """A backend that does what it is told, and whose answers are lost."""

    def __init__(self, backend: EditApi) -> None:
        self._backend = backend

    def describe(self, video_id: str, words: Mapping[str, Any]) -> None:
        self._backend.describe(video_id, words)
        raise ServerUnreachable("the backend")

    def set_poster(self, video_id: str, picture: bytes | None) -> None:
        raise NotImplementedError

    def set_captions(self, video_id: str, language: str, track: bytes | None) -> None:
        raise NotImplementedError

    def put_in_playlist(self, video_id: str, playlist_id: str, *, listed: bool) -> None:
        self._backend.put_in_playlist(video_id, playlist_id, listed=listed)
        raise ServerUnreachable("the backend")

    def place_in_playlist(self, video_id: str, playlist_id: str, behind: Sequence[str]) -> None:
        raise NotImplementedError


class Box:
    """An outbox to a backend; `restart` is as after a kill: nothing was closed."""

    def __init__(self, folder: Path, caller: Caller) -> None:
        token = str(caller.session.headers["Authorization"]).removeprefix("Bearer ")
        self._folder, self.now = folder, 0.0
        self._clients = {url: Client(url, lambda: token) for url in (caller.url, NOWHERE)}
        self.here, self.away = (self._clients[url].editing for url in (caller.url, NOWHERE))
        self.outbox = self.restart(self.here, start=False)
        self._all = [self.outbox]

    def restart(self, backend: EditApi, *, start: bool = True) -> Outbox:
        store = DraftStore(self._folder / "edits.db")
        self.outbox = Outbox(backend, store, lambda _standing: None, lambda: self.now)
        if start:
            self._all.append(self.outbox)
            self.outbox.start()
        return self.outbox

    def try_later(self) -> None:
        self.now += 60.0
        self.outbox.wake()

    def close(self) -> None:
        for outbox in self._all:
            outbox.close()
        for client in self._clients.values():
            client.close()


@pytest.fixture
def box(tmp_path: Path, anna: Caller) -> Iterator[Box]:
    box = Box(tmp_path, anna)
    yield box
    box.close()


def title(caller: Caller, film: str) -> str:
    return str(caller.json("GET", f"/api/videos/{film}")["title"])


def test_what_was_noted_before_a_kill_is_sent_after_it(box: Box, anna: Caller) -> None:
    """Words, captions and playlists alike."""
    film, key = anna.film(), ""
    playlist = anna.json("POST", "/api/playlists", {"title": "Sea"})["id"]
    track = box.outbox.keep(SRT, ".srt")
    said = {"title": "Noted", "captions:en": track, f"playlist:{playlist}": True}
    key = key_of_video(film)
    box.outbox.say({key: Draft(said)})
    assert title(anna, film) != "Noted"

    box.restart(box.here)
    until(lambda: box.outbox.standing(key).is_saved)
    assert title(anna, film) == "Noted"
    [listed] = anna.json("POST", "/api/batches/playlists", {"ids": [film]})
    assert listed["playlists"] == [playlist]
    tracks = anna.json("GET", f"/api/videos/{film}/subtitles")["subtitles"]
    assert [each["language"] for each in tracks] == ["en"]


def test_a_lost_answer_makes_nothing_twice(box: Box, anna: Caller) -> None:
    """The kill comes after the backend had it: it is told once more, which changes nothing."""
    film = anna.film()
    key = key_of_video(film)
    playlist = anna.json("POST", "/api/playlists", {"title": "Sea"})["id"]
    box.restart(AnsweredByNobody(box.here))
    box.outbox.say({key: Draft({"title": "Said"})})
    until(lambda: box.outbox.standing(key).fault != "")
    box.outbox.say({key: Draft({f"playlist:{playlist}": True})})
    until(lambda: title(anna, film) == "Said")

    box.restart(box.here)
    until(lambda: box.outbox.standing(key).is_saved)
    [sea] = anna.json("GET", "/api/playlists")["playlists"]
    assert sea["size"] == 1


def test_a_backend_that_is_away_is_waited_for(box: Box, anna: Caller) -> None:
    """However often Matinee is started meanwhile."""
    film = anna.film()
    key = key_of_video(film)
    for number in range(2):
        box.restart(box.away)
        box.outbox.say({key: Draft({"title": f"Title {number}"})})
        until(lambda: "Can't reach" in box.outbox.standing(key).fault)
        assert box.outbox.standing(key).goes_on

    box.restart(box.here)
    until(lambda: box.outbox.standing(key).is_saved)
    assert title(anna, film) == "Title 1"


def test_a_film_that_is_had_back_lacks_nothing(box: Box, anna: Caller) -> None:
    """What was said while it was deleted waits until nobody can have it back any more."""
    kept, lost = anna.film(), anna.film()
    box.restart(box.here)
    for film in (kept, lost):
        anna("DELETE", f"/api/videos/{film}").raise_for_status()
        box.outbox.say({key_of_video(film): Draft({"title": "Said meanwhile", "tags": ["a"]})})
        until(lambda film=film: box.outbox.standing(key_of_video(film)).fault != "")  # type: ignore[misc]
        assert box.outbox.standing(key_of_video(film)).goes_on

    anna.json("POST", f"/api/videos/{kept}/undelete")
    box.try_later()
    until(lambda: box.outbox.standing(key_of_video(kept)).is_saved)
    shown = anna.json("GET", f"/api/videos/{kept}")
    assert (shown["title"], shown["tags"]) == ("Said meanwhile", ["a"])

    for _ in range(MOST_MISSES + 1):
        box.try_later()
    until(lambda: not_tried_again(box, lost))


def not_tried_again(box: Box, film: str) -> bool:
    box.try_later()
    return not box.outbox.standing(key_of_video(film)).goes_on
