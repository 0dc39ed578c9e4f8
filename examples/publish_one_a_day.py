"""Publishes the films that are ready and private, one a day at six, the oldest first.

    PYTHONPATH=. python examples/publish_one_a_day.py [SERVER]

The server's clock does the rest: nothing has to run here until then.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from app.cli.target import connected, target_at
from app.server.client import Client
from app.server.videos import Video


def drafts(client: Client) -> Iterator[Video]:
    """A list comes in pages."""
    cursor: str | None = None
    while True:
        page = client.videos(state="ready", sort="oldest", cursor=cursor)
        yield from (v for v in page.videos if v.visibility == "private" and not v.publish_at)
        if (cursor := page.next_cursor) is None:
            return


def main(arguments: Sequence[str], now: datetime) -> int:
    evening = now.replace(hour=18, minute=0, second=0, microsecond=0)
    with connected(target_at(arguments[0] if arguments else None)) as connection:
        for days, video in enumerate(list(drafts(connection.client)), start=1):
            when = (evening + timedelta(days=days)).isoformat()
            connection.client.update_video(video.id, publish_at=when, visibility="public")
            print(f"{video.title}: {when}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], datetime.now().astimezone()))
