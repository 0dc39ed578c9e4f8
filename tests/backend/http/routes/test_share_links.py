"""Links that owners give to others, over the real wire."""

from __future__ import annotations

from typing import Any

import pytest

from tests.backend.http.routes.test_viewers import PRIVATE_WORDS, public_film
from tests.backend.serving import Caller, Running

TEN_SECONDS = {"seconds_by_rendition": {"720p": 10}}


def test_a_link_opens_a_private_film(server: Running, anna: Caller, stranger: Caller) -> None:
    """Until it is revoked; then the addresses that it gave stop, too."""
    video = public_film(server, anna, visibility="private")
    body = {"start_seconds": 5, "end_seconds": 20}
    link = anna.json("POST", f"/api/videos/{video}/links", body)
    assert link["url"].endswith(f"/watch/{video}?link={link['id']}")
    assert len(link["id"]) >= 32
    opened = stranger.json("POST", f"/api/links/{link['id']}/open")
    assert (opened["start_seconds"], opened["end_seconds"]) == (5, 20)
    assert not set(PRIVATE_WORDS) & set(opened["video"])
    assert stranger("GET", opened["playback"]["url"]).status_code == 200
    assert [each["id"] for each in anna.json("GET", f"/api/videos/{video}/links")["links"]] == [
        link["id"]
    ]

    anna.json("DELETE", f"/api/links/{link['id']}")
    assert stranger.fault("POST", f"/api/links/{link['id']}/open") == (404, "not_found")
    assert stranger("GET", opened["playback"]["url"]).status_code == 404
    assert anna.json("GET", f"/api/videos/{video}/links")["links"] == []


def test_a_link_leads_to_the_page(server: Running, anna: Caller, stranger: Caller) -> None:
    """Of its own film only, and as long as it holds; one with a password asks for it."""
    video = public_film(server, anna, visibility="private")
    other = public_film(server, anna, visibility="private")
    link = anna.json("POST", f"/api/videos/{video}/links", {})["id"]
    locked = anna.json("POST", f"/api/videos/{video}/links", {"password": "sesame"})["id"]
    assert stranger("GET", f"/watch/{video}?link={link}").status_code == 200
    playback = stranger.json("GET", f"/watch/{video}/playback?link={link}")
    assert stranger("GET", playback["url"]).status_code == 200
    for address, status in (
        (f"/watch/{other}?link={link}", 404),
        (f"/watch/{video}?link=none", 404),
        (f"/watch/{video}?link={locked}", 403),
    ):
        page, query = address.split("?")
        assert stranger("GET", address).status_code == status
        assert stranger.fault("GET", f"{page}/playback?{query}")[0] == status
    anna.json("DELETE", f"/api/links/{link}")
    assert stranger("GET", f"/watch/{video}?link={link}").status_code == 404
    assert stranger("GET", playback["url"]).status_code == 404


def test_a_link_may_want_a_password(
    server: Running, anna: Caller, bert: Caller, stranger: Caller
) -> None:
    """And who guesses is slowed down."""
    video = public_film(server, anna, visibility="private")
    link = anna.json("POST", f"/api/videos/{video}/links", {"password": "sesame"})
    path = f"/api/links/{link['id']}/open"
    assert link["has_password"]
    assert stranger.fault("POST", path) == (403, "password_wanted")
    assert stranger.json("POST", path, {"password": "sesame"})["video"]["id"] == video
    assert bert.fault("DELETE", f"/api/links/{link['id']}") == (404, "not_found")
    for _ in range(5):
        assert stranger.fault("POST", path, json={"password": "no"}) == (403, "password_wanted")
    assert stranger.fault("POST", path, json={"password": "no"}) == (429, "slow_down")


@pytest.mark.parametrize(
    "body",
    [
        {"start_seconds": 20, "end_seconds": 10},
        {"start_seconds": 10, "end_seconds": 10},
        {"start_seconds": 61},
        {"end_seconds": 100},
        {"expires_at": "2001-01-01T00:00:00Z"},
        {"start_seconds": -1},
        {"password": ""},
    ],
)
def test_a_link_that_makes_no_sense_is_refused(
    server: Running, anna: Caller, body: dict[str, Any]
) -> None:
    """In one sentence."""
    video = public_film(server, anna)
    status, _ = anna.fault("POST", f"/api/videos/{video}/links", json=body)
    assert status == 422


def test_a_play_by_a_link_is_a_view(
    server: Running, anna: Caller, bert: Caller, stranger: Caller
) -> None:
    """Of a private film, too, once a viewer; and it is in nobody's history."""
    video = public_film(server, anna, visibility="private")
    link = anna.json("POST", f"/api/videos/{video}/links", {"password": "sesame"})["id"]
    plays = f"/api/videos/{video}/plays"
    for caller in (bert, stranger, stranger):
        caller.json("POST", f"{plays}?link={link}", TEN_SECONDS)

    assert anna.json("GET", f"/api/videos/{video}")["views"] == 2
    assert bert.json("GET", "/api/history")["videos"] == []
    assert stranger.fault("POST", plays, json=TEN_SECONDS) == (404, "not_found")
    other = public_film(server, anna, visibility="private")
    path = f"/api/videos/{other}/plays?link={link}"
    assert stranger.fault("POST", path, json=TEN_SECONDS) == (404, "not_found")


def test_a_private_film_asks_in_no_frame_for_its_password(
    server: Running, anna: Caller, stranger: Caller
) -> None:
    """It would not be shown there anyway; an unlisted one is."""
    video = public_film(server, anna, visibility="private")
    link = anna.json("POST", f"/api/videos/{video}/links", {"password": "sesame"})["id"]
    embed = f"/embed/{video}?link={link}"
    form = 'type="password"'
    refused = stranger("GET", embed)
    assert (refused.status_code, form in refused.text) == (403, False)
    assert stranger("GET", f"/embed/{video}?link=none").status_code == 404
    anna.json("PATCH", f"/api/videos/{video}", {"visibility": "unlisted"})
    assert form in stranger("GET", embed).text
