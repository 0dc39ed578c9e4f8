"""A backend for viewers in memory, which can be away, refuse and be slow."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeVar

from app.errors import MatineeError, ServerRefused
from app.server.catalogue import Wanted
from app.server.videos import Account, ChannelBrief, Video, VideoPage
from app.server.viewing import (
    Channel,
    History,
    Playlist,
    PlaylistEntry,
    PlaylistPage,
    Suggestions,
    Watched,
)
from app.ui.background import Background
from app.ui.navigation.page import Visit
from tests.app.ui.visits import ANN, visit_of

T = TypeVar("T")
ANNA = ChannelBrief("anna", "annas.cats", "Anna's cats")
SERVER = "https://films.example.org/"


def film(name: str, **more: Any) -> Video:
    usual = {"playable": "adaptive", "duration_seconds": 90.0, "channel": ANNA, "views": 12}
    return Video(name, name, "ready", **{**usual, **more})


def later() -> Playlist:
    return Playlist("later", "Watch later", later=True, own=True)


class ViewingInMemory:
    """Answers when it is `free`; raises `fault`, if there is one, instead of any answer, and
    `refusal` instead of any change. `asked` has what it was asked for."""

    def __init__(self) -> None:
        self.free = threading.Event()
        self.free.set()
        self.fault: MatineeError | None = None
        self.refusal: MatineeError | None = None
        self.asked: list[tuple[Any, ...]] = []
        self.page = 50
        self.lists: dict[str, Playlist] = {"later": later()}
        self.entries: dict[str, list[PlaylistEntry]] = {"later": []}
        self.watched: list[Watched] = []
        self.paused = False
        self.films: list[Video] = []
        self.all_channels: dict[str, Channel] = {}
        self.suggested: dict[str, Suggestions] = {}

    def fill(self, playlist_id: str, *entries: PlaylistEntry, **values: Any) -> None:
        """A playlist is there, with these on it."""
        usual = {"title": playlist_id.title(), "own": True, "size": len(entries)}
        self.lists[playlist_id] = Playlist(playlist_id, **{**usual, **values})
        self.entries[playlist_id] = list(entries)

    def names(self, playlist_id: str) -> list[str]:
        return [entry.video_id for entry in self.entries[playlist_id]]

    # Playlists

    def playlists(self, cursor: str | None = None) -> tuple[tuple[Playlist, ...], str | None]:
        self._answer("playlists", cursor)
        return self._paged(list(self.lists.values()), cursor, self.page)

    def playlist(
        self, playlist_id: str, cursor: str | None = None, limit: int | None = None
    ) -> PlaylistPage:
        self._answer("playlist", playlist_id, cursor)
        if playlist_id not in self.lists:
            raise ServerRefused(404, "not_found", "There is no such playlist.")
        most = min(limit or self.page, self.page)
        entries, next_cursor = self._paged(self.entries[playlist_id], cursor, most)
        return PlaylistPage(self.lists[playlist_id], entries, next_cursor)

    def add_playlist(self, title: str, visibility: str = "private") -> Playlist:
        self._change("add_playlist", title, visibility)
        self.fill(title.lower(), title=title, visibility=visibility)
        return self.lists[title.lower()]

    def change_playlist(self, playlist_id: str, **changes: Any) -> Playlist:
        self._change("change_playlist", playlist_id, changes)
        self.lists[playlist_id] = replace(self.lists[playlist_id], **changes)
        return self.lists[playlist_id]

    def delete_playlist(self, playlist_id: str) -> None:
        self._change("delete_playlist", playlist_id)
        del self.lists[playlist_id]

    def add_to_playlist(self, playlist_id: str, video_id: str) -> None:
        self._change("add_to_playlist", playlist_id, video_id)
        if video_id not in self.names(playlist_id):
            self.entries[playlist_id].append(PlaylistEntry(video_id, film(video_id)))

    def move_in_playlist(self, playlist_id: str, video_id: str, after: str | None) -> None:
        self._change("move_in_playlist", playlist_id, video_id, after)
        entries, names = self.entries[playlist_id], self.names(playlist_id)
        moved = entries.pop(names.index(video_id))
        names.remove(video_id)
        entries.insert(names.index(after) + 1 if after else 0, moved)

    def remove_from_playlist(self, playlist_id: str, video_id: str) -> None:
        self._change("remove_from_playlist", playlist_id, video_id)
        del self.entries[playlist_id][self.names(playlist_id).index(video_id)]

    # History

    def history(
        self,
        query: str = "",
        *,
        unfinished: bool = False,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> History:
        self._answer("history", query, unfinished, cursor)
        found = [each for each in self.watched if query in (each.video or film("")).title]
        watched, next_cursor = self._paged(found, cursor, min(limit or self.page, self.page))
        return History(watched, self.paused, next_cursor)

    def forget_watched(self, video_id: str | None = None) -> None:
        self._change("forget_watched", video_id)
        self.watched = [each for each in self.watched if video_id not in (None, each.video_id)]

    def pause_history(self, *, paused: bool) -> None:
        self._change("pause_history", paused)
        self.paused = paused

    # Finding

    def suggestions(self, query: str) -> Suggestions:
        self._answer("suggestions", query)
        return self.suggested.get(query, Suggestions())

    def catalogue(
        self, wanted: Wanted, cursor: str | None = None, limit: int | None = None
    ) -> VideoPage:
        self._answer("catalogue", wanted, cursor)
        found = [each for each in self.films if wanted.query in each.title]
        return VideoPage(*self._paged(found, cursor, min(limit or self.page, self.page)))

    def followed_videos(self, **_asked: Any) -> VideoPage:
        self._answer("followed_videos")
        return VideoPage((), None)

    # Channels

    def channels(self) -> tuple[Channel, ...]:
        self._answer("channels")
        return tuple(each for each in self.all_channels.values() if each.own)

    def channel(self, name: str) -> Channel:
        self._answer("channel", name)
        for channel in self.all_channels.values():
            if name in (channel.id, channel.handle):
                return channel
        raise ServerRefused(404, "not_found", "There is no such channel.")

    def channel_videos(
        self, channel_id: str, cursor: str | None = None, limit: int | None = None
    ) -> VideoPage:
        self._answer("channel_videos", channel_id, cursor)
        return VideoPage(*self._paged(self.films, cursor, min(limit or self.page, self.page)))

    def channel_playlists(
        self, channel_id: str, cursor: str | None = None
    ) -> tuple[tuple[Playlist, ...], str | None]:
        self._answer("channel_playlists", channel_id, cursor)
        return self._paged([each for each in self.lists.values() if not each.later], cursor, 50)

    def add_channel(self, name: str, handle: str | None = None) -> Channel:
        self._change("add_channel", name, handle)
        channel = Channel(name, handle or name.lower(), name, own=True)
        self.all_channels[channel.id] = channel
        return channel

    def change_channel(self, channel_id: str, **changes: Any) -> Channel:
        self._change("change_channel", channel_id, changes)
        self.all_channels[channel_id] = replace(self.all_channels[channel_id], **changes)
        return self.all_channels[channel_id]

    def delete_channel(self, channel_id: str) -> None:
        self._change("delete_channel", channel_id)
        del self.all_channels[channel_id]

    def set_channel_picture(self, channel_id: str, kind: str, image: Path | None) -> None:
        self._change("set_channel_picture", channel_id, kind, image)

    def followed(self, _cursor: str | None = None) -> tuple[tuple[Channel, ...], str | None]:
        self._answer("followed")
        return (), None

    def follow(self, channel_id: str) -> None:
        self._change("follow", channel_id)

    def unfollow(self, channel_id: str) -> None:
        self._change("unfollow", channel_id)

    # Below

    def _answer(self, *asked: Any) -> None:
        self.asked.append(asked)
        self.free.wait(10)
        if self.fault is not None:
            raise self.fault

    def _change(self, *asked: Any) -> None:
        self._answer(*asked)
        if self.refusal is not None:
            raise self.refusal

    def _paged(
        self, items: Sequence[T], cursor: str | None, most: int
    ) -> tuple[tuple[T, ...], str | None]:
        start = int(cursor or 0)
        more = str(start + most) if start + most < len(items) else None
        return tuple(items[start : start + most]), more


def visit_to(
    viewing: ViewingInMemory,
    background: Background,
    folder: Path,
    *,
    account: Account | None = ANN,
    server: str = SERVER,
) -> Visit:
    """Of somebody who is signed in to a server, unless the test says otherwise."""
    client = SimpleNamespace(viewing=viewing, server_url=SERVER)
    return visit_of(background, client, folder, account=account, server=server)
