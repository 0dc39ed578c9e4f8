"""A server that shows its videos to whoever asks, and gives and takes links."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from app.errors import MatineeError, ServerRefused
from app.known_servers import Profile
from app.server.client import Client
from app.server.connection import Connection
from app.server.videos import Account, Playback, Video, VideoPage
from app.server.viewing import Opened, Playlist, PlaylistEntry, PlaylistPage, ShareLink
from tests.app.ui.fakes import FILM, FakeClient, FakeConnector, FakeViewing

SERVER = "https://films.example"
GONE = ServerRefused(404, "not_found", "There is no such video.")
PASSWORD = ServerRefused(401, "password_wanted", "This link needs its password.")


def film(name: str, **changes: Any) -> Video:
    return replace(FILM, **{"id": name, "title": name, "visibility": "public"} | changes)


class FilledViewing(FakeViewing):
    """`links` are by their ids, each with what it opens and its password."""

    def __init__(self) -> None:
        super().__init__()
        self.listed: dict[str, tuple[Video, ...]] = {}
        self.opens: dict[str, tuple[Opened | MatineeError, str | None]] = {}
        self.given: dict[str, ShareLink] = {}
        self.opened: list[str] = []

    def playlist(
        self, playlist_id: str, cursor: str | None = None, limit: int | None = None
    ) -> PlaylistPage:
        page = self.channel_videos(playlist_id, cursor, limit)
        entries = tuple(PlaylistEntry(video.id, video) for video in page.videos)
        hidden = PlaylistEntry("hidden", None, "hidden")
        return PlaylistPage(Playlist(playlist_id, "A list"), (*entries, hidden), page.next_cursor)

    def channel_videos(
        self, channel_id: str, cursor: str | None = None, limit: int | None = None
    ) -> VideoPage:
        """Two at a time, however many are wanted."""
        assert limit is not None
        start = int(cursor or 0)
        videos = self.listed[channel_id]
        following = str(start + 2) if start + 2 < len(videos) else None
        return VideoPage(videos[start : start + 2], following)

    def open_link(self, link_id: str, password: str | None = None) -> Opened:
        self.opened.append(link_id)
        opened, wanted = self.opens.get(link_id, (GONE, None))
        if password != wanted:
            raise PASSWORD
        if isinstance(opened, MatineeError):
            raise opened
        return opened

    def links(self, video_id: str) -> tuple[ShareLink, ...]:
        return tuple(link for link in self.given.values() if link.video_id == video_id)

    def add_link(self, video_id: str, **given: Any) -> ShareLink:
        if given["expires_at"] == "yesterday":
            raise ServerRefused(422, "invalid", "A link ends in the future.")
        link_id = f"link{len(self.given)}"
        password = given.pop("password")
        url = f"{SERVER}/watch/{video_id}?link={link_id}"
        link = ShareLink(link_id, url, video_id, has_password=bool(password), **given)
        self.given[link_id] = link
        return link

    def revoke_link(self, link_id: str) -> None:
        del self.given[link_id]


class FakeServer(FakeClient):
    server_url = SERVER + "/"

    def __init__(self, *videos: Video) -> None:
        super().__init__()
        self.library = videos
        self.viewing: FilledViewing = FilledViewing()

    def token(self) -> str | None:
        return "token"

    def sign_out(self) -> None: ...

    def video(self, video_id: str) -> Video:
        found = next((video for video in self.library if video.id == video_id), None)
        if found is None:
            raise GONE
        return found


class ServerConnector(FakeConnector):
    """Lets everybody in to a server."""

    def __init__(self, server: FakeServer, url: str = SERVER) -> None:
        super().__init__()
        self.server, self.url = server, url
        self.info = replace(self.info, guests=True)

    def connect(self, profile: Profile) -> Connection:  # noqa: ARG002
        return Connection(self.url, cast(Client, self.server), Account("ann", "Ann"))


def opened_by_link(video: Video, start: float | None = None, end: float | None = None) -> Opened:
    playback = Playback(video.id, "hls", f"{SERVER}/media/x/play.m3u8", 3600)
    return Opened(video, playback, start, end)
