"""Films made anew: their rows say so, and whichever server runs takes them up."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from backend.database.database import Database
from backend.database.tables import Video, VideoState
from backend.errors import NotFound

Say = Callable[[str], None]


def re_encode(database: Database, videos: Collection[str], say: Say) -> None:
    """Those, or all that are ready. What can be watched stays so; raises NotFound before anything
    has changed."""
    rows = named(database, videos) if videos else ready(database)
    for row in list(rows):
        if database.mark_retried(row.id):
            say(f"{row.id}  is to be made anew: {row.title}")
        else:
            say(f"{row.id}  is {row.state}, or about to be replaced, and stays: {row.title}")


def named(database: Database, videos: Collection[str]) -> Iterator[Video]:
    for video_id in videos:
        if (row := database.video(video_id)) is None:
            raise NotFound("no_such_video")
        yield row


def ready(database: Database) -> Iterator[Video]:
    """Former files of a film are rows, too, and nobody watches them."""
    return (row for row in database.videos_in(VideoState.READY) if row.replaces is None)
