"""Uploads that the window sends, followed at the server."""

from __future__ import annotations

import queue
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from app.cli.upload.by_window import ByWindow, HandedOver, UploadsOf, matched
from app.cli.upload.run import Inbox
from app.errors import ServerRefused, ServerUnreachable
from app.server.client import Client
from app.server.videos import Video, VideoPage
from app.upload.engine.progress import Progress, State


def video(video_id: str, name: str = "a.mp4", size: int = 3, state: str = "uploading") -> Video:
    return Video(video_id, "A", state, size_bytes=size, filename=name)


class Server:
    """Lists the newest first, as it stands."""

    def __init__(self, *videos: Video) -> None:
        self.known = list(videos)
        self.is_away = False

    def videos(self, **_asked: Any) -> VideoPage:
        if self.is_away:
            raise ServerUnreachable("x")
        return VideoPage(tuple(reversed(self.known)), None)

    def video(self, video_id: str) -> Video:
        found = [each for each in self.known if each.id == video_id]
        if not found:
            raise ServerRefused(404, "not_found", "Gone.")
        return found[0]


def window(
    server: Server, inbox: Inbox, *, stays: bool = True, uploads_of: UploadsOf = lambda _files: ()
) -> ByWindow:
    ticks = iter(range(100, 10_000, 10))
    return ByWindow(
        *(cast(Client, server), inbox),
        stays=stays,
        uploads_of=uploads_of,
        clock=lambda: float(next(ticks)),
    )


def heard(inbox: Inbox) -> list[tuple[str | None, State]]:
    found = []
    while not inbox.empty():
        progress = inbox.get()
        found.append((progress.video_id, progress.state))
    return found


def test_each_file_is_the_first_new_video_of_its_name_and_size() -> None:
    """Of two that are alike, each has its own."""
    given = {
        "1": HandedOver(Path("/x/a.mp4"), 3),
        "2": HandedOver(Path("/y/a.mp4"), 3),
        "3": HandedOver(Path("/z/a.mp4"), 4),
    }
    found = [video("v1"), video("v2"), video("v3", "b.mp4"), video("v4", size=5)]
    assert [each.video_id for each in matched(given, found).values()] == ["v1", "v2", None]


def test_a_name_that_no_server_shows_is_found_all_the_same() -> None:
    """It stands there with `?` for what can't be shown."""
    given = {"1": HandedOver(Path("/x/a\nb\udcff.mp4"), 3)}
    assert matched(given, [video("v", "a?b?.mp4")])["1"].video_id == "v"


def test_the_window_is_followed_until_the_server_has_all(tmp_path: Path) -> None:
    """Through a time in which the server is away."""
    film = tmp_path / "a.mp4"
    film.write_bytes(b"abc")
    server, inbox = Server(video("old")), cast(Inbox, queue.SimpleQueue())
    following = window(server, inbox)
    following.add(film)

    following.look()
    assert heard(inbox) == []
    server.known.append(video("new"))
    following.look()
    assert heard(inbox) == [("new", State.UPLOADING)]
    server.is_away = True
    following.look()
    server.is_away = False
    server.known[-1] = video("new", state="verifying")
    following.look()
    assert heard(inbox)[-1] == ("new", State.DONE)
    server.known.pop()
    following.look()
    assert heard(inbox) == [("new", State.CANCELLED)]


def test_where_nobody_stays_it_is_done_once_the_server_knows_it(tmp_path: Path) -> None:
    """The window sends it anyway."""
    film = tmp_path / "a.mp4"
    film.write_bytes(b"abc")
    server, inbox = Server(), cast(Inbox, queue.SimpleQueue())
    following = window(server, inbox, stays=False)
    following.add(film)
    server.known.append(video("new"))
    following.look()
    assert heard(inbox) == [("new", State.DONE)]


def test_the_window_says_how_far_it_is(tmp_path: Path) -> None:
    """Of what it was given now; how it ends there is how the command ends."""
    film, inbox = tmp_path / "a.mp4", cast(Inbox, queue.SimpleQueue())
    film.write_bytes(b"abc")
    earlier = Progress("u1", "v1", "a.mp4", State.DONE, 3, 3, path=film)
    uploads = [earlier]
    following = window(Server(), inbox, uploads_of=lambda _files: uploads)
    following.note_earlier([film])
    name = following.add(film)
    following.look()
    assert inbox.empty()

    sending = replace(earlier, upload_id="u2", video_id="v2", state=State.UPLOADING, sent_bytes=2)
    uploads.append(sending)
    following.look()
    assert inbox.get() == replace(sending, upload_id=name)

    uploads[-1] = replace(sending, state=State.FAILED, message="a.mp4 has changed.")
    following.look()
    assert inbox.get().message == "a.mp4 has changed."


def test_when_the_window_is_closed_the_server_knows(tmp_path: Path) -> None:
    """By the id that the window had told."""
    film, inbox = tmp_path / "a.mp4", cast(Inbox, queue.SimpleQueue())
    film.write_bytes(b"abc")
    uploads = [Progress("u", "v", "other.mp4", State.UPLOADING, 1, 3, path=film)]
    server = Server(video("v", "other.mp4", state="verifying"))
    following = window(server, inbox, uploads_of=lambda _files: uploads)
    following.add(film)
    following.look()
    uploads.clear()
    following.look()
    assert heard(inbox) == [("v", State.UPLOADING), ("v", State.DONE)]
