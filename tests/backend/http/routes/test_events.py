"""Server-Sent Events over the real wire."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from backend.database.database import Database
from backend.database.listing import Change
from backend.http.dependencies import Listening
from backend.http.feed import Listens
from backend.http.routes.events import Stream
from tests.backend.rows import set_video
from tests.backend.serving import Caller, Running, running


@contextmanager
def listening(caller: Caller, path: str) -> Iterator[Iterator[Any]]:
    with caller("GET", path, stream=True) as answer:
        assert answer.headers["Content-Type"].startswith("text/event-stream")
        lines = answer.iter_lines(chunk_size=1)
        assert next(lines) == b": hello"
        yield (json.loads(line[6:]) for line in lines if line.startswith(b"data: "))


def test_tells_how_a_video_is_now_and_each_change(server: Running, anna: Caller) -> None:
    """The first event is the present state."""
    video_id = anna.film()
    with listening(anna, f"/api/videos/{video_id}/events") as events:
        assert next(events)["state"] == "verifying"
        set_video(server.services.database, video_id, percent=12.5)
        assert next(events)["percent"] == 12.5


def test_gathers_what_changes_quickly(server: Running, anna: Caller) -> None:
    """A hundred changes at once are one or two events, and the last word is heard."""
    video_id = anna.film()
    with listening(anna, f"/api/videos/{video_id}/events") as events:
        next(events)
        for percent in range(1, 101):
            set_video(server.services.database, video_id, percent=float(percent))
        heard = 1
        while next(events)["percent"] != 100:
            heard += 1
    assert heard < 20


class Two(Stream):
    """Tells of two films at once."""

    at_first = frozenset({"a", "b"})

    def wants(self, _: Change) -> bool:
        return False

    def changed_since(self, _: float) -> set[str]:
        return set()

    def told(self, video_ids: Iterable[str]) -> list[str]:
        return [f"data: {video_id}\n\n" for video_id in sorted(video_ids)]


NOBODY = Listening(Listens("nobody"), lambda: True)


def test_what_is_told_together_is_one_piece(server: Running) -> None:
    """A listener who is gone is written to once, and not once for each film."""
    services = server.services
    stream = Two(services.database, services.feed, services.views, None, NOBODY)

    async def first_pieces() -> list[Any]:
        pieces = aiter(stream.answer().body_iterator)
        return [await anext(pieces) for _ in range(2)]

    assert asyncio.run(first_pieces()) == [": hello\n\n", "data: a\n\ndata: b\n\n"]


def test_the_library_hears_of_all_its_videos(server: Running, anna: Caller) -> None:
    """Of new and deleted ones too, and of nobody else's."""
    bert = server.account()
    with listening(anna, "/api/events") as events:
        bert.create(1)
        upload = anna.create(1, title="new")
        created = next(events)
        anna.json("DELETE", f"/api/videos/{upload['video_id']}")
        deleted = next(events)

    assert (created["title"], created["state"]) == ("new", "uploading")
    assert (deleted["id"], deleted["state"]) == (created["id"], "deleted")


def test_listeners_do_not_keep_the_server_from_stopping(tmp_path: Path) -> None:
    """Their streams end first."""
    with running(tmp_path) as server:
        anna = server.account()
        answer = anna("GET", "/api/events", stream=True)
    assert answer.raw.read() is not None
    answer.close()


def test_hears_of_what_another_process_changed(server: Running, anna: Caller) -> None:
    """The feed knows nothing of it; a look at the database does."""
    video_id = anna.film()
    with listening(anna, f"/api/videos/{video_id}/events") as events:
        next(events)
        settings = server.services.settings
        with closing(Database(settings.database_url)) as other:
            set_video(other, video_id, percent=33.0)
        while next(events)["percent"] != 33.0:
            pass
