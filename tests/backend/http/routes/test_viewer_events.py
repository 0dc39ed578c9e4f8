"""What is told of others' films: to followers, and to whoever looks at the catalogue."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tests.backend.http.routes.test_viewers import public_film
from tests.backend.serving import Caller, Running


def told(lines: Iterator[bytes]) -> tuple[str, Any]:
    """The kind and the value of the next event."""
    kind = ""
    for line in lines:
        if line.startswith(b"event:"):
            kind = line[6:].decode().strip()
        elif line.startswith(b"data:"):
            return kind, json.loads(line[5:])
    raise AssertionError("the stream has ended")


def test_followers_hear_of_a_new_film(server: Running, anna: Caller, bert: Caller) -> None:
    """When it becomes public, and once; not of what is private, nor of other channels."""
    followed = anna.json("POST", "/api/channels", {"name": "Followed"})["id"]
    other = anna.json("POST", "/api/channels", {"name": "Other"})["id"]
    bert.json("PUT", f"/api/subscriptions/{followed}")
    with bert("GET", "/api/events", stream=True) as answer:
        lines = answer.iter_lines(chunk_size=1)
        assert next(lines) == b": hello"
        public_film(server, anna, title="Elsewhere", channel_id=other)
        public_film(server, anna, title="Hidden", channel_id=followed, visibility="private")
        video = public_film(server, anna, title="New", channel_id=followed)
        kind, shown = told(lines)
        anna.json("PATCH", f"/api/videos/{video}", {"title": "New, and changed"})
        own = bert.create(1, title="Own")["video_id"]

        assert (kind, shown["id"], shown["channel"]["id"]) == ("published", video, followed)
        assert "filename" not in shown
        kind, shown = told(lines)
        assert (kind, shown["id"]) == ("", own)
        assert "filename" in shown


def test_who_looks_sees_what_comes_and_goes(
    server: Running, anna: Caller, stranger: Caller
) -> None:
    """A public film, its change, and its end; nothing of what never was public."""
    with stranger("GET", "/api/catalogue/events", stream=True) as answer:
        lines = answer.iter_lines(chunk_size=1)
        assert next(lines) == b": hello"
        anna.create(1, title="Never public")
        video = public_film(server, anna, title="Comes")
        _, shown = told(lines)
        assert (shown["id"], shown["video"]["title"]) == (video, "Comes")

        anna.json("PATCH", f"/api/videos/{video}", {"title": "Changes"})
        _, shown = told(lines)
        assert (shown["id"], shown["video"]["title"]) == (video, "Changes")

        anna.json("PATCH", f"/api/videos/{video}", {"visibility": "private"})
        assert told(lines)[1] == {"id": video, "video": None}
