"""Subtitles of the owner's own, over the real wire."""

from __future__ import annotations

from typing import Any

import pytest

from backend.database.tables import Subtitle
from backend.transcode.api import Playable
from tests.backend.rows import set_video
from tests.backend.serving import Caller, Running

SRT = "1\r\n00:00:01,000 --> 00:00:02,500\r\nGrüße\r\n".encode("cp1252")


@pytest.fixture
def film(server: Running, anna: Caller) -> str:
    video_id = anna.film()
    ready = {"playable": Playable.ADAPTIVE, "revision": "r1"}
    set_video(server.services.database, video_id, **ready)
    return video_id


def tracks(anna: Caller, film: str) -> Any:
    return anna.json("GET", f"/api/videos/{film}/playback")["subtitles"]


def test_any_kind_comes_back_as_webvtt(server: Running, anna: Caller, film: str) -> None:
    """In UTF-8 whatever it was, at an address that needs no token."""
    path = f"/api/videos/{film}/subtitles/de?label=Deutsch"

    answer = anna("PUT", path, data=SRT).json()

    assert tracks(anna, film) == [answer]
    assert (answer["language"], answer["label"]) == ("de", "Deutsch")
    track = server.stranger()("GET", answer["url"])
    assert track.headers["Content-Type"] == "text/vtt; charset=utf-8"
    assert track.content.decode() == "WEBVTT\n\n00:00:01.000 --> 00:00:02.500\nGrüße\n"


def test_a_card_says_that_there_are_captions(anna: Caller, film: str) -> None:
    """As long as there is one track."""
    said = []
    for method in ("PUT", "DELETE"):
        anna(method, f"/api/videos/{film}/subtitles/de", data=SRT)
        said.append(anna.json("GET", f"/api/videos/{film}")["captions"])
    assert said == [True, False]


def test_a_new_track_replaces_the_old_one(server: Running, anna: Caller, film: str) -> None:
    """And a deleted one leaves nothing behind; the film's own file stays with its revision."""
    path = f"/api/videos/{film}/subtitles/de"
    own = Subtitle(video_id=film, language="de", label="de", key=f"media/{film}/r1/de.vtt")
    server.services.database.set_subtitle(own)
    first, second = (anna("PUT", path, data=SRT).json() for _ in range(2))
    assert first["url"] != second["url"]
    assert len(list(server.services.store.keys(f"media/{film}/"))) == 1

    anna.json("DELETE", path)

    assert tracks(anna, film) == []
    assert list(server.services.store.keys(f"media/{film}/")) == []
    assert anna.fault("DELETE", path) == (404, "not_found")


def test_a_language_is_one_however_it_is_written(anna: Caller, film: str) -> None:
    """It stays as it was written first."""
    for language in ("pt-BR", "pt-br", "de", "DE"):
        anna("PUT", f"/api/videos/{film}/subtitles/{language}", data=SRT)
    assert [track["language"] for track in tracks(anna, film)] == ["de", "pt-BR"]
    anna.json("DELETE", f"/api/videos/{film}/subtitles/pT-Br")
    assert [track["language"] for track in tracks(anna, film)] == ["de"]


@pytest.mark.parametrize(
    ("language", "data", "code"),
    [
        ("de", b"", "not_subtitles"),
        ("de", b"\x00\x01\x02", "not_subtitles"),
        ("de", b"hello", "not_subtitles"),
        ("..", SRT, "not_found"),
        ("x", SRT, "invalid"),
        ("de%0a", SRT, "invalid"),
        ("a" * 40, SRT, "invalid"),
    ],
)
def test_refuses_what_is_none(
    anna: Caller, film: str, language: str, data: bytes, code: str
) -> None:
    """Files without a line, and languages that are none."""
    path = f"/api/videos/{film}/subtitles/{language}"
    assert anna.fault("PUT", path, data=data)[1] in (code, "method_not_allowed")


def test_tracks_of_others_are_left_alone(server: Running, anna: Caller, film: str) -> None:
    """Also where the film is public."""
    bert = server.account()
    anna.json("PATCH", f"/api/videos/{film}", {"visibility": "public"})
    path = f"/api/videos/{film}/subtitles/de"

    assert bert.fault("PUT", path, data=SRT) == (404, "not_found")
    assert bert.fault("DELETE", path) == (404, "not_found")


def test_captions_count_against_the_quota(server: Running) -> None:
    """Or anything could be kept as such."""
    poor = server.account(quota_bytes=60)
    film = poor.film(b"a film")
    path = f"/api/videos/{film}/subtitles"

    assert poor("PUT", f"{path}/de", data=SRT).status_code == 200
    assert poor.fault("PUT", f"{path}/en", data=SRT) == (413, "quota_exceeded")
    assert poor.json("GET", "/api/space") == {"used_bytes": 52, "quota_bytes": 60}
