"""What is told of others' films: to followers, and to whoever looks at the catalogue."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from requests import Response

from backend.database.database import Database
from tests.backend.http.routes.test_viewers import public_film
from tests.backend.rows import set_video
from tests.backend.serving import Caller, Running, running


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


@contextmanager
def never_quiet(database: Database, video_id: str) -> Iterator[None]:
    """There is always something to tell of this video."""
    over = threading.Event()

    def change() -> None:
        percent = 0.0
        while not over.wait(0.01):
            percent += 0.01
            set_video(database, video_id, percent=percent)

    thread = threading.Thread(target=change)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def published(stream: Response, until: str) -> list[str]:
    """Of which films one hears that they are new, up to this one."""
    heard: list[str] = []
    lines = stream.iter_lines(chunk_size=1)
    while until not in heard:
        kind, shown = told(lines)
        heard += [shown["id"]] if kind == "published" else []
    return heard


def test_a_schedule_is_kept_by_the_clock(
    server: Running, anna: Caller, bert: Caller, tmp_path: Path
) -> None:
    """Followers at each of two backends hear of it once, however much else there is to tell; a time
    that is over means now."""
    database = server.services.database
    channel = anna.json("POST", "/api/channels", {"name": "Scheduled"})["id"]
    bert.json("PUT", f"/api/subscriptions/{channel}")
    with (
        running(tmp_path, database_url=server.services.settings.database_url) as second,
        never_quiet(database, bert.film()),
        ExitStack() as stack,
    ):
        token = str(bert.session.headers["Authorization"]).removeprefix("Bearer ")
        streams = [
            stack.enter_context(one.stranger(token)("GET", "/api/events", stream=True))
            for one in (server, second)
        ]
        due = database.clock() + 1.0
        film = public_film(server, anna, channel_id=channel, publish_at=due)
        last = public_film(server, anna, channel_id=channel, publish_at=due + 0.5)
        heard = [published(stream, until=last) for stream in streams]

    assert heard == [[film, last], [film, last]]
    past = {"visibility": "public", "publish_at": "2001-01-01T00:00:00Z"}
    now = anna.json("PATCH", f"/api/videos/{film}", past)
    assert now["published_at"] > "2020"
