"""What an owner edits of a film, over the real wire: chapters, posters, captions, templates."""

from __future__ import annotations

from struct import pack
from typing import Any

import pytest

from backend.http.routes.chapters import WEBVTT
from backend.transcode.api import Playable
from backend.transcode.outputs.webvtt import Cue, write
from tests.backend.catalogue.test_pictures import JPEG as LARGE_JPEG
from tests.backend.catalogue.test_pictures import PNG as LARGE_PNG
from tests.backend.pictures import JPEG
from tests.backend.rows import set_video
from tests.backend.serving import Caller, Running

SRT = b"1\n00:00:01,000 --> 00:00:02,500\nHello\n"
OWN = [{"start_seconds": 0.0, "title": "One"}, {"start_seconds": 30.5, "title": "Two & <more>"}]
IN_TEXT = "0:00 Intro\n0:20 Middle\n1:00 End"


@pytest.fixture
def film(server: Running, anna: Caller) -> str:
    video_id = anna.film()
    ready = {"playable": Playable.ADAPTIVE, "revision": "r1", "duration_seconds": 90.0}
    set_video(server.services.database, video_id, **ready)
    return video_id


def embed(server: Running, film: str) -> None:
    """As the transcoder does with those of the file."""
    key = f"media/{film}/r1/chapters.vtt"
    server.services.store.put(key, write([Cue(0, 90, "All &amp; more")]).encode(), WEBVTT)
    set_video(server.services.database, film, chapters_key=key)


def change(caller: Caller, film: str, **changes: Any) -> None:
    caller.json("PATCH", f"/api/videos/{film}", changes)


def chapters(caller: Caller, film: str) -> tuple[str, list[str]]:
    found = caller.json("GET", f"/api/videos/{film}/chapters")
    return found["origin"], [chapter["title"] for chapter in found["chapters"]]


def played(caller: Caller, film: str) -> str:
    """The chapters that a player is given."""
    url = caller.json("GET", f"/api/videos/{film}/playback")["chapters_url"]
    return caller("GET", url).text if url else ""


def test_own_chapters_go_before_all_others(server: Running, anna: Caller, film: str) -> None:
    """Then those of the description, then those of the file; none at all is a choice, too."""
    embed(server, film)
    seen = [chapters(anna, film)]
    changes: dict[str, Any]
    for changes in (
        {"description": IN_TEXT},
        {"chapters": OWN},
        {"chapters": []},
        {"chapters": None},
        {"description": ""},
    ):
        change(anna, film, **changes)
        seen.append(chapters(anna, film))

    assert seen == [
        ("file", ["All & more"]),
        ("description", ["Intro", "Middle", "End"]),
        ("own", ["One", "Two & <more>"]),
        ("own", []),
        ("description", ["Intro", "Middle", "End"]),
        ("file", ["All & more"]),
    ]


def test_players_are_given_what_was_chosen(server: Running, anna: Caller, film: str) -> None:
    """As WebVTT, the last one to the end of the film; what was before is gone from the store."""
    embed(server, film)
    change(anna, film, description=IN_TEXT)
    assert "00:01:00.000 --> 00:01:30.000\nEnd" in played(anna, film)
    change(anna, film, chapters=OWN)
    assert played(anna, film).endswith("00:00:30.500 --> 00:01:30.000\nTwo &amp; &lt;more&gt;\n")
    change(anna, film, chapters=[])
    assert played(anna, film) == ""
    assert len(list(server.services.store.keys(f"media/{film}/"))) == 1


def test_typing_on_below_the_chapters_writes_nothing(
    server: Running, anna: Caller, film: str
) -> None:
    """The same chapters keep their file, so that viewers need not fetch it again."""
    change(anna, film, description=IN_TEXT)
    before = list(server.services.store.keys(f"media/{film}/"))
    change(anna, film, description=IN_TEXT + "\n\nThanks!")
    assert list(server.services.store.keys(f"media/{film}/")) == before


@pytest.mark.parametrize(
    "wrong",
    [
        [{"start_seconds": 5, "title": "A"}, {"start_seconds": 5, "title": "B"}],
        [{"start_seconds": -1, "title": "A"}],
        [{"start_seconds": 0, "title": " "}],
        [{"start_seconds": n, "title": "A"} for n in range(201)],
    ],
)
def test_chapters_follow_one_another(anna: Caller, film: str, wrong: list[Any]) -> None:
    """And each has a title."""
    assert anna.fault("PATCH", f"/api/videos/{film}", json={"chapters": wrong}) == (422, "invalid")


def test_chapters_are_their_owners_to_read(anna: Caller, bert: Caller, film: str) -> None:
    """Others have what a player is given."""
    change(anna, film, visibility="public")
    assert bert.fault("GET", f"/api/videos/{film}/chapters") == (404, "not_found")
    assert bert.fault("GET", f"/api/videos/{film}/subtitles") == (404, "not_found")


def test_a_picture_without_a_single_point_is_none(anna: Caller, film: str) -> None:
    """Whoever shows it would have nothing to scale."""
    nothing = LARGE_PNG.replace(pack(">II", 30_000, 20_000), pack(">II", 0, 20_000))
    path = f"/api/videos/{film}/poster"
    assert anna.fault("PUT", path, data=nothing) == (422, "not_a_picture")


@pytest.mark.parametrize("data", [LARGE_PNG, LARGE_JPEG])
def test_a_poster_that_would_eat_memory_is_refused(anna: Caller, film: str, data: bytes) -> None:
    """By what it says of itself; nothing decodes it."""
    answer = anna("PUT", f"/api/videos/{film}/poster", data=data)
    assert answer.status_code == 422
    assert answer.json()["message"] == (
        "This picture is too large: 30000 × 20000. A poster has at most 64 megapixels."
    )


def test_an_own_poster_can_be_taken_back(server: Running, anna: Caller, film: str) -> None:
    """What was made of the film shows again, and nothing is left of it in the store."""
    path = f"/api/videos/{film}/poster"
    assert anna("PUT", path, data=JPEG).json()["poster_url"]
    for _ in range(2):
        anna.json("DELETE", path)
        assert anna.json("GET", f"/api/videos/{film}")["poster_url"] is None
    assert list(server.services.store.keys(f"media/{film}/")) == []


def test_captions_are_listed(anna: Caller, film: str) -> None:
    """By language; whether they were added tells what can be done about them."""
    anna("PUT", f"/api/videos/{film}/subtitles/de?label=Deutsch", data=SRT)
    [listed] = anna.json("GET", f"/api/videos/{film}/subtitles")["subtitles"]
    assert (listed["language"], listed["label"], listed["own"]) == ("de", "Deutsch", True)


def test_captions_whose_times_run_backwards_are_refused(anna: Caller, film: str) -> None:
    """In one sentence that says where."""
    backwards = SRT.replace(b"01,000", b"03,000")
    answer = anna("PUT", f"/api/videos/{film}/subtitles/de", data=backwards)
    assert answer.status_code == 422
    assert "ends before it begins, at 00:00:03.000" in answer.json()["message"]


def test_new_films_begin_with_their_channels_template(anna: Caller) -> None:
    """What the template does not name is as ever; films that there are stay as they are."""
    before = anna.film()
    [channel] = anna.json("GET", "/api/channels")["channels"]
    template = {"tags": ["nature"], "visibility": "unlisted", "description": "By us."}
    path = f"/api/channels/{channel['id']}"
    assert anna.json("PATCH", path, {"defaults": template})["defaults"] == template

    shown = [anna.json("GET", f"/api/videos/{video_id}") for video_id in (before, anna.film())]
    assert [film["tags"] for film in shown] == [[], ["nature"]]
    assert [film["visibility"] for film in shown] == ["private", "unlisted"]
    assert [film["language"] for film in shown] == [None, None]


def test_a_template_is_nobody_elses_to_see(anna: Caller, bert: Caller) -> None:
    """Not even that there is one."""
    [channel] = anna.json("GET", "/api/channels")["channels"]
    path = f"/api/channels/{channel['id']}"
    anna.json("PATCH", path, {"defaults": {"language": "de"}})
    assert bert.json("GET", path)["defaults"] == {}
