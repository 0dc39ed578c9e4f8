"""What can be done with videos, and with which; pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.server.videos import Video


class Action(StrEnum):
    PLAY = "play"
    NEW_WINDOW = "new_window"
    RETRY = "retry"
    PLAY_NEXT = "play_next"
    QUEUE = "queue"
    WATCH_LATER = "watch_later"
    PLAYLIST = "playlist"
    COPY_LINK = "copy_link"
    SHARE = "share"
    KEEP = "keep"
    DOWNLOAD = "download"
    CHANNEL = "channel"
    DETAILS = "details"
    REPLACE = "replace"
    VERSIONS = "versions"
    FIGURES = "figures"
    MAKE_PUBLIC = "make_public"
    MAKE_UNLISTED = "make_unlisted"
    MAKE_PRIVATE = "make_private"
    MOVE = "move"
    PROCESS_AGAIN = "process_again"
    DELETE = "delete"


VISIBILITIES = (Action.MAKE_PUBLIC, Action.MAKE_UNLISTED, Action.MAKE_PRIVATE)


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for all videos of a list: whether anybody is `signed_in`, and whether others can
    reach the `server`, so that a link to it is of use."""

    signed_in: bool = True
    linked: bool = False
    server: str = ""


@dataclass(frozen=True, slots=True)
class Extra:
    """Something more that a page does with videos, such as taking them out of a playlist."""

    picture: str
    label: str
    do: Callable[[Sequence[Video]], None]


def offered(videos: Sequence[Video], terms: Terms) -> tuple[tuple[Action, ...], ...]:
    """The actions that make sense for all of these videos, in groups."""
    if not videos:
        return ()
    groups = (
        (Action.PLAY, Action.NEW_WINDOW, Action.RETRY),
        (Action.PLAY_NEXT, Action.QUEUE),
        (Action.WATCH_LATER, Action.PLAYLIST, Action.KEEP),
        (Action.COPY_LINK, Action.SHARE, Action.DOWNLOAD),
        (Action.CHANNEL, Action.DETAILS, Action.FIGURES),
        (*VISIBILITIES, Action.MOVE),
        (Action.REPLACE, Action.VERSIONS),
        (Action.PROCESS_AGAIN, Action.DELETE),
    )
    kept = (tuple(each for each in group if suits(each, videos, terms)) for group in groups)
    return tuple(group for group in kept if group)


def suits(action: Action, videos: Sequence[Video], terms: Terms) -> bool:
    """Whether it can be done with each of them, and with so many."""
    one, only = videos[0], len(videos) == 1
    match action:
        case Action.PLAY:
            return is_watchable(one)
        case Action.NEW_WINDOW:
            return only and is_watchable(one)
        case Action.RETRY:
            return all(map(can_retry, videos))
        case Action.PLAY_NEXT | Action.QUEUE:
            return all(map(is_watchable, videos))
        case Action.WATCH_LATER | Action.PLAYLIST:
            return terms.signed_in
        case Action.COPY_LINK | Action.SHARE:
            return only and terms.linked and is_watchable(one)
        case Action.KEEP:
            return only and terms.signed_in and terms.linked and one.playable == "adaptive"
        case Action.DOWNLOAD:
            return only and one.own and one.state != "uploading"
        case Action.CHANNEL:
            return only and one.channel is not None and not one.own
        case Action.DETAILS:
            return all(video.own for video in videos)
        case Action.FIGURES:
            return only and one.own
        case Action.MAKE_PUBLIC | Action.MAKE_UNLISTED | Action.MAKE_PRIVATE | Action.MOVE:
            return terms.linked and all(video.own for video in videos)
        case Action.REPLACE:
            return only and one.own and can_replace(one)
        case Action.VERSIONS:
            return only and one.own and one.state in ("ready", "failed")
        case Action.PROCESS_AGAIN:
            return all(video.own and video.state == "ready" for video in videos)
        case Action.DELETE:
            return all(video.own for video in videos)


def opening(video: Video) -> Action | None:
    """What Enter and a click do: play it, or whatever comes nearest."""
    if is_watchable(video):
        return Action.PLAY
    return Action.RETRY if can_retry(video) else None


def is_watchable(video: Video) -> bool:
    return video.playable is not None


def can_replace(video: Video) -> bool:
    """By another file; one that came to nothing makes way for it."""
    on_its_way = video.replacement is not None and video.replacement.state != "failed"
    return video.state in ("ready", "failed") and not on_its_way


def can_retry(video: Video) -> bool:
    return video.state == "failed" and video.error_retryable
