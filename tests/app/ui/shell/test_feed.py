"""The news of a server, asked for again until they must not be."""

from __future__ import annotations

import threading
from collections.abc import Iterator

from app.errors import MatineeError, SignInNeeded
from app.server.videos import Video
from app.ui.shell.feed import Feed
from tests.app.ui.fakes import (
    FILM,
)


class Line:
    """Events that end as they are told to."""

    def __init__(self, videos: list[Video], end: MatineeError | None) -> None:
        self._videos, self._end = videos, end

    def __iter__(self) -> Iterator[Video]:
        yield from self._videos
        if self._end is not None:
            raise self._end

    def close(self) -> None: ...


class Lost(MatineeError):
    retryable = True


def test_the_feed_asks_again_until_it_must_not() -> None:
    """Each time the line is there it says so, for what was missed to be fetched."""
    lines = [Line([FILM], Lost("gone")), Line([], None), Line([FILM], SignInNeeded())]
    heard: list[str] = []
    ended = threading.Event()

    def on_line(error: MatineeError | None) -> None:
        heard.append("there" if error is None else str(error))
        if isinstance(error, SignInNeeded):
            ended.set()

    feed = Feed(
        lambda: lines.pop(0), lambda video: heard.append(video.title), on_line, delays=(0.0,)
    )
    assert ended.wait(5)
    feed.close()

    assert heard == [
        *("there", "Big Buck Bunny", "gone"),
        "there",
        *("there", "Big Buck Bunny", "Sign in to go on."),
    ]
