"""The backend's calls for viewers: the catalogue, channels, playlists, history and links."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from app.errors import NotMatinee
from app.server.catalogue import LONGEST_QUERY, Wanted
from app.server.events import ServerEvents
from app.server.transport import Transport
from app.server.videos import ChannelBrief, Playback, Video, VideoPage
from app.server.viewing import (
    Channel,
    History,
    Opened,
    Playlist,
    PlaylistEntry,
    PlaylistPage,
    PublicChange,
    ServerInfo,
    ShareLink,
    Suggestions,
    Watched,
    maybe_video,
)


class ViewingCalls:
    """Part of a `Client`. A page's `cursor` is what the page before it ended with."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def server(self) -> ServerInfo:
        answer = self._transport.call("GET", "server")
        try:
            return ServerInfo.from_json(answer)
        except ValueError as error:
            raise NotMatinee(self._transport.host) from error

    # Finding

    def catalogue(
        self, wanted: Wanted, cursor: str | None = None, limit: int | None = None
    ) -> VideoPage:
        return self._videos("catalogue", cursor, limit, wanted.to_params())

    def followed_videos(self, cursor: str | None = None, limit: int | None = None) -> VideoPage:
        """The newest of the channels that the account follows."""
        return self._videos("subscriptions/videos", cursor, limit)

    def catalogue_events(self) -> ServerEvents[PublicChange]:
        """Follow what anybody may see."""
        absolute = self._transport.maybe
        return ServerEvents(
            self._transport,
            "catalogue/events",
            lambda _kind, told: PublicChange(told["id"], maybe_video(told["video"], absolute)),
        )

    def suggestions(self, query: str) -> Suggestions:
        answer = self._transport.call("GET", "suggestions", params={"query": query[:LONGEST_QUERY]})
        return Suggestions(tuple(answer["titles"]), tuple(map(self._brief, answer["channels"])))

    # Channels

    def channels(self) -> tuple[Channel, ...]:
        """The account's own."""
        return tuple(map(self._channel, self._transport.call("GET", "channels")["channels"]))

    def channel(self, name: str) -> Channel:
        """By id or handle."""
        return self._channel(self._transport.call("GET", f"channels/{quote(name)}"))

    def channel_videos(
        self, channel_id: str, cursor: str | None = None, limit: int | None = None
    ) -> VideoPage:
        return self._videos(f"channels/{quote(channel_id)}/videos", cursor, limit)

    def channel_playlists(
        self, channel_id: str, cursor: str | None = None
    ) -> tuple[tuple[Playlist, ...], str | None]:
        return self._playlists(f"channels/{quote(channel_id)}/playlists", cursor)

    def add_channel(self, name: str, handle: str | None = None) -> Channel:
        body = {"name": name} | ({"handle": handle} if handle else {})
        return self._channel(self._transport.call("POST", "channels", json=body))

    def change_channel(self, channel_id: str, **changes: str) -> Channel:
        """Change name, handle or description."""
        return self._channel(self._transport.call("PATCH", f"channels/{channel_id}", json=changes))

    def delete_channel(self, channel_id: str) -> None:
        self._transport.call("DELETE", f"channels/{channel_id}")

    def set_channel_picture(self, channel_id: str, kind: str, image: Path | None) -> None:
        """`kind`: picture | banner; None takes it away."""
        path = f"channels/{channel_id}/{kind}"
        if image is None:
            self._transport.call("DELETE", path)
            return
        with image.open("rb") as body:
            self._transport.call("PUT", path, data=body)

    def followed(self, cursor: str | None = None) -> tuple[tuple[Channel, ...], str | None]:
        answer = self._transport.call("GET", "subscriptions", params=page_of(cursor))
        return tuple(map(self._channel, answer["channels"])), answer.get("next_cursor")

    def follow(self, channel_id: str) -> None:
        self._transport.call("PUT", f"subscriptions/{channel_id}")

    def unfollow(self, channel_id: str) -> None:
        self._transport.call("DELETE", f"subscriptions/{channel_id}")

    # Playlists; "later" is the id of "Watch later", too

    def playlists(self, cursor: str | None = None) -> tuple[tuple[Playlist, ...], str | None]:
        """The account's own, the last changed first."""
        return self._playlists("playlists", cursor)

    def playlist(
        self, playlist_id: str, cursor: str | None = None, limit: int | None = None
    ) -> PlaylistPage:
        answer = self._transport.call(
            "GET", f"playlists/{quote(playlist_id)}", params=page_of(cursor, limit)
        )
        absolute = self._transport.maybe
        return PlaylistPage(
            Playlist.from_json(answer, absolute),
            tuple(PlaylistEntry.from_json(entry, absolute) for entry in answer["entries"]),
            answer.get("next_cursor"),
        )

    def add_playlist(self, title: str, visibility: str = "private") -> Playlist:
        body = {"title": title, "visibility": visibility}
        return self._playlist(self._transport.call("POST", "playlists", json=body))

    def change_playlist(self, playlist_id: str, **changes: str) -> Playlist:
        """Change title, description or visibility."""
        return self._playlist(
            self._transport.call("PATCH", f"playlists/{playlist_id}", json=changes)
        )

    def delete_playlist(self, playlist_id: str) -> None:
        self._transport.call("DELETE", f"playlists/{playlist_id}")

    def add_to_playlist(self, playlist_id: str, video_id: str) -> None:
        """At the end; what is in it already stays where it is."""
        self._transport.call("PUT", f"playlists/{playlist_id}/videos/{video_id}")

    def move_in_playlist(self, playlist_id: str, video_id: str, after: str | None) -> None:
        """Behind the video `after`; None: to the beginning."""
        self._transport.call(
            "PUT", f"playlists/{playlist_id}/videos/{video_id}", json={"after": after}
        )

    def remove_from_playlist(self, playlist_id: str, video_id: str) -> None:
        self._transport.call("DELETE", f"playlists/{playlist_id}/videos/{video_id}")

    # History

    def history(
        self,
        query: str = "",
        *,
        unfinished: bool = False,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> History:
        """`unfinished`: only those to go on with."""
        asked = page_of(cursor, limit) | ({"query": query} if query else {})
        if unfinished:
            asked["unfinished"] = "true"
        answer = self._transport.call("GET", "history", params=asked)
        absolute = self._transport.maybe
        watched = tuple(Watched.from_json(line, absolute) for line in answer["videos"])
        return History(watched, answer["paused"], answer.get("next_cursor"))

    def forget_watched(self, video_id: str | None = None) -> None:
        """One video, or the whole history."""
        self._transport.call("DELETE", f"history/{video_id}" if video_id else "history")

    def pause_history(self, *, paused: bool) -> None:
        self._transport.call("PATCH", "me", json={"history_paused": paused})

    # Links

    def links(self, video_id: str) -> tuple[ShareLink, ...]:
        """Those of an own video that were not revoked."""
        answer = self._transport.call("GET", f"videos/{video_id}/links")
        return tuple(map(ShareLink.from_json, answer["links"]))

    def add_link(
        self,
        video_id: str,
        *,
        expires_at: str | None = None,
        password: str | None = None,
        start_seconds: float | None = None,
        end_seconds: float | None = None,
    ) -> ShareLink:
        body = {
            "expires_at": expires_at,
            "password": password,
            "start_seconds": start_seconds,
            "end_seconds": end_seconds,
        }
        return ShareLink.from_json(
            self._transport.call("POST", f"videos/{video_id}/links", json=body)
        )

    def revoke_link(self, link_id: str) -> None:
        self._transport.call("DELETE", f"links/{link_id}")

    def open_link(self, link_id: str, password: str | None = None) -> Opened:
        """401 `password_wanted` where it takes one, or another one."""
        answer = self._transport.call(
            "POST", f"links/{quote(link_id)}/open", json={"password": password}
        )
        absolute = self._transport.maybe
        return Opened(
            Video.from_json(answer["video"], absolute),
            Playback.from_json(answer["playback"], absolute),
            answer["start_seconds"],
            answer["end_seconds"],
        )

    # Below

    def _videos(
        self,
        path: str,
        cursor: str | None,
        limit: int | None,
        asked: Mapping[str, Any] | None = None,
    ) -> VideoPage:
        answer = self._transport.call(
            "GET", path, params={**(asked or {}), **page_of(cursor, limit)}
        )
        return VideoPage.from_json(answer, self._transport.maybe)

    def _playlists(self, path: str, cursor: str | None) -> tuple[tuple[Playlist, ...], str | None]:
        answer = self._transport.call("GET", path, params=page_of(cursor))
        return tuple(map(self._playlist, answer["playlists"])), answer.get("next_cursor")

    def _channel(self, document: Mapping[str, Any]) -> Channel:
        return Channel.from_json(document, self._transport.maybe)

    def _brief(self, document: Mapping[str, Any]) -> ChannelBrief:
        return ChannelBrief.from_json(document, self._transport.maybe)

    def _playlist(self, document: Mapping[str, Any]) -> Playlist:
        return Playlist.from_json(document, self._transport.maybe)


def page_of(cursor: str | None, limit: int | None = None) -> dict[str, Any]:
    asked = {"cursor": cursor, "limit": limit}
    return {name: value for name, value in asked.items() if value is not None}
